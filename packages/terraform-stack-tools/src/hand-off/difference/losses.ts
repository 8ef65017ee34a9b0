import { posix } from "node:path";
import { ownTargets, targetSettings } from "../../knowledge/catalogue/arguments";
import { contentsOf } from "../../knowledge/catalogue/block-types";
import { type DestroyingSwitch, destroyingIn } from "../../knowledge/catalogue/destroying";
import { code, codeList } from "../../shared/words";
import { type Address, blockAddress, blockOfInstance, Moves, parseAddress, printAddress } from "../../stack/address";
import { definitionsOf, type Key, keysOf, literalOf } from "../../stack/definitions";
import {
  blockOf,
  entries,
  grouped,
  isObject,
  type JsonObject,
  lookUp,
  mapMembers,
  pickMembers,
  textOf,
} from "../../stack/json";
import {
  type Block,
  META_ARGUMENTS,
  type ProviderReference,
  readProviderReference,
  type Stack,
  withoutDefaultHost,
} from "../../stack/stack";
import { changedMembers, forgottenAddresses, isEqual, isManaged, type Renamed } from "./versions";

/** What a hand-off puts at risk, by name. */
export interface Danger {
  /** What is at risk, as it is called before the hand-off. */
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
    "keep it, or add a `moved` block with its new address, or a `removed` block with `destroy = false`, so that it stays without " +
    "being managed",
  replaced: "undo what forces it",
  "may be replaced": "read a plan against the state before you apply",
};

/**
 * Why something is destroyed, by the word of plans for it. Terraform, "internal/command/jsonplan/plan.go" of
 * 2026-02-17. `enabled_false` is OpenTofu's.
 */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["no_resource_config", "since the stack no longer has it"],
  ["no_module", "with everything in its module, which the stack no longer calls"],
  ["wrong_repetition", "since `count` or `for_each` was added or removed, which changes its key"],
  ["count_index", "since `count` is lower"],
  ["each_key", "since `for_each` no longer has the key"],
  ["enabled_false", "since `enabled` is off now"],
]);

/** @param reason such as `count_index`, or whatever an engine names */
export function destroyed(address: string, next: string, reason: string): Loss {
  return { address, next, end: "destroyed", why: REASONS.get(reason) ?? "according to Terraform" };
}

/**
 * Everything that a hand-off puts at risk: what a plan says, and what no plan with example values tells.
 * @param before under its own names
 * @param renamed the same under the names of the next one
 * @param changedFiles the paths of assets that are other ones
 * @param planned what a plan destroys or replaces. Without one, whatever the configurations leave open is at risk
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
    ...lossesOf(places, after, planned ?? []).map((loss) => lossDanger(loss, before, after)),
    ...kept.filter((one) => isDecidedAnew(one, ...stacks, isPlanned)).map(openDanger),
    ...kept.flatMap((call) => moduleDangers(call, ...stacks, isPlanned, changedFiles)),
    ...kept.filter((one) => losesProtection(one, ...stacks)).map(unprotectedDanger),
    ...destroyingIn(after, renamed.stack)
      .filter(({ address }) => address.startsWith("provider.") || renamed.stack.blockByAddress.has(address))
      .map(destroyingDanger),
    ...otherPlaces(...stacks, kept),
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

/** An instance of a block before or, where its keys are not written, all of them. */
interface Place {
  readonly origin: Block;
  /** The block or the call that it belongs to next, with the key of its instance. */
  readonly next: Address;
  readonly hasKnownKey: boolean;
}

function placesIn(before: Stack, after: Stack): Place[] {
  const moves = new Moves(after.moves);
  const objects = before.blocks.filter(isManaged).flatMap((origin) => {
    const keys = keysOf(origin, before) ?? [];
    const hasKnownKey = keys.length > 0;
    return (hasKnownKey ? keys : [undefined]).map((key) => {
      const own: Address = { modules: [], kind: origin.kind, type: origin.type, name: origin.name, key };
      return { origin, own, next: nextOf(own, moves), hasKnownKey };
    });
  });
  const staying = new Set(objects.map(({ own }) => printAddress(own)));
  for (const { own, next } of objects) {
    if (printAddress(own) !== printAddress(next)) {
      staying.delete(printAddress(own));
    }
  }
  // Terraform moves nothing to an address that another object has.
  return objects.map(({ own, next, ...object }) => ({ ...object, next: staying.has(printAddress(next)) ? own : next }));
}

