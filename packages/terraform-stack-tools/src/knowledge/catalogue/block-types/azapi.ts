import { type JsonObject, objectOf } from "../../../stack/json";
import type { BlockType, StateSecret } from "../block-type";
import { CLUSTER, FEDERATED_CREDENTIAL, IDENTITY, IDENTITY_BINDING, REGISTRY, readWriteDelete } from "./azure-actions";

/** Any resource of Azure, so that what its body and the answer contain depends on its type. */
const ANY: StateSecret = {
  secret: "what its body and Azure's answer contain",
  unless: {
    reason: "its type has no secret, such as an identity binding, a cache rule, or a switch of a cluster or a registry",
    applies: hasNoSecret,
  },
};

/**
 * The provider of what azurerm does not know. Permissions: Azure, "Identity bindings for Azure Kubernetes Service (AKS)".
 */
export const AZAPI = {
  "provider.azapi": {
    login: () =>
      "`az login`; in a pipeline with OpenID Connect, `ARM_USE_OIDC=true`, `ARM_CLIENT_ID` and `ARM_TENANT_ID`",
    openIdConnect: ["ARM_CLIENT_ID", "ARM_TENANT_ID"],
  },
  azapi_resource: {
    title: "Azure resource",
    permission: {
      azure: [...readWriteDelete(IDENTITY_BINDING), ...readWriteDelete(FEDERATED_CREDENTIAL)],
      on: "the cluster, and the identity",
      note:
        `for an identity binding; for a cache rule \`${REGISTRY}/cacheRules/*\` on the registry and ` +
        `\`${IDENTITY}/assign/action\` on the identity; otherwise those of the resource type in its \`type\``,
    },
    state: ANY,
  },
  azapi_update_resource: {
    title: "change of an Azure resource",
    permission: {
      azure: [`${CLUSTER}/read`, `${CLUSTER}/write`, `${REGISTRY}/read`, `${REGISTRY}/write`],
      on: "the cluster, or the registry",
      note: "for one of these; otherwise those of the resource type in its `type`",
    },
    state: ANY,
  },
  "data.azapi_resource": {
    title: "Azure resource",
    permission: {
      azure: [`${REGISTRY}/read`],
      on: "the registry",
      note: "for the mode of a registry; otherwise those of the resource type in its `type`",
    },
    state: {
      secret: "what it exports of Azure's answer",
      unless: { reason: "it is the mode of a registry", applies: isMode },
    },
  },
  azapi_resource_action: { title: "action on an Azure resource" },
  "data.azapi_resource_action": { title: "action on an Azure resource" },
  "ephemeral.azapi_resource_action": { title: "action on an Azure resource" },
  azapi_data_plane_resource: { title: "data in an Azure resource" },
} satisfies Record<string, BlockType>;

/**
 * Types in which neither a body nor Azure's answer has a password or a key. Azure, the reference of ARM templates, read on
 * 2026-11-29.
 */
const WITHOUT_SECRET = [
  ...[IDENTITY_BINDING, CLUSTER, REGISTRY, `${REGISTRY}/cacheRules`, IDENTITY, FEDERATED_CREDENTIAL],
  ...["locks", "roleAssignments", "roleDefinitions"].map((name) => `Microsoft.Authorization/${name}`),
  ...["natGateways", "networkSecurityGroups", "privateDnsZones", "privateEndpoints", "publicIPAddresses"].map(network),
  ...["routeTables", "virtualNetworks", "virtualNetworks/subnets", "privateEndpoints/privateDnsZoneGroups"].map(
    network,
  ),
  ...["virtualNetworks/virtualNetworkPeerings", "privateDnsZones/virtualNetworkLinks"].map(network),
  "Microsoft.Resources/resourceGroups",
].map((type) => type.toLowerCase());

function network(name: string): string {
  return `Microsoft.Network/${name}`;
}

function hasNoSecret({ type }: JsonObject): boolean {
  const [resourceType] = String(type).split("@");
  return WITHOUT_SECRET.includes(resourceType.toLowerCase());
}

function isMode({ response_export_values: exported }: JsonObject): boolean {
  const values = Object.values(objectOf(exported));
  return values.length > 0 && values.every((one) => one === "properties.roleAssignmentMode");
}

/** Whether a type of block creates or changes resources of any type of Azure. */
export function isAzapi(blockType: string): boolean {
  return blockType === "azapi_resource" || blockType === "azapi_update_resource";
}
