import { pluralOf } from "../../shared/words";
import { entries, isObject, type Json, type JsonObject, objectOf, textValues } from "../../stack/json";
import { literalKeys } from "../../stack/reference";
import type { Block } from "../../stack/stack";
import { isTemplate } from "../../stack/template";
import { type Draft, moved } from "./draft";

/** The draft with a local value in place of each `for_each` that several blocks have in the same words. */
export function withSharedKeys(draft: Draft): Draft {
  const { stack } = draft;
  const groups = new Map<string, Block[]>();
  for (const block of stack.blocks.filter(({ kind, body }) => kind === "resource" && isConstant(body.for_each))) {
    const text = JSON.stringify(block.body.for_each);
    groups.set(text, [...(groups.get(text) ?? []), block]);
  }
  const taken = new Set(stack.locals.keys());
  const locals: Record<string, Json> = {};
  const names = new Map<Block, string>();
  for (const [text, blocks] of groups) {
    if (blocks.length > 1) {
      const name = freeName(blocks, taken);
      taken.add(name);
      locals[name] = JSON.parse(text);
      for (const block of blocks) {
        names.set(block, name);
      }
    }
  }
  return names.size === 0 ? draft : moved(draft, sectionsWith(draft, names, locals), new Map());
}

/** Whether it is a set or a map that is written out, and refers to nothing. */
function isConstant(forEach: Json | undefined): boolean {
  const isLiteral = isObject(forEach) ? !textValues(forEach).some(isTemplate) : typeof forEach === "string";
  return isLiteral && literalKeys(forEach).length > 1;
}

/** The plural of the shortest name, which is what the others belong to. */
function freeName(blocks: readonly Block[], taken: ReadonlySet<string>): string {
  const [shortest] = [...blocks].map(({ name }) => name).sort((left, right) => left.length - right.length);
  const plural = pluralOf(shortest);
  let name = plural;
  for (let number = 2; taken.has(name); number++) {
    name = `${plural}_${number}`;
  }
  return name;
}

function sectionsWith(
  { stack: { sections } }: Draft,
  names: ReadonlyMap<Block, string>,
  locals: JsonObject,
): JsonObject {
  const byAddress = new Map([...names].map(([{ address }, name]) => [address, name]));
  const resource = entries(sections.resource).map(([type, named]): [string, Json] => [
    type,
    Object.fromEntries(
      entries(named).map(([name, body]) => {
        const local = byAddress.get(`${type}.${name}`);
        return [name, local === undefined ? body : { ...objectOf(body), for_each: `\${local.${local}}` }];
      }),
    ),
  ]);
  return { ...sections, resource: Object.fromEntries(resource), locals: { ...objectOf(sections.locals), ...locals } };
}
