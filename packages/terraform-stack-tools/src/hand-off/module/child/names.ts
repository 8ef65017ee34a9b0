import { bare } from "../../../stack/expression/template";

/** A text as a name in snake case, such as `existing_cluster`. */
export function identifier(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (name === "") {
    return "this";
  }
  return /^[a-z]/.test(name) ? name : `module_${name}`;
}

/** An address as the caller of a module writes it. */
export function inModule(address: string, call: string): string {
  return `module.${call}.${bare(address)}`;
}
