import { compare, type JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** Built-in roles and their true ids. */
const ROLES: Readonly<Record<string, string>> = {
  AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  AcrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
  AcrDelete: "c2f4ef07-c644-48eb-af81-4b1b4947fb11",
  AcrImageSigner: "6cef56e8-d556-48e5-a04f-b8e64114680f",
  "Container Registry Repository Reader": "b93aa761-3e63-49ed-ac28-beffa264f7ac",
  "Container Registry Repository Writer": "2a1e307c-b015-4ebd-883e-5b7698a07328",
  "Container Registry Repository Contributor": "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
  "Container Registry Repository Catalog Lister": "bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7",
  "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
  "Managed Identity Contributor": "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
  "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "Monitoring Reader": "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
};

const REGISTRIES = "Microsoft.ContainerRegistry/registries";

/** What roles allow, where somebody reads it. */
const PERMISSIONS: Readonly<Record<string, JsonObject>> = {
  AcrPull: { actions: [`${REGISTRIES}/pull/read`] },
  AcrPush: { actions: [`${REGISTRIES}/pull/read`, `${REGISTRIES}/push/write`] },
  "Container Registry Repository Reader": {
    dataActions: [`${REGISTRIES}/repositories/metadata/read`, `${REGISTRIES}/repositories/content/read`],
  },
  "Managed Identity Operator": {
    actions: [
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
    ],
  },
  "Network Contributor": { actions: ["Microsoft.Network/*"] },
};

export interface Role {
  readonly guid: string;
  readonly name: string;
  readonly properties: JsonObject;
}

export const NO_ACTIONS: JsonObject = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

export const BUILT_IN_ROLES: readonly Role[] = Object.entries(ROLES)
  .sort(([left], [right]) => compare(left, right))
  .map(([name, guid]) => ({ guid, name, properties: propertiesOf(name) }));

function propertiesOf(name: string): JsonObject {
  return {
    roleName: name,
    type: "BuiltInRole",
    description: name,
    assignableScopes: ["/"],
    permissions: [{ ...NO_ACTIONS, ...PERMISSIONS[name] }],
    createdOn: "2018-10-29T23:57:36.9283060Z",
    updatedOn: "2021-11-11T20:13:08.2610170Z",
    createdBy: null,
    updatedBy: null,
  };
}
