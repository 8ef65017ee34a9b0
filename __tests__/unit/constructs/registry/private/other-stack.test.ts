import { Construct } from "constructs";
import { warnOfOtherStack } from "../../../../../src/constructs/registry/private/other-stack";
import { emptyApp, emptyStack, warnings } from "../../../../support/stack";

test("warns across stacks, and nowhere else", () => {
  const app = emptyApp();
  const [one, other] = ["one", "other"].map((id) => new Construct(emptyStack(app, id), "part"));
  warnOfOtherStack(one, new Construct(one, "inner"));
  expect(warnings(app)).toEqual([]);
  warnOfOtherStack(one, other);
  expect(warnings(app)).toEqual([
    "[one/part] pulls from the registry 'other/part' of another stack, whose values cdktf copies through remote state; use " +
      "ContainerRegistry.fromLookup or fromRegistryAttributes in this stack.",
  ]);
});
