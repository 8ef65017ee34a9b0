import { posix } from "node:path";
import { contentsOf } from "../../knowledge/catalogue/block-types";
import { codeList } from "../../shared/words";
import { type Address, blockAddress, blockOfInstance, Moves, parseAddress, printAddress } from "../../stack/address";
import { definitionsOf, keyIn, keysOf, literalOf } from "../../stack/definitions";
import { blockOf, entries, grouped, isObject, type JsonObject, textOf } from "../../stack/json";
import { type Block, META_ARGUMENTS, type Stack, withoutDefaultHost } from "../../stack/stack";
import { difference, type OtherPlace, providerTargets, type Settings, settingsIn } from "./provider-targets";
import { changedMembers, forgottenAddresses, isEqual, isManaged, type Kept, type Renamed } from "./versions";

/** What a handoff puts at risk, by name. */
export interface Danger {
  /** What is at risk, as it is called before the handoff. */
  readonly subject: string;
  /** What happens to it and what to do, in Markdown. */
  readonly text: string;
  /** The same in a few plain words. */
  readonly reason: string;
  /** Which consent it needs. */
  readonly consent: "delete" | "target";
}

/** An object that the next apply destroys or replaces, or may replace. */
export interface Loss {
  /** As it is called before. */
  readonly address: string;
  /** Where `moved` blocks take it, whether that is in the stack or not. */
  readonly next: string;
  readonly end: "destroyed" | "replaced" | "may be replaced";
  /** In Markdown. */
  readonly why: string;
}

const REMEDIES: Readonly<Record<Loss["end"], string>> = {
  destroyed:
    "keep it, or say by a `moved` block where it is now, or by a `removed` block with `destroy = false` that it stays without " +
    "being managed",
  replaced: "keep what forces it",
  "may be replaced": "read a plan over the state before you apply",
};

/**
 * Why something is destroyed, by the word of plans for it. Terraform, "internal/command/jsonplan/plan.go", read on
 * 2026-11-28. `enabled_false` is OpenTofu's.
 */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["no_resource_config", "since the stack no longer has it"],
  ["no_module", "with all that its module contains, since the stack no longer calls it"],
  ["wrong_repetition", "since `count` or `for_each` came or went, and with that it has another key"],
  ["count_index", "since `count` is lower"],
  ["each_key", "since `for_each` no longer has the key"],
  ["enabled_false", "since `enabled` is off now"],
  ["no_instance", "since its `count`, `for_each` or `enabled` no longer gives it"],
]);

/** @param reason such as `count_index`, or whatever an engine names */
export function destroyed(address: string, next: string, reason: string): Loss {
  return { address, next, end: "destroyed", why: REASONS.get(reason) ?? "as Terraform plans it" };
}

/**
 * Everything that a handoff puts at risk: what a plan says, and what no plan with example values tells.
 * @param before under its own names
 * @param renamed the same under the names of the next one
 * @param changedFiles the paths of assets that are other ones
 * @param planned what a plan destroys or replaces. Without one, it is what the configurations alone tell
 */
export function dangersOf(
  before: Stack,
  renamed: Renamed,
  after: Stack,
  changedFiles: readonly string[],
  planned?: readonly Loss[],
): Danger[] {
  const places = placesIn(before, after);
  const kept = keptBlocks(places, renamed, after);
  const stacks = [renamed.stack, after] as const;
  const isPlanned = planned !== undefined;
  return [
    ...lossesOf(places, after, planned).map((loss) => lossDanger(loss, before, after)),
    ...kept.filter((one) => isDecidedAnew(one, ...stacks, isPlanned)).map(openDanger),
    ...kept.flatMap((call) => moduleDangers(call, isPlanned ? [] : changedInputs(call, ...stacks), changedFiles)),
    ...kept.filter((one) => losesProtection(one, ...stacks)).map(unprotectedDanger),
    ...providerTargets(...stacks, kept).map(targetDanger),
  ];
}

