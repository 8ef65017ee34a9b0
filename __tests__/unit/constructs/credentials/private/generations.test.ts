import { TerraformVariable } from "cdktf";
import { checkExpiry, generationsOf, sameExpiry } from "../../../../../src/constructs/credentials/private/generations";
import { rendered } from "../../../../support/rendered";
import { emptyStack } from "../../../../support/stack";

test.each([
  [1, [1]],
  [2, [1, 2]],
  [3, [2, 3]],
  [41, [40, 41]],
])("of generation %d, the one in use comes last and the one before it first", (generation, kept) => {
  expect(generationsOf(emptyStack(), generation)).toEqual(kept);
});

test.each([0, -1, 0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("fails for %d", (generation) => {
  expect(() => generationsOf(emptyStack(), generation)).toThrow(
    new Error(
      `[stack] generation must be a whole number known at synth, at least 1, got '${generation}'; begin with 1 and raise it to rotate.`,
    ),
  );
});

test("fails for a number that only the plan knows, since the number stands in addresses", () => {
  const stack = emptyStack();
  const { numberValue } = new TerraformVariable(stack, "generation", { type: "number" });
  expect(() => generationsOf(stack, numberValue)).toThrow("[stack] generation must be a whole number known at synth");
});

test("a password is asked for the time it was made with", () => {
  const stack = emptyStack();
  const conditionOf = (expiry?: string) => {
    const own = emptyStack();
    return rendered(own, sameExpiry(own, "end_date", expiry).condition);
  };
  expect(conditionOf("2027-01-31T00:00:00Z")).toBe('${try((abs(timecmp(self.end_date, "2027-01-31T00:00:00Z")) < 1), false)}');
  expect(conditionOf()).toBe("${try((length(self.end_date) < 1), true)}");
  expect(sameExpiry(stack, "end_date", undefined).errorMessage).toBe(
    "[stack] expiry must be the time that this generation was made with, which stays, got 'none'; raise generation to set another time.",
  );
});

test("a variable may say that there is no expiry", () => {
  const stack = emptyStack();
  const expiry = new TerraformVariable(stack, "expiry", { type: "string" }).stringValue;
  expect(rendered(stack, sameExpiry(stack, "end_date", expiry).condition)).toBe(
    "${try((abs(timecmp(self.end_date, var.expiry)) < 1), (var.expiry == null))}",
  );
});

test.each(["2027-02-31T00:00:00Z", "2027-04-31T00:00:00Z"])("fails for the day %s, which no calendar has", (expiry) => {
  expect(() => checkExpiry(emptyStack(), expiry)).toThrow(
    new Error(`[stack] expiry must be a day of the calendar, got '${expiry}'; write another day.`),
  );
});

test("takes a day that some years have, and none", () => {
  for (const expiry of ["2028-02-29T23:59:59Z", undefined]) {
    expect(() => checkExpiry(emptyStack(), expiry)).not.toThrow();
  }
});
