import { addressIn, blockAddress } from "../../../stack/address";
import type { Json } from "../../../stack/json";
import { type Reference, referencesIn } from "../../../stack/reference";
import type { Stack } from "../../../stack/stack";
import { isLiteral, isTemplate } from "../../../stack/template";
import { templateText, Unwritable } from "../../hcl/expression-text";

/** Functions that answer otherwise each time, and those of providers, which a mock does not have. */
const UNSTABLE = /\b(bcrypt|plantimestamp|timestamp|uuid)\s*\(|provider::/;

/** Writes the text of an argument as an expression; nothing where a test cannot evaluate it. */
export type Writer = (text: string) => string | undefined;

const MAXIMUM_STEPS = 200;

/**
 * Writes the texts of a stack as its test can evaluate them. It plans, so that nothing is known of what another block
 * will be.
 */
export function testWriter(stack: Stack): Writer {
  const ephemeral = new Set(stack.variables.flatMap(({ name, isEphemeral }) => (isEphemeral ? [name] : [])));
  const stable = new Map<string, boolean>();

  let depth = 0;

  const isStableOnce = (name: string, value: Json): boolean => {
    if (!stable.has(name)) {
      // What reads itself is an error of the stack, and a test does without what takes too many steps to evaluate.
      stable.set(name, false);
      depth++;
      stable.set(name, depth <= MAXIMUM_STEPS && isStable(value));
      depth--;
    }
    return stable.get(name) === true;
  };

  const isStableReference = (reference: Reference): boolean => {
    const [first] = reference.steps;
    const name = first?.kind === "attribute" ? first.name : "";
    switch (reference.root) {
      case "var":
        return !ephemeral.has(name);
      case "local":
        return isStableOnce(`local.${name}`, stack.locals.get(name) ?? null);
      case "ephemeral":
      case "self":
      case "each":
      case "count":
        return false;
      case "data":
      case "module":
        return false;
      default: {
        const found = addressIn(reference);
        return found === undefined || !stack.blockByAddress.has(blockAddress(found.address));
      }
    }
  };

  const isStable = (value: Json): boolean =>
    !UNSTABLE.test(typeof value === "string" ? value : JSON.stringify(value)) &&
    referencesIn(value).every(isStableReference);

  return (text) => {
    if (!isLiteral(text) && isTemplate(text) && !isStable(text)) {
      return undefined;
    }
    return writtenText(text);
  };
}

/** A text in HCL; nothing where HCL cannot say it. */
export function writtenText(text: string): string | undefined {
  try {
    return templateText(text);
  } catch (error) {
    if (error instanceof Unwritable) {
      return undefined;
    }
    throw error;
  }
}
