import type { Plan } from "../../planned/plan";
import type { ShownPlan } from "../../planned/plan-json";
import type { Instance, PlannedStack } from "../../planned/planned-stack";
import type { Moments } from "../../planned/stacks";
import { blockAddress, Origins } from "../../stack/address";
import {
  blockOf,
  compare,
  entries,
  grouped,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  textOf,
} from "../../stack/json";
import { blocksReferredTo, namedValue, variablesIn, withLocals } from "../../stack/references";
import {
  type Block,
  type ProviderReference,
  readProviderReference,
  type Stack,
  withoutDefaultHost,
} from "../../stack/stack";
import { isHarmlessSetting } from "../catalogue/block-types";
import { type Given, isOfKnownProvider, type Line, lineFor, literal, subjectOf, whole } from "./kinds";
import { KUBERNETES_RULES } from "./kubernetes-rules";
import lists from "./lists.json";
import { AZURE_RULES, FOR_ALL } from "./rules";

/** Something of which nobody can tell from a plan whether it gives access to images. */
interface Unjudged {
  /** What somebody types to agree to it, such as `helm_release`. */
  readonly kind: string;
  readonly reason: string;
}

/** Undefined for what is derived exactly, and for what is harmless. */
export function unjudged(given: Given): Unjudged | undefined {
  const { kind, key, unknown } = subjectOf(given);
  const line = key === undefined ? undefined : lineFor(key);
  if (line === undefined) {
    return isReading(given) ? undefined : { kind, reason: unknown };
  }
  const reason = reasonBy(line, given);
  return reason === undefined ? undefined : { kind, reason };
}

/** Programs that Terraform runs beside a resource. Terraform, "Provisioners". */
export function unjudgedProvisioner(type: string): Unjudged {
  const kind = ["provisioner", literal(type, /^[\w-]+$/) ?? ""].join(" ").trim();
  return { kind, reason: lookUp(PROVISIONERS, type) ?? "nothing is known of what it runs" };
}

const PROVISIONERS: Readonly<Record<string, string>> = lists.provisioners;

/** By a data source nothing changes, but for those that the table has. */
function isReading({ block }: Given): boolean {
  return (
    (block.kind === "data" || block.kind === "ephemeral") &&
    block.type !== "azapi_resource_action" &&
    isOfKnownProvider(block.type)
  );
}

function reasonBy({ verdict, reason, unless }: Line, given: Given): string | undefined {
  if (verdict === "not judged") {
    return reason;
  }
  const rules = [...(unless === undefined ? [] : [RULES[unless]]), ...(verdict === "harmless" ? FOR_ALL : [])];
  const told = rules.length === 0 ? given : whole(given);
  return rules.map((rule) => rule(told)).find((found) => found !== undefined);
}

const RULES = { ...AZURE_RULES, ...KUBERNETES_RULES };

/** All of a kind of which nobody can tell whether somebody gains access by what happens to it. */
export interface NotJudged extends Unjudged {
  /** Of each, in order. */
  readonly addresses: readonly string[];
}

/** Of what a plan does, and of what somebody else has done before it. */
export function notJudgedIn(
  shown: ShownPlan,
  plan: Plan,
  { agreed, before, after }: Readonly<Record<keyof Moments, PlannedStack>>,
): NotJudged[] {
  const [old, found, fresh] = [agreed, before, after].map(byAddress);
  const doing = affectedIn(shown, plan);
  const planned = [...new Set([...found.keys(), ...fresh.keys()])].flatMap((address): Occurrence[] => {
    const isReplaced = REPLACING.includes(lookUp(plan.resources, address)?.action ?? "");
    const occurrence = { before: found.get(address), after: fresh.get(address), isReplaced };
    return doing.has(address) || isOther(occurrence) ? [occurrence] : [];
  });
  const drifted = shown.drift.flatMap(({ address }): Occurrence[] => {
    const changed = found.get(address);
    return changed === undefined ? [] : [{ before: old.get(address), after: changed }];
  });
  const invoked = shown.notes.filter(({ kind }) => kind === "action").map(({ address }) => ofAction(address));
  return summed([...[...planned, ...drifted].flatMap((one) => inOccurrence(one, after.instances)), ...invoked]);
}

