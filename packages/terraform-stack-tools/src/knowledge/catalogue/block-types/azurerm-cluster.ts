import { type BlockType, NO_SECRET, type Permission, type StateSecret } from "../block-type";
import { armGuidId, armId, EXAMPLE } from "../made-up";
import { CLUSTER, FEDERATED_CREDENTIAL, IDENTITY, readWriteDelete } from "./azure-actions";
import { CLUSTER_FINDINGS } from "./azurerm-findings";
import { whereListed, whereTrue } from "./reasons";

const KUBE_CONFIG: StateSecret = {
  secret:
    "`kube_config`, the cluster's user credentials, if the identity that runs Terraform may read them; " +
    "`kube_admin_config` if local accounts are enabled",
};
/** A cluster without local accounts. */
const USER_KUBE_CONFIG: StateSecret = {
  secret: "`kube_config`, the cluster's user credentials, if the identity that runs Terraform may read them",
};

const identityId = armId(IDENTITY);
const { guid } = EXAMPLE;

/** What the nodes of an existing cluster pull with. */
const KUBELET_IDENTITY = {
  kubelet_identity: [{ object_id: guid, client_id: guid, user_assigned_identity_id: identityId(EXAMPLE) }],
};

const IN_EXISTING_CLUSTER: Permission = {
  azure: [`${CLUSTER}/read`],
  on: "the cluster",
  note: `\`${CLUSTER}/listClusterUserCredential/action\` if a Kubernetes provider is configured from it`,
};

const IGNORED_IN_CLUSTER = whereListed(
  "lifecycle.ignore_changes",
  "",
  "Policies, upgrades, add-ons and people may change these. No plan reverts it.",
);

const CLUSTER_DESTROYED = whereTrue(
  "lifecycle.prevent_destroy",
  "Destroying the cluster deletes everything that runs in it.",
);

/** What a Kubernetes provider may be configured from. */
const CREDENTIALS = {
  kube_config: [
    {
      host: `https://${EXAMPLE.name}.azmk8s.io:443`,
      cluster_ca_certificate: Buffer.from(EXAMPLE.name).toString("base64"),
      client_certificate: "",
      client_key: "",
      username: "",
      password: "",
    },
  ],
};

/** Permissions: Azure, "Azure permissions for Containers" and "Azure permissions for Identity". */
export const AZURERM_CLUSTER = {
  azurerm_kubernetes_cluster: {
    title: "AKS cluster",
    permission: {
      azure: [
        ...readWriteDelete(CLUSTER),
        ...readWriteDelete(`${CLUSTER}/agentPools`),
        `${CLUSTER}/listClusterUserCredential/action`,
        "Microsoft.ContainerService/locations/operations/read",
        `${IDENTITY}/assign/action`,
      ],
      on: "the resource group; `assign` on the control plane's identity",
      note: `\`${CLUSTER}/listClusterAdminCredential/action\` if local accounts are enabled`,
    },
    state: KUBE_CONFIG,
    unset: {
      kubernetes_version: "Azure's default at creation",
      private_cluster_enabled: "the API server has a public address",
      tags: "none",
    },
    findings: CLUSTER_FINDINGS,
    reasons: [
      whereListed(
        "depends_on",
        "azurerm_role_assignment.",
        "The identities of the cluster need their roles before it starts: nodes pull with them.",
      ),
      CLUSTER_DESTROYED,
      IGNORED_IN_CLUSTER,
    ],
    id: armId(CLUSTER),
    answers: CREDENTIALS,
  },
  "data.azurerm_kubernetes_cluster": {
    title: "AKS cluster",
    permission: IN_EXISTING_CLUSTER,
    state: KUBE_CONFIG,
    answers: { ...KUBELET_IDENTITY, service_principal: [{ client_id: guid }], ...CREDENTIALS },
  },
  azurerm_kubernetes_automatic_cluster: {
    title: "AKS Automatic cluster",
    permission: {
      azure: [
        ...readWriteDelete(CLUSTER),
        `${CLUSTER}/listClusterUserCredential/action`,
        "Microsoft.ContainerService/locations/operations/read",
      ],
      on: "the resource group",
    },
    state: USER_KUBE_CONFIG,
    unset: { private_cluster: "the API server has a public address", tags: "none" },
    reasons: [CLUSTER_DESTROYED, IGNORED_IN_CLUSTER],
    id: armId(CLUSTER),
    answers: CREDENTIALS,
  },
  "data.azurerm_kubernetes_automatic_cluster": {
    title: "AKS Automatic cluster",
    permission: IN_EXISTING_CLUSTER,
    state: USER_KUBE_CONFIG,
    answers: { ...KUBELET_IDENTITY, ...CREDENTIALS },
  },
  azurerm_kubernetes_cluster_extension: { id: armId(`${CLUSTER}/extensions`) },
  azurerm_kubernetes_cluster_node_pool: { id: armId(`${CLUSTER}/agentPools`) },
  azurerm_user_assigned_identity: {
    title: "identity",
    permission: { azure: readWriteDelete(IDENTITY), on: "the resource group" },
    state: NO_SECRET,
    id: identityId,
    answers: { client_id: guid, principal_id: guid, tenant_id: guid },
  },
  azurerm_federated_identity_credential: {
    title: "federated credential",
    permission: { azure: readWriteDelete(FEDERATED_CREDENTIAL), on: "the identity" },
    state: NO_SECRET,
    id: armId(FEDERATED_CREDENTIAL),
  },
  azurerm_role_assignment: {
    title: "role assignment",
    permission: {
      azure: [
        ...readWriteDelete("Microsoft.Authorization/roleAssignments"),
        "Microsoft.Authorization/roleDefinitions/read",
      ],
      on: "the scope of the assignment",
    },
    state: NO_SECRET,
    reasons: [
      whereTrue(
        "skip_service_principal_aad_check",
        "A new identity takes minutes to reach all of Microsoft Entra ID. With the check, the assignment fails until then.",
      ),
      whereListed(
        "lifecycle.ignore_changes",
        "skip_service_principal_aad_check",
        "Azure does not store skip_service_principal_aad_check: an imported assignment would show a change in every plan.",
      ),
    ],
    id: armGuidId("Microsoft.Authorization/roleAssignments"),
  },
  azurerm_pim_active_role_assignment: { title: "role assignment for a time", state: NO_SECRET },
  azurerm_pim_eligible_role_assignment: { title: "eligible role assignment", state: NO_SECRET },
  azurerm_role_definition: {
    title: "custom role",
    state: NO_SECRET,
    id: armGuidId("Microsoft.Authorization/roleDefinitions"),
  },
  "data.azurerm_role_definition": { title: "role", state: NO_SECRET },
  azurerm_lighthouse_definition: { title: "Azure Lighthouse definition", state: NO_SECRET },
  azurerm_lighthouse_assignment: {
    title: "Azure Lighthouse assignment",
    state: NO_SECRET,
  },
} satisfies Record<string, BlockType>;
