import { codeList } from "../../../shared/markdown";
import { definitionsOf, literalOf } from "../../../stack/definitions";
import { blockOf, type Json } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import { changedMembers, isEqual, type Pair } from "../members";
import type { Danger } from "./danger";
import { isProtected } from "./loss";

/** Resources that `prevent_destroy` no longer keeps. @param old the stack whose names are those of the next one */
export function lostProtections(resources: readonly Pair<Block>[], old: Stack, next: Stack): Danger[] {
  return resources.flatMap(({ name, before, after }) => {
    if (before === undefined || after === undefined || !isLess([before, old], [after, next])) {
      return [];
    }
    const others = changedMembers(before.body, after.body).filter((argument) => argument !== "lifecycle");
    const more = others.length === 0 ? "" : `. This handoff also changes ${codeList(others)}, which may replace it`;
    return [
      {
        subject: name,
        reason: "prevent_destroy is gone",
        text:
          "**may be destroyed** from now on: `prevent_destroy` is gone, by which Terraform refused every plan that deletes or " +
          `replaces it; keep it${more}`,
        consent: "delete" as const,
      },
    ];
  });
}

/** A block and the stack that it is in. */
type Placed = readonly [block: Block, stack: Stack];

/** Whether Terraform may have refused what it no longer does. OpenTofu accepts expressions, of which inputs may decide. */
function isLess(before: Placed, after: Placed): boolean {
  const [old, fresh] = [before, after].map(([block]) => protectionOf(block));
  if (["false", "${false}"].includes(String(old)) || isProtected(after[0])) {
    return false;
  }
  const isSame = isEqual(definitionsOf(old, before[1], true), definitionsOf(fresh, after[1], true));
  // A default that is on now keeps whatever the one before has kept.
  const isOn = isEqual(old, fresh) && String(literalOf(fresh, after[1])) === "true";
  return !isSame && !isOn;
}

function protectionOf({ body }: Block): Json {
  return blockOf(body.lifecycle).prevent_destroy ?? false;
}
