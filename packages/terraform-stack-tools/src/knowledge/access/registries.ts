import { type Instance, instanceOf, nameIn, type PlannedStack } from "../../planned/planned-stack";
import { grouped, isList, isObject, type Json, listOf, lookUp, textOf } from "../../stack/json";
import { blocksNamedBy, blocksReferredTo, isLocal, namesIn, variablesIn, withLocals } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block, ProviderReference, Stack } from "../../stack/stack";
import { isTemplate } from "../../stack/template";
import { isOfType } from "../catalogue/block-types";

/** What the scope of a role assignment or the content of a secret is about. */
export interface RegistryScope {
  /** The name of the registry, or the scope that holds registries, such as `resource group rg-shared`. */
  readonly name: string;
  /** Whether it is a scope above registries. */
  readonly isScope?: true;
  /** Whether it is something else, on which no role is about images. */
  readonly isOther?: true;
  /** The block, where the stack has one. */
  readonly block?: Block;
}

/** Where what somebody may do is decided elsewhere. */
export const ANY_REGISTRY = { registry: "any registry", isScope: true } as const;

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
  const names = registryNames([read, known]);
  const [variable] = variablesIn(read);
  if (names.length === 0 && variable !== undefined) {
    const value = planned.variables[variable];
    const given = value === undefined ? [] : registryNames(value);
    return (given.length > 0 ? given.map(named) : [`var.${variable}`]).map((name) => ({ name }));
  }
  return names.map((name) => ({ name: named(name) }));
}

/**
 * Names of registries in resource ids and in hosts of Azure's clouds, where the hash of a domain name label or the
 * region of a regional endpoint may follow (Azure, "Azure Container Registry endpoint reference").
 */
function registryNames(value: Json): string[] {
  const id = "/Microsoft[.]ContainerRegistry/registries/([a-z0-9]+)";
  const host = "([a-z0-9]+)(?:-[a-z0-9]+)?(?:[.][a-z0-9]+[.]geo)?[.]azurecr[.](?:io|us|cn)";
  // From the start of a word only, or a long one would be read again from each of its letters.
  const found = [...JSON.stringify(value).matchAll(new RegExp(`${id}|(?<![a-z0-9])${host}`, "gi"))];
  return [...new Set(found.map(([, byId, byHost]) => byId ?? byHost))];
}

