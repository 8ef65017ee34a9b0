import { blocksOf, type Json } from "./json";

/**
 * The arguments whose expression has changed to name another instance of a block, although the plan sees no change: all instances of a block
 * have the same made-up answers, so that `a["x"].id` and `a["y"].id` are equal here and nowhere else.
 */
export function changedInstances(
  existing: Json,
  changed: Json,
  { before, after }: { before: Json; after: Json },
  json: Json,
): string[] {
  const expanded = [...blocksOf(json, "resource"), ...blocksOf(json, "data")]
    .filter(([, , body]) => body.for_each !== undefined || body.count !== undefined)
    .map(([type, name]) => `${type}.${name}[`);
  return Object.keys(changed).filter((name) => {
    const [one, other] = [existing[name], changed[name]].map((value) => JSON.stringify(value ?? null));
    const isPlanned = JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null);
    return one !== other && !isPlanned && expanded.some((reference) => one.includes(reference) || other.includes(reference));
  });
}
