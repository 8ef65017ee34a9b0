import type { PlannedStack } from "../../planned/planned-stack";
import { codes, type Inline, type Part } from "../../shared/document";
import { counted } from "../../shared/words";
import { parseAddress } from "../../stack/address";
import { grouped, isList, type Json, lookUp } from "../../stack/json";
import { scopesOf } from "../access/assignments";
import { translated } from "../access/translation";
import data from "../catalogue/data/registry-settings.json";
import type { Rule } from "../pages/access";
import { argumentOf, completed, type Item, isManaged, registriesOf } from "../reach/items";

interface Row {
  /** Of the registry, or of a resource of this type that is about one. */
  readonly argument: string;
  readonly type?: string;
  /** The values by which it is closed. @default whatever is stated */
  readonly closed?: readonly Json[];
  /** Whether Azure may have it closed, whatever is stated. */
  readonly chosen?: boolean;
  /** What it leaves open, as a clause. */
  readonly why: string;
}

const ROWS: Readonly<Record<string, Row>> = data.settings;
const OTHERS = Object.entries(ROWS).filter(([, { type }]) => type !== undefined);

/** What a hardened registry has closed, by the three answers that a plan gives. The names are contracts. */
export interface Settings {
  readonly registry: string;
  /** Of what manages it, or reads it. */
  readonly address: string;
  readonly open: readonly string[];
  readonly unknown: readonly string[];
  readonly closed: readonly string[];
  /** Whether the plans only read it, so that most of it is unknown to them. */
  readonly isElsewhere?: true;
  /** Those that need not be closed. @default nobody has agreed to any */
  readonly agreed?: readonly string[];
}

/** Of every registry that the stacks manage or read, at the stack that manages it. */
export function settingsIn(stacks: readonly PlannedStack[]): Settings[][] {
  const whole = stacks.map((planned) => completed(translated(planned)));
  const others = new Map(OTHERS.map(([name, row]) => [name, scopesAt(row, whole)]));
  const found = registriesOf(whole).map(({ title, name: own, group, items: all }) => {
    const managed = all.filter(isManaged);
    const items = managed.length > 0 ? managed : all;
    const [{ instance, planned }] = items;
    const scopes = [planned.naming.of(own), `every registry in resource group ${group}`].map((one) =>
      one.toLowerCase(),
    );
    const answers = grouped(Object.keys(ROWS), (name) =>
      scopes.some((one) => others.get(name)?.has(one)) ? "closed" : answerOf(ROWS[name], items),
    );
    const [open, unknown, closed] = ANSWERS.map((one) => answers.get(one) ?? []);
    const settings = { registry: planned.naming.of(title), address: instance.address, open, unknown, closed };
    return { planned, settings: managed.length > 0 ? settings : { ...settings, isElsewhere: true as const } };
  });
  return whole.map((one) => found.filter(({ planned }) => planned === one).map(({ settings }) => settings));
}

const ANSWERS = ["open", "unknown", "closed"] as const;

/** What resources of a type are about: registries by name, and groups whose registries all are. */
function scopesAt({ type, argument }: Row, stacks: readonly PlannedStack[]): ReadonlySet<string> {
  const found = stacks.flatMap((planned) =>
    planned.instances
      .filter(({ block }) => block.blockType === type)
      .flatMap((instance) => {
        const { block, values } = instance;
        const body = { scope: block.body[argument] ?? null, for_each: block.body.for_each ?? null };
        const about = { ...instance, block: { ...block, body }, values: { scope: values[argument] ?? null } };
        return scopesOf(about, planned).map(({ name }) => name.toLowerCase());
      }),
  );
  return new Set(found);
}

type Answer = (typeof ANSWERS)[number];

/** Several resources may set something of one registry. Where they differ, nobody knows the last one. */
function answerOf(row: Row, items: readonly Item[]): Answer {
  const told = new Set(items.map((item) => answerIn(row, item)).filter((one) => one !== "unknown"));
  const [answer] = told;
  return told.size === 1 ? answer : "unknown";
}

/** What a plan says, with the defaults of the provider that made it. */
function answerIn({ argument, closed, chosen = false, type }: Row, item: Item): Answer {
  const planned = lookUp(item.instance.values, argument);
  // To the SDK that azurerm is written with, a truth value that nobody states is false.
  const value = planned === null && typeof closed?.[0] === "boolean" && isManaged(item) ? false : planned;
  if (closed?.some((one) => one === value)) {
    return "closed";
  }
  if (closed !== undefined || type !== undefined) {
    return chosen || (value ?? null) === null ? "unknown" : "open";
  }
  if (value === undefined) {
    return isLeftOut(argument, item) ? "open" : "unknown";
  }
  const isNothing = value === null || value === false || value === 0 || (isList(value) && value.length === 0);
  return isNothing ? "open" : "closed";
}

/** Of what Azure never chooses by itself, although the provider knows it only after the apply. */
function isLeftOut(argument: string, item: Item): boolean {
  const { address, written } = item.instance;
  const isWhole = parseAddress(address)?.type === "azurerm_container_registry" && isManaged(item);
  return isWhole && written !== undefined && argumentOf(item, argument).written === undefined;
}

/** The rule about settings that are left open. */
export const SETTING_RULES = {
  "setting-open": {
    name: "A registry has a setting open that a hardened one has closed",
    level: "note",
    help: 'Close it, or agree to it in open of the file of --expect. The page "Harden a registry" says of each setting who sets it.',
  },
} satisfies Record<string, Rule>;

/** What is not closed, but for what others manage of which nobody here can tell. */
export function notClosed({ open, unknown, isElsewhere }: Settings): readonly string[] {
  return isElsewhere ? open : [...open, ...unknown];
}

/**
 * One for each setting to which nobody has agreed.
 * @param namesOf those of a registry that are asked for
 */
export function settingFindings(
  all: readonly Settings[],
  namesOf: (one: Settings) => readonly string[] = ({ open }) => open,
) {
  return all.flatMap((one) =>
    namesOf(one)
      .filter((name) => !one.agreed?.includes(name))
      .map((name) => {
        const isOpen = one.open.includes(name);
        const words = isOpen ? `${name} is open: ${ROWS[name].why}` : `whether ${name} is open is unknown`;
        return { rule: "setting-open" as const, address: one.address, message: `${one.registry}: ${words}` };
      }),
  );
}

const ELSEWHERE = "all others: it is managed elsewhere";

function openIn({ open, agreed = [] }: Settings): string[] {
  return open.map((name) => (agreed.includes(name) ? `${name} (agreed)` : name));
}

/** The section of a report: one table of all registries of a stack. */
export function settingParts(all: readonly Settings[]): Part[] {
  const heads = ["Registry", "Open", "Unknown", "Closed"];
  const rows = all.map((one): Inline[] => [
    { code: one.registry },
    codes(openIn(one)),
    one.isElsewhere ? ELSEWHERE : codes(one.unknown),
    codes(one.closed),
  ]);
  const count = all.reduce((sum, { open }) => sum + open.length, 0);
  const summary = `Settings of ${counted(all.length, "registry")}: ${count} open`;
  return rows.length === 0 ? [] : [{ kind: "collapsed", summary, parts: [{ kind: "table", heads, rows }] }];
}

/** A line for each registry, for a terminal. */
export function settingLines(all: readonly Settings[]): string[] {
  return all.map((one) => {
    const untold = one.isElsewhere ? ELSEWHERE : one.unknown.join(", ") || "nothing";
    const open = openIn(one).join(", ") || "nothing";
    return `${one.open.length === 0 ? "?" : "!"} ${one.registry}: open: ${open}; unknown: ${untold}`;
  });
}