/** Whether an id is neither that of a registry nor of a scope above registries: nothing below a registry is one. */
export function isOfSomethingElse(id: string): boolean {
  const [start, ...resources] = id.toLowerCase().replace(/\/+$/, "").split("/providers/");
  const last = resources.at(-1) ?? "";
  const isRegistryId = last.startsWith("microsoft.containerregistry/registries/") && last.split("/").length === 3;
  return start.startsWith("/subscriptions/") && resources.length > 0 && !isRegistryId;
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

/** Whom and what an access is about, in full, so that two of the same name are told apart. Compared, never printed. */
export interface Identity {
  readonly text: string;
  /** Whether the text says all: two that are the same then mean the same. */
  readonly isComplete: boolean;
}

/** Of a registry, or of a scope above registries. */
export type PlaceIdentity = Identity & { readonly id?: string };

/** Arguments of a resource that say which one it is. All those of a data source do. */
const IDENTIFYING = [
  ...["name", "display_name", "user_principal_name", "mail_nickname", "type", "parent_id", "resource_id", "scope"],
  ...["resource_group_name", "client_id", "application_id", "container_registry_name", "metadata"],
];
const NAMES = IDENTIFYING.slice(0, 4);
/** Arguments of a provider configuration that say which cloud or cluster it reaches. */
const REACHING = [
  ...["subscription_id", "tenant_id", "environment"],
  ...["host", "config_path", "config_paths", "config_context", "config_context_cluster", "config_context_auth_info"],
];
/** Arguments of a module call that say which module it is. */
const CALL = ["source", "version"];
const META = ["count", "depends_on", "for_each", "lifecycle", "provider", "timeouts"];

/** References lead no further than this, unless Terraform refuses the circle. */
const DEEPEST = 12;

/**
 * What arguments of an instance are about. Ids, GUIDs and names of Azure are compared without regard to case. Azure, "Naming rules and
 * restrictions for Azure resources".
 */
export function identityOf(instance: Instance, names: readonly string[], planned: PlannedStack): Identity {
  const { block, values } = instance;
  const present = names.filter((name) => (block.body[name] ?? values[name] ?? null) !== null);
  const parts = present.map((name) => argument(block.body[name], values[name], block, planned, 0));
  return joined([...parts, providerIdentity(block.provider, planned)]);
}

/** Which principal an argument means, whatever the provider of who names it reaches. */
export function principalIdentity({ block, values }: Instance, name: string, planned: PlannedStack): Identity {
  return argument(block.body[name], values[name], block, planned, 0);
}

export function joined(parts: readonly Identity[]): Identity {
  return { text: parts.map(({ text }) => text).join("\n"), isComplete: parts.every(({ isComplete }) => isComplete) };
}

/** What a configuration of a provider reaches. */
export function providerIdentity(reference: ProviderReference, planned: PlannedStack, depth = 0): Identity {
  const { name, alias } = reference;
  const found = planned.stack.providers.find((one) => one.name === name && one.alias === alias);
  if (found === undefined) {
    return { text: alias ?? "", isComplete: true };
  }
  const block = { body: found.body };
  return joined(
    REACHING.filter((one) => one in found.body).map((one) =>
      argument(found.body[one], undefined, block, planned, depth),
    ),
  );
}

function argument(
  configured: Json | undefined,
  known: Json | undefined,
  block: Pick<Block, "body">,
  planned: PlannedStack,
  depth: number,
): Identity {
  const written = configured === undefined ? undefined : expression(configured, block, planned, depth);
  if (known !== undefined && known !== null && !hasGap(known, configured)) {
    const text = `${JSON.stringify(known).toLowerCase()} ${written?.refers === true ? written.text : ""}`;
    return { text, isComplete: true };
  }
  return written ?? { text: "?", isComplete: false };
}

/** Whether a planned value lacks what the configuration has, since nobody knows it yet. */
export function hasGap(known: Json, configured: Json | undefined): boolean {
  if (isObject(known) && isObject(configured)) {
    return Object.entries(configured).some(
      ([name, value]) => value !== null && (known[name] === undefined || hasGap(known[name], value)),
    );
  }
  if (isList(known)) {
    return known.some((one, index) => one === null || hasGap(one, isList(configured) ? configured[index] : undefined));
  }
  return false;
}

/** An expression with what it refers to in place of addresses, so that another name of a block changes nothing. */
function expression(
  value: Json,
  { body }: Pick<Block, "body">,
  planned: PlannedStack,
  depth: number,
): Identity & { readonly refers: boolean } {
  if (value === null) {
    return { text: "", isComplete: true, refers: false };
  }
  const { stack, variables } = planned;
  const read = withLocals(
    /\beach\.|\bcount\./.test(JSON.stringify(value)) ? [value, body.for_each ?? null] : value,
    stack,
  );
  const all = namesIn(read);
  const blocks = withoutCalls(blocksNamedBy(all, stack.blocks), isList(value));
  const inputs = variablesIn(read);
  const names = [...all].filter(isLocal).sort((left, right) => right.length - left.length);
  const parts = blocks.map((block) => blockIdentity(block, planned, depth + 1));
  // Longer ones first: one may be the beginning of another.
  const replaced = blocks
    .map(({ address }, index) => ({ address, text: parts[index].text }))
    .sort((left, right) => right.address.length - left.address.length)
    .reduce((text, part) => text.split(inText(part.address)).join(`<${part.text}>`), JSON.stringify(read));
  const text = names.reduce((rest, name) => rest.split(name).join("local"), replaced).toLowerCase();
  const given = inputs.map((name) => JSON.stringify(variables[name] ?? null).toLowerCase());
  // A module's own local values are in no plan: what they are is then an empty list.
  const isEmpty = listOf(value).length === 0 || (isList(value) && value.some((one) => listOf(one).length === 0));
  return {
    text: [text, ...given].join(" "),
    isComplete: !isEmpty && parts.every(({ isComplete }) => isComplete),
    refers: blocks.length > 0 && typeof value === "string" && isTemplate(value),
  };
}

/** An address as it is within the text of a value, where its keys have quotes of their own. */
function inText(address: string): string {
  return JSON.stringify(address).slice(1, -1);
}

/** A plan says what the outputs of a module refer to. The call, with all its other inputs, then says nothing more. */
function withoutCalls(blocks: readonly Block[], isExpanded: boolean): readonly Block[] {
  const others = blocks.filter(({ kind }) => kind !== "module");
  return isExpanded || others.length > 0 ? others : blocks;
}

const identities = once((_planned: PlannedStack) => new Map<string, Identity>());

/** What a block is, whatever the stack calls it. The same for a resource as for a data source that finds it. */
function blockIdentity(block: Block, planned: PlannedStack, depth = 0): Identity {
  const cache = identities(planned);
  const found = cache.get(block.address);
  if (found !== undefined || depth >= DEEPEST) {
    return found ?? { text: block.address, isComplete: false };
  }
  // A circle, which only data that no provider accepts has, ends here.
  cache.set(block.address, { text: block.address, isComplete: true });
  const identity = ofBlock(block, planned, depth);
  cache.set(block.address, identity);
  return identity;
}

function ofBlock(block: Block, planned: PlannedStack, depth: number): Identity {
  const isWhole = block.kind === "data";
  const names = Object.keys(block.body).filter(
    (name) => !META.includes(name) && (isWhole || (block.kind === "module" ? CALL : IDENTIFYING).includes(name)),
  );
  const own = instancesByBlock(planned).get(block.address) ?? [];
  // What the cloud chooses follows from what is set.
  const set = names.filter(
    (name) =>
      own.length === 0 || own.some(({ written }) => written === undefined || lookUp(written, name) !== undefined),
  );
  const parts = set.sort().map((name): Identity => {
    const all = (own.length === 0 ? [undefined] : own).map((instance) =>
      argument(block.body[name], instance?.values[name], block, planned, depth),
    );
    const { text, isComplete } = joined([...new Map(all.map((one) => [one.text, one])).values()]);
    return { text: `${name}=${text}`, isComplete };
  });
  const { text, isComplete } = joined([...parts, providerIdentity(block.provider, planned, depth + 1)]);
  const isAmbiguous = set.length === 0 || twins(block, planned) > 1;
  return { text: `${block.type}(${text}${isAmbiguous ? ` ${block.address}` : ""})`, isComplete };
}

const instancesByBlock = once(({ instances, others = [] }: PlannedStack) =>
  grouped([...instances, ...others], ({ block }) => block.address),
);

/** How many blocks of a type have the same names: their addresses alone tell them apart. */
function twins(block: Block, { stack }: PlannedStack): number {
  const { blockType } = block;
  const made = namedByType(stack);
  const named = made.get(blockType) ?? grouped(blocksByType(stack).get(blockType) ?? [], nameKey);
  made.set(blockType, named);
  return named.get(nameKey(block))?.length ?? 1;
}

const blocksByType = once(({ blocks }: Stack) => grouped(blocks, ({ blockType }) => blockType));
const namedByType = once((_stack: Stack) => new Map<string, ReadonlyMap<string, readonly Block[]>>());

function nameKey({ body }: Block): string {
  return JSON.stringify(NAMES.map((name) => body[name] ?? null));
}
