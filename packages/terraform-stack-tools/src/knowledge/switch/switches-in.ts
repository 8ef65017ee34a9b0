import type { Instance, PlannedStack } from "../../planned/planned-stack";
import { parseAddress } from "../../stack/address";
import { compare, textOf } from "../../stack/json";
import type { Block } from "../../stack/stack";
import { isRegistry, registriesIn, registryScope } from "../access/registries";
import { resourceType, translated } from "../access/translation";
import { isOfType } from "../catalogue/block-types";
import { completed } from "../reach/completed";
import { answeredHoldings, assignedHoldings, groupOf, type Holding } from "./holdings";
import { lostRoles } from "./lost-roles";
import type { ModeSwitch } from "./mode-switch";

const ABAC = "AbacRepositoryPermissions";

/**
 * The registries that a stack takes to ABAC mode, with the role assignments that have no effect there.
 * @param all stacks that are deployed together, this one among them
 * @param before all stacks as they were
 */
export function switchesIn(
  planned: PlannedStack,
  all: readonly PlannedStack[],
  before: readonly PlannedStack[],
): ModeSwitch[] {
  const whole = completed(translated(planned));
  const others = all.map((one) => (one === planned ? whole : completed(translated(one))));
  const shown = new Map<string, Shown>();
  for (const one of [...switched(whole, before.map(translated)), ...asked(whole), ...prepared(whole)]) {
    const key = one.registry.toLowerCase();
    // What says most comes first.
    shown.set(key, shown.get(key) ?? one);
  }
  return [...shown.values()]
    .map((one) => withRoles(one, others))
    .sort((left, right) => compare(left.registry, right.registry));
}

type Shown = Pick<ModeSwitch, "registry" | "stage" | "address">;

/** A registry whose mode a resource sets that is not its own, or whose mode is another one than before. */
function switched(planned: PlannedStack, before: readonly PlannedStack[]): Shown[] {
  const former = new Map(
    before.flatMap((one) => registries(one).map((found) => [found.name.toLowerCase(), found.mode])),
  );
  return registries(planned)
    .filter(({ name, mode, isUpdate }) => {
      const key = name.toLowerCase();
      return mode === ABAC && (isUpdate || (former.has(key) && former.get(key) !== ABAC));
    })
    .map(({ name, address }): Shown => ({ registry: name, stage: "switched", address }));
}

function registries(planned: PlannedStack) {
  return planned.instances
    .filter(({ block }) => block.kind === "resource" && isRegistry(block))
    .flatMap(({ address, block, values }) => {
      const isUpdate = parseAddress(address)?.type === "azapi_update_resource";
      // Its id, where that is written out, is the name already.
      const referredTo = isUpdate ? registriesIn(block.body.parent_id ?? null, values.parent_id ?? null, planned) : [];
      const names = referredTo.length > 0 ? referredTo.map(({ name }) => name) : [registryScope(block, planned).name];
      const mode = textOf(values.role_assignment_mode) || textOf(block.body.role_assignment_mode);
      return names.map((name) => ({ name, address, mode, isUpdate }));
    });
}

/** A registry whose role assignments a stack asks for, all of them: at its end, the switch looks at the registry alone. */
function asked(planned: PlannedStack): Shown[] {
  const { blocks } = planned.stack;
  return blocks
    .filter((block) => isOfType(block, "data.azurerm_role_assignments") && block.body.limit_at_scope !== true)
    .flatMap(({ address, body }) =>
      registriesIn(body.scope ?? null, null, planned).map(({ name }): Shown => {
        const isSwitched = blocks.some((block) => readsMode(block) && isAbout(block, name, planned));
        return { registry: name, stage: isSwitched ? "removing" : "prepared", address };
      }),
    );
}

function readsMode({ blockType, body }: Block): boolean {
  return blockType === "data.azapi_resource" && resourceType(body, {}) === "microsoft.containerregistry/registries";
}

function isAbout({ body }: Block, registry: string, planned: PlannedStack): boolean {
  return registriesIn(body.resource_id ?? null, null, planned).some(({ name }) => name === registry);
}

/** A registry on which a stack gives somebody a role of each mode. */
function prepared(planned: PlannedStack): Shown[] {
  const found = registryInstances(planned).filter(({ values }) => textOf(values.role_assignment_mode) !== ABAC);
  return found.flatMap((instance): Shown[] => {
    const { name } = registryScope(instance.block, planned);
    const holdings = assignedHoldings(name, groupOf(instance), planned);
    const both = holdings.find(
      ({ key, role }) =>
        role?.imagesOnly === true &&
        holdings.some((one) => one.key === key && one.role?.ABAC.some((right) => role.loses.includes(right))),
    );
    return both === undefined ? [] : [{ registry: name, stage: "prepared", address: both.address }];
  });
}

function registryInstances({ instances }: PlannedStack): Instance[] {
  return instances.filter(({ block }) => isRegistry(block));
}

function withRoles(shown: Shown, stacks: readonly PlannedStack[]): ModeSwitch {
  const isIt = (one: Instance, planned: PlannedStack) =>
    registryScope(one.block, planned).name.toLowerCase() === shown.registry.toLowerCase();
  const [group] = stacks.flatMap((planned) =>
    registryInstances(planned)
      .filter((one) => isIt(one, planned))
      .flatMap((one) => groupOf(one) ?? []),
  );
  const assigned = stacks.flatMap((planned) => assignedHoldings(shown.registry, group, planned));
  const answers = stacks.flatMap((planned) => answeredHoldings(shown.registry, planned) ?? []);
  const isAnswered = stacks.some((planned) => answeredHoldings(shown.registry, planned) !== undefined);
  return { ...shown, roles: lostRoles(distinct([...assigned, ...answers])), isAnswered };
}

/** What the stacks assign and Azure has already is one. */
function distinct(holdings: readonly Holding[]): Holding[] {
  const found = new Map<string, Holding>();
  for (const holding of holdings) {
    const key = [holding.key, holding.roleName.toLowerCase(), holding.scope.toLowerCase()].join("\n");
    found.set(key, found.get(key) ?? holding);
  }
  return [...found.values()];
}
