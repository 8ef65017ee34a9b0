import { blockOfInstance, parseAddress } from "../stack/address";
import {
  collected,
  entries,
  grouped,
  isList,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  objectOf,
  sorted,
  textOf,
  withoutHidden,
} from "../stack/json";
import { META_ARGUMENTS, type ProviderConfiguration, readStack, type Stack } from "../stack/stack";
import { isLabelling, sidesOf } from "./change";
import { type ConfiguredModule, configurationIn } from "./configuration";
import {
  type Content,
  type FindOwners,
  instanceOf,
  type Linking,
  type Owner,
  ownerOf,
  providerAt,
  written,
} from "./instances";
import type { EngineNotes, ShownChange, ShownPlan, StateResource } from "./plan-json";
import type { Instance, PlannedStack } from "./planned-stack";
import { type Masks, Naming } from "./sensitive";
import { ADDRESS_ARGUMENT, isMark, isUnset } from "./values";

/** What exists before some plans and after them, as a stack for each plan. */
export interface Moments {
  /** As the states have it. The same as what is found, where nothing was changed outside of the engine. */
  readonly agreed: readonly PlannedStack[];
  /** As it was found. */
  readonly before: readonly PlannedStack[];
  /** The same list as what is found, where nothing changes but labels. */
  readonly after: readonly PlannedStack[];
}

/**
 * Reads plans together. What one of them names by an id of another is a reference to it.
 * @param findOwners tells which attributes are ids
 */
export function momentsOf(plans: readonly ShownPlan[], masks: Masks, findOwners: FindOwners): Moments {
  const naming = new Naming(masks.isEmpty ? undefined : masks);
  const objects = plans.map((plan, index) => objectsOf(plan, callOf(index)));
  const at = (moment: keyof Moments) => {
    const owners = objects.map((one) => one[moment]);
    return plannedStacks(plans, owners, findOwners, naming);
  };
  const before = at("before");
  const isDrifted = plans.some(({ drift }) => drift.length > 0);
  const after = objects.every(isUnchanged) ? before : at("after");
  return { agreed: isDrifted ? at("agreed") : before, before, after };
}

/** What comes before the addresses of a plan where another one names them. */
export const callOf = (plan: number) => `module.plan_${plan}.`;

function isUnchanged({ before, after }: Objects): boolean {
  return before.length === after.length && before.every((one, index) => one === after[index]);
}

/** @param owners what exists at one moment, by plan */
function plannedStacks(
  plans: readonly ShownPlan[],
  owners: readonly (readonly Owner[])[],
  findOwners: FindOwners,
  naming: Naming,
): PlannedStack[] {
  const find = findOwners(owners.flat());
  const roots = plans.map((plan, index) => rootOf(plan, owners[index]));
  return plans.map((plan, index) => {
    const own = new Set(owners[index]);
    const root = roots[index];
    const named = new Set<Owner>();
    const addressOf = (owner: Owner) => {
      if (own.has(owner)) {
        return owner.address;
      }
      named.add(owner);
      return owner.foreign;
    };
    const instances = owners[index].map((owner) =>
      instanceOf(owner, { find, addressOf, root, provisioners: plan.engine?.provisioners }),
    );
    // Which others a stack names is known when all of its arguments are made.
    for (const { block } of plans.length > 1 ? instances : []) {
      Object.keys(block.body);
    }
    const others = owners.flatMap((all, other) =>
      all.some((owner) => named.has(owner))
        ? foreignInstances(all, { find, addressOf: ({ foreign }) => foreign, root: roots[other] })
        : [],
    );
    return {
      stack: stackOf(plan, [...instances, ...others], root),
      instances,
      others,
      naming,
      variables: plan.variables,
    };
  });
}

function foreignInstances(owners: readonly Owner[], linking: Linking): Instance[] {
  return owners.map((owner) => {
    const instance = instanceOf(owner, linking);
    return { ...instance, address: owner.foreign, block: { ...instance.block, address: owner.foreign } };
  });
}

