import { blockOf, blocksOf, type Json } from "./json";
import type { Schemas } from "./test-file";

/** OpenTofu puts what is ignored into the configuration, where it then refuses the made-up answer. What is not set stays anyway. */
export function ignoreWhatIsSet(json: Json): void {
  for (const [, , body] of blocksOf(json, "resource")) {
    const [lifecycle] = [body.lifecycle ?? []].flat();
    if (Array.isArray(lifecycle?.ignore_changes)) {
      const isSet = (path: string) => (body[path.replace(/[[.].*/, "")] ?? null) !== null;
      lifecycle.ignore_changes = lifecycle.ignore_changes.filter(isSet);
      if (lifecycle.ignore_changes.length === 0) {
        delete lifecycle.ignore_changes;
      }
    }
  }
}

const META_ARGUMENTS = ["for_each", "count", "provider", "depends_on", "lifecycle", "dynamic"];

/** An existing version is applied with the providers of the new one, which may demand a block that it lacks, or know an argument no more. */
export function fitNewerProviders(existing: Json, changed: Json, schemas: Schemas): void {
  for (const [type, name, body] of blocksOf(existing, "resource")) {
    const { attributes = {}, block_types = {} }: Json = schemas("resource", type) ?? {};
    const next = blockOf(changed.resource?.[type]?.[name]);
    for (const [block, { min_items = 0 }] of Object.entries<Json>(block_types)) {
      if (min_items > 0 && body[block] === undefined && body.dynamic?.[block] === undefined && next[block] !== undefined) {
        body[block] = next[block];
      }
    }
    const known = [...Object.keys(attributes), ...Object.keys(block_types), ...META_ARGUMENTS];
    // Of a type that Terraform has built in, no schema is at hand.
    for (const argument of Object.keys(attributes).length > 0 ? Object.keys(body) : []) {
      if (!known.includes(argument)) {
        delete body[argument];
      }
    }
  }
}
