import { isTemplate } from "../../../stack/expression/template";
import { type JsonObject, objectOf, textOf } from "../../../stack/json";
import type { BlockType, StateSecret } from "../block-type";
import { CLUSTER, FEDERATED_CREDENTIAL, IDENTITY, IDENTITY_BINDING, REGISTRY, readWriteDelete } from "./azure-actions";

/** Any resource of Azure, so that what its body and the answer contain depends on its type. */
const ANY: StateSecret = {
  secret: "what its body and Azure's answer contain",
  unless: {
    reason: "it is an identity binding, a cache rule, or a switch of a cluster or a registry, which contain no secret",
    applies: isOurs,
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
    opaque: whatAzapiGives,
  },
  azapi_update_resource: {
    title: "change of an Azure resource",
    permission: {
      azure: [`${CLUSTER}/read`, `${CLUSTER}/write`, `${REGISTRY}/read`, `${REGISTRY}/write`],
      on: "the cluster, or the registry",
      note: "for one of these; otherwise those of the resource type in its `type`",
    },
    state: ANY,
    opaque: whatAzapiGives,
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
  azapi_resource_action: { title: "action on an Azure resource", opaque: whatAzapiGives },
  "data.azapi_resource_action": { title: "action on an Azure resource", opaque: whatAzapiGives },
  "ephemeral.azapi_resource_action": { title: "action on an Azure resource", opaque: whatAzapiGives },
  azapi_data_plane_resource: { title: "data in an Azure resource", opaque: whatAzapiGives },
} satisfies Record<string, BlockType>;

function isOurs({ type }: JsonObject): boolean {
  const [resourceType] = String(type).split("@");
  return [IDENTITY_BINDING, CLUSTER, REGISTRY, `${REGISTRY}/cacheRules`].includes(resourceType);
}

function isMode({ response_export_values: exported }: JsonObject): boolean {
  const values = Object.values(objectOf(exported));
  return values.length > 0 && values.every((one) => one === "properties.roleAssignmentMode");
}

/** Whether a type of block creates or changes resources of any type of Azure. */
export function isAzapi(blockType: string): boolean {
  return blockType === "azapi_resource" || blockType === "azapi_update_resource";
}

/** Where access comes from. Azure, "Azure resource providers for Azure services". */
const GIVING =
  /^microsoft\.(authorization|blueprint|containerregistry|managedidentity|managedservices|solutions)\/|^microsoft\.resources\/(deployment|templatespecs)/;

/** Settings that let nobody in. */
const HARMLESS =
  /^microsoft\.authorization\/locks$|\/registries\/(webhooks|replications|privateendpointconnections|cacherules|credentialsets|agentpools)$/;

function whatAzapiGives(body: JsonObject, values: JsonObject): string | undefined {
  const text = textOf(values.type ?? body.type);
  const type = text.split("@")[0].toLowerCase();
  if (text === "" || isTemplate(text)) {
    return "what its unknown type allows";
  }
  return GIVING.test(type) && !HARMLESS.test(type) ? `what a resource of type ${text.split("@")[0]} allows` : undefined;
}
