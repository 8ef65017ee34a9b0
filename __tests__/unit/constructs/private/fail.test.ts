import { Construct } from "constructs";
import { fail, sentence } from "../../../../src/constructs/private/fail";
import { emptyStack } from "../../../support/stack";

const COMPLAINT = { property: "tier", must: "be a tier", got: "gold", repair: "give another one" };

test("names the construct by its path, the property, the rule, the value and the repair", () => {
  const place = new Construct(new Construct(emptyStack(), "team"), "registry");
  expect(sentence(place, COMPLAINT)).toBe("[stack/team/registry] tier must be a tier, got 'gold'; give another one.");
});

test("names a static factory where there is no construct yet", () => {
  expect(sentence("Thing.fromName", COMPLAINT)).toBe("Thing.fromName: tier must be a tier, got 'gold'; give another one.");
});

test("says nothing of the value where it is a secret", () => {
  expect(sentence("Thing.fromName", { ...COMPLAINT, got: undefined })).toBe(
    "Thing.fromName: tier must be a tier; give another one.",
  );
});

test("shows that a value is empty", () => {
  expect(sentence("Thing.fromName", { ...COMPLAINT, got: "" })).toBe(
    "Thing.fromName: tier must be a tier, got ''; give another one.",
  );
});

test("fails with the sentence", () => {
  expect(() => fail(emptyStack(), COMPLAINT)).toThrow(new Error("[stack] tier must be a tier, got 'gold'; give another one."));
});