/** Of all that a configuration has. */
export function notJudgedOf({ instances }: PlannedStack): NotJudged[] {
  return summed(instances.flatMap((after) => inOccurrence({ after }, instances)));
}

/** Such as `helm_release (3): its chart creates what no reading of the plan tells`. */
export function notJudgedWords({ kind, reason, addresses }: NotJudged): string {
  return `${kind} (${addresses.length}): ${reason}`;
}

/** What happens to an object, which may be that it is only read. */
interface Occurrence {
  readonly before?: Instance;
  /** Undefined where it is deleted. */
  readonly after?: Instance;
  /** Whether there is another object in its place, so that its provisioners run. */
  readonly isReplaced?: boolean;
}

const REPLACING: readonly string[] = ["replace", "forget and create"];

/** What a plan does anything with. Of a plan that was made here, values that were made up make no update. */
function affectedIn({ resource_changes, deferred, engine }: ShownPlan, { resources }: Plan): ReadonlySet<string> {
  const isLeft = (action: string) => action === "no-op" || action === "forget";
  const changed = resource_changes.filter(({ address, change }) =>
    engine === undefined ? !change.actions.every(isLeft) : !isLeft(lookUp(resources, address)?.action ?? ""),
  );
  return new Set([...changed, ...deferred.map(({ change }) => change)].map(({ address }) => address));
}

/** Whether it was not there, or will not be. A data source is read anew by every plan, and may be more than read. */
function isOther({ before, after }: Occurrence): boolean {
  return before === undefined || after === undefined || after.block.kind === "data";
}

function byAddress({ instances }: PlannedStack): ReadonlyMap<string, Instance> {
  return new Map(instances.map((instance) => [instance.address, instance]));
}

interface Found extends Unjudged {
  readonly address: string;
}

function inOccurrence({ before, after, isReplaced = false }: Occurrence, instances: readonly Instance[]): Found[] {
  const isNew = before === undefined || after === undefined || isReplaced;
  const { address = "", provisioners = [] } = after ?? before ?? {};
  if (!isNew && after.block.kind === "resource" && before.values === after.values) {
    return [];
  }
  const own = after === undefined ? doneInstead(before) : unjudged({ ...after, before: before?.values, instances });
  const all = [...(own === undefined ? [] : [own]), ...(isNew ? provisioners.map(unjudgedProvisioner) : [])];
  return all.map((one) => ({ ...one, address }));
}

/** Nobody gains by what is gone, but for an action that is run when it goes. */
function doneInstead(gone: Instance | undefined): Unjudged | undefined {
  const isDone =
    gone?.block.kind === "resource" &&
    gone.block.type === "azapi_resource_action" &&
    textOf(gone.values.when) !== "apply";
  return gone !== undefined && isDone ? unjudged(gone) : undefined;
}

/** Terraform, "Invoke an action": what a provider does then, is in no plan. */
function ofAction(address: string): Found {
  const [, type = "action"] = /(?:^|\.)(action\.\w[\w-]*)\./.exec(address) ?? [];
  return { kind: type, reason: "what an action does is not in the plan", address };
}

/** A line for each kind and reason, in order. */
function summed(found: readonly Found[]): NotJudged[] {
  return [...grouped(found, ({ kind, reason }) => `${kind}\n${reason}`).values()]
    .map((those) => ({
      kind: those[0].kind,
      reason: those[0].reason,
      addresses: [...new Set(those.map(({ address }) => address))].sort(compare),
    }))
    .sort((left, right) => compare(left.kind, right.kind) || compare(left.reason, right.reason));
}

/** What two versions of a configuration say differently, and no change of a resource shows. */
export interface ConfigurationChange {
  readonly rule: "target-changed" | "protection-dropped" | "program-changed" | "promise-dropped";
  readonly address: string;
  readonly message: string;
}

/** A stack of which one version is compared with the other one. */
interface Version {
  readonly stack: Stack;
  /** Of a value and of all that decides it, as far as it stands in the configuration. */
  readonly meaning: (value: Json | undefined) => string;
}

/** What says one thing in one version, and may say another one in the other. */
type Said = ReadonlyMap<string, string>;

