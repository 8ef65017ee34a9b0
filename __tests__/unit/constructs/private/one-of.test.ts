import { TerraformVariable } from "cdktf";
import { checkOneOf } from "../../../../src/constructs/private/one-of";
import { emptyStack } from "../../../support/stack";

const COLOURS = { RED: "red", BLUE: "blue" };

test("a value of the enum passes", () => {
  expect(() => checkOneOf(emptyStack(), "colour", "blue", COLOURS)).not.toThrow();
});

test.each(["RED", "", "green"])("fails for %j", (value) => {
  expect(() => checkOneOf(emptyStack(), "colour", value, COLOURS)).toThrow(
    new Error(`[stack] colour must be one of red, blue, got '${value}'; use the enum.`),
  );
});

test("what only the plan knows passes", () => {
  const stack = emptyStack();
  const { stringValue } = new TerraformVariable(stack, "colour", { type: "string" });
  expect(() => checkOneOf(stack, "colour", stringValue, COLOURS)).not.toThrow();
});

test("the repair may say more", () => {
  expect(() => checkOneOf(emptyStack(), "colour", "green", COLOURS, "mix them")).toThrow("got 'green'; mix them.");
});