/** More addresses are counted. */
const MAXIMUM_ADDRESSES = 5;

/** As the page says it: instances of a block that have the same end share a line. */
export function dangerLines(dangers: readonly Danger[]): string[] {
  const lines = grouped(dangers, ({ subject, text }) => `${blockOfInstance(subject)} ${text}`);
  return [...lines.values()].map((alike) => {
    const subjects = alike.map(({ subject }) => subject);
    const more = subjects.length - MAXIMUM_ADDRESSES;
    const rest = more > 0 ? ` and ${more} more` : "";
    return `${codeList(subjects.slice(0, MAXIMUM_ADDRESSES))}${rest}: ${alike[0].text}`;
  });
}

/** A reason in Markdown as a terminal shows it. */
function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, "");
}

/** An object of the state, or all instances of a block of which only a plan tells the keys. */
interface Place {
  readonly origin: Block;
  /** As it is called before. */
  readonly address: string;
  /** The block or the call that it belongs to next, with the key of its instance. */
  readonly next: Address;
  readonly isMoved: boolean;
  readonly hasKnownKey: boolean;
}

function placesIn(before: Stack, after: Stack): Place[] {
  const moves = new Moves(after.moves);
  const objects = before.blocks.filter(isManaged).flatMap((origin) => {
    const keys = keysOf(origin, before) ?? [];
    const hasKnownKey = keys.length > 0;
    return (hasKnownKey ? keys : [undefined]).map((key) => {
      const own: Address = { modules: [], kind: origin.kind, type: origin.type, name: origin.name, key };
      return { origin, own, address: printAddress(own), next: nextOf(own, moves), hasKnownKey };
    });
  });
  const staying = new Set(
    objects.filter(({ address, next }) => address === printAddress(next)).map((one) => one.address),
  );
  return objects.map(({ own, next, ...object }) => {
    // Terraform moves nothing to an address that another object has.
    const isMoved = !staying.has(printAddress(next));
    return { ...object, next: isMoved ? next : own, isMoved };
  });
}

/** What moves into a module belongs to the call, and a call moves as anything in it does. */
function nextOf(own: Address, moves: Moves): Address {
  const inside: Address = { modules: [printAddress(own)], kind: "resource", type: "any", name: "any" };
  const { modules, ...target } = moves.from(own.kind === "module" ? inside : own);
  const [call] = modules;
  return (call === undefined ? undefined : parseAddress(call)) ?? { ...target, modules: [] };
}

function keptBlocks(places: readonly Place[], renamed: Renamed, after: Stack): Kept[] {
  const present = new Map([...renamed.origins].map(([now, origin]) => [origin, now]));
  const kept = new Map<string, Kept>();
  for (const { origin, next } of places) {
    const { address, kind } = origin;
    const target = after.blockByAddress.get(blockAddress(next));
    const before = renamed.stack.blockByAddress.get(present.get(address) ?? address);
    if (target?.kind === kind && before !== undefined) {
      kept.set(`${address} ${target.address}`, { address, before, after: target });
    }
  }
  return [...kept.values()];
}

/**
 * A block that is gone is named as a whole: which instances it has, the receiver's inputs may decide. Of the others a plan
 * tells, and without one the keys that are written in the configurations.
 */
function lossesOf(places: readonly Place[], after: Stack, planned: readonly Loss[] | undefined): Loss[] {
  const forgotten = forgottenAddresses(after);
  const isGone = (block: string) => !after.blockByAddress.has(block) && !forgotten.has(block);
  const gone = new Map<string, Loss>();
  for (const { origin, next } of places.filter((place) => isGone(blockAddress(place.next)))) {
    const reason = next.kind === "module" ? "no_module" : "no_resource_config";
    gone.set(origin.address, destroyed(origin.address, blockAddress(next), reason));
  }
  const isNamed = (address: string) =>
    [...gone.keys()].some(
      (block) => address === block || address.startsWith(`${block}.`) || address.startsWith(`${block}[`),
    );
  const others =
    planned?.filter(({ address }) => !isNamed(address)) ?? places.flatMap((one) => lostInstance(one, after));
  return [...gone.values(), ...others];
}

