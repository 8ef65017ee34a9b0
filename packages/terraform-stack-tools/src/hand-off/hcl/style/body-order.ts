import { compare } from "../../../stack/json";
import { type Item, isBlock } from "../layout";

/** A member of a body, by the name of the argument or of the blocks. */
export interface Member {
  readonly name: string;
  readonly item: Item;
}

/** Where the names of a body belong. A name that is in no list is sorted by what it is. */
export interface BodyOrder {
  /** Meta-arguments, which an empty line separates from what follows. */
  readonly leading?: readonly string[];
  /** Arguments that have a place of their own before all others. */
  readonly first?: readonly string[];
  /** What comes after all other blocks. */
  readonly trailing?: readonly string[];
  readonly isRequired?: (name: string) => boolean;
}

/**
 * The members in the order of HashiCorp's "Style Guide" for Terraform: meta-arguments, arguments, nested blocks, then
 * `lifecycle` and `depends_on`; what is required before what is optional; otherwise by name.
 */
export function inBodyOrder(members: readonly Member[], order: BodyOrder): Item[] {
  const ranked = members.map((member) => ({ ...member, ...rankOf(member, order) }));
  ranked.sort((left, right) => left.part - right.part || left.rank - right.rank || compare(left.name, right.name));
  return ranked.map(({ item, part }, index) =>
    index > 0 && ranked[index - 1].part !== part ? { ...item, startsGroup: true } : item,
  );
}

interface Rank {
  /** Of the body: an empty line separates one from the next. */
  readonly part: number;
  readonly rank: number;
}

function rankOf({ name, item }: Member, { leading = [], first = [], trailing = [], isRequired }: BodyOrder): Rank {
  if (leading.includes(name)) {
    return { part: 0, rank: leading.indexOf(name) };
  }
  if (trailing.includes(name)) {
    return { part: 2, rank: trailing.indexOf(name) };
  }
  if (first.includes(name)) {
    return { part: 1, rank: first.indexOf(name) };
  }
  const optional = isRequired?.(name) ? 0 : 1;
  return { part: 1, rank: first.length + (isBlock(item) ? 2 : 0) + optional };
}
