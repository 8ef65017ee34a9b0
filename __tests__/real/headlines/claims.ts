import { isLike, type Registry, RIGHTS } from "./requests";
import { type Cell, REPOSITORIES, type World } from "./truth";

/** What the JSON of a review says, as far as it is held against what is applied. */
export interface Report {
  readonly headline: string;
  readonly stacks: readonly {
    readonly access: Readonly<Record<"gained" | "lost" | "kept" | "opaque", readonly Claim[]>> & {
      readonly ineffective?: readonly Claim[];
    };
    readonly notJudged: readonly object[];
  }[];
}

interface Claim {
  readonly who: string;
  readonly registry: string;
  readonly repository: string;
  readonly rights: readonly string[];
  readonly change?: "widened" | "narrowed" | "left";
  readonly effect?: { readonly kind: "pulls" | "none" | "if"; readonly conditions?: readonly Condition[] };
}

interface Condition {
  readonly kind: string;
  readonly mode?: keyof typeof MODES;
}

const MODES = { RBAC: "LegacyRegistryPermissions", ABAC: "AbacRepositoryPermissions" };

/** What is before and after an apply. */
export interface Truth {
  readonly before: World;
  readonly after: World;
  /** The names of the registries whose mode the plan tells. */
  readonly told: ReadonlySet<string>;
}

/** Cells of one state, and for each name of theirs whether it is new: whether nobody of that name has the cell in the other state. */
class Side {
  private readonly others: ReadonlySet<string>;

  constructor(
    public readonly here: World,
    there: World,
  ) {
    this.others = new Set(there.cells.flatMap((cell) => cell.who.map((name) => keyOf(name, cell))));
  }

  /** Somebody who was made anew under the same name is another one, and the same: one may say both. */
  public isNew(name: string, cell: Cell): boolean {
    return !this.has(name, cell) || cell.who.some((one) => one.startsWith("principal ") && !this.has(one, cell));
  }

  public has(name: string, cell: Cell): boolean {
    return this.others.has(keyOf(name, cell));
  }

  /** The cells of which something must be said. */
  public changed(): Cell[] {
    return this.here.cells.filter((cell) => {
      const names = cell.who.filter((name) => !name.startsWith("principal "));
      return (names.length === 0 ? cell.who : names).some((name) => !this.has(name, cell));
    });
  }

  /** The names of those that something changes for, in lower case. */
  public names(isChanged: boolean): string[] {
    return this.here.cells
      .flatMap((cell) => cell.who.filter((name) => this.isNew(name, cell) === isChanged))
      .map((name) => name.toLowerCase());
  }
}

function keyOf(name: string, { registry, repository, right }: Cell): string {
  return [name, registry.id, repository, right].join("|").toLowerCase();
}

/** Who gains and who loses what, in Azure. */
export function changesIn({ before, after }: Truth): { readonly gained: readonly Cell[]; readonly lost: readonly Cell[] } {
  return { gained: new Side(after, before).changed(), lost: new Side(before, after).changed() };
}

/** What a report says that is not so, and what it does not say that is so. */
export function contradictions({ headline, stacks }: Report, truth: Truth): string[] {
  const [now, past] = [new Side(truth.after, truth.before), new Side(truth.before, truth.after)];
  const all = (name: "gained" | "lost" | "kept" | "opaque" | "ineffective") => stacks.flatMap(({ access }) => access[name] ?? []);
  const open = [...all("opaque"), ...all("gained"), ...all("lost"), ...all("kept")].filter(isOpen);
  const isJudged = stacks.every(({ notJudged }) => notJudged.length === 0);
  const dead = all("ineffective").filter((line) => truth.after.cells.some((cell) => isAbout(line, cell)));
  return [
    ...all("gained").flatMap((line) => claimed(line, truth, now, (name, cell) => now.isNew(name, cell))),
    ...all("lost").flatMap((line) => claimed(line, truth, past, (name, cell) => past.isNew(name, cell))),
    ...all("kept").flatMap((line) => claimed(line, truth, now, (name, cell) => now.has(name, cell))),
    ...dead.map((line) => `${words(line)} is said to have no effect, and has one`),
    ...untold("gains", now.changed(), [...all("gained"), ...open]),
    ...untold("loses", past.changed(), [...all("lost"), ...open]),
    ...clausesOf(headline).flatMap((clause) => inHeadline(clause, { now, past, isJudged })),
  ];
}

/** Whether it tells no rights, or no registry. */
function isOpen({ rights, registry }: Claim): boolean {
  return rights.length === 0 || registry === "any registry" || / depends on /.test(registry);
}

function words({ who, registry, repository, rights, effect }: Claim): string {
  return `${who}: ${rights.join("+")} ${repository} of ${registry}${effect?.kind === "if" ? ` if ${JSON.stringify(effect.conditions)}` : ""}`;
}

