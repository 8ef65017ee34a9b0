import { type Instance, instanceOf, nameIn, type PlannedStack } from "../../planned/planned-stack";
import { blocksReadBy, withLocals } from "../../stack/dependencies";
import { grouped } from "../../stack/grouped";
import { type Json, textOf } from "../../stack/json";
import { once } from "../../stack/once";
import { blocksReferredTo, variablesIn } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";
import { isOfType } from "../catalogue/questions";
import { identityOf, type PlaceIdentity } from "./identity";

/** What the scope of a role assignment or the content of a secret is about. */
export interface RegistryScope {
  /** The name of the registry, or the scope that holds registries, such as `resource group rg-shared`. */
  readonly name: string;
  /** Whether it is a scope above registries. */
  readonly isScope?: true;
  /** The block, where the stack has one. */
  readonly block?: Block;
}

/** Where what somebody may do is decided elsewhere. */
export const ANY_REGISTRY = { registry: "any registry", isScope: true } as const;

/** Whether it is told in words which registry it is, since nobody knows. No name has a space. */
export function isUnknownPlace(registry: string): boolean {
  return /^(an unknown (scope|registry)|one of )/.test(registry);
}

export function registryBlocks({ blocks }: Stack): Block[] {
  return blocks.filter(isRegistry);
}

export function isRegistry(block: Pick<Block, "blockType">): boolean {
  return isOfType(block, "azurerm_container_registry") || isOfType(block, "data.azurerm_container_registry");
}

export function registryScope(block: Block, planned: PlannedStack): RegistryScope {
  return { name: nameIn(instanceOf(block, planned)?.values.name, block.body.name, planned) ?? block.name, block };
}

/** Which one it is of all that have its name, before it is replaced and after it. */
export function placeOfRegistry(registry: Instance, planned: PlannedStack): PlaceIdentity {
  const { id } = registry.values;
  return {
    ...identityOf(registry, ["name", "resource_group_name", "parent_id"], planned),
    ...(typeof id === "string" ? { id } : {}),
  };
}

/** The registry that a token or a scope map belongs to, where the stack has it, whether they refer to it or name it. */
export function registryAround({ block, values }: Instance, planned: PlannedStack): Instance | undefined {
  const [referred] = blocksReferredTo(block.body.container_registry_name, planned.stack.blocks).filter(isRegistry);
  const candidates =
    referred === undefined
      ? (registriesByName(planned).get(textOf(values.container_registry_name).toLowerCase()) ?? [])
      : [instanceOf(referred, planned) ?? { address: referred.address, block: referred, values: {} }];
  // With domain name labels, two of one name are in two groups.
  return candidates.find((one) => {
    const groups = [one.values, values].map(({ resource_group_name: group }) => textOf(group).toLowerCase());
    return groups.includes("") || groups[0] === groups[1];
  });
}

const registriesByName = once(({ instances }: PlannedStack) =>
  grouped(
    instances.filter(({ block }) => isRegistry(block)),
    ({ values }) => textOf(values.name).toLowerCase(),
  ),
);

/**
 * The registries that a value is about: blocks of the stack, ids and hosts in what is planned, or variables.
 * @param configured the value in the stack
 * @param known the value as planned, where it is known
 */
export function registriesIn(configured: Json, known: Json, planned: PlannedStack): RegistryScope[] {
  const read = withLocals(configured, planned.stack);
  const blocks = blocksReferredTo(read, planned.stack.blocks).filter(isRegistry);
  if (blocks.length > 0) {
    return blocks.map((block) => registryScope(block, planned));
  }
  const named = (name: string) => planned.naming.of(name);
  const names = namesIn([read, known]);
  const [variable] = variablesIn(read);
  if (names.length === 0 && variable !== undefined) {
    const value = planned.variables[variable];
    const given = value === undefined ? [] : namesIn(value);
    return (given.length > 0 ? given.map(named) : [`var.${variable}`]).map((name) => ({ name }));
  }
  return names.map((name) => ({ name: named(name) }));
}

/**
 * Names of registries in resource ids and in hosts of Azure's clouds, where the hash of a domain name label or the
 * region of a regional endpoint may follow (Azure, "Azure Container Registry endpoint reference").
 */
function namesIn(value: Json): string[] {
  const id = "/registries/([a-z0-9]+)";
  // From the start of a word only, or a long one would be read again from each of its letters.
  const host = "(?<![a-z0-9])([a-z0-9]+)(?:-[a-z0-9]+)?(?:[.][a-z0-9]+[.]geo)?[.]azurecr[.](?:io|us|cn)";
  const found = [...JSON.stringify(value).matchAll(new RegExp(`${id}|${host}`, "gi"))];
  return [...new Set(found.map(([, id, host]) => id ?? host))];
}

/** A scope above registries. Undefined for one that can hold none, such as a virtual network. */
export function scopeAbove(scope: string, { naming }: Pick<PlannedStack, "naming">): string | undefined {
  const parts = scope.split("/").filter((part) => part !== "");
  const [, second, , fourth] = parts.map((part) => naming.of(part));
  // Azure compares ids without regard to case.
  const [first, , third] = parts.map((part) => part.toLowerCase());
  switch (parts.length) {
    case 2:
      return first === "subscriptions" ? `subscription ${second}` : undefined;
    case 4:
      if (third === "resourcegroups") {
        return `resource group ${fourth}`;
      }
      return third === "managementgroups" ? `management group ${fourth}` : undefined;
    default:
      return parts.length === 0 && scope === "/" ? "tenant" : undefined;
  }
}

/**
 * The scopes above registries that a value refers to; undefined where it refers to nothing that this package can read. Other
 * resources hold no registry.
 */
export function scopesReferredTo(configured: Json | undefined, planned: PlannedStack): string[] | undefined {
  const blocks = blocksReadBy(configured, planned.stack).filter(({ kind }) => kind !== "module");
  const above = blocks.flatMap((block) => {
    const title = SCOPES.get(block.type);
    const name = nameIn(instanceOf(block, planned)?.values.name, block.body.name, planned) ?? block.address;
    return title === undefined ? [] : [`${title} ${name}`];
  });
  return blocks.length === 0 ? undefined : above;
}

/** Azure, "Understand scope for Azure RBAC". */
const SCOPES: ReadonlyMap<string, string> = new Map([
  ["azurerm_management_group", "management group"],
  ["azurerm_subscription", "subscription"],
  ["azurerm_resource_group", "resource group"],
]);