/** @param given the values that somebody gives to variables, in place of the defaults of both versions */
export function configurationChanges(former: Stack, later: Stack, given: JsonObject): ConfigurationChange[] {
  const renamed = (text: string) =>
    later.moves.reduce((names, { from, to }) => names.split(blockAddress(from)).join(blockAddress(to)), text);
  const [old, fresh] = [versionOf(former, given, renamed), versionOf(later, given)];
  const origins = new Origins(later.moves);
  const kept = later.blocks.flatMap((after) => {
    const before = former.blockByAddress.get(after.address) ?? former.blockByAddress.get(origins.of(after.address));
    return before === undefined ? [] : [{ before, after }];
  });
  const defaults = later.providers.filter(({ alias }) => alias === undefined).map(({ name }) => name);
  const uses = new Map(
    kept.flatMap(({ before, after }) => {
      const known = providersOf(before, defaults);
      return [...providersOf(after, defaults)].map(([name, provider]) => {
        const one = known.get(name) ?? provider;
        const isSame = nameOf(one) === nameOf(provider);
        const subject = isSame ? `provider.${nameOf(one)}` : after.address;
        return [isSame ? subject : `${subject} ${name}`, [subject, one, provider]] as const;
      });
    }),
  );
  return [
    ...otherTarget("terraform", stateOf(old), stateOf(fresh)),
    ...[...uses.values()].flatMap(([subject, one, provider]) =>
      otherTarget(subject, targetOf(one, old), targetOf(provider, fresh)),
    ),
    ...kept.flatMap(({ before, after }) => otherTarget(after.address, sourceOf(before), sourceOf(after))),
    ...kept.flatMap(({ before, after }) => [
      ...(losesProtection(before, after, old, fresh) ? [{ ...UNPROTECTED, address: after.address }] : []),
      ...changedPrograms(before, after, old, fresh),
      ...lostConditions(after.address, blockOf(before.body.lifecycle), blockOf(after.body.lifecycle), old, fresh),
    ]),
    ...["variable", "output", "check"].flatMap((section) => droppedPromises(section, old, fresh)),
  ];
}

function versionOf(own: Stack, given: JsonObject, renamed = (text: string) => text): Version {
  const variables = own.variables.map((one) => ({ ...one, default: lookUp(given, one.name) ?? one.default }));
  const stack = { ...own, variables };
  const meaning = (value: Json | undefined) => {
    const written = [withLocals(namedValue(value, stack) ?? value, stack)].flat();
    const data = blocksReferredTo(written, stack.blocks).filter(({ kind }) => kind === "data");
    const all = [...written, ...data.map(({ body }) => body)];
    const names = new Set(variablesIn(all));
    const values = variables.flatMap((one) => (names.has(one.name) ? [[one.name, one.default ?? null]] : []));
    return renamed(JSON.stringify([all, values]));
  };
  return { stack, meaning };
}

function otherTarget(address: string, old: Said, fresh: Said): ConfigurationChange[] {
  const changed = [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => old.get(name) !== fresh.get(name));
  const names = changed.map((name) => `\`${name}\``).join(", ");
  const message = `points somewhere else, or to another program: another ${names}; keep it, or use another state`;
  return changed.length === 0 ? [] : [{ rule: "target-changed", address, message }];
}

/** cdktf keeps the state in a file below the app where nothing else is said. */
function stateOf({ stack: { settings }, meaning }: Version): Said {
  const { backend, cloud } = settings;
  return settingsIn({ ...blockOf(backend), ...(cloud === undefined ? {} : { cloud }) }, "backend", meaning);
}

/** The configurations that a block uses, by the names that a module has for them. It inherits the default ones. */
function providersOf({ kind, provider, body }: Block, defaults: readonly string[]): Map<string, ProviderReference> {
  const passed = entries(body.providers).map(([name, one]): [string, ProviderReference] => [
    name,
    readProviderReference(name, { provider: one }),
  ]);
  const inherited = defaults.map((name): [string, ProviderReference] => [name, { name }]);
  return new Map(kind === "module" ? [...inherited, ...passed] : [["", provider]]);
}

function nameOf({ name, alias }: ProviderReference): string {
  return alias === undefined ? name : `${name}.${alias}`;
}

