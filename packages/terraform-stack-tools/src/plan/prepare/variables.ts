import { PlanError } from "../../shared/refusal";
import { type JsonObject, lookUp, textValues } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { allVersions, type Plannable, type Versions } from "./versions";

/** The given values of the variables that a stack declares. @throws PlanError if a required one has no value */
export function givenVariables(stack: Stack, values: JsonObject, name: string): JsonObject {
  const missing = stack.variables.filter(
    (variable) => variable.isRequired && lookUp(values, variable.name) === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map((variable) => variable.name).join(", ");
    throw new PlanError(`${name}: no value for ${names}; add a value to variables for each one without a default`);
  }
  const declared = new Set(stack.variables.map((variable) => variable.name));
  return Object.fromEntries(Object.entries(values).filter(([variable]) => declared.has(variable)));
}

/** Checks that every value belongs to a variable of one of the versions. @throws PlanError that names the others */
export function checkVariables(versions: Versions<Stack>, values: JsonObject): void {
  const declared = new Set(allVersions(versions).flatMap(({ variables }) => variables.map(({ name }) => name)));
  const unknown = Object.keys(values).filter((name) => !declared.has(name));
  if (unknown.length > 0) {
    throw new PlanError(
      `the stack has no variable ${unknown.join(", ")}; it has ${[...declared].join(", ") || "none"}`,
    );
  }
}

/** The texts in the values of secret variables. The longest is first, because it may contain another one. */
export function secretTexts(versions: Versions<Plannable>): string[] {
  const values = allVersions(versions).flatMap(({ stack, variables }) =>
    stack.variables
      .filter(({ isSecret }) => isSecret)
      .map((variable) => lookUp(variables, variable.name) ?? variable.default ?? null),
  );
  const secrets = [...new Set(values.flatMap(textValues))].filter((text) => text !== "");
  return secrets.sort((left, right) => right.length - left.length);
}
