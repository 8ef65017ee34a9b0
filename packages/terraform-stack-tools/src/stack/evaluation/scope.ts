import { addressIn, blockAddress } from "../address";
import type { Reference, Step } from "../expression/reference";
import { bare } from "../expression/template";
import type { Stack } from "../stack";
import { evaluated, type Scope } from "./evaluator";
import { instancesOf } from "./instances";
import { type Known, memberOf } from "./known";

/**
 * What the names in a stack mean where everybody keeps the defaults of its variables: a number of instances that an input
 * decides is that of its default.
 */
export function scopeOf(stack: Stack): Scope {
  return scopeWithin(stack, []);
}

/** @param open what is being read, since a value that reads itself has none */
function scopeWithin(stack: Stack, open: readonly string[]): Scope {
  const variables = new Map(stack.variables.map((variable) => [variable.name, variable]));
  const within = (name: string) => scopeWithin(stack, [...open, name]);
  return (reference: Reference): Known | undefined => {
    const { root, steps } = reference;
    const [first, ...rest] = steps;
    const name = `${root}.${first?.kind === "attribute" ? first.name : ""}`;
    if (open.includes(name) || open.length > MAXIMUM_STEPS || first?.kind !== "attribute") {
      return undefined;
    }
    switch (root) {
      case "var": {
        const { default: value, type = "any" } = variables.get(first.name) ?? {};
        return value === undefined ? undefined : inside(typed(value, bare(type)), rest);
      }
      case "local": {
        const value = stack.locals.get(first.name);
        return value === undefined ? undefined : inside(evaluated(value, within(name)), rest);
      }
      default:
        return instancesAt(reference, stack, within(name));
    }
  };
}

/** More than local values are built upon one another. */
const MAXIMUM_STEPS = 30;

/** A default is no expression. A set has no element twice. */
function typed(value: Known, type: string): Known {
  return type.startsWith("set(") && Array.isArray(value) ? [...new Set(value)] : value;
}

function inside(value: Known | undefined, steps: readonly Step[]): Known | undefined {
  return steps.reduce<Known | undefined>((inner, step) => {
    if (step.kind === "attribute") {
      return memberOf(inner, step.name);
    }
    return step.kind === "key" ? memberOf(inner, step.key) : undefined;
  }, value);
}

/** A block by itself stands for its instances, as in the `for_each` of another block. */
function instancesAt(reference: Reference, stack: Stack, scope: Scope): Known | undefined {
  const found = addressIn(reference);
  if (found === undefined || found.path.length > 0 || found.address.key !== undefined) {
    return undefined;
  }
  const block = stack.blockByAddress.get(blockAddress(found.address));
  const { repetition, keys } = block === undefined ? {} : instancesOf(block.body, scope);
  if (keys === undefined || repetition === "none") {
    return undefined;
  }
  return repetition === "count"
    ? keys.map(() => undefined)
    : Object.fromEntries(keys.map((key) => [String(key), undefined]));
}
