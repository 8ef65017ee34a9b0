import { Origins, parseAddress } from "../../stack/address";
import type { Block, Stack } from "../../stack/stack";
import { quote } from "../../stack/template";
import type { Draft } from "../rewrite/draft";

/** What each block of the result was called in the source, by its address now, as templates. */
export function labelsOf(source: Stack, { stack, addresses }: Draft): ReadonlyMap<string, string> {
  const origins = new Origins(source.moves);
  const former = new Map<string, (readonly [key: string | undefined, name: string])[]>();
  for (const [from, to] of addresses) {
    const { key } = parseAddress(to) ?? {};
    const block = key === undefined ? to : to.slice(0, to.indexOf("["));
    former.set(block, [...(former.get(block) ?? []), [key === undefined ? key : String(key), origins.of(from)]]);
  }
  const typed = stack.blocks.filter(({ kind }) => kind !== "module");
  return new Map(typed.map((block) => [block.address, labelOf(block, former.get(block.address) ?? [])]));
}

function labelOf({ address, body }: Block, former: readonly (readonly [string | undefined, string])[]): string {
  const [[key, name] = [undefined, address]] = former;
  if (key !== undefined) {
    const members = former.map(([one = "", label]) => `${quote(one)} = ${quote(label)}`);
    return `\${{ ${members.join(", ")} }[each.key]}`;
  }
  if ("for_each" in body) {
    return `${name}[\${jsonencode(each.key)}]`;
  }
  return "count" in body ? `${name}[\${count.index}]` : name;
}