/** Whatever a provider is told, but for what is known to be harmless, with the program that is. */
function targetOf(reference: ProviderReference, { stack, meaning }: Version): Said {
  const requirement = stack.requiredProviders.find(({ name }) => name === reference.name);
  const source = withoutDefaultHost(requirement?.source ?? `hashicorp/${reference.name}`).toLowerCase();
  const body = stack.providers.find((one) => nameOf(one) === nameOf(reference))?.body ?? {};
  return new Map([["source", source], ...settingsIn(body, source.replace(/.*\//, ""), meaning)]);
}

function settingsIn(body: JsonObject, path: string, meaning: Version["meaning"]): Map<string, string> {
  const told = entries(body).flatMap(([name, value]): [string, string][] => {
    const blocks = listOf(value).filter(isObject);
    if (value === null || isHarmlessSetting(`${path}.${name}`)) {
      return [];
    }
    const inner = blocks.flatMap((block, index) =>
      [...settingsIn(block, `${path}.${name}`, meaning)].map(([place, text]): [string, string] => [
        `${name}${index === 0 ? "" : `[${index}]`}.${place}`,
        text,
      ]),
    );
    return blocks.length === 0 ? [[name, meaning(value)]] : inner;
  });
  return new Map(told);
}

/** Of a module call, without the version, which the changes of what it contains tell. */
function sourceOf({ kind, body }: Block): Said {
  return new Map(kind === "module" ? [["source", withoutDefaultHost(textOf(body.source)).split("?")[0]]] : []);
}

const UNPROTECTED = {
  rule: "protection-dropped",
  message: "`prevent_destroy` is gone, with which Terraform refuses to delete or replace it; keep it",
} as const;

function protection({ body }: Block): Json {
  return blockOf(body.lifecycle).prevent_destroy ?? false;
}

/** Whether Terraform refuses to destroy what a block has. */
export function isProtected(block: Block): boolean {
  return ["true", "${true}"].includes(String(protection(block)));
}

/** OpenTofu takes expressions, of which only the meaning can be compared. */
function losesProtection(before: Block, after: Block, old: Version, fresh: Version): boolean {
  const wasOff = ["false", "${false}"].includes(String(protection(before)));
  return !wasOff && !isProtected(after) && old.meaning(protection(before)) !== fresh.meaning(protection(after));
}

/** Of what is created, all provisioners are told as not judged. */
function changedPrograms(before: Block, after: Block, old: Version, fresh: Version): ConfigurationChange[] {
  const programs = ({ body }: Block, { meaning }: Version) =>
    listOf(body.provisioner)
      .flatMap((one) => entries(one))
      .map(([type, program]) => [type, meaning([type, program, body.connection ?? null])] as const);
  const known = programs(before, old).map(([, text]) => text);
  const added = programs(after, fresh).filter(([, text]) => !known.includes(text));
  return added.map(([type]) => {
    const message = `its provisioner \`${type}\` is new or changed: ${unjudgedProvisioner(type).reason}; read it`;
    return { rule: "program-changed", address: after.address, message };
  });
}

/** What passes from now on, though it was refused or told before. */
function lostConditions(address: string, before: JsonObject, after: JsonObject, old: Version, fresh: Version) {
  return ["precondition", "postcondition", "validation", "assert"].flatMap((kind): ConfigurationChange[] => {
    const conditions = (body: JsonObject, { meaning }: Version) =>
      listOf(body[kind]).map((one) => meaning(blockOf(one).condition));
    const later = conditions(after, fresh);
    const lost = conditions(before, old).filter((condition) => !later.includes(condition));
    const message = `a \`${kind}\` is gone or changed; keep it, unless nothing relies on it`;
    return lost.length === 0 ? [] : [{ rule: "promise-dropped", address, message }];
  });
}

/** An output that is gone is a change of the plan itself. */
function droppedPromises(section: string, old: Version, fresh: Version): ConfigurationChange[] {
  const later = new Map(entries(fresh.stack.sections[section]));
  return entries(old.stack.sections[section]).flatMap(([name, body]): ConfigurationChange[] => {
    const [next, address] = [later.get(name), `${section === "variable" ? "var" : section}.${name}`];
    if (next === undefined && section === "variable") {
      return [{ rule: "promise-dropped", address, message: "is no longer an input; tell whoever sets it" }];
    }
    const isTold = next === undefined && section === "output";
    return isTold ? [] : lostConditions(address, blockOf(body), blockOf(next), old, fresh);
  });
}