function rootOf({ rootModule, variables, engine }: ShownPlan, objects: readonly Owner[]): ConfiguredModule | undefined {
  const known = { variables, locals: engine?.locals };
  return rootModule === undefined
    ? undefined
    : configurationIn(
        rootModule,
        known,
        objects.map(({ address }) => address),
      );
}

const EMPTY = readStack({ terraform: {} });

function stackOf(plan: ShownPlan, instances: readonly Instance[], root: ConfiguredModule | undefined): Stack {
  const blocks = instances.map(({ block }) => block);
  return {
    ...EMPTY,
    blocks,
    blockByAddress: new Map(blocks.map((block) => [block.address, block])),
    providers: root === undefined ? [] : providersOf(plan.providers, root),
  };
}

function providersOf(configurations: JsonObject, root: ConfiguredModule): ProviderConfiguration[] {
  return Object.entries(configurations).map(([key, configuration]) => {
    const { expressions, module_address } = objectOf(configuration);
    const module = textOf(module_address)
      .split(/\.(?=module\.)/)
      .filter((step) => step !== "")
      .reduce<ConfiguredModule | undefined>((one, step) => one?.child(step), root);
    const body = Object.entries(objectOf(expressions)).map(([name, value]) => [
      name,
      module === undefined ? [] : (module.constant(value) ?? written(value, module, {}, () => undefined)),
    ]);
    return { ...providerAt(key), body: Object.fromEntries(body) };
  });
}

/** What exists before a plan and after it. What stays the same is the same object. */
interface Objects {
  /** As the state has it. The same list as what is found, where nothing was changed outside of the engine. */
  readonly agreed: readonly Owner[];
  /** As it was found. */
  readonly before: readonly Owner[];
  readonly after: readonly Owner[];
}

/** @param foreign what comes before an address where another stack names it */
function objectsOf({ resource_changes, deferred, drift, prior, planned, engine }: ShownPlan, foreign: string): Objects {
  const named = new Set(resource_changes.map(({ address }) => address));
  const later = deferred.map(({ change }) => change).filter(({ address }) => !named.has(address));
  // What is deferred comes with another plan, and comes nevertheless.
  const changes = [...resource_changes, ...later].filter((one) => !isInCheck(one));
  const changed = changes.map((change) => objectsIn(change, engine, foreign));
  const told = new Set(changes.map(({ address }) => address));
  // A plan with targets has no changes of the rest, and data that was read has none at all.
  const inState = (one: StateResource) => stateObject(one, engine, foreign);
  const kept = uniqueOf([...prior, ...resource_changes.filter(isInCheck).map(asRead)], told).map(inState);
  const others = resource_changes.length === 0 && prior.length === 0 ? uniqueOf(planned, told) : [];
  const former = engine?.former === undefined ? kept : formerOf(kept, engine.former, inState);
  const before = [...changed.flatMap((one) => one.before), ...former];
  return {
    agreed: drift.length === 0 ? before : agreedObjects(before, drift, foreign),
    before,
    after: [...changed.flatMap(({ after }) => after), ...kept, ...others.map(inState)],
  };
}

/** A data source within a check block, which is read by each plan and again by its apply, and changes nothing. */
function isInCheck({ action_reason }: ShownChange): boolean {
  return action_reason === "read_because_check_nested";
}

/** There at both times, as what may run a program, and with nothing that it has read: it is no object of the plan. */
function asRead({ provider_name: providerName, change: _read, ...own }: ShownChange): StateResource {
  return { ...own, providerName, values: {}, sensitive: false };
}

/** What is in no change, with the data sources as the earlier version has them. */
function formerOf(
  kept: readonly Owner[],
  former: readonly StateResource[],
  inState: (one: StateResource) => Owner,
): Owner[] {
  const known = new Map(kept.map((one) => [one.address, one]));
  const data = former.map((resource) => {
    const later = known.get(resource.address);
    const one = { ...inState(resource), providerName: later?.providerName ?? resource.providerName };
    return later !== undefined && JSON.stringify(one.values) === JSON.stringify(later.values) ? later : one;
  });
  return [...kept.filter(({ block }) => block.kind === "resource"), ...data];
}

