import { texts } from "../../../stack/json";
import { type ProviderReference, readProviderReference } from "../../../stack/provider";
import type { Stack } from "../../../stack/stack";

/**
 * The provider configurations that the blocks of a module use; undefined where modules that it calls, checks or the
 * functions of providers may use any.
 */
export function configurationsUsed({ sections, blocks, checks }: Stack): ProviderReference[] | undefined {
  const hasOthers = checks.length > 0 || blocks.some(({ kind }) => kind === "module");
  if (hasOthers || texts(sections).some(({ text }) => text.includes("provider::"))) {
    return undefined;
  }
  return blocks.map(({ type, body }) => readProviderReference(type, body));
}
