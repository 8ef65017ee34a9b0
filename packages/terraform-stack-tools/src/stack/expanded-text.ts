import { type Reference, referencesIn } from "./expression/reference";
import { blockOf, type Json, type JsonObject, lookUp, objectOf } from "./json";
import type { Stack } from "./stack";

/**
 * The text of a value and of everything it refers to. Two such texts differ wherever the values may. Sensitive
 * variables count by name alone, because made-up values are derived from this text.
 */
export function expandedText(value: Json | undefined, stack: Stack, variables: JsonObject): string {
  return expandedValues(value, stack, variables)
    .map((part) => JSON.stringify(part))
    .join("\n");
}

/** A value and everything it refers to, depth first and each once. */
function expandedValues(value: Json | undefined, stack: Stack, variables: JsonObject): Json[] {
  const seen = new Set<string>();
  const values: Json[] = [];
  const pending: (Json | undefined)[] = [value];
  while (pending.length > 0) {
    const part = pending.shift() ?? null;
    values.push(part);
    const fresh = referencesIn(part).filter((reference) => {
      const key = JSON.stringify(reference);
      return !seen.has(key) && seen.add(key);
    });
    pending.unshift(...fresh.map((reference) => referred(reference, stack, variables)));
  }
  return values;
}

function referred({ root, steps }: Reference, stack: Stack, variables: JsonObject): Json | undefined {
  const names = steps.flatMap((step) => (step.kind === "attribute" ? [step.name] : []));
  const [first, second] = names;
  if (first === undefined) {
    return undefined;
  }
  switch (root) {
    case "var": {
      const variable = stack.variables.find(({ name }) => name === first);
      return variable?.isSecret ? first : (lookUp(variables, first) ?? variable?.default);
    }
    case "local":
      return stack.locals.get(first);
    case "data":
      return second === undefined ? undefined : blockOf(member(member(stack.sections.data, first), second));
    default: {
      const body = blockOf(member(member(stack.sections.resource, root), first));
      return second === undefined ? undefined : lookUp(body, second);
    }
  }
}

function member(value: Json | undefined, name: string): Json | undefined {
  return lookUp(objectOf(value), name);
}