/** What was there before somebody changed it, in the place of what was found. */
function agreedObjects(found: readonly Owner[], drift: readonly ShownChange[], foreign: string): Owner[] {
  const drifted = new Set(drift.map(({ address }) => address));
  return [
    ...found.filter(({ address }) => !drifted.has(address)),
    ...drift.flatMap((one) => objectsIn(one, undefined, foreign).before),
  ];
}

function objectsIn(
  reported: ShownChange,
  engine: EngineNotes | undefined,
  foreign: string,
): Pick<Objects, "before" | "after"> {
  const { address, mode, type, name, provider_name, change } = reported;
  const { actions, before } = change;
  const own = { address, mode, type, name, providerName: provider_name };
  const content = contentOf(reported, engine);
  const old = isObject(before) ? [ownerOf(own, content.before, foreign)] : [];
  const next = ownerOf(own, content.after, foreign);
  // What is forgotten goes on to exist, also beside what takes its place.
  if (actions.includes("forget") && actions.length > 1) {
    const forgotten = old.map(() => ownerOf({ ...own, address: `${address} (forgotten)` }, content.before, foreign));
    return { before: forgotten, after: [...forgotten, next] };
  }
  switch (actions[0]) {
    case "no-op":
    case "forget":
      return { before: old, after: old };
    default:
      if (engine === undefined && isLabelling(change)) {
        return { before: [next], after: [next] };
      }
      return { before: old, after: actions.length === 1 && actions[0] === "delete" ? [] : [next] };
  }
}

function contentOf(
  reported: ShownChange,
  engine: EngineNotes | undefined,
): { readonly before: Content; readonly after: Content } {
  if (engine !== undefined) {
    const { old, fresh } = sidesOf(reported, engine.notesOn(reported));
    return { before: withMarks(engine.madeUp.marked(old)), after: withMarks(engine.madeUp.marked(fresh)) };
  }
  const { before, after, after_unknown: unknown = false } = reported.change;
  return {
    before: { values: objectOf(before), unknown: false },
    after: { values: objectOf(withoutUnknown(after ?? {}, unknown)), unknown },
  };
}

function withMarks(value: Json): Content {
  const { [ADDRESS_ARGUMENT]: _own, ...marked } = objectOf(value);
  return { values: objectOf(withoutHidden(marked, isMark)), unknown: marksIn(marked), marked };
}

function marksIn(value: Json): Json {
  if (isList(value)) {
    return value.map(marksIn);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, marksIn(part)]))
    : isMark(value);
}

function uniqueOf(resources: readonly StateResource[], told: ReadonlySet<string>): StateResource[] {
  return [...new Map(resources.map((one) => [one.address, one])).values()].filter(({ address }) => !told.has(address));
}

function stateObject({ values, ...own }: StateResource, engine: EngineNotes | undefined, foreign: string): Owner {
  const content =
    engine === undefined
      ? { values, unknown: false }
      : withMarks(engine.madeUp.marked(withoutMadeUp(values, engine.given(own.address))));
  return ownerOf(own, content, foreign);
}

/** A number or a truth value has no mark that tells that it is made up. */
function withoutMadeUp(values: JsonObject, given: readonly string[]): JsonObject {
  const known = Object.entries(values).filter(
    ([name, value]) => given.includes(name) || !["number", "boolean"].includes(typeof value),
  );
  return Object.fromEntries(known);
}

