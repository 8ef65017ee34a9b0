import { type ConfigurationPlan, verdictOf } from "../../src/eject/check";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

const DRAFT = { stack: readStack({ terraform: {} }), addresses: new Map([["a.Old_1A2B3C4D", "a.new"]]) };

function sized(address: string, size: number, outputs: JsonObject = {}): ConfigurationPlan {
  return { resources: { [address]: { action: "update", changes: { size: { before: 1, after: size } } } }, outputs };
}

const NOTHING: ConfigurationPlan = { resources: {}, outputs: {} };

test("what both plan is pending and no difference, under the name that the result has", () => {
  expect(verdictOf({ draft: DRAFT }, sized("a.new", 2, { o: 1 }), sized("a.Old_1A2B3C4D", 2, { o: 1 }), true)).toEqual({
    objects: 1,
    differences: [],
    pending: ["a.new: update (size)", "output 'o' changes"],
  });
});

test("another value of an argument that both change is a difference", () => {
  const { differences } = verdictOf({ draft: DRAFT }, sized("a.new", 3, { o: 2 }), sized("a.Old_1A2B3C4D", 2, { o: 1 }), true);
  expect(differences).toEqual(["a.new: update (size)", "output 'o' changes"]);
});

test("what only one of them plans is a difference", () => {
  expect(verdictOf({ draft: DRAFT }, sized("a.new", 2), NOTHING, true).differences).toEqual(["a.new: update (size)"]);
  expect(verdictOf({ draft: DRAFT }, NOTHING, sized("a.Old_1A2B3C4D", 2), true).differences).toEqual([
    "a.new: no change, which the source plans",
  ]);
});
