import { contentsOf } from "../../../knowledge/catalogue/block-types";
import { codeList } from "../../../shared/markdown";
import { blockOfInstance, parseAddress } from "../../../stack/address";
import { blockOf, entries, type JsonObject, listOf, objectOf, textOf } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import { bare } from "../../../stack/template";
import { type Danger, plain } from "./danger";
import { decisionOf, inputsIn } from "./decisions";

/** An object that the next apply destroys or replaces, or may replace. */
export interface Loss {
  /** As it is called before. */
  readonly address: string;
  /** Where `moved` blocks take it, whether that is in the stack or not. */
  readonly next: string;
  readonly end: "destroyed" | "replaced" | "may be replaced";
  /** Why, and what keeps it, in Markdown. */
  readonly why: string;
  readonly remedy: string;
}

interface Reason {
  readonly why: string;
  readonly remedy: string;
}

/**
 * Why something is destroyed, by the word of plans for it. Terraform, "internal/command/jsonplan/plan.go", read on
 * 2026-11-28. `enabled_false` is OpenTofu's.
 */
const REASONS: ReadonlyMap<string, Reason> = new Map([
  [
    "no_resource_config",
    {
      why: "since the stack no longer has it",
      remedy:
        "if it has another address now, add a `moved` block, and if it shall stay without being managed, a `removed` block " +
        "with `destroy = false`",
    },
  ],
  [
    "no_module",
    {
      why: "with all that its module contains, since the stack no longer calls it",
      remedy: "keep the call, or add a `moved` block",
    },
  ],
  [
    "wrong_repetition",
    {
      why: "since `count` or `for_each` came or went, and with that it has another key",
      remedy: "add `moved` blocks that say which address each has now",
    },
  ],
  [
    "count_index",
    {
      why: "since `count` is lower",
      remedy: "keep the number, or add `moved` blocks for the instances that stay",
    },
  ],
  [
    "each_key",
    {
      why: "since `for_each` no longer has the key",
      remedy: "keep the key, or add a `moved` block to the new one",
    },
  ],
  [
    "enabled_false",
    {
      why: "since `enabled` is off now",
      remedy: "keep it on, or add a `removed` block with `destroy = false` in its place",
    },
  ],
]);

const OTHER: Reason = {
  why: "as Terraform plans it",
  remedy: "keep it, or say by a `moved` block where it is now",
};

/** @param reason such as `count_index`, or whatever an engine names */
export function destroyed(address: string, next: string, reason: string): Loss {
  return { address, next, end: "destroyed", ...(REASONS.get(reason) ?? OTHER) };
}

/** What the page and a refusal say of a loss. */
export function lossDanger({ address, next, end, why, remedy }: Loss, before: Stack, after: Stack): Danger {
  const [origin, target] = [
    before.blockByAddress.get(blockOfInstance(address)),
    after.blockByAddress.get(blockOfInstance(next)),
  ];
  const words = `${why}${contentWords(address)}`;
  const isGone = origin !== undefined && target === undefined;
  const details = [
    end === "destroyed" && target !== undefined ? inputWords(target, after) : "",
    `; ${remedy}`,
    isGone ? destroyWords(origin.body, removalOf(next, after)) : "",
    guardWords(origin, target),
  ];
  return {
    subject: address,
    reason: plain(`${end}, ${words}`),
    text: `**${end}**, ${words}${details.join("")}`,
    consent: "delete",
  };
}

/** Such as images. */
function contentWords(address: string): string {
  const contents = contentsOf(parseAddress(address)?.type ?? "");
  return contents === undefined ? "" : `: its ${contents} are lost`;
}

/** By which whoever runs the module keeps what the defaults lose. */
function inputWords(target: Block, after: Stack): string {
  const inputs = inputsIn(decisionOf(target.body, after)).map((name) => name.slice("var.".length));
  return inputs.length === 0 ? "" : `, unless you set ${codeList(inputs)}`;
}

function guardWords(origin: Block | undefined, target: Block | undefined): string {
  if (target !== undefined && isProtected(target)) {
    return ". `prevent_destroy` makes Terraform refuse the plan until it is taken away";
  }
  return origin !== undefined && isProtected(origin) ? ". `prevent_destroy` protected it, and goes with it" : "";
}

export function isProtected({ body }: Block): boolean {
  return ["true", "${true}"].includes(String(blockOf(body.lifecycle).prevent_destroy));
}

/** What the next version has in place of a block to say how it goes. */
function removalOf(address: string, { sections }: Stack): JsonObject | undefined {
  const removals = listOf(sections.removed).map(objectOf);
  return removals.find(({ from }) => bare(textOf(from)) === blockOfInstance(address));
}

/**
 * Of the programs that run when an object is destroyed. Those of a block that is gone do not; a `removed` block can have
 * some. Terraform, "removed block reference", read on 2026-11-28.
 */
function destroyWords(before: JsonObject, removed: JsonObject | undefined): string {
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
