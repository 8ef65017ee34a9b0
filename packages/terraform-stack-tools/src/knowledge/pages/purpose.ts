import { code, listed, prose } from "../../shared/markdown";
import { literalKeys } from "../../stack/expression/literal-keys";
import { textOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { titleOf } from "../catalogue/questions";

/** More kinds are counted. */
const MAXIMUM_KINDS = 6;

/** What a stack creates and reads, in one sentence each. */
export function purpose({ blocks }: Stack): readonly [string, ...string[]] {
  const created = phrases(blocks.filter(({ kind }) => kind === "resource"));
  const called = blocks.filter(({ kind }) => kind === "module").map(({ body }) => code(textOf(body.source)));
  const read = phrases(blocks.filter(({ kind }) => kind === "data"));
  const modules =
    called.length === 0
      ? []
      : [
          `what the module${called.length === 1 ? "" : "s"} ${listed([...new Set(called)])} contain${called.length === 1 ? "s" : ""}`,
        ];
  const all = [...created, ...modules];
  const [first, ...others] = [
    ...(all.length === 0 ? [] : [`Creates ${listed(all)}.`]),
    ...(read.length === 0 ? [] : [`${all.length === 0 ? "Reads" : "It reads"} ${listed(read)}.`]),
  ];
  return [first ?? "Creates nothing.", ...others];
}

/** `2 subnets`, the most frequent first. */
function phrases(blocks: readonly Block[]): string[] {
  const counts = new Map<string, { count: number; isOpen: boolean }>();
  for (const block of blocks) {
    const title = titleOf(block.blockType).replace(/ v\d+$/, "");
    const own = counts.get(title) ?? { count: 0, isOpen: false };
    const instances = instancesOf(block);
    counts.set(title, { count: own.count + (instances ?? 1), isOpen: own.isOpen || instances === undefined });
  }
  const sorted = [...counts].sort(([, left], [, right]) => right.count - left.count);
  const shown = sorted.slice(0, sorted.length > MAXIMUM_KINDS + 1 ? MAXIMUM_KINDS : sorted.length);
  const rest = sorted.slice(shown.length).reduce((sum, [, { count }]) => sum + count, 0);
  return [
    ...shown.map(([title, { count, isOpen }]) => phrase(title, count, isOpen)),
    ...(rest === 0 ? [] : [`${rest} more of ${sorted.length - shown.length} other kinds`]),
  ];
}

/** Undefined where only a plan tells. */
function instancesOf({ body }: Block): number | undefined {
  if (body.for_each !== undefined) {
    return literalKeys(body.for_each).length || undefined;
  }
  const { count = 1 } = body;
  return typeof count === "number" ? count : undefined;
}

function phrase(title: string, count: number, isOpen: boolean): string {
  const words = prose(title);
  if (isOpen || (count === 1 && plural(words) === words)) {
    return plural(words);
  }
  return count === 1 ? `${/^([aeio]|u(?!s))/i.test(title) ? "an" : "a"} ${words}` : `${count} ${plural(words)}`;
}

/** Of `member of a group`, the first words have the plural. */
function plural(words: string): string {
  const [head, ...rest] = words.split(/(?= (?:of|in|for|on|to|with|that) )/);
  return [pluralOf(head), ...rest].join("");
}

function pluralOf(words: string): string {
  if (/(s|x|z|ch|sh)$/i.test(words)) {
    return /s$/i.test(words) && !/ss$/i.test(words) ? words : `${words}es`;
  }
  return /[^aeiou]y$/i.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`;
}