/** A value without what is marked. Engines leave it out anyway, so that most values are themselves. */
function withoutUnknown(value: Json, unknown: Json): Json | undefined {
  if (unknown === true) {
    return undefined;
  }
  if (isList(value) && isList(unknown)) {
    const parts = value.map((part, index) => withoutUnknown(part, unknown[index] ?? false) ?? null);
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  if (!isObject(value) || !isObject(unknown)) {
    return value;
  }
  const changed = Object.keys(unknown).flatMap((name) => {
    const part = lookUp(value, name);
    const known = part === undefined ? undefined : withoutUnknown(part, unknown[name]);
    return known === part ? [] : [[name, known] as const];
  });
  if (changed.length === 0) {
    return value;
  }
  const replaced = new Map(changed);
  const members = Object.entries(value).map(([name, part]) => [name, replaced.has(name) ? replaced.get(name) : part]);
  return Object.fromEntries(members.filter(([, part]) => part !== undefined));
}

/**
 * What looks as if it only had another address: the old address by the new one. It has the same type, the same key and the
 * same arguments, and nothing else has them.
 * @param deleted what is there before a change and not after it
 * @param created what is there after it and not before
 */
export function likelyRenames(deleted: readonly Instance[], created: readonly Instance[]): ReadonlyMap<string, string> {
  let found = new Map<string, string>();
  if (deleted.length === 0 || created.length === 0) {
    return found;
  }
  // What refers to something renamed is the same once that is known.
  for (let size = -1; size < found.size; ) {
    size = found.size;
    found = matching(deleted, created, found);
  }
  return found;
}

function matching(
  deleted: readonly Instance[],
  created: readonly Instance[],
  known: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map([...known].map(([to, from]) => [blockOfInstance(from), blockOfInstance(to)]));
  const alike = grouped(created, (one) => JSON.stringify([one.block.blockType, [...computedOf(one)].sort()]));
  return new Map(
    [...alike.values()].flatMap((group) => {
      const [{ block }] = group;
      const computed = computedOf(group[0]);
      const ofType = deleted.filter((one) => one.block.blockType === block.blockType);
      const before = byLikeness(ofType, names, computed);
      return [...byLikeness(group, new Map(), computed)].flatMap(([likeness, [instance, ...others]]) => {
        const [old, ...more] = before.get(likeness) ?? [];
        return old === undefined || others.length + more.length > 0 ? [] : [[instance.address, old.address] as const];
      });
    }),
  );
}

/** What nobody knows of it and no configuration decides, such as its id. Whatever is deleted has that. */
function computedOf({ block, values, written }: Instance): ReadonlySet<string> {
  const unknown = Object.keys(block.body).filter((name) => !(name in values));
  return new Set(written === undefined ? [] : unknown.filter((name) => !(name in written)));
}

function byLikeness(
  instances: readonly Instance[],
  names: ReadonlyMap<string, string>,
  computed: ReadonlySet<string>,
): ReadonlyMap<string, readonly Instance[]> {
  return collected(
    instances.flatMap((instance) => {
      const likeness = likenessOf(instance, names, computed);
      return likeness === undefined ? [] : [[likeness, instance] as const];
    }),
  );
}

/** Everything that is known of an instance but its address and what is computed; undefined where that says nothing. */
function likenessOf(
  { address, block, values }: Instance,
  names: ReadonlyMap<string, string>,
  computed: ReadonlySet<string>,
): string | undefined {
  const own = entries(block.body).filter(([name]) => !META_ARGUMENTS.includes(name) && !computed.has(name));
  const hidden = own.filter(([name]) => !(name in values)).map(([name, value]) => [name, underNames(value, names)]);
  const known = Object.entries(values).filter(([name, value]) => !computed.has(name) && !isUnset(value));
  return own.length === 0
    ? undefined
    : JSON.stringify([parseAddress(address)?.key ?? null, sorted(Object.fromEntries(known)), hidden]);
}

/** An argument whose value a plan does not tell, as it is written. */
function underNames(value: Json, names: ReadonlyMap<string, string>): Json {
  return [...names].reduce<string>((text, [from, to]) => text.split(`${from}.`).join(`${to}.`), JSON.stringify(value));
}
