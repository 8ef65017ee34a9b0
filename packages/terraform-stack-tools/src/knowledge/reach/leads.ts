import type { Json } from "../../stack/json";
import { blocksReferredTo, variablesIn, withLocals } from "../../stack/references";
import type { KnownBlockType } from "../catalogue/block-types";
import { argumentOf, type Item, instancesMeant, isOneOf } from "./items";

/** What an argument leads to. */
export type Lead =
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "id"; readonly id: string }
  /** The argument is not set. */
  | { readonly kind: "nothing" }
  /** Something else, such as an output of another stack. */
  | { readonly kind: "unknown"; readonly words: string };

/** @param types what it may lead to */
export function leadOf(item: Item, types: readonly KnownBlockType[], ...path: readonly string[]): Lead {
  const { value, written } = argumentOf(item, ...path);
  return leadIn(value, written, item, types);
}

export function leadIn(
  value: Json | undefined,
  written: Json | undefined,
  item: Item,
  types: readonly KnownBlockType[],
): Lead {
  if (typeof value === "string" && value.startsWith("/")) {
    return { kind: "id", id: value };
  }
  if (written === undefined || written === null) {
    return { kind: "nothing" };
  }
  const { stack } = item.planned;
  const read = withLocals(written, stack);
  const meant = blocksReferredTo(read, stack.blocks)
    .filter((block) => isOneOf(block, types))
    .flatMap((block) => instancesMeant(block, read, item));
  const [instance, ...others] = meant;
  if (instance !== undefined && others.length === 0) {
    return { kind: "item", item: { instance, planned: item.planned } };
  }
  const [variable] = variablesIn(read);
  return { kind: "unknown", words: variable === undefined ? item.instance.address : `var.${variable}` };
}
