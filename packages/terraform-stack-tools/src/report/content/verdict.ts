import type { Access } from "../../knowledge/access/access";
import { accessSentence } from "../../knowledge/access/sentences";
import { changedReach } from "../../knowledge/pages/reach-parts";
import { reachedSentence } from "../../knowledge/reach/reach-words";
import { changesWith, looksAtAccess, type ReviewedStack, unknownChanges } from "../reviewed-stack";
import { newSecrets } from "./findings";

/** What a reviewer must know, in one sentence: who may pull now, what is replaced, what secret enters the state. */
export function verdict(stacks: readonly ReviewedStack[]): string {
  const parts = [
    ...stacks.flatMap(namePart),
    accessPart(stacks),
    changedReach(
      stacks.flatMap(({ reach = [] }) => reach),
      MAXIMUM_NAMED,
    ),
    changePart(stacks),
    secretPart(stacks),
  ];
  const sentence = parts.filter((part) => part !== "").join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** More than this many lines are counted instead. */
const MAXIMUM_NAMED = 2;

/** Two stacks of other names may be versions of one that was renamed, or two that were taken for each other. */
function namePart({ name, formerName }: ReviewedStack): string[] {
  return formerName === undefined ? [] : [`the stack ${name} is compared with a stack of another name, ${formerName}`];
}

function accessPart(stacks: readonly ReviewedStack[]): string {
  const gained = stacks.flatMap(({ access }) => access.gained);
  const opaque = stacks.flatMap(({ access }) => access.opaque);
  const lost = stacks.flatMap(({ access }) => access.lost);
  const gain = gained.length > MAXIMUM_NAMED ? countedGain(gained) : named(gained, "may now");
  const loss = lost.length > MAXIMUM_NAMED ? `${lost.length} are lost` : named(lost, "may no longer");
  const unseen = opaque.length === 0 ? "" : `${opaqueLines(opaque.length)} opaque, so that somebody may gain more`;
  const isLookedAt = stacks.some(looksAtAccess);
  const nobody = isLookedAt ? "nobody gains or loses access to images" : "";
  return [gain, loss, unseen].filter((part) => part !== "").join("; ") || nobody;
}

function countedGain(gained: readonly Access[]): string {
  const closed = gained.filter(({ reach }) => reach?.kind === "closed").length;
  const lines = `${gained.length} lines of access are gained`;
  return closed === 0 ? lines : `${lines}, ${closed} of them authorized, not reachable`;
}

function opaqueLines(count: number): string {
  return count === 1 ? "1 line of access is" : `${count} lines of access are`;
}

function named(lines: readonly Access[], may: string): string {
  return [...new Set(lines.map((line) => namedLine(line, may)))].join(" and ");
}

/** What somebody loses they need not reach. */
function namedLine(line: Access, may: string): string {
  const sentence = accessSentence(line, may);
  return may === "may now" ? reachedSentence(sentence, line.reach) : sentence;
}

function changePart(stacks: readonly ReviewedStack[]): string {
  const replaced = stacks.flatMap((stack) => changesWith(stack, ["replace"]));
  const deleted = stacks.flatMap((stack) => changesWith(stack, ["delete"]));
  const unknown = stacks.flatMap(unknownChanges);
  const parts = [
    replaced.length === 0 ? "nothing is replaced" : `${counted(replaced.length, "resource")} replaced`,
    ...(deleted.length === 0 ? [] : [`${counted(deleted.length, "resource")} deleted`]),
    ...(unknown.length === 0 ? [] : [`for ${unknown.length} it is unknown`]),
  ];
  return parts.join(", ");
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`;
}

function secretPart(stacks: readonly ReviewedStack[]): string {
  const secrets = stacks.flatMap(newSecrets).length;
  if (secrets === 0) {
    return "no secret enters the state";
  }
  return secrets === 1 ? "one secret enters the state" : `${secrets} secrets enter the state`;
}
