import type { JsonObject } from "../terraform/json";
import { blocksReferredTo } from "../terraform/references";
import type { Block, Stack } from "../terraform/stack";
import type { Permission, Picture } from "./block-type";
import { type KnownBlockType, recordOf } from "./block-types";
import { NOT_STORED } from "./block-types/state";
import { armId, EXAMPLE, type IdForm, type MadeUp } from "./made-up";
import { ROLES } from "./roles";

/** Whether a block is of a type, whichever of its names it uses. */
export function isOfType({ blockType }: Pick<Block, "blockType">, type: KnownBlockType): boolean {
  return recordOf(blockType) === recordOf(type);
}

export function pictureOf(type: string): Picture | undefined {
  return recordOf(type)?.picture;
}

export function permissionOf(type: string): Permission | undefined {
  return recordOf(type)?.permission;
}

/** What a block leaves in the state: a secret, nothing secret for a reason, or something unknown. */
export type Remains = { readonly secret: string } | { readonly nothing: string } | { readonly unknown: true };

export function remainsOf({ kind, blockType, body }: Pick<Block, "kind" | "blockType" | "body">): Remains {
  const state = kind === "ephemeral" ? NOT_STORED : recordOf(blockType)?.state;
  if (state === undefined) {
    return { unknown: true };
  }
  if ("nothing" in state) {
    return { nothing: state.nothing };
  }
  return state.unless?.applies(body) ? { nothing: state.unless.reason } : { secret: state.secret };
}

/** Whether a top-level argument holds a secret whatever it is called. */
export function isSecretArgument(type: string, argument: string): boolean {
  return recordOf(type)?.secretArguments?.includes(argument) === true;
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
  return recordOf(type)?.id;
}

/** Whether a block assigns a role that allows pulling and nothing more. */
export function isPullGrant(block: Pick<Block, "blockType" | "body">): boolean {
  const role = block.body.role_definition_name;
  return isOfType(block, "azurerm_role_assignment") && typeof role === "string" && ROLES.get(role)?.isPull === true;
}

export function isPullSecret(block: Pick<Block, "blockType" | "body">): boolean {
  return isOfType(block, "kubernetes_secret_v1") && block.body.type === "kubernetes.io/dockerconfigjson";
}

export function isCluster(block: Pick<Block, "blockType">): boolean {
  return isOfType(block, "azurerm_kubernetes_cluster") || isOfType(block, "data.azurerm_kubernetes_cluster");
}

/** The AKS clusters that the provider of a block gets its configuration from. */
export function clustersBehind({ provider }: Block, { blocks, providers }: Stack): Block[] {
  const configurations = providers.filter(({ name, alias }) => name === provider.name && alias === provider.alias);
  return blocksReferredTo(
    configurations.map(({ body }) => body),
    blocks.filter(isCluster),
  );
}