function lostInstance({ address, next, isMoved, hasKnownKey }: Place, after: Stack): Loss[] {
  const target = after.blockByAddress.get(blockAddress(next));
  if (target === undefined || !hasKnownKey) {
    return [];
  }
  // What a `moved` block has taken somewhere, Terraform itself takes no further.
  const isThere = keyIn(target, after, next.key).some((key) => !isMoved || key === next.key);
  return isThere ? [] : [destroyed(address, printAddress(next), "no_instance")];
}

/** What the page and a refusal say of a loss. */
function lossDanger({ address, next, end, why }: Loss, before: Stack, after: Stack): Danger {
  const target = after.blockByAddress.get(blockOfInstance(next));
  const origin = before.blockByAddress.get(blockOfInstance(address));
  const contents = contentsOf(parseAddress(address)?.type ?? "");
  const words = `${why}${contents === undefined ? "" : `: its ${contents} are lost`}`;
  const inputs = end === "destroyed" && target !== undefined ? inputsIn(decisionOf(target.body, after)) : [];
  // By these, whoever runs the module keeps what the defaults lose.
  const unless =
    inputs.length === 0 ? "" : `, unless you set ${codeList(inputs.map((name) => name.slice("var.".length)))}`;
  const isLastGuard = target === undefined && origin !== undefined && isProtected(origin);
  const guard = isLastGuard ? ". `prevent_destroy` protected it, and goes with it" : "";
  return danger(address, `${end}, ${words}`, `**${end}**, ${words}${unless}; ${REMEDIES[end]}${guard}`);
}

function targetDanger({ subject, why, text }: OtherPlace): Danger {
  return { ...danger(subject, why, text), consent: "target" };
}

function danger(subject: string, reason: string, text: string): Danger {
  return { subject, reason: plain(reason), text, consent: "delete" };
}

/**
 * Whether something else decides now how many instances a block has, where that cannot be told: inputs of the receiver, data
 * sources and modules, and without a plan every expression.
 */
function isDecidedAnew({ before, after }: Kept, old: Stack, next: Stack, isPlanned: boolean): boolean {
  const [former, present] = [decisionOf(before.body, old), decisionOf(after.body, next)];
  const isKnown = isPlanned
    ? ![former, present].some(hasOutside)
    : keysOf(before, old) !== undefined && keysOf(after, next) !== undefined;
  // What somebody sets in place of a default means the same where the expression is.
  const isOfInputs = inputsIn(former).length > 0 && !isEqual(withoutDefaults(former), withoutDefaults(present));
  return !isEqual(former, present) && (!isKnown || isOfInputs);
}

/** Everything that decides how many instances a block has. */
function decisionOf({ count = null, for_each = null, lifecycle }: JsonObject, stack: Stack): JsonObject {
  const { enabled = null } = blockOf(lifecycle);
  return definitionsOf({ count, for_each, enabled }, stack, true);
}

/** The inputs among what decides, as `var.name`. */
function inputsIn(decision: JsonObject): string[] {
  return Object.keys(decision).filter((name) => name.startsWith("var."));
}

function withoutDefaults(decision: JsonObject): JsonObject {
  return { ...decision, ...Object.fromEntries(inputsIn(decision).map((name) => [name, null])) };
}

/** Whether a plan with example values and made-up answers does not know all that decides. */
function hasOutside(decision: JsonObject): boolean {
  return Object.entries(decision).some(([name, value]) => {
    const isRequiredInput = name.startsWith("var.") && isObject(value) && !("default" in value);
    return isRequiredInput || (name.endsWith(" arguments") && value !== null);
  });
}

