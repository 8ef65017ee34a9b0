import { type JsonObject, objectOf, textOf } from "../stack/json";
import type { ProviderConfiguration } from "../stack/provider";
import { readStack, type Stack } from "../stack/stack";
import { type ConfiguredModule, configurationIn } from "./configuration";
import { type FindOwners, instanceOf, type Linking, type Owner, ownerOf, providerAt, written } from "./instances";
import { Naming } from "./naming";
import { type Objects, objectsOf, type PlannedObject } from "./objects";
import type { ShownPlan } from "./plan-json";
import type { Instance, PlannedStack } from "./planned-stack";
import type { Masks } from "./sensitive";

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
  const objects = plans.map(objectsOf);
  const at = (moment: keyof Moments) =>
    plannedStacks(
      plans.map((plan, index) => ({ plan, objects: objects[index][moment] })),
      findOwners,
      naming,
    );
  const before = at("before");
  const isDrifted = plans.some(({ drift }) => drift.length > 0);
  const after = objects.every(isUnchanged) ? before : at("after");
  return { agreed: isDrifted ? at("agreed") : before, before, after };
}

function isUnchanged({ before, after }: Objects): boolean {
  return before.length === after.length && before.every((one, index) => one === after[index]);
}

/** A plan with what exists at one moment. */
interface Side {
  readonly plan: ShownPlan;
  readonly objects: readonly PlannedObject[];
}

function plannedStacks(sides: readonly Side[], findOwners: FindOwners, naming: Naming): PlannedStack[] {
  const owners = sides.map(({ objects }, index) => objects.map((object) => ownerOf(object, `module.plan_${index}.`)));
  const find = findOwners(owners.flat());
  const roots = sides.map(rootOf);
  return sides.map((side, index) => {
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
      instanceOf(owner, { find, addressOf, root, provisioners: side.plan.engine?.provisioners }),
    );
    // Which others a stack names is known when all of its arguments are made.
    for (const { block } of sides.length > 1 ? instances : []) {
      Object.keys(block.body);
    }
    const others = owners.flatMap((all, other) =>
      all.some((owner) => named.has(owner))
        ? foreignInstances(all, { find, addressOf: foreignOf, root: roots[other] })
        : [],
    );
    return {
      stack: stackOf(side.plan, [...instances, ...others], root),
      instances,
      others,
      naming,
      variables: side.plan.variables,
      relevant: side.plan.relevant.map((one) => `\${${one}}`),
    };
  });
}

/** The name by which other stacks know it. */
function foreignOf({ foreign }: Owner): string {
  return foreign;
}

function foreignInstances(owners: readonly Owner[], linking: Linking): Instance[] {
  return owners.map((owner) => {
    const instance = instanceOf(owner, linking);
    return { ...instance, address: owner.foreign, block: { ...instance.block, address: owner.foreign } };
  });
}

function rootOf({ plan: { rootModule, variables, engine }, objects }: Side): ConfiguredModule | undefined {
  if (rootModule === undefined) {
    return undefined;
  }
  return configurationIn(
    rootModule,
    { variables, locals: engine?.locals },
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
