import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** Edits of resources of one type, each made to a resource of its own. */
export interface Edits {
  readonly type: string;
  /** The arguments of all of them. @param name in lower case, without a hyphen */
  readonly base: (name: string) => JsonObject;
  /** By what is done: the arguments that differ before and after. Null is an argument that is not set. */
  readonly edits: Readonly<Record<string, Edit>>;
}

export interface Edit {
  readonly from?: JsonObject;
  readonly to: JsonObject;
  /** The place whose earlier value is known to the cloud only, if that is why the replacement is unknown offline. */
  readonly unknownBecause?: string;
  /** What the later generation of the provider fills in, if nothing else changes. */
  readonly filledIn?: string;
}

/** A resource that is edited. */
export interface EditedResource extends Edit {
  readonly title: string;
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** @param required by type, the arguments that a version of the provider requires besides */
export function editedResources(
  tables: readonly Edits[],
  required: Readonly<Record<"before" | "after", Readonly<Record<string, JsonObject>>>>,
): EditedResource[] {
  return tables.flatMap(({ type, base, edits }) =>
    Object.entries(edits).map(([what, edit], index) => {
      const name = `e${index}`;
      // Names are unique in all of Azure, whatever the type.
      const [, ...words] = type.split("_");
      const common = base(`${words.map((word) => word.slice(0, 3)).join("")}${index}`);
      const before = { ...common, ...required.before[type], ...edit.from };
      const after = { ...common, ...required.after[type], ...edit.from, ...edit.to };
      return { ...edit, title: `${type}: ${what}`, address: `${type}.${name}`, type, name, before, after };
    }),
  );
}

/** One version of a stack with all of them. */
export function resourcesOf(edited: readonly EditedResource[], version: "before" | "after"): JsonObject {
  const types = [...new Set(edited.map(({ type }) => type))];
  return Object.fromEntries(
    types.map((type) => [
      type,
      Object.fromEntries(edited.filter((one) => one.type === type).map((one) => [one.name, one[version]])),
    ]),
  );
}
