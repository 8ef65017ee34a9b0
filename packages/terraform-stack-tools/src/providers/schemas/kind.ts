import type { SchemaKind } from "../schema";

const PREFIXES = [
  ["data.", "data_source"],
  ["ephemeral.", "ephemeral_resource"],
  ["provider.", "provider"],
] as const;

/** The kind of a type such as `data.azurerm_subnet`, and its name without the prefix. */
export function kindOf(type: string): { readonly kind: SchemaKind | "provider"; readonly name: string } {
  const found = PREFIXES.find(([prefix]) => type.startsWith(prefix));
  return found === undefined ? { kind: "resource", name: type } : { kind: found[1], name: type.slice(found[0].length) };
}
