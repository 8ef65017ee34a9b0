import { blockOfInstance } from "../../stack/address";
import { closure, readsOf } from "../../stack/dependencies";
import { namesIn } from "../../stack/references";
import type { Stack } from "../../stack/stack";
import type { Diagnostic } from "../plan-json";

/** Of these, Terraform itself refuses messages that quote a sensitive value. */
const CONDITIONS = /condition failed|assertion failed|^Invalid value for variable$/;

/**
 * Whether the words of an error may quote a sensitive value, or one that is derived from it: functions and providers get values
 * without the engine's marks. It is decided by what the engine says the expression reads, and by what the arguments of the
 * block refer to.
 */
export function mayQuote({ summary, address, snippet = {} }: Diagnostic, source: Stack): boolean {
  if (CONDITIONS.test(summary)) {
    return false;
  }
  const { values = [], code } = snippet;
  if (values.length > 0) {
    return values.some(({ statement = "" }) => /sensitive/.test(statement));
  }
  if (address === undefined) {
    return false;
  }
  const read = code === undefined ? [] : (code.match(/\b[a-z]\w*(?:\.[\w-]+){1,2}/g) ?? []);
  const block = source.blockByAddress.get(blockOfInstance(address));
  if (block === undefined || !(code ?? "").includes("${")) {
    // The error is about a whole block. That of a module is not read.
    return block === undefined
      ? hasSecrets(source)
      : readsSecret([...namesIn(block.body)], JSON.stringify(block.body), source);
  }
  return readsSecret(read, code ?? "", source);
}

/** What stands in place of such words. */
export const LEFT_OUT = "What is wrong is left out here, since the words may quote a sensitive value.";

function readsSecret(names: readonly string[], text: string, source: Stack): boolean {
  const all = closure(names, (name) => readsOf(source).get(name) ?? []);
  return (
    /\bsensitive\(/.test(text) || source.variables.some(({ name, isSecret }) => isSecret && all.has(`var.${name}`))
  );
}

function hasSecrets({ variables }: Stack): boolean {
  return variables.some(({ isSecret }) => isSecret);
}