/** What moves into a module belongs to the call, and a call moves as anything in it does. */
function nextOf(own: Address, moves: Moves): Address {
  const inside: Address = { modules: [printAddress(own)], kind: "resource", type: "any", name: "any" };
  const { modules, ...target } = moves.from(own.kind === "module" ? inside : own);
  const [call] = modules;
  return (call === undefined ? undefined : parseAddress(call)) ?? { ...target, modules: [] };
}

/** A block of both versions. */
interface Kept {
  /** As it is called before. */
  readonly address: string;
  /** With references to what is renamed as in the next version. */
  readonly before: Block;
  readonly after: Block;
  /** The keys that its instances have next; undefined where they are not written. */
  readonly keys: readonly Key[] | undefined;
}

function keptBlocks(places: readonly Place[], renamed: Renamed, after: Stack): Kept[] {
  const present = new Map([...renamed.origins].map(([now, origin]) => [origin, now]));
  const alike = grouped(places, ({ origin, next }) => `${origin.address} ${blockAddress(next)}`);
  return [...alike.values()].flatMap((same): Kept[] => {
    const [{ origin, next, hasKnownKey }] = same;
    const { address, kind } = origin;
    const target = after.blockByAddress.get(blockAddress(next));
    const before = renamed.stack.blockByAddress.get(present.get(address) ?? address);
    const keys = hasKnownKey ? same.map((one) => one.next.key) : undefined;
    return target?.kind === kind && before !== undefined ? [{ address, before, after: target, keys }] : [];
  });
}

/** A block that is gone is named as a whole: which instances it has, the receiver's inputs may decide. */
function lossesOf(places: readonly Place[], after: Stack, planned: readonly Loss[]): Loss[] {
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
  return [...gone.values(), ...planned.filter(({ address }) => !isNamed(address))];
}

/** What the page and a refusal say of a loss. */
function lossDanger({ address, next, end, why }: Loss, before: Stack, after: Stack): Danger {
  const contents = contentsOf(parseAddress(address)?.type ?? "");
  const words = `${end}, ${why}${contents === undefined ? "" : `: its ${contents} are lost`}`;
  const origin = before.blockByAddress.get(blockOfInstance(address));
  const isLastGuard = !after.blockByAddress.has(blockOfInstance(next)) && origin !== undefined && isProtected(origin);
  const guard = isLastGuard ? ". `prevent_destroy` protected it, and is removed with it" : "";
  return danger(address, words, `**${end}**${words.slice(end.length)}; ${REMEDIES[end]}${guard}`);
}

