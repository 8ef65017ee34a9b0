import { isLiteral, isTemplate } from "../../stack/expression/template";
import { blockOf, isList, type Json, type JsonObject, objectOf } from "../../stack/json";
import { once } from "../../stack/once";
import type { ProviderConfiguration } from "../../stack/provider";
import { blocksReferredTo } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";
import { azurermIdForm } from "./azurerm-ids";
import { sensitiveArgumentsOf } from "./block-schema";
import { type Finding, NOT_STORED, type Permission } from "./block-type";
import { type KnownBlockType, recordOf } from "./block-types";
import { DOCKER_KEYS } from "./block-types/kubernetes";
import { armId, EXAMPLE, type IdForm, type MadeUp } from "./made-up";
import { ROLES } from "./roles";

/** Whether a block is of a type, whichever of its names it uses. */
export function isOfType({ blockType }: Pick<Block, "blockType">, type: KnownBlockType): boolean {
  return blockType === type || blockType === recordOf(type)?.alias;
}

/** What a reader calls such a block: `registry`, or `storage bucket` for `google_storage_bucket`. */
export function titleOf(type: string): string {
  const [provider, ...words] = type.replace(/^(data|ephemeral)\./, "").split("_");
  const isMade = isComputed(type);
  return recordOf(type)?.title ?? (words.length === 0 ? provider : [...(isMade ? [provider] : []), ...words].join(" "));
}

/** What a reader calls one block: the title of its type, with the role that it assigns. */
export function blockTitle({ blockType, body }: Pick<Block, "blockType" | "body">): string {
  const { role_definition_name: role } = body;
  return isLiteral(role) ? `${titleOf(blockType)}: ${role}` : titleOf(blockType);
}

/** What is lost with a block that is deleted or replaced, such as `images`; undefined where that is not known. */
export function contentsOf(type: string): string | undefined {
  return recordOf(type)?.contents;
}

export function permissionOf(type: string): Permission | undefined {
  return recordOf(type)?.permission ?? (isLocal(type) ? NO_PERMISSION : undefined);
}

/** Why arguments of a block are as they are, by the names that lead to them. */
export function reasonsOf({ blockType, body }: Pick<Block, "blockType" | "body">): ReadonlyMap<string, string> {
  const reasons = recordOf(blockType)?.reasons ?? [];
  const applicable = reasons.filter(({ argument, applies }) => {
    const value = argument.split(".").reduce<Json | undefined>((inner, name) => blockOf(inner)[name], body);
    return value !== undefined && applies(value);
  });
  return new Map(applicable.map(({ argument, text }) => [argument, text]));
}

/** What a reviewer would look for and a block does not set, with what follows from that. */
export function unsetArguments({
  blockType,
  body,
}: Pick<Block, "blockType" | "body">): [argument: string, meaning: string][] {
  return Object.entries(recordOf(blockType)?.unset ?? {}).filter(([argument]) => !(argument in body));
}

/** What a scanner reports of a block, as far as the reason is known. */
export function findingsOf({ kind, blockType, body }: Pick<Block, "kind" | "blockType" | "body">): Finding[] {
  const findings = kind === "resource" ? (recordOf(blockType)?.findings ?? []) : [];
  return findings.filter(({ applies }) => applies(body));
}

/** How a provider logs in, as Markdown; undefined for one that is not known. */
export function loginOf({ name, body }: Pick<ProviderConfiguration, "name" | "body">): string | undefined {
  return recordOf(`provider.${name}`)?.login?.(body);
}

/** The variables of the environment that name whom a provider logs in as with OpenID Connect; none where it is unknown. */
export function openIdConnectOf(provider: string): readonly string[] {
  return recordOf(`provider.${provider}`)?.openIdConnect ?? [];
}

/** The settings with which providers log in so, whose values are the same everywhere. */
export const OPEN_ID_CONNECT: Readonly<Record<string, string>> = { ARM_USE_OIDC: "true" };

/** Whether a provider asks another service, so that it has to log in. */
export function asksService(provider: string): boolean {
  return !LOCAL_PROVIDERS.includes(provider);
}

/** Providers that ask nobody but the machine that runs Terraform. */
const LOCAL_PROVIDERS = ["archive", "cloudinit", "local", "null", "random", "terraform", "time", "tls"];
const NO_PERMISSION: Permission = { note: "none: its provider asks no other service" };

/** Whether a data source makes something of its arguments, such as an archive, and looks up nothing that exists. */
export function isComputed(type: string): boolean {
  return type.startsWith("data.") && COMPUTING_PROVIDERS.includes(type.slice("data.".length).split("_")[0]);
}

const COMPUTING_PROVIDERS: readonly string[] = ["archive", "cloudinit", "external", "http", "template"];

function isLocal(type: string): boolean {
  const [provider] = type.replace(/^(data|ephemeral)\./, "").split("_");
  return type.includes("_") && LOCAL_PROVIDERS.includes(provider);
}

/** What a block leaves in the state: a secret, nothing secret for a reason, or something unknown. */
export type Remains = { readonly secret: string } | { readonly nothing: string } | { readonly unknown: true };

/** From its record, or from what the provider's own schema marks as sensitive. */
export function remainsOf({ kind, blockType, body }: Pick<Block, "kind" | "blockType" | "body">): Remains {
  const state = kind === "ephemeral" ? NOT_STORED : recordOf(blockType)?.state;
  if (state === undefined) {
    return markedOf(blockType, body);
  }
  if ("nothing" in state) {
    return { nothing: state.nothing };
  }
  return state.unless?.applies(body) ? { nothing: state.unless.reason } : { secret: state.secret };
}

/** Types of which the provider marks arguments alone, and no answer. Terraform Registry, read on 2026-11-29. */
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
  const shown = names
    .slice(0, MOST_NAMES)
    .map((name) => `\`${name}\``)
    .join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
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

/** What a mocked provider answers for a block, with example values; nothing for a type that is not known. */
export function answersOf(type: string): JsonObject {
  const id = idForm(type.replace(/^data\./, ""))?.(EXAMPLE);
  return { ...(id === undefined ? {} : { id }), ...recordOf(type)?.answers };
}

/**
 * The `id` of a resource or a data source, by its type without `data.`. Unknown types of azurerm get an id that most
 * validations accept.
 */
export function idOf(type: string, madeUp: MadeUp): string {
  const form = idForm(type);
  if (form !== undefined) {
    return form(madeUp);
  }
  if (type.startsWith("azurerm_")) {
    return armId(`Microsoft.Resources/${type.replace("azurerm_", "")}`)(madeUp);
  }
  return type.startsWith("azuread_") ? madeUp.guid : madeUp.name;
}

function idForm(type: string): IdForm | undefined {
  return recordOf(type)?.id ?? azurermIdForm(type);
}

/** Whether a block assigns a role that allows pulling and nothing more. */
export function isPullGrant(block: Pick<Block, "blockType" | "body">): boolean {
  const role = block.body.role_definition_name;
  return isOfType(block, "azurerm_role_assignment") && typeof role === "string" && ROLES.get(role)?.isPull === true;
}

/** Kubernetes, "Secrets", under "Types of Secret". */
const DOCKER_TYPES = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];

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
