import { codeList } from "../../../shared/markdown";
import type { Instances } from "../../../stack/evaluation/instances";
import { bare } from "../../../stack/expression/template";
import { entries, type JsonObject, listOf, objectOf, textOf } from "../../../stack/json";
import type { Block } from "../../../stack/stack";

/** Why something is lost, and what keeps it, in Markdown. */
interface Words {
  readonly why: string;
  readonly remedy: string;
}

const MOVES = "add `moved` blocks that say which address each has now";

/** Of a block that the stack no longer has. */
export function goneWords({ kind }: Block): string {
  return kind === "module"
    ? "**destroyed** with all that it contains, since the stack no longer calls it; keep the call, or add a `moved` block"
    : "**destroyed**, since the stack no longer has it; if it has another address now, add a `moved` block, and if it " +
        "shall stay without being managed, a `removed` block with `destroy = false`";
}

/** Of instances that are no longer there. */
export function repetitionWords({ kind }: Block, before: Instances, after: Instances): Words {
  if (after.repetition === "none" && after.keys?.length === 0) {
    return {
      why: "`enabled` is off now",
      remedy: "keep it on, or add a `removed` block with `destroy = false` in its place",
    };
  }
  const changed = `${before.repetition} ${after.repetition}`;
  switch (changed) {
    case "count count":
      return {
        why: `\`count\` was ${before.keys?.length ?? "another"} and is ${after.keys?.length ?? "unknown"}`,
        remedy: "keep the number, or add `moved` blocks for the instances that stay",
      };
    case "for_each for_each":
      return {
        why: "`for_each` no longer has the key",
        remedy: "keep the key, or add a `moved` block to the new one",
      };
    case "count none":
      return kind === "module"
        ? { why: "the call has no `count` any more", remedy: MOVES }
        : { why: "without `count`, only the first instance stays", remedy: MOVES };
    case "none count":
      return after.keys?.length === 0
        ? { why: "`count` is 0 now", remedy: "keep the instance" }
        : {
            why: "the call has `count` now, and Terraform moves no module by itself",
            remedy: "add a `moved` block from the call to its first instance",
          };
    case "none for_each":
      return {
        why: "it has `for_each` now, and what stood under no key is not moved to one",
        remedy: "add a `moved` block from the address to the one with the key",
      };
    default:
      return {
        why: `\`${before.repetition}\` became ${after.repetition === "none" ? "a single instance" : `\`${after.repetition}\``}, under other keys`,
        remedy: MOVES,
      };
  }
}

/** Of instances of which only a plan over the state tells whether they stay. */
export function uncertainWords(before: Instances, after: Instances): { why: string; text: string } {
  const repeated = [after, before].map(({ repetition }) => repetition).find((one) => one !== "none");
  const argument = repeated ?? "enabled";
  const why = `what decides its \`${argument}\` changes, and the configuration alone does not tell which keys stay`;
  return {
    why,
    text:
      `instances **may be destroyed**: ${why}; plan over the state before you apply, and add \`moved\` blocks for keys ` +
      "that have another name",
  };
}

/**
 * Of the programs that run when an object is destroyed. Those of a block that is gone do not; a `removed` block can have
 * some. Terraform, "removed block reference", read on 2026-11-28.
 */
export function destroyWords(before: JsonObject, removed: JsonObject | undefined): string {
  const [lost, next] = [destroyProvisioners(before), destroyProvisioners(removed ?? {})];
  if (next.length > 0) {
    return `. Its \`removed\` block runs ${codeList(next)} then, with the rights of whoever applies`;
  }
  return lost.length === 0
    ? ""
    : `. Its destroy-time ${codeList(lost)} does not run any more: give it to a \`removed\` block, or run it before`;
}

/** The types of the provisioners that run when an object is destroyed. */
function destroyProvisioners({ provisioner }: JsonObject): string[] {
  const typed = listOf(provisioner).flatMap((one) => entries(one));
  const destroying = typed.filter(([, bodies]) =>
    listOf(bodies).some((body) => bare(textOf(objectOf(body).when)) === "destroy"),
  );
  return [...new Set(destroying.map(([type]) => type))];
}