/** @param reason in Markdown, which a terminal shows as plain words */
function danger(subject: string, reason: string, text: string, consent: Danger["consent"] = "delete"): Danger {
  return { subject, reason: reason.replace(/[`*]/g, ""), text, consent };
}

/**
 * Whether something else decides now how many instances a block has, where that cannot be told: inputs of the receiver, data
 * sources and modules, and without a plan all but keys that are written.
 */
function isDecidedAnew({ before, after, keys }: Kept, old: Stack, next: Stack, isPlanned: boolean): boolean {
  const [former, present] = [decisionOf(before.body, old), decisionOf(after.body, next)];
  const isSame = isEqual(former, present);
  // What somebody sets in place of a default means the same where the expression is.
  const isOfInputs = inputsIn(former).length > 0 && !isEqual(withoutDefaults(former), withoutDefaults(present));
  if (isOfInputs || isPlanned) {
    return isOfInputs || (!isSame && [former, present].some(hasOutside));
  }
  const written = keysOf(after, next);
  return keys === undefined ? !isSame : !keys.every((key) => written?.includes(key));
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
    "a value behind its `count`, `for_each` or `enabled` changes, and only a plan against the state shows which instances stay";
  const advice = "make one before you apply, and add `moved` blocks for renamed keys";
  return danger(address, why, `instances **may be destroyed**: ${why}; ${advice}`);
}

/** A module that is another one now or, where no plan looks into it, is given something else. */
function moduleDangers(
  { address, before, after }: Kept,
  old: Stack,
  next: Stack,
  isPlanned: boolean,
  changedFiles: readonly string[],
): Danger[] {
  if (after.kind !== "module") {
    return [];
  }
  const origins = changedMembers(originOf(before), originOf(after));
  const reasons = [
    ...(origins.length === 0 ? [] : [`its ${codeList(origins)} changes`]),
    ...(isChangedCode(textOf(after.body.source), changedFiles) ? ["files that it has or may call change"] : []),
    ...(isPlanned || isEqual(inputsOf(before, old), inputsOf(after, next)) ? [] : ["its inputs change"]),
  ];
  const [why] = reasons;
  const advice =
    "and whatever it no longer has is deleted, which only a plan against the state shows; keep it, or make one before you apply";
  return why === undefined ? [] : [danger(address, why, `what it contains **may be destroyed**: ${why}, ${advice}`)];
}

function originOf({ body }: Block): JsonObject {
  return { source: withoutDefaultHost(textOf(body.source)), version: textOf(body.version) };
}

/** What no module decides by. */
const LABELS = /(?:^|_)(?:annotations|labels|tags)$/;

/** The inputs of a call with all that decides them. */
function inputsOf({ body }: Block, stack: Stack): JsonObject {
  const others = [...META_ARGUMENTS, "source", "version", "providers"];
  return mapMembers(
    pickMembers(body, (name) => !others.includes(name) && !LABELS.test(name)),
    (value) => definitionsOf(value, stack, false),
  );
}

/** Whether the code of a local module changes, or of one beside it, which it may call. */
function isChangedCode(source: string, changedFiles: readonly string[]): boolean {
  const folder = `${posix.normalize(source.replace("//", "/")).replace(/\/$/, "")}/`;
  const isLocal = /^\.\.?\//.test(source);
  return isLocal && changedFiles.some((path) => path.startsWith(folder) || /\.(?:tf|tofu)(?:\.json)?$/.test(path));
}

/** Whether Terraform may have refused what it no longer does. OpenTofu accepts expressions, of which inputs may decide. */
function losesProtection({ before, after }: Kept, old: Stack, next: Stack): boolean {
  const [former, present] = [before, after].map(({ body }) => blockOf(body.lifecycle).prevent_destroy ?? false);
  const isSame = isEqual(definitionsOf(former, old, true), definitionsOf(present, next, true));
  // A default that is on now keeps whatever the one before has kept.
  const isOn = isEqual(former, present) && String(literalOf(present, next)) === "true";
  return !["false", "${false}"].includes(String(former)) && !isProtected(after) && !isSame && !isOn;
}

function isProtected({ body }: Block): boolean {
  return ["true", "${true}"].includes(String(blockOf(body.lifecycle).prevent_destroy));
}

/** What is destroyed later takes more with it than before. */
function destroyingDanger({ place, words }: DestroyingSwitch): Danger {
  const text = `later deletes **destroy more**, or may: ${words}; keep the setting as it was`;
  return danger(place, words, text);
}

function unprotectedDanger({ address }: Kept): Danger {
  const why = "`prevent_destroy` is gone";
  const text = `${why}, with which Terraform refused every plan that deletes or replaces it; keep it`;
  return danger(address, why, `**may be destroyed** from now on: ${text}`);
}

/** Provider configurations, and blocks, that look for the objects of the state in another place. */
function otherPlaces(before: Stack, after: Stack, kept: readonly Kept[]): Danger[] {
  const defaults = after.providers.filter(({ alias }) => alias === undefined).map(({ name }) => name);
  const uses = new Map(kept.flatMap((one) => usesOf(one, defaults)).map((use) => [use.subject, use]));
  const names = new Set([...uses.values()].map(({ old }) => old.name));
  return [
    ...[...names].flatMap((name) => otherProgram(name, before, after)),
    ...[...uses.values()].flatMap((use) => otherPlace(use, before, after)),
  ];
}

/** How a block looks for its objects in both versions. */
interface Use {
  /** The block, or its provider configuration where that alone decides. */
  readonly subject: string;
  readonly old: ProviderReference;
  readonly fresh: ProviderReference;
  /** What the block itself says, which outweighs its provider. */
  readonly own: readonly [old: JsonObject, fresh: JsonObject];
}

/** @param defaults the providers whose default configuration a module inherits */
function usesOf({ address, before, after }: Kept, defaults: readonly string[]): Use[] {
  if (after.kind === "resource") {
    const own = [ownTargets(before.provider.name, before.body), ownTargets(after.provider.name, after.body)] as const;
    return [useOf(address, before.provider, after.provider, own)];
  }
  const [old, fresh] = [before, after].map(({ body }) =>
    // What a call does not pass by name, the module inherits.
    Object.fromEntries(
      entries(body.providers).map(([name, provider]) => [name, readProviderReference(name, { provider })]),
    ),
  );
  return [...new Set([...Object.keys(fresh), ...defaults])].map((name) => {
    const inherited = { name: name.split(".")[0] };
    return useOf(address, lookUp(old, name) ?? inherited, lookUp(fresh, name) ?? inherited, [{}, {}]);
  });
}

function useOf(address: string, old: ProviderReference, fresh: ProviderReference, own: Use["own"]): Use {
  const isOfProvider = nameOf(old) === nameOf(fresh) && own.every((one) => Object.keys(one).length === 0);
  return { subject: isOfProvider ? `provider.${nameOf(fresh)}` : address, old, fresh, own };
}

function nameOf({ name, alias }: ProviderReference): string {
  return alias === undefined ? name : `${name}.${alias}`;
}

/** Settings are named without their values, some of which are secret. */
function otherPlace({ subject, old, fresh, own }: Use, before: Stack, after: Stack): Danger[] {
  const settings = changedMembers(targetOf(old, own[0], before), targetOf(fresh, own[1], after));
  if (settings.length === 0) {
    return [];
  }
  const [was, is] = [nameOf(old), nameOf(fresh)];
  const other = was === is ? "" : `its provider was ${code(was)} and is ${code(is)}, so `;
  const why = `${other}${codeList(settings)} ${settings.length === 1 ? "changes" : "change"}`;
  const text =
    `**points somewhere else**: ${why}. What the state has is not found there: the next apply creates it a second time, ` +
    "or destroys it to create it there, or changes objects of others with the same name. Keep the setting, or hand over " +
    "to a new folder, which has a state of its own";
  return [danger(subject, why, text, "target")];
}

/** What decides where a block looks, by the path of the setting. Without a configuration, the environment does. */
function targetOf({ name, alias }: ProviderReference, own: JsonObject, stack: Stack): JsonObject {
  const configuration = stack.providers.find((one) => one.name === name && one.alias === alias)?.body ?? {};
  const settings = { ...Object.fromEntries(targetSettings(configuration)), ...own };
  return mapMembers(settings, (value) => literalOf(value, stack) ?? definitionsOf(value, stack, false));
}

function otherProgram(name: string, before: Stack, after: Stack): Danger[] {
  const [old, fresh] = [before, after].map(({ requiredProviders }) => {
    const source = requiredProviders.find((provider) => provider.name === name)?.source ?? `hashicorp/${name}`;
    return withoutDefaultHost(source).toLowerCase();
  });
  const why = `its source was ${code(old)} and is ${code(fresh)}`;
  const text =
    `**another program** gets the objects in the state: ${why}, and it runs with your credentials. Where it is the same ` +
    "provider under another name, change the state before the next plan: " +
    code(`terraform state replace-provider ${old} ${fresh}`);
  return old === fresh ? [] : [danger(`provider.${name}`, why, text, "target")];
}
