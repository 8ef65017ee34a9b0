import { addressIn, blockAddress } from "../../../stack/address";
import { type Reference, referencesIn } from "../../../stack/expression/reference";
import { isLiteral, isTemplate } from "../../../stack/expression/template";
import type { Json } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import { templateText, Unwritable } from "../../hcl/expression-text";
import type { Dependencies } from "../command";
import type { Writer } from "./argument-conditions";

/** Functions that answer otherwise each time, and those of providers, which a mock does not have. */
const UNSTABLE = /\b(bcrypt|plantimestamp|timestamp|uuid)\s*\(|provider::/;

const MAXIMUM_STEPS = 200;

/** Writes the texts of a stack as its test can evaluate them. */
export function testWriter(stack: Stack, dependencies: Dependencies): Writer {
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

  const isStableBlock = (block: Block, attribute: string): boolean => {
    const value = dependencies(block, attribute);
    return value !== undefined && (value === null || isStableOnce(`${block.address}.${attribute}`, value));
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
      default: {
        const found = addressIn(reference);
        const block = found && stack.blockByAddress.get(blockAddress(found.address));
        const attribute = found?.path.find(({ kind }) => kind === "attribute");
        return block === undefined || isStableBlock(block, attribute?.kind === "attribute" ? attribute.name : "");
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
