import { heading, type Part } from "../../shared/document";
import { blockOfInstance } from "../../stack/address";
import { likelyRenames, type ReviewedStack } from "../reviewed-stack";

interface Rename {
  readonly from: string;
  readonly to: string;
}

/** What is deleted and created again under another address, with the blocks that make it a move. */
export function renameParts(reviewed: ReviewedStack): Part[] {
  const renames = wholeBlocks(reviewed);
  if (renames.length === 0) {
    return [];
  }
  return [
    heading("Looks renamed", 3),
    ...renames.map(
      ({ from, to }): Part => ({
        kind: "sentence",
        text: [{ code: to }, " looks like a rename of ", { code: from }, ": add ", { code: "moved" }, "."],
      }),
    ),
    {
      kind: "sentence",
      text: [
        "With these blocks, Terraform keeps the objects instead of destroying and creating them. In a CDK app, call ",
        { code: "moveFromId" },
        " with the old address on the renamed resource.",
      ],
    },
    { kind: "code", language: "hcl", lines: renames.flatMap(movedBlock) },
  ];
}

function movedBlock({ from, to }: Rename, index: number): string[] {
  return [...(index > 0 ? [""] : []), "moved {", `  from = ${from}`, `  to   = ${to}`, "}"];
}

/** Where all instances of a block go to another one, one `moved` block does for them. */
function wholeBlocks(reviewed: ReviewedStack): Rename[] {
  const renames = likelyRenames(reviewed);
  const others = new Set(renames.size === 0 ? [] : othersIn(reviewed, renames));
  const found = new Map<string, Rename>();
  for (const [from, to] of renames) {
    const block = { from: blockOfInstance(from), to: blockOfInstance(to) };
    const rename = others.has(block.from) || others.has(block.to) ? { from, to } : block;
    found.set(`${rename.from} ${rename.to}`, rename);
  }
  return [...found.values()];
}

/** The blocks that have an instance which stays, or is really new or deleted. */
function othersIn({ resources }: ReviewedStack, renames: ReadonlyMap<string, string>): string[] {
  const renamed = new Set([...renames.keys(), ...renames.values()]);
  return Object.keys(resources)
    .filter((address) => !renamed.has(address))
    .map(blockOfInstance);
}
