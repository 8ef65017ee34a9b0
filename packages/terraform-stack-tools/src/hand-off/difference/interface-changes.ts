import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { code } from "../../shared/markdown";
import type { Output, Stack, Variable } from "../../stack/stack";
import { isEqual, pairsOf } from "./members";

/** What those who run the module must set differently. */
export function inputChanges(before: Stack, after: Stack): string[] {
  const hidden = new Set([...hiddenValues(before), ...hiddenValues(after)]);
  return pairsOf(byName(before.variables), byName(after.variables)).flatMap((pair) => {
    const [old, fresh] = [pair.before, pair.after];
    if (fresh === undefined) {
      return [`${code(pair.name)}: removed`];
    }
    return old === undefined ? [addedInput(fresh, hidden)] : changed(pair.name, inputDetails(old, fresh, hidden));
  });
}

export function outputChanges(before: Stack, after: Stack): string[] {
  return pairsOf(byName(before.outputs), byName(after.outputs)).flatMap((pair) => {
    const [old, fresh] = [pair.before, pair.after];
    if (fresh === undefined) {
      return [`${code(pair.name)}: removed`];
    }
    return old === undefined
      ? [`${code(pair.name)}: added${fresh.isSecret ? ", secret" : ""}`]
      : changed(pair.name, outputDetails(old, fresh));
  });
}

function byName<T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [one.name, one]));
}

function changed(name: string, details: readonly string[]): string[] {
  return details.length === 0 ? [] : [`${code(name)}: ${details.join("; ")}`];
}

function addedInput(variable: Variable, hidden: ReadonlySet<string>): string {
  const { name, type, isSecret } = variable;
  return `${code(name)}: added, ${code(type)}, ${defaultOf(variable, hidden)}${isSecret ? ", secret" : ""}`;
}

function inputDetails(before: Variable, after: Variable, hidden: ReadonlySet<string>): string[] {
  const isSameDefault =
    before.isRequired === after.isRequired && isEqual(before.default ?? null, after.default ?? null);
  return [
    ...(before.type === after.type ? [] : [`type ${code(before.type)} is now ${code(after.type)}`]),
    ...(isSameDefault ? [] : [`was ${defaultOf(before, hidden)}, is now ${defaultOf(after, hidden)}`]),
    ...secrecy(before, after),
    ...(isEqual(rulesOf(before), rulesOf(after)) ? [] : ["other rules"]),
    ...(before.description === after.description ? [] : ["other description"]),
  ];
}

function rulesOf({ validations }: Variable): string[] {
  return validations.flatMap(({ condition, message }) => [condition, message]);
}

function defaultOf({ name, isRequired, default: value = null }: Variable, hidden: ReadonlySet<string>): string {
  if (isRequired) {
    return "required";
  }
  return hidden.has(`var.${name}`)
    ? "with a default that is not shown"
    : `with the default ${code(JSON.stringify(value))}`;
}

function outputDetails(before: Output, after: Output): string[] {
  return [
    ...(isEqual(before.value, after.value) ? [] : ["other value"]),
    ...secrecy(before, after),
    ...(before.description === after.description ? [] : ["other description"]),
  ];
}

function secrecy(before: { readonly isSecret: boolean }, after: { readonly isSecret: boolean }): string[] {
  if (before.isSecret === after.isSecret) {
    return [];
  }
  return [after.isSecret ? "secret now" : "**no longer secret**"];
}
