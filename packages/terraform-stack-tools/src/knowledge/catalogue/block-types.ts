import { blockOf, isList, isObject, type Json, type JsonObject, objectOf, texts } from "../../stack/json";
import { blocksReferredTo } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block, ProviderConfiguration, Stack } from "../../stack/stack";
import { isTemplate } from "../../stack/template";
import data from "./data/arguments.json";
import types from "./data/block-types.json";
import providers from "./data/providers.json";
import { sensitiveArgumentsOf } from "./schemas";

/**
 * Everything this package knows about one type of block: a member of `data/block-types.json`. A missing member means that
 * nothing is known; questions about it then get a safe answer.
 */
interface BlockType {
  /** Another name that the provider accepts for the same type. */
  readonly alias?: string;
  /** What a reader calls it, in the singular. */
  readonly title?: string;
  /** What is lost with it when it is deleted or replaced, in the plural. */
  readonly contents?: string;
  readonly permission?: Permission;
  readonly state?: StateContent;
  /** Top-level arguments whose values are secret whatever they are called. */
  readonly secretArguments?: readonly string[];
  /** Why some of its arguments are as they are, for comments beside them. */
  readonly reasons?: readonly Reason[];
  /** How its provider logs in, as Markdown: the first that its configuration fits. Only for `provider.…`. */
  readonly login?: readonly { readonly where?: readonly Test[]; readonly text: string }[];
  /** How the provider writes its `id`, where `data/azurerm-ids.json` does not say it. Stated once, for resource and data source. */
  readonly id?: string;
}

/** What an identity must be allowed to do to apply, change and destroy such a block. */
export interface Permission {
  /** Actions of Azure roles. */
  readonly azure?: readonly string[];
  /** Data actions of Azure roles. */
  readonly azureData?: readonly string[];
  /** The scope of the Azure actions, in words. */
  readonly on?: string;
  /** Application permissions of Microsoft Graph. */
  readonly graph?: readonly string[];
  /** Resources and verbs of a Kubernetes Role in each namespace. */
  readonly kubernetes?: readonly string[];
  readonly note?: string;
}

/** What such a block leaves in the Terraform state: nothing secret for a reason, or a secret unless all tests hold. */
export type StateContent =
  | { readonly nothing: string }
  | { readonly secret: string; readonly unless?: readonly Exception[] };

interface Exception {
  readonly reason: string;
  readonly where: readonly Test[];
  /** Whether only a plan can tell, which has the marks of what is sensitive. */
  readonly isPlanned?: boolean;
}

export const NO_SECRET = "it contains no secret";
const NOT_STORED = "ephemeral values are never stored";

/** Why an argument is true, or has an entry in its list that begins with a text, such as the type of a block in `depends_on`. */
interface Reason {
  /** The names that lead to it, such as `lifecycle.prevent_destroy`. */
  readonly argument: string;
  readonly entry?: string;
  /** A sentence or two, which hold for every stack. */
  readonly text: string;
}

/**
 * That the value at a path is one of some, null for none, or that each part of it is; that it has no other keys; that no text in
 * it has some words; or that it is set. Neither case nor the version of an API matters.
 */
interface Test {
  readonly path: string;
  readonly values?: readonly (string | boolean | null)[];
  readonly keys?: readonly string[];
  readonly without?: readonly string[];
}

function holds({ path, values, keys, without }: Test, body: JsonObject): boolean {
  const value = valueAt(path, body) ?? null;
  if (without !== undefined) {
    const text = JSON.stringify(value).toLowerCase();
    return !without.some((word) => text.includes(word));
  }
  if (keys !== undefined) {
    return isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => keys.includes(key));
  }
  if (values === undefined) {
    return value !== null;
  }
  const parts = typeof value === "object" && value !== null ? Object.values(value) : [value];
  return parts.length > 0 && parts.every((part) => values.some((one) => nameOf(one) === nameOf(part)));
}

