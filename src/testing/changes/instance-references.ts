import { addressIn, blockAddress } from "../../terraform/address";
import { expandedValues } from "../../terraform/expanded-text";
import { readTemplate } from "../../terraform/expression/lexer";
import { type Reference, referencesIn, wholeReference } from "../../terraform/expression/reference";
import { unwrapped, wholeSequence } from "../../terraform/expression/template";
import { isObject, type Json, type JsonObject, lookUp } from "../../terraform/json";
import { META_ARGUMENTS, type Stack } from "../../terraform/stack";

/** One version of a resource: the body of its block, and the stack that the block is part of. */
export interface ResourceVersion {
  readonly body: JsonObject;
  readonly stack: Stack;
  readonly variables: JsonObject;
}

/**
 * The arguments whose expressions have changed to name another instance of a block, although the plan sees no change:
 * all instances of a block have the same made-up answers, so that `a["x"].id` and `a["y"].id` are equal in the plan and
 * nowhere else. An expression may name the instance in a local value, in a variable or in `each.value`.
 * @param key of the instance that the resource is
 */
export function changedInstances(
  existing: ResourceVersion,
  changed: ResourceVersion,
  { before, after }: { readonly before: JsonObject; readonly after: JsonObject },
  key: string | undefined,
): string[] {
  return Object.keys(changed.body).filter((name) => {
    const isPlanned = JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null);
    if (isPlanned || META_ARGUMENTS.includes(name)) {
      return false;
    }
    const [old, fresh] = [existing, changed].map((version) => valuesOf(version, name, key));
    return (
      JSON.stringify(old) !== JSON.stringify(fresh) &&
      referencesIn([...old, ...fresh]).some((reference) => namesInstance(reference, changed.stack))
    );
  });
}

/** Whether a reference has an index and is to a block with instances. */
function namesInstance(reference: Reference, { blockByAddress }: Stack): boolean {
  const found = reference.steps.some(({ kind }) => kind !== "attribute") ? addressIn(reference) : undefined;
  return found !== undefined && blockByAddress.get(blockAddress(found.address))?.isRepeated === true;
}

/** An argument and everything that it refers to. */
function valuesOf({ body, stack, variables }: ResourceVersion, name: string, key: string | undefined): Json[] {
  const values = expandedValues(body[name], stack, variables);
  const readsEachValue = referencesIn(values).some(
    ({ root, steps: [first] }) => root === "each" && first?.kind === "attribute" && first.name === "value",
  );
  return readsEachValue ? [...values, ...eachValue(body.for_each, key, stack, variables)] : values;
}

/** The value of one instance; the whole expression where only Terraform can evaluate it. */
function eachValue(forEach: Json | undefined, key: string | undefined, stack: Stack, variables: JsonObject): Json[] {
  const variable = variableOf(forEach);
  const collection =
    variable === undefined
      ? forEach
      : (lookUp(variables, variable) ?? stack.variables.find(({ name }) => name === variable)?.default);
  if (isObject(collection) && key !== undefined) {
    return [collection[key] ?? null];
  }
  // In a set, the value is the key.
  return isSet(forEach) ? [key ?? null] : expandedValues(forEach, stack, variables);
}

/** The variable that a value consists of. */
function variableOf(value: Json | undefined): string | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const reference = expression === undefined ? undefined : wholeReference(expression);
  const [name, ...others] = reference?.root === "var" ? reference.steps : [];
  return name?.kind === "attribute" && others.length === 0 ? name.name : undefined;
}

/** Whether a value is a call of `toset`. */
function isSet(value: Json | undefined): boolean {
  const [first] = (typeof value === "string" ? wholeSequence(readTemplate(value))?.tokens : undefined) ?? [];
  return first?.kind === "name" && first.text === "toset";
}