function openDanger({ address }: Kept): Danger {
  const why =
    "what decides its `count`, `for_each` or `enabled` changes, and only a plan over the state tells which instances stay";
  return danger(
    address,
    why,
    `instances **may be destroyed**: ${why}; make one before you apply, and add \`moved\` blocks for keys that have another name`,
  );
}

/** A module that is another one now or, where no plan looks into it, is given something else. */
function moduleDangers(
  { address, before, after }: Kept,
  inputs: readonly string[],
  changedFiles: readonly string[],
): Danger[] {
  if (after.kind !== "module") {
    return [];
  }
  const why =
    difference(originOf(before), originOf(after)) ??
    changedCode(textOf(after.body.source), changedFiles) ??
    (inputs.length === 0 ? undefined : `${codeList(inputs)} ${inputs.length === 1 ? "changes" : "change"}`);
  const advice =
    "and what it no longer has is deleted, which only a plan over the state tells; keep it, or make one before you apply";
  return why === undefined ? [] : [danger(address, why, `what it contains **may be destroyed**: ${why}, ${advice}`)];
}

function originOf({ body }: Block): Settings {
  const source = withoutDefaultHost(textOf(body.source));
  return settingsIn({ source, version: textOf(body.version) || "open" });
}

/** What no module decides by. */
const LABELS = /(?:^|_)(?:annotations|labels|tags)$/;

/** The arguments of a call that are other ones, by all that decides them. */
function changedInputs({ before, after }: Kept, old: Stack, next: Stack): string[] {
  const meanings = [
    [before, old],
    [after, next],
  ] as const;
  const [former, present] = meanings.map(([{ body }, stack]) => {
    const inputs = entries(body).filter(([name]) => !META_ARGUMENTS.includes(name) && !LABELS.test(name));
    return Object.fromEntries(inputs.map(([name, value]) => [name, definitionsOf(value, stack, false)]));
  });
  return changedMembers(former, present).filter(
    (name) => name !== "source" && name !== "version" && name !== "providers",
  );
}

const MAXIMUM_FILES = 3;

/** The code of a local module that changes, or of one beside it, which it may call. */
function changedCode(source: string, changedFiles: readonly string[]): string | undefined {
  if (!/^\.\.?\//.test(source)) {
    return undefined;
  }
  const folder = `${posix.normalize(source.replace("//", "/")).replace(/\/$/, "")}/`;
  const files = changedFiles.filter((path) => path.startsWith(folder) || /\.(?:tf|tofu)(?:\.json)?$/.test(path));
  const more = files.length > MAXIMUM_FILES ? ` and ${files.length - MAXIMUM_FILES} more` : "";
  return files.length === 0
    ? undefined
    : `files change that it has or may call: ${codeList(files.slice(0, MAXIMUM_FILES))}${more}`;
}

/** Whether Terraform may have refused what it no longer does. OpenTofu accepts expressions, of which inputs may decide. */
function losesProtection({ before, after }: Kept, old: Stack, next: Stack): boolean {
  const [former, present] = [before, after].map(({ body }) => blockOf(body.lifecycle).prevent_destroy ?? false);
  const isSame = isEqual(definitionsOf(former, old, true), definitionsOf(present, next, true));
  // A default that is on now keeps whatever the one before has kept.
  const isOn = isEqual(former, present) && String(literalOf(present, next)) === "true";
  return !["false", "${false}"].includes(String(former)) && !isProtected(after) && !isSame && !isOn;
}

export function isProtected({ body }: Block): boolean {
  return ["true", "${true}"].includes(String(blockOf(body.lifecycle).prevent_destroy));
}

function unprotectedDanger({ address }: Kept): Danger {
  const why = "`prevent_destroy` is gone";
  const text = `${why}, by which Terraform refused every plan that deletes or replaces it; keep it`;
  return danger(address, why, `**may be destroyed** from now on: ${text}`);
}