function nameOf(value: Json): Json {
  return typeof value === "string" ? value.split("@")[0].toLowerCase() : value;
}

function valueAt(path: string, body: JsonObject): Json | undefined {
  return path.split(".").reduce<Json | undefined>((inner, name) => blockOf(inner)[name], body);
}

/** A type that has a record, without its aliases. */
export type KnownBlockType = keyof typeof types;

/**
 * Permissions: Azure, "Azure permissions for Containers", "Azure permissions for Identity", "Azure permissions for Networking",
 * "Azure permissions for Security", "Azure RBAC permissions for Azure Private Link" and "Identity bindings for Azure Kubernetes
 * Service (AKS)"; Microsoft Graph, "Microsoft Graph permissions reference". Logins: what the pages of the providers name first.
 * By the type of a block as its address begins: `azurerm_container_registry`, `data.azurerm_container_registry`,
 * `ephemeral.azurerm_key_vault_secret`, `provider.azurerm`.
 */
export const BLOCK_TYPES: ReadonlyMap<string, BlockType> = new Map(Object.entries<BlockType>(types));

const ALIASES = new Map([...BLOCK_TYPES.values()].flatMap((record) => (record.alias ? [[record.alias, record]] : [])));

export function recordOf(type: string): BlockType | undefined {
  return BLOCK_TYPES.get(type) ?? ALIASES.get(type);
}

/** Whether a block is of a type, whichever of its names it uses. */
export function isOfType({ blockType }: Pick<Block, "blockType">, type: KnownBlockType): boolean {
  return blockType === type || blockType === recordOf(type)?.alias;
}

/** Whether a type of block creates or changes resources of any type of Azure. */
export function isAzapi(blockType: string): boolean {
  return blockType === "azapi_resource" || blockType === "azapi_update_resource";
}

/** What a reader calls such a block: `registry`, or `storage bucket` for `google_storage_bucket`. */
export function titleOf(type: string): string {
  const [provider, ...words] = type.replace(/^(data|ephemeral)\./, "").split("_");
  const isMade = isComputed(type);
  return recordOf(type)?.title ?? (words.length === 0 ? provider : [...(isMade ? [provider] : []), ...words].join(" "));
}

/** What is lost with a block that is deleted or replaced, such as `images`; undefined where that is not known. */
export function contentsOf(type: string): string | undefined {
  return recordOf(type)?.contents;
}

export function permissionOf(type: string): Permission | undefined {
  const [provider, ...words] = type.replace(/^(data|ephemeral)\./, "").split("_");
  const isLocal = words.length > 0 && !asksService(provider);
  return recordOf(type)?.permission ?? (isLocal ? { note: "none: its provider asks no other service" } : undefined);
}

/** Why arguments of a block are as they are, by the names that lead to them. */
export function reasonsOf({ blockType, body }: Pick<Block, "blockType" | "body">): ReadonlyMap<string, string> {
  const applicable = (recordOf(blockType)?.reasons ?? []).filter(({ argument, entry }) => {
    const value = valueAt(argument, body);
    return entry === undefined ? value === true : isList(value) && value.some((one) => beginsWith(one, entry));
  });
  return new Map(applicable.map(({ argument, text }) => [argument, text]));
}

function beginsWith(value: Json, entry: string): boolean {
  return texts(value).some(({ text }) => text.replace("${", "").startsWith(entry));
}

/** How a provider logs in, as Markdown; undefined for one that is not known. */
export function loginOf({ name, body }: Pick<ProviderConfiguration, "name" | "body">): string | undefined {
  const ways = recordOf(`provider.${name}`)?.login ?? [];
  return ways.find(({ where = [] }) => where.every((test) => holds(test, body)))?.text;
}

/** Whether a provider asks another service than the machine that runs Terraform, so that it has to log in. */
export function asksService(provider: string): boolean {
  return !providers.local.includes(provider);
}

