import { codeList } from "../../../shared/markdown";
import { blockOf, type Json } from "../../../stack/json";
import type { Block } from "../../../stack/stack";
import { changedMembers, isEqual, type Pair } from "../members";
import type { Danger } from "./danger";
import { isProtected } from "./lost-objects";

/** Resources that `prevent_destroy` no longer keeps. */
export function lostProtections(resources: readonly Pair<Block>[]): Danger[] {
  return resources.flatMap(({ name, before, after }) => {
    if (before === undefined || after === undefined || !isLess(before, after)) {
      return [];
    }
    const others = changedMembers(before.body, after.body).filter((argument) => argument !== "lifecycle");
    const more =
      others.length === 0
        ? ""
        : `. This handoff also changes ${codeList(others)}, which may replace it: \`--plan\` tells whether it does`;
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

/** Whether Terraform may have refused what it no longer does. OpenTofu accepts expressions, of which inputs may decide. */
function isLess(before: Block, after: Block): boolean {
  const [old, fresh] = [before, after].map(({ body }): Json => blockOf(body.lifecycle).prevent_destroy ?? false);
  return !["false", "${false}"].includes(String(old)) && !isProtected(after) && !isEqual(old, fresh);
}
