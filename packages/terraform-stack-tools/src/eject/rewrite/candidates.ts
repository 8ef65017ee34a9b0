import { posix } from "node:path";
import { grouped, type Json, pickMembers, textValues } from "../../stack/json";
import { closure, isLocal, namesIn, readsOf } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";
import { differencesOf, shapeOf } from "./differences";

/** Siblings that may be one block with several instances. */
export type Siblings = readonly Block[];

/** What each instance must have in the same words, since `each` has no meaning there, or one that surprises. */
const FIXED = ["depends_on", "lifecycle", "provider"];

/** Blocks of one type and structure that are siblings, or that have the same place in constructs that are. */
export function candidatesIn(stack: Stack, isRefused: (siblings: Siblings) => boolean): Siblings[] {
  const blocks = stack.blocks.filter((one) => isCandidate(one, stack));
  const near = groupsOf(blocks, ({ address }) => parentOf(address, stack)).filter((one) => !isRefused(one));
  const taken = new Set(near.flat());
  const far = groupsOf(
    blocks.filter((block) => !taken.has(block)),
    ({ address }) => placeInParent(address, stack),
  ).filter((one) => !isRefused(one));
  const all = [...near, ...far];
  const many = new Set(all.flatMap((siblings) => siblings.map(({ address }) => address)));
  const alone = aloneReaders(stack, many);
  // Two that others read one by one are two things, not two instances of one.
  return all.filter((siblings) => siblings.length > 2 || siblings.every(({ address }) => !alone.has(address)));
}

/** Groups of more than one. */
function groupsOf(blocks: readonly Block[], placeOf: (block: Block) => string | undefined): Siblings[] {
  const placed = blocks.filter((block) => placeOf(block) !== undefined);
  const groups = grouped(placed, (block) => `${placeOf(block)}\n${signature(block)}`);
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** Fewer are not worth a block that has others of its type beside it. */
const SMALLEST_PART = 3;

/**
 * The groups of siblings that have the same value where all of them have few: of files, those with the same content type.
 * The one that leaves the fewest over counts.
 */
export function partsOf(siblings: Siblings): Siblings[] {
  const differences = differencesOf(siblings.map(({ body }) => body)) ?? [];
  const found = differences.map(({ values }) => {
    const groups = grouped([...values.keys()], (index) => JSON.stringify(values[index]));
    return [...groups.values()]
      .map((indexes) => indexes.map((index) => siblings[index]))
      .filter(({ length }) => length >= SMALLEST_PART && length < siblings.length);
  });
  const sizeOf = (parts: readonly Siblings[]) => parts.reduce((sum, { length }) => sum + length, 0);
  return found.reduce<Siblings[]>((best, parts) => (sizeOf(parts) > sizeOf(best) ? parts : best), []);
}

function isCandidate({ kind, body, isRepeated }: Block, { variables }: Stack): boolean {
  if (kind !== "resource" || isRepeated || "provisioner" in body || "connection" in body) {
    return false;
  }
  const ephemeral = variables.filter(({ isEphemeral }) => isEphemeral).map(({ name }) => `var.${name}`);
  return ![...namesIn(body)].some((name) => name.startsWith("ephemeral.") || ephemeral.includes(name));
}

/** What blocks read that are not one of several themselves. */
function aloneReaders({ blocks, sections, locals, providers }: Stack, many: ReadonlySet<string>): ReadonlySet<string> {
  const bodies: Json[] = [
    ...blocks.filter(({ address }) => !many.has(address)).map(({ body }) => body),
    ...locals.values(),
    ...providers.map(({ body }) => body),
    sections.output ?? null,
    sections.check ?? null,
  ];
  return new Set(bodies.flatMap((body) => [...namesIn(body)]));
}

function signature({ type, body }: Block): string {
  const fixed = FIXED.map((name) => body[name] ?? null);
  const rest = pickMembers(body, (name) => !FIXED.includes(name));
  return JSON.stringify([type, fixed, shapeOf(rest)]);
}

/** A block may be the only one of its construct, which is then what has siblings. */
export function parentOf(address: string, { constructPaths }: Stack): string {
  const path = constructPaths.get(address);
  return path === undefined ? "" : posix.dirname(path.replace(/\/(Default|Resource)$/, ""));
}

/** Where a block is, without the name of the construct that it is in. */
function placeInParent(address: string, stack: Stack): string | undefined {
  const [parent, path = ""] = [parentOf(address, stack), stack.constructPaths.get(address)];
  return parent.includes("/") ? `${posix.dirname(parent)}/*${path.slice(parent.length)}` : undefined;
}

/** Whether a body has expressions whose meaning depends on the instance. */
export function readsInstance(body: Json): boolean {
  return textValues(body).some((text) => /\b(each|count)\./.test(text));
}

/** What blocks read, directly or by way of local values and the configurations of their providers. */
export class Graph {
  private readonly reads = new Map<string, ReadonlySet<string>>();
  /** The name of the first sibling, by that of each sibling that is one block with it. */
  private readonly merged = new Map<string, string>();
  private readonly members = new Map<string, string[]>();

  constructor(stack: Stack) {
    const configured = new Map<string, Set<string>>();
    for (const { name, body } of stack.providers) {
      configured.set(name, new Set([...(configured.get(name) ?? []), ...namesIn(body)]));
    }
    for (const [name, own] of readsOf(stack)) {
      const provider = stack.blockByAddress.get(name)?.provider.name;
      const others = provider === undefined ? undefined : configured.get(provider);
      this.reads.set(name, others === undefined ? own : new Set([...own, ...others]));
    }
  }

  /** Whether a block reads one of others, by itself or by way of local values. */
  public readsAny(address: string, others: ReadonlySet<string>): boolean {
    const read = closure(this.readBy(address), (name) => (isLocal(name) ? this.readBy(name) : []));
    return [...read].some((name) => others.has(name));
  }

  /** Whether no sibling waits for another one. */
  public canMerge(siblings: Siblings): boolean {
    const own = new Set(siblings.map(({ address }) => address));
    return ![...this.behind(own)].some((name) => own.has(name));
  }

  public merge(siblings: Siblings): void {
    const [first] = siblings;
    const all = siblings.map(({ address }) => address);
    this.members.set(first.address, all);
    for (const address of all) {
      this.merged.set(address, first.address);
    }
  }

  private behind(addresses: Iterable<string>): ReadonlySet<string> {
    const start = [...addresses].flatMap((address) => [...this.readBy(address)]);
    return closure(start, (name) => this.readBy(name));
  }

  /** Whoever waits for one of several instances waits for what each of them reads. */
  private readBy(name: string): Iterable<string> {
    const first = this.merged.get(name);
    const all = first === undefined ? [name] : (this.members.get(first) ?? [name]);
    return all.flatMap((one) => [...(this.reads.get(one) ?? [])]);
  }
}