/** Whether a data source makes something of its arguments, such as an archive, and looks up nothing that exists. */
export function isComputed(type: string): boolean {
  return type.startsWith("data.") && providers.computing.includes(type.slice("data.".length).split("_")[0]);
}

/** What a block leaves in the state: a secret, nothing secret for a reason, or something unknown. */
type Remains = { readonly secret: string } | { readonly nothing: string } | { readonly unknown: true };

interface Remaining extends Pick<Block, "kind" | "blockType" | "body"> {
  /** Whether the body has the values of a plan. */
  readonly isPlanned?: boolean;
}

/** From its record, or from what the provider's own schema marks as sensitive. */
export function remainsOf({ kind, blockType, body, isPlanned = false }: Remaining): Remains {
  const state = kind === "ephemeral" ? { nothing: NOT_STORED } : recordOf(blockType)?.state;
  if (state === undefined) {
    return markedOf(blockType, body);
  }
  if ("nothing" in state) {
    return { nothing: state.nothing };
  }
  const { secret, unless = [] } = state;
  const exceptions = unless.filter((one) => isPlanned || one.isPlanned !== true);
  const exception = exceptions.find(({ where }) => where.every((test) => holds(test, body)));
  return exception === undefined ? { secret } : { nothing: exception.reason };
}

/** Types of which the provider marks arguments alone, and no answer. Source: Terraform Registry. */
const WITHOUT_ANSWER = ["azurerm_container_group", "azurerm_virtual_machine_run_command"];

/** Whether a value is set at a path through blocks, of which there may be several each. A plan has an empty list for what is not known. */
function isSetAt(path: readonly string[], value: Json): boolean {
  const [name, ...rest] = path;
  if (name === undefined) {
    return value !== null && value !== "";
  }
  return isList(value) ? value.some((part) => isSetAt(path, part)) : isSetAt(rest, objectOf(value)[name] ?? null);
}

function markedOf(blockType: string, body: JsonObject): Remains {
  const marked = sensitiveArgumentsOf(blockType);
  if (marked === undefined) {
    return { unknown: true };
  }
  // Providers write no write-only argument to the state.
  const stored = marked.filter((path) => !path.endsWith("_wo"));
  const isUnset = WITHOUT_ANSWER.includes(blockType) && !stored.some((path) => isSetAt(path.split("."), body));
  return stored.length === 0 || isUnset
    ? { nothing: "its provider marks nothing as sensitive" }
    : { secret: `what its provider marks as sensitive: ${listed(stored)}` };
}

const MOST_NAMES = 6;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `\`${name}\``);
  const others = names.length - shown.length;
  return others > 0 ? `${shown.join(", ")} and ${others} more` : shown.join(", ");
}

/** Whether a top-level argument holds a secret whatever it is called. */
export function isSecretArgument(type: string, argument: string): boolean {
  return recordOf(type)?.secretArguments?.includes(argument) === true;
}

/**
 * Whether what is at a path in the body of a block is for everybody to read: labels of Kubernetes, and conditions, which
 * compare secrets but contain none.
 */
export function isPublic(path: readonly string[], blockType: string): boolean {
  const [name = "", parent = ""] = [...path].reverse();
  if (blockType === "" || blockType === "module" || blockType.startsWith("provider.")) {
    return false;
  }
  const isCondition =
    ["condition", "error_message"].includes(name) && ["postcondition", "precondition"].includes(parent);
  const isLabel = ["annotations", "labels"].includes(name) && parent === "metadata";
  return (
    (isCondition && path[0] === "lifecycle" && path.length === 3) || (isLabel && blockType.includes("kubernetes_"))
  );
}

/** Kubernetes, "Secrets", under "Types of Secret" and "Docker config Secrets". */
const DOCKER_TYPES = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];
export const DOCKER_KEYS = [".dockerconfigjson", ".dockercfg"];

/**
 * Whether pods can pull with a secret: by its type, or by the key of its data where the type is an expression.
 * @param values as planned, where somebody has planned it
 */
