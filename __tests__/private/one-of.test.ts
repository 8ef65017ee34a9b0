import { checkOneOf } from "../../src/private/one-of";
import { emptyStack } from "../support/stack";

const COLOURS = { RED: "red", BLUE: "blue" };

test("a value of the enum passes", () => {
  expect(() => checkOneOf(emptyStack(), "colour", "blue", COLOURS)).not.toThrow();
});

test.each(["RED", "", "green"])("fails for %j", (value) => {
  expect(() => checkOneOf(emptyStack(), "colour", value, COLOURS)).toThrow(
    new Error(`[stack] colour must be one of red, blue, got '${value}'; use the enum.`),
  );
});
