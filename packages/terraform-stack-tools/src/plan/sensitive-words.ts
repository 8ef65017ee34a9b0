import type { Diagnostic } from "../planned/plan-json";
import { blockOfInstance } from "../stack/address";
import { closure, readsOf } from "../stack/dependencies";
import { namesIn } from "../stack/references";
import type { Stack } from "../stack/stack";

/** Of these, Terraform itself refuses messages that quote a sensitive value. */
const CONDITIONS = /condition failed|assertion failed|^Invalid value for variable$/;

/** Of these, Terraform says before it evaluates anything, so that they name arguments, blocks and references alone. */
const UNEVALUATED =
  /^(Extraneous JSON object property|Unsupported (argument|block type)|Missing required argument|Reference to undeclared .+|(Insufficient|Too many) \S+ blocks)$/;

/**
 * Whether the words of an error may quote a sensitive value, or one that is derived from it: functions and providers get values
 * without the engine's marks. It is decided by what the engine says that it reads, and by what the lines refer to that it is
 * about.
 */
export function mayQuote({ summary, address, snippet = {} }: Diagnostic, source: Stack): boolean {
  const { values = [], code = "", context } = snippet;
  if (CONDITIONS.test(summary) || (address === undefined && UNEVALUATED.test(summary))) {
    return false;
  }
  if (values.some(({ statement = "" }) => /sensitive/.test(statement))) {
    return true;
  }
  if (code.includes("${")) {
    return readsSecret(code.match(/\b[a-z]\w*(?:\.[\w-]+){1,2}/g) ?? [], code, source);
  }
  const place = address ?? context?.replace(/^resource\./, "");
  const block = place === undefined ? undefined : source.blockByAddress.get(blockOfInstance(place));
  if (block === undefined) {
    // It is about a module, or about something that is not read.
    return place !== undefined && source.variables.some(({ isSecret }) => isSecret);
  }
  return readsSecret([...namesIn(block.body)], JSON.stringify(block.body), source);
}

/** What stands in place of such words. */
export const LEFT_OUT = "What is wrong is left out here, since the words may quote a sensitive value.";

function readsSecret(names: readonly string[], text: string, source: Stack): boolean {
  const all = closure(names, (name) => readsOf(source).get(name) ?? []);
  return (
    /\bsensitive\(/.test(text) || source.variables.some(({ name, isSecret }) => isSecret && all.has(`var.${name}`))
  );
}
