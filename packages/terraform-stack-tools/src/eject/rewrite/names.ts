import { plainNames, renamedSections } from "../../hand-off/module/renamed-stack";
import type { Stack } from "../../stack/stack";
import { type Draft, moved } from "./draft";

/** The draft with plain names: snake_case, without cdktf's hashes. */
export function withPlainNames(draft: Draft): Draft {
  const names = namesFor(draft.stack);
  if (names.size === 0) {
    return draft;
  }
  const moves = [...names].map(([address, name]): [string, string] => [address, renamed(address, name)]);
  return moved(draft, renamedSections(draft.stack.sections, names), new Map(moves));
}

function renamed(address: string, name: string): string {
  return address.slice(0, address.lastIndexOf(".") + 1) + name;
}

/** How cdktf begins the name of the data source with the outputs of another stack. */
const CROSS_STACK = /^cross_stack_reference_input_(?=[a-z])/;

function namesFor(stack: Stack): ReadonlyMap<string, string> {
  const names = new Map(plainNames(stack));
  const taken = new Set(stack.blocks.map(({ address, name }) => renamed(address, names.get(address) ?? name)));
  for (const { address, blockType, name } of stack.blocks) {
    const short = withoutCommonWords((names.get(address) ?? name).replace(CROSS_STACK, ""), stack.name ?? "");
    if (blockType === "data.terraform_remote_state" && !taken.has(renamed(address, short))) {
      taken.add(renamed(address, short));
      names.set(address, short);
    }
  }
  return new Map([...names].filter(([address, name]) => renamed(address, name) !== address));
}

/** `network` for `network_dev` in a stack called `teams-dev`: both are of one environment. */
function withoutCommonWords(name: string, own: string): string {
  const words = name.split("_");
  const others = own.toLowerCase().split(/[^a-z\d]+/);
  while (words.length > 1 && words[words.length - 1] === others.pop()) {
    words.pop();
  }
  return words.join("_");
}