export function isPullSecret({ blockType, body }: Pick<Block, "blockType" | "body">, values: JsonObject = {}): boolean {
  const type = isOfType({ blockType }, "kubernetes_secret_v1") ? (values.type ?? body.type) : undefined;
  if (type === undefined) {
    return false;
  }
  const isOpen = typeof type === "string" && isTemplate(type);
  const keys = [body.data, body.data_wo].flatMap((data) => Object.keys(objectOf(data)));
  return isOpen ? keys.some((key) => DOCKER_KEYS.includes(key)) : DOCKER_TYPES.includes(String(type));
}

export function isNewCluster(block: Pick<Block, "blockType">): boolean {
  return isOfType(block, "azurerm_kubernetes_cluster") || isOfType(block, "azurerm_kubernetes_automatic_cluster");
}

export function isCluster(block: Pick<Block, "blockType">): boolean {
  return (
    isNewCluster(block) ||
    isOfType(block, "data.azurerm_kubernetes_cluster") ||
    isOfType(block, "data.azurerm_kubernetes_automatic_cluster")
  );
}

/** The AKS clusters of a stack, in one list, so that what is read of it is remembered. */
export const clusterBlocks = once(({ blocks }: Stack): readonly Block[] => blocks.filter(isCluster));

/** The AKS clusters that the provider of a block gets its configuration from. */
export function clustersBehind({ provider }: Block, stack: Stack): Block[] {
  const configurations = stack.providers.filter(
    ({ name, alias }) => name === provider.name && alias === provider.alias,
  );
  return blocksReferredTo(
    configurations.map(({ body }) => body),
    clusterBlocks(stack),
  );
}

/** Whether a stack has anything to do with images: a registry, a pull secret, a role assignment. */
export function isAboutImages({ blocks }: Pick<Stack, "blocks">): boolean {
  return blocks.some((block) => isPullSecret(block) || IMAGES.some((type) => isOfType(block, type)));
}

const IMAGES: readonly KnownBlockType[] = [
  "azurerm_container_registry",
  "data.azurerm_container_registry",
  "azurerm_role_assignment",
];

const [COMPARED_BY_MEANING, COMPARED_BY_LETTERS, HARMLESS] = [
  data.comparedByMeaning.arguments,
  data.comparedByMeaning.others,
  data.harmlessSettings.arguments,
].map(
  (patterns) =>
    new RegExp(`^(?:${patterns.map((one) => one.replace(/[.]/g, "[.]").replace(/[*]/g, "[\\w-]*")).join("|")})$`),
);

/** Whether a setting of a provider or of a backend says nothing of where it looks. @param path as in `azurerm.features` */
export function isHarmlessSetting(path: string): boolean {
  return HARMLESS.test(path);
}

/**
 * Whether a provider takes a JSON document for the same, whatever the order and the space in it.
 * @param names those of the argument and of the blocks around it: a map may have any
 */
export function isComparedByMeaning(type: string, names: readonly string[]): boolean {
  const places = names.map((name) => `${type}.${name}`);
  return places.every((place) => COMPARED_BY_MEANING.test(place) && !COMPARED_BY_LETTERS.test(place));
}

/** Others may be numbers, such as `vlan_id`, and the `id` in a block. */
const TEXT =
  /^(?:data\.)?(?:aws|azurerm|google)_\w+\.[\w-]+(?:\[[\w".-]+\])?\.(?:(?:\w+_)?arn|account_id|bucket|dns_name|domain_name|email|endpoint|hostname|id|location|name|project|region|repository_url|url)$/;

/** Whether an attribute is a text by its name, in the sources of hashicorp/aws 6.47.0, hashicorp/azurerm and hashicorp/google. */
export function isTextAttribute(expression: string): boolean {
  return TEXT.test(expression);
}

/** Whether an argument of a list of objects takes blocks as well, in which what is not stated may be left out. */
export function takesBlocks(type: string, name: string): boolean {
  return data.takeBlocks.arguments.includes(`${type}.${name}`);
}
