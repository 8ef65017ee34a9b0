import { TerraformVariable, Token } from "cdktf";
import { defaultNodePool } from "../../../../src/constructs/cluster/aks-node-pool";
import { emptyStack } from "../../../support/stack";

test("has three small nodes where nothing is said, and survives a change of their size", () => {
  expect(defaultNodePool(emptyStack(), {})).toEqual({
    name: "nodepool1",
    vmSize: "Standard_D2s_v5",
    nodeCount: 3,
    temporaryNameForRotation: "rotation",
    upgradeSettings: { maxSurge: "10%" },
  });
});

test("leaves the number of nodes to the autoscaler within bounds", () => {
  const pool = defaultNodePool(emptyStack(), { minCount: 2, maxCount: 2 });
  expect(pool).toMatchObject({ autoScalingEnabled: true, minCount: 2, maxCount: 2 });
  expect(pool).not.toHaveProperty("nodeCount");
});

test("lets numbers pass that a variable decides", () => {
  const stack = emptyStack();
  const number = () => Token.asNumber(new TerraformVariable(stack, "most", { type: "number" }).numberValue);
  const maxCount = number();
  expect(defaultNodePool(stack, { minCount: 3, maxCount })).toMatchObject({ minCount: 3, maxCount });
});

test.each([0, -1, 1001, 2.5, Number.NaN])("fails for %d nodes", (nodeCount) => {
  expect(() => defaultNodePool(emptyStack(), { nodeCount })).toThrow(
    `[stack] nodeCount must be a whole number from 1 to 1000, got '${nodeCount}'; choose a number in this range.`,
  );
});