/** A line holds in each of its cells; one with a condition where that is met, and only where no plan tells the mode. */
function claimed(line: Claim, { told }: Truth, { here }: Side, holds: (name: string, cell: Cell) => boolean): string[] {
  const { effect, rights, change } = line;
  const named = here.registries.filter((registry) => isNamed(line, registry));
  if (effect?.kind === "none" || isOpen(line)) {
    return [];
  }
  const { conditions = [] } = effect ?? {};
  const isByMode = conditions.some(({ kind }) => kind === "mode");
  const known = isByMode && named.length === 1 ? named.filter(({ name }) => told.has(name)) : [];
  const met = named.filter((registry) => conditions.every(({ mode }) => mode !== undefined && MODES[mode] === registry.mode));
  const wanted = met.flatMap((registry) =>
    REPOSITORIES.filter((repository) => isLike(repository, line.repository)).flatMap((repository) =>
      RIGHTS.filter((right) => rights.includes(right)).map((right) => ({ registry, repository, right })),
    ),
  );
  const isSo = wanted.map((one) =>
    here.cells.some((cell) => isOf(line, cell) && isSame(cell, one) && holds(nameIn(line, cell), cell)),
  );
  // What is widened or narrowed is in part what was there before.
  const isFalse = change === undefined || change === "left" ? isSo.includes(false) : wanted.length > 0 && !isSo.includes(true);
  return [
    ...(named.length === 0 ? [`${words(line)}: no registry is called so`] : []),
    ...known.map(({ name }) => `${words(line)}: the plan tells the mode of ${name}`),
    ...(isFalse ? [`${words(line)} is not so`] : []),
  ];
}

function isSame({ registry, repository, right }: Cell, other: Omit<Cell, "who">): boolean {
  return registry.id === other.registry.id && repository === other.repository && right === other.right;
}

function nameIn({ who }: Claim, cell: Cell): string {
  // In which cluster pods run is said where it is known.
  const said = who.toLowerCase().replace(/ of aks cluster \S+ with service/g, " with service");
  return cell.who.find((name) => name.toLowerCase() === said) ?? "";
}

function isOf(line: Claim, cell: Cell): boolean {
  return nameIn(line, cell) !== "";
}

function isAbout(line: Claim, cell: Cell): boolean {
  const { registry, repository, right } = cell;
  return isOf(line, cell) && isNamed(line, registry) && isLike(repository, line.repository) && line.rights.includes(right);
}

function isNamed({ registry: said }: Claim, { id, name }: Registry): boolean {
  const [, , subscription, , group] = id.split("/");
  const scopes = [`resource group ${group}`, `subscription ${subscription}`, "management group contoso"];
  return said === name || scopes.some((scope) => said === `every registry in ${scope}`);
}

/** What changes in Azure, and stands in no line. */
function untold(verb: string, cells: readonly Cell[], lines: readonly Claim[]): string[] {
  const missing = cells.filter((cell) => !lines.some((line) => (isOpen(line) ? isOf(line, cell) : isAbout(line, cell))));
  return [
    ...new Set(missing.map(({ who, registry, right }) => `${who[0]} ${verb} ${right} in ${registry.name}, and no line says so`)),
  ];
}

/** One sentence may have two of them, with a verb each. */
function clausesOf(headline: string): string[] {
  const clauses = headline.toLowerCase().replace(/\.$/, "").split("; ");
  return clauses.flatMap((clause) =>
    clause.split(/(?<= may (?:now|no longer) .* (?:in|to|from) \S+.*) and (?=.* may (?:now|no longer) )/),
  );
}

interface Sides {
  readonly now: Side;
  readonly past: Side;
  readonly isJudged: boolean;
}

function inHeadline(clause: string, { now, past, isJudged }: Sides): string[] {
  const wrong = [`"${clause}" is not so`];
  if (clause.startsWith("nobody gains or loses")) {
    const isSilent = !isJudged && clause.includes("as far as can be judged");
    return isSilent || now.changed().length + past.changed().length === 0 ? [] : wrong;
  }
  if (clause.startsWith("whoever has ")) {
    return [];
  }
  const counted = [...clause.matchAll(/\d+ holders? (gain|lose)s?(?! the right to (?:get|grant) )/g)];
  const isEmpty = counted.some(([text]) => (text.includes("gain") ? now : past).names(true).length === 0);
  const [, who, tense, deed] = /^(.+?) may (now|no longer) (.+)$/.exec(clause) ?? [];
  if (who === undefined || /\b(if|once|depending|any registry|grant any access|get credentials)\b/.test(deed)) {
    return isEmpty ? wrong : [];
  }
  const side = tense === "now" ? now : past;
  const told = side.names(true).filter((name) => who.includes(name));
  const others = [...side.names(false), ...(side === now ? past : now).names(true)];
  return told.length > 0 && others.every((name) => !who.includes(name) || told.includes(name)) ? [] : wrong;
}
