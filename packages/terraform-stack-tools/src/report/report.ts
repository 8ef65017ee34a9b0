import { visible } from "../shared/words";
import { grouped, lookUp } from "../stack/json";
import {
  type Clause,
  codes,
  DAMAGE,
  heading,
  type Inline,
  isKept,
  type Part,
  type Provenance,
  type ReviewedStack,
  type Section,
  sentence,
  someCodes,
  table,
  withCode,
} from "./model";
import { ALL_CHANGES, findingsOf, IN_DOCUMENT, RULES, SECTIONS } from "./sections";
import { resourceCounts } from "./sections/changes";

/** The report on the stacks of one change: what matters first, details last. */
export function report(stacks: readonly ReviewedStack[], provenance?: Provenance): Part[] {
  const { headline, details } = headlineOf(stacks);
  return [
    { kind: "sentence", text: { strong: headline } },
    ...details.map(sentence),
    ...headerParts(stacks, provenance),
    ...stacks.flatMap((reviewed) => below(stackParts(reviewed), stacks.length > 1 ? `Stack ${reviewed.name}` : "", 2)),
    ...allChanges(stacks),
    { kind: "sentence", text: stacks.every(({ isFromEngine }) => isFromEngine) ? BASIS_OF_ENGINE : BASIS },
  ];
}

/** Some parts below a heading, which is left out with them. */
function below(parts: readonly Part[], text: string, level: 2 | 3): readonly Part[] {
  return parts.length === 0 || text === "" ? parts : [heading(text, level), ...parts];
}

const BASIS_OF_ENGINE = "This report is as recent as its plan; what the plan does not show is unknown.";

const BASIS = "This plan was made without access to the cloud, and shows no changes made elsewhere.";

function stackParts(reviewed: ReviewedStack): Part[] {
  return [...partsOf(IN_DOCUMENT, reviewed), ...findingParts(reviewed)];
}

function partsOf(sections: readonly Section[], reviewed: ReviewedStack): Part[] {
  return sections.flatMap(({ parts }) => parts?.(reviewed) ?? []);
}

/** What the sections above do not show already, and the change has to do with. */
function findingParts(reviewed: ReviewedStack): Part[] {
  const findings = findingsOf(reviewed).filter(({ rule, address }) => {
    const { isShown, isStanding } = RULES[rule];
    const change = lookUp(reviewed.resources, address);
    const isNew = !isStanding || (change !== undefined && !isKept(change));
    return !isShown && isNew;
  });
  const alike = grouped(findings, ({ rule, message }) => `${rule} ${message}`);
  const rows = [...alike.values()].map((own): Inline[] => [
    RULES[own[0].rule].name,
    someCodes(own.map(({ address }) => address)),
    withCode(own[0].message),
  ]);
  return table("To consider", ["Finding", "Resource", "Details"], rows);
}

/** Each resource that changes, once, and who keeps access. What could destroy or give something is above. */
function allChanges(stacks: readonly ReviewedStack[]): readonly Part[] {
  if (stacks.length === 1) {
    const [kept, changes] = ALL_CHANGES.map((section) => partsOf([section], stacks[0]));
    return [...kept, ...below(changes, "All changes", 3)];
  }
  const parts = stacks.map((one) => partsOf(ALL_CHANGES, one));
  const silent = stacks.filter((_stack, index) => parts[index].length === 0).map(({ name }) => name);
  return [
    heading("All changes", 2),
    ...stacks.flatMap((one, index) => [
      ...(parts[index].length === 0 ? [] : [heading(`Stack ${one.name}`, 3), sentence(`${resourceCounts([one])}.`)]),
      ...parts[index],
    ]),
    ...(silent.length === 0
      ? []
      : [{ kind: "sentence", text: ["No resource changes in ", ...someCodes(silent), "."] } as const]),
  ];
}

/** What is counted, and where the report comes from. */
function headerParts(stacks: readonly ReviewedStack[], provenance: Provenance | undefined): Part[] {
  const counts = SECTIONS.flatMap(({ fact }) => {
    const told = fact?.(stacks);
    return told === undefined ? [] : [told];
  });
  return [{ kind: "facts", items: [...counts, ...(provenance === undefined ? [] : origin(provenance))] }];
}

function origin({ title, date, tool, engine, providers, madeUp }: Provenance): (readonly [string, Inline])[] {
  const made = `by terraform-stack-tools ${tool}${engine === undefined ? "" : ` with ${engine}`}`;
  return [
    ...(title === undefined ? [] : [["Change", title] as const]),
    ["Made", date === undefined ? made : `${dateWords(date)}, ${made}`],
    ...(providers.length === 0 ? [] : [["Providers", codes(providers)] as const]),
    ...(madeUp === undefined ? [] : [["Made up", madeUp] as const]),
  ];
}

/** Such as `28 November 2026, 04:20 UTC`. */
function dateWords(date: string): string {
  const form = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${form.format(new Date(date)).replace(" at ", ", ")} UTC`;
}

/** What a reviewer must know: what is destroyed, who may pull now, which secret enters the state. */
export interface Headline {
  /** In few words, whatever there is to say. */
  readonly headline: string;
  /** What that only counts, or leaves out, as sentences. */
  readonly details: readonly string[];
  /** All of it. */
  readonly verdict: string;
}

export function headlineOf(stacks: readonly ReviewedStack[]): Headline {
  const all = clausesOf(stacks);
  const shown = shortened(all);
  const told = new Set(shown);
  return {
    headline: sentenceOf(shown),
    details: all.filter(({ full, short }) => short !== "" && !told.has(full)).map(({ full }) => sentenceOf([full])),
    verdict: sentenceOf(all.map(({ full }) => full)),
  };
}

function clausesOf(stacks: readonly ReviewedStack[]): Clause[] {
  const all = SECTIONS.flatMap(({ clauses }) => clauses?.(stacks) ?? []);
  const told = all.filter(({ full }) => full !== "");
  return told.sort((one, other) => DAMAGE.indexOf(one.damage) - DAMAGE.indexOf(other.damage));
}

/** A headline is read at a glance: a name may be as long as all words together. */
const MAXIMUM_WORDS = 25;
const MAXIMUM_LETTERS = 300;

/** The clauses that fit, the first of them in full. */
function shortened(all: readonly Clause[]): string[] {
  const fitting: Clause[] = [];
  for (const clause of all) {
    if (isShort([...fitting, clause].map(({ short }) => short))) {
      fitting.push(clause);
    }
  }
  let told = fitting.map(({ short }) => short);
  for (const [index, { full }] of fitting.entries()) {
    const longer = [...told.slice(0, index), full, ...told.slice(index + 1)];
    told = isShort(longer) ? longer : told;
  }
  return told.filter((text) => text !== "");
}

function isShort(told: readonly string[]): boolean {
  // As it is shown: whatever separates words in a name is a space then.
  const text = visible(sentenceOf(told));
  // HTML has a word for each letter that nobody sees.
  const words = sentenceOf(told).split(/\s+|(?=\p{C})/u).length;
  return text.length <= MAXIMUM_LETTERS && words <= MAXIMUM_WORDS;
}

function sentenceOf(parts: readonly string[]): string {
  const sentence = parts.join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
