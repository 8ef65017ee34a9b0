import type { KnownBlockType } from "../../catalogue/block-types";
import { isOfType, isPullGrant, isPullSecret } from "../../catalogue/questions";
import { isObject } from "../../terraform/json";
import { referencesOf } from "../../terraform/reference";
import type { Block } from "../../terraform/stack";
import { prose } from "./markdown";

/** What a stack gives, and what that means, in two sentences. */
export function strategyOf(blocks: readonly Block[]): [string, string] {
  const secrets = blocks.filter(isPullSecret);
  const grants = blocks.filter(isPullGrant);
  if (secrets.length > 0) {
    return [delivery(blocks), origin(secrets, blocks)];
  }
  if (grants.length === 0) {
    const sorts = [...new Set(blocks.map(({ sort }) => sort))];
    return [
      `This module manages ${blocks.length} ${blocks.length === 1 ? "block" : "blocks"}${sorts.length > 0 ? ` of these types: ${sorts.map(prose).join(", ")}` : ""}.`,
      "None of them is a way to pull images from Azure Container Registry that this page knows, so read the module itself.",
    ];
  }
  const of = (sort: string) => blocks.filter((block) => block.sort === sort).length;
  const [fresh, existing] = [of("azurerm_kubernetes_cluster"), of("data.azurerm_kubernetes_cluster")];
  if (fresh + existing === 0) {
    return [
      "Azure identities are granted the right to pull images from Azure Container Registry, and no other right.",
      `No pull secret exists; where an identity is that of a cluster's nodes, every pod of that cluster may pull${limitOf(grants)}, and no workload changes.`,
    ];
  }
  const clusters = fresh + existing > 1 ? "AKS clusters" : fresh > 0 ? "a new AKS cluster" : "an existing AKS cluster";
  const registries =
    of("azurerm_container_registry") + of("data.azurerm_container_registry") > 1 ? "their registries" : "the registry";
  const identity =
    of("data.azuread_service_principal") > 0 ? "the service principal or identity they run on" : "an Azure identity of their own";
  return [
    `The nodes of ${clusters} pull images from Azure Container Registry with ${identity}, which is granted that right on ${registries} and no other.`,
    `No pull secret exists, and no workload changes; every pod of ${fresh + existing > 1 ? "these clusters" : "the cluster"} may pull from ${registries}${limitOf(grants)}.`,
  ];
}

/** A condition limits a grant in ABAC mode. */
function limitOf(grants: readonly Block[]): string {
  const limited = grants.filter(({ body }) => body.condition !== undefined).length;
  return limited === 0
    ? ""
    : limited === grants.length
      ? " what the condition of its grant allows"
      : " what its grant allows, some by a condition";
}

function delivery(blocks: readonly Block[]): string {
  const has = (type: KnownBlockType) => blocks.some((block) => isOfType(block, type));
  const ways = [
    has("kubernetes_default_service_account_v1")
      ? "the default service account of each namespace carries it, so that no PodSpec changes"
      : "",
    has("kubernetes_service_account_v1") ? "pods that name the service account of this module in serviceAccountName use it" : "",
  ].filter(Boolean);
  return `Pods pull images from Azure Container Registry with an image pull secret in their namespace: ${
    ways.length > 0 ? ways.join(", and ") : "each PodSpec names it in imagePullSecrets"
  }.`;
}

function origin(secrets: readonly Block[], blocks: readonly Block[]): string {
  const sources = new Set(secrets.flatMap(({ body }) => referencesOf(body, blocks)).map(({ sort }) => sort));
  const admin = secrets.some(({ body }) => JSON.stringify(body).includes(".admin_password"));
  const origins = [
    sources.has("azuread_application_password")
      ? "from a service principal that may pull from the registry and do nothing else"
      : "",
    sources.has("azurerm_container_registry_token_password")
      ? "from a registry token that may pull the repositories of its scope map and do nothing else"
      : "",
    sources.has("ephemeral.azurerm_key_vault_secret")
      ? "from a key vault, from which they are read each time Terraform runs and kept nowhere"
      : "",
    admin ? "from the admin account of the registry, which may also push and delete: for development only" : "",
  ].filter(Boolean);
  const written = secrets.every(({ body }) => isObject(body.data_wo) || typeof body.data_wo === "string");
  return `Its credentials come ${origins.length > 0 ? origins.join("; and ") : "from an account that exists already, given as an input or written in the module"}; ${
    written ? "they are in no state" : "they stand in the Terraform state"
  }.`;
}
