import { inModule } from "../../hand-off/module/child-module";
import { parseAddress } from "../../stack/address";
import { type Json, listOf } from "../../stack/json";
import type { Draft } from "../rewrite/draft";

/** The moves of a configuration: those of the source, and those of all objects into the module. */
export function movesIntoCall({ stack, addresses }: Draft, call: string): Json[] {
  const managed = [...addresses].filter(([from]) => ["resource", "module"].includes(parseAddress(from)?.kind ?? ""));
  return [...listOf(stack.sections.moved), ...managed.map(([from, to]) => ({ from, to: inModule(to, call) }))];
}
