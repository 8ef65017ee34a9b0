import type { JsonObject } from "../../../stack/json";
import type { BlockType, StateSecret } from "../block-type";
import { CLUSTER, FEDERATED_CREDENTIAL, IDENTITY_BINDING, readWriteDelete } from "./azure-actions";

/** Any resource of Azure, so that what its body and the answer contain depends on its type. */
const ANY: StateSecret = {
  secret: "what its body and Azure's answer contain",
  unless: { reason: "it is an identity binding or a switch of a cluster, which contain no secret", applies: isOurs },
};

/** The provider of what azurerm does not know. Permissions: Azure, "Identity bindings for Azure Kubernetes Service". */
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
      note: "for an identity binding; otherwise those of the resource type in its `type`",
    },
    state: ANY,
  },
  azapi_update_resource: {
    title: "change of an Azure resource",
    permission: {
      azure: [`${CLUSTER}/read`, `${CLUSTER}/write`],
      on: "the cluster",
      note: "for a cluster; otherwise those of the resource type in its `type`",
    },
    state: ANY,
  },
} satisfies Record<string, BlockType>;

function isOurs({ type }: JsonObject): boolean {
  const [resourceType] = String(type).split("@");
  return resourceType === IDENTITY_BINDING || resourceType === CLUSTER;
}
