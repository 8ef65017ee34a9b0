import { identifier } from "../../hand-off/module/child-module";
import type { Block, Stack } from "../../stack/stack";

/** Names with a meaning of their own: to people, to Terraform, or to Windows. */
const RESERVED =
  /^(backend|checks|imports|locals|main|moved|outputs|providers|terraform|variables|versions|con|prn|aux|nul|com\d|lpt\d|(.*_)?override)$/;

/** As many blocks as can be read in one file. */
const MAXIMUM_BLOCKS = 12;

const LONGEST_NAME = 60;

/**
 * The file that each block belongs to, without its ending, by address: one for each construct that has several blocks.
 * What is left is together, or by what it is about where that is too much for one file.
 */
export function filesFor(stack: Stack): ReadonlyMap<string, string> {
  const constructs = constructsIn(stack);
  const sizes = new Map<string, number>();
  for (const name of constructs.values()) {
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const isAlone = ({ address }: Block) => (sizes.get(constructs.get(address) ?? "") ?? 0) < 2;
  const rest = stack.blocks.filter(isAlone);
  const kinds = rest.length > MAXIMUM_BLOCKS ? kindsOf(rest) : new Map<string, string>();
  return new Map(
    stack.blocks.map((block) => [
      block.address,
      isAlone(block) ? (kinds.get(block.address) ?? "main") : fileName(constructs.get(block.address) ?? ""),
    ]),
  );
}

/** The construct that each block is in, below the stack. Where one construct has everything, those below it count. */
function constructsIn({ blocks, constructPaths }: Stack): ReadonlyMap<string, string> {
  const paths = new Map(
    blocks.flatMap(({ address }): [string, string[]][] => {
      const path = constructPaths.get(address);
      return path === undefined ? [] : [[address, path.replace(/\/(Default|Resource)$/, "").split("/")]];
    }),
  );
  let depth = 1;
  const heads = () => new Set([...paths.values()].map((path) => path[depth] ?? ""));
  while (paths.size > 1 && heads().size === 1 && ![...paths.values()].some((path) => path.length <= depth + 1)) {
    depth++;
  }
  return new Map([...paths].flatMap(([address, path]) => (path[depth] === undefined ? [] : [[address, path[depth]]])));
}

/** What blocks are about: the word of their types after that of the provider, where several blocks share it. */
function kindsOf(blocks: readonly Block[]): ReadonlyMap<string, string> {
  const kindOf = ({ kind, type }: Block) => (kind === "module" ? "modules" : (type.split("_")[1] ?? ""));
  const sizes = new Map<string, number>();
  for (const block of blocks) {
    sizes.set(kindOf(block), (sizes.get(kindOf(block)) ?? 0) + 1);
  }
  const shared = blocks.filter((block) => (sizes.get(kindOf(block)) ?? 0) > 1 && kindOf(block) !== "");
  return new Map(shared.map((block) => [block.address, fileName(kindOf(block))]));
}

function fileName(text: string): string {
  const name = identifier(text).slice(0, LONGEST_NAME).replace(/_+$/, "");
  return RESERVED.test(name) ? `${name}_blocks` : name;
}
