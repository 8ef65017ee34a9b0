import { listed } from "../../shared/markdown";
import type { Access } from "../access/access";
import type { AccessChanges, ChangedAccess } from "../access/changes";
import { accessSentence } from "../access/sentences";
import { reachedSentence } from "../reach/reach-words";

/** More than this are not told one by one. */
const MAXIMUM_NAMED = 2;

type Changes = Pick<AccessChanges, "gained" | "opaque" | "lost">;

/**
 * Who may do what now, or no longer, in the words of a sentence that continues.
 * @param isOpen whether something that is not judged may give access to others
 */
export function accessVerdict({ gained, opaque, lost }: Changes, isOpen = false): string {
  const parts = [
    told(gained, "may now"),
    told(lost, "may no longer"),
    ...(opaque.length === 0 ? [] : [`what ${counted(opaque)} may do now, nobody can tell from the stack`]),
  ].filter((part) => part !== "");
  return parts.length === 0 ? nobody(isOpen) : parts.join("; ");
}

/** The same in counts, such as `3 holders gain and 1 holder loses access to images`. */
export function accessHeadline({ gained, opaque, lost }: Changes, isOpen = false): string {
  const [gaining, losing, unclear] = [gained, lost, opaque].map((lines) => new Set(lines.map(({ who }) => who)).size);
  const changed = [
    ...(gaining === 0 ? [] : [gaining === 1 ? "1 holder gains" : `${gaining} holders gain`]),
    ...(losing === 0 ? [] : [losing === 1 ? "1 holder loses" : `${losing} holders lose`]),
  ];
  const known = changed.length === 0 ? nobody(isOpen) : `${changed.join(" and ")} access to images`;
  return unclear === 0 ? known : `${known}, ${unclear} unclear`;
}

function nobody(isOpen: boolean): string {
  return isOpen
    ? "nobody gains or loses access to images, as far as that is judged"
    : "nobody gains or loses access to images";
}

function told(lines: readonly ChangedAccess[], may: string): string {
  const sentences = [...new Set(lines.map((line) => namedLine(line, may)))];
  return sentences.length > MAXIMUM_NAMED ? summed(lines, may) : sentences.join(" and ");
}

/** What somebody loses they need not reach. */
function namedLine(line: ChangedAccess, may: string): string {
  const sentence = accessSentence(line, line.change === "widened" ? `${may} also` : may);
  return may === "may now" ? reachedSentence(sentence, line.reach) : sentence;
}

/** Such as `every pod of AKS cluster prod, group developers and 3 others may now pull from contoso`. */
function summed(lines: readonly Access[], may: string): string {
  const holders = [...new Set(lines.map(({ who }) => who))];
  const named = holders.slice(0, MAXIMUM_NAMED);
  const others = holders.length - named.length;
  const places = [...new Set(lines.map(({ registry }) => registry))];
  const place = places.length > MAXIMUM_NAMED ? `${places.length} registries` : listed(places);
  const closed = lines.filter(({ reach }) => may === "may now" && reach?.kind === "closed").length;
  return [
    `${listed([...named, ...(others === 0 ? [] : [others === 1 ? "1 other" : `${others} others`])])} ${may} ${deed(lines)} ${place}`,
    ...(closed === 0 ? [] : [`${closed === lines.length ? "all" : closed} of them authorized, not reachable`]),
  ].join(", ");
}

function deed(lines: readonly Access[]): string {
  return lines.every(({ rights }) => rights.length === 1 && rights[0] === "pull") ? "pull from" : "use images of";
}

function counted(lines: readonly Access[]): string {
  const holders = [...new Set(lines.map(({ who }) => who))];
  return holders.length > MAXIMUM_NAMED ? `${holders.length} of those who have access` : listed(holders);
}
