import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";

/** Two versions of an app by the names of their stacks, and what a report of it is to show. */
export interface Reported {
  readonly name: string;
  /** Undefined where everything is new. */
  readonly before?: Readonly<Record<string, JsonObject>>;
  readonly after: Readonly<Record<string, JsonObject>>;
  readonly options?: readonly string[];
  /** Lines of the report in Markdown that no other one has; of a refusal, the error. */
  readonly shows: readonly string[];
}

const required_providers = {
  azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
  kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" },
};

function stack(name: string, sections: Readonly<Record<string, Json>>): Readonly<Record<string, JsonObject>> {
  return {
    [name]: {
      "//": { metadata: { stackName: name, version: "0.21.0" } },
      terraform: { required_providers },
      provider: { azurerm: [{ features: [{}] }], kubernetes: [{}] },
      ...sections,
    },
  };
}

const data = {
  azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg-shared" } },
  azurerm_kubernetes_cluster: {
    prod: { name: "prod", resource_group_name: "rg-prod" },
    stage: { name: "stage", resource_group_name: "rg-stage" },
  },
};

const ACR = "${data.azurerm_container_registry.acr.id}";
const kubelet = (cluster: string) => `\${data.azurerm_kubernetes_cluster.${cluster}.kubelet_identity[0].object_id}`;

function grant(cluster: string, more: JsonObject = {}): JsonObject {
  return { scope: ACR, principal_id: kubelet(cluster), role_definition_name: "AcrPull", ...more };
}

function grants(all: JsonObject, more: JsonObject = {}): JsonObject {
  return { azurerm_role_assignment: all, ...more };
}

function registry(name: string, more: JsonObject = {}): JsonObject {
  return { name, resource_group_name: "rg-shared", location: "westeurope", sku: "Premium", ...more };
}

function secret(namespace: string, password: string): JsonObject {
  const auth = `{ "contoso.azurecr.io" = { username = "team", password = ${password} } }`;
  return {
    metadata: { name: "acr-pull", namespace },
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": `\${jsonencode({ auths = ${auth} })}` },
  };
}

const principal = (digit: string) => `${digit.repeat(8)}-2222-3333-4444-555555555555`;

/** The hub of a private registry; a cluster in a network that is not linked to the zone does not reach it. */
function unreachable(): JsonObject {
  const group = { resource_group_name: "rg-shared", location: "westeurope" };
  return {
    azurerm_container_registry: { acr: registry("contoso", { public_network_access_enabled: false }) },
    azurerm_virtual_network: { spoke: { name: "spoke", address_space: ["10.1.0.0/16"], ...group } },
    azurerm_subnet: {
      nodes: {
        name: "nodes",
        resource_group_name: "rg-shared",
        virtual_network_name: "spoke",
        address_prefixes: ["10.1.0.0/24"],
      },
    },
    azurerm_kubernetes_cluster: {
      edge: {
        name: "edge",
        dns_prefix: "edge",
        default_node_pool: [
          { name: "system", vm_size: "Standard_D2s_v5", node_count: 1, vnet_subnet_id: "${azurerm_subnet.nodes.id}" },
        ],
        identity: [{ type: "SystemAssigned" }],
        ...group,
      },
    },
    azurerm_role_assignment: {
      edge: {
        scope: "${azurerm_container_registry.acr.id}",
        principal_id: "${azurerm_kubernetes_cluster.edge.kubelet_identity[0].object_id}",
        role_definition_name: "AcrPull",
      },
    },
  };
}

const PASSWORD = { password: { type: "string", sensitive: true, default: "canary-4f1c" } };

/** Each shows something that the others do not. Of two, the fixtures have the whole report. */
export const REPORTED: readonly Reported[] = [
  {
    name: "gain",
    shows: [
      "**Every pod of AKS cluster stage may now pull everything in contoso; nothing is replaced or deleted, and no change stores a secret.**",
      "| every pod of AKS cluster stage | 🟠 **&#43; gained** | pull | `*` | role AcrPull, if the registry is in RBAC mode |",
      "<details><summary>🟢 <b>&#43; created</b> <code>azurerm_role_assignment.stage</code>: 9 arguments</summary>",
    ],
    before: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
    after: stack("shop", { data, resource: grants({ prod: grant("prod"), stage: grant("stage") }) }),
  },
  {
    name: "loss",
    shows: [
      "**Every pod of AKS cluster stage may no longer pull everything in contoso; 1 resource is deleted, and no change stores a secret.**",
      "| every pod of AKS cluster stage | 🔴 **− lost** | pull | `*` | role AcrPull, if the registry is in RBAC mode |",
      "| `azurerm_role_assignment.stage` | destroyed |",
    ],
    before: stack("shop", { data, resource: grants({ prod: grant("prod"), stage: grant("stage") }) }),
    after: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
  },
  {
    name: "rename",
    shows: [
      "**Nobody gains or loses access to images; 1 resource is deleted and looks renamed, and no change stores a secret.**",
      "### Looks renamed",
      "  from = azurerm_role_assignment.aks_PullFrom-acr_0F1E",
      "  to   = azurerm_role_assignment.prod_PullFrom-acr_77AA",
      "| `azurerm_role_assignment.aks_PullFrom-acr_0F1E` | destroyed; looks renamed to `azurerm_role_assignment.prod_PullFrom-acr_77AA` |",
    ],
    before: stack("shop", { data, resource: grants({ "aks_PullFrom-acr_0F1E": grant("prod"), kept: grant("stage") }) }),
    after: stack("shop", { data, resource: grants({ "prod_PullFrom-acr_77AA": grant("prod"), kept: grant("stage") }) }),
  },
  {
    name: "replace",
    shows: [
      "**Every pod of AKS cluster stage may now pull everything in contoso; every pod of AKS cluster prod may no longer pull everything in contoso; 2 replaced.**",
      "| `azurerm_container_registry.team`; its images are lost | `name` | `contosoteam` | `contosocrew` |",
    ],
    before: stack("shop", {
      data,
      resource: { ...grants({ prod: grant("prod") }), azurerm_container_registry: { team: registry("contosoteam") } },
    }),
    after: stack("shop", {
      data,
      resource: { ...grants({ prod: grant("stage") }), azurerm_container_registry: { team: registry("contosocrew") } },
    }),
  },
  {
    name: "delete",
    shows: [
      "**Nobody gains or loses access to images; 1 resource is deleted, the images of azurerm_container_registry.team are lost, 1 resource is no longer managed, and no change stores a secret.**",
      "| `azurerm_container_registry.old` | kept, but no longer managed |",
      "| `azurerm_container_registry.team` | destroyed, with its images |",
      "🔴 **− no longer managed** `azurerm_container_registry.old`",
    ],
    before: stack("shop", {
      data,
      resource: {
        ...grants({ prod: grant("prod") }),
        azurerm_container_registry: { team: registry("contosoteam"), old: registry("contosoold") },
      },
    }),
    after: stack("shop", {
      data,
      resource: { ...grants({ prod: grant("prod") }) },
      removed: [{ from: "azurerm_container_registry.old", lifecycle: { destroy: false } }],
    }),
  },
  {
    name: "unclear",
    shows: [
      "**The stack does not show what principal 11111111-2222-3333-4444-555555555555 may do now; 1 resource is replaced, 1 resource is unknown without credentials, and no change stores a secret.**",
      "| principal 11111111-2222-3333-4444-555555555555 | 🟡 **? unclear** | not known | what the role allows | role Contoso Image Auditor, which is not known |",
      "### Unknown until planned with credentials",
      "| `azurerm_role_assignment.other` |  | a plan without the cloud does not read the object that is imported |",
      "<details><summary>🟡 <b>? imported, changes unknown</b> <code>azurerm_role_assignment.other</code>: 9 arguments</summary>",
    ],
    before: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
    after: stack("shop", {
      data,
      resource: grants({
        prod: grant("prod"),
        other: grant("prod", { principal_id: principal("1"), role_definition_name: "Contoso Image Auditor" }),
      }),
      import: [
        {
          to: "azurerm_role_assignment.other",
          id: `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contoso/providers/Microsoft.Authorization/roleAssignments/${principal("8")}`,
        },
      ],
    }),
  },
  {
    name: "unreachable",
    after: stack("edge", { resource: unreachable() }),
    shows: [
      "**1 holder gains access to images; nothing is replaced or deleted, and one secret enters the state.**",
      "Authorized, not reachable: every pod of AKS cluster edge may now pull everything in contoso, but public access is off and it has no private endpoint.",
      "| `edge` | `contoso` | **not at all: public access is off and it has no private endpoint** |",
      "- **Made up:** nothing",
    ],
  },
  {
    name: "nothing",
    shows: [
      "**Nobody gains or loses access to images; no resource changes, and no change stores a secret.**",
      "- **Resources:** 1 unchanged",
      "No resource changes.",
    ],
    before: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
    after: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
  },
  {
    name: "sensitive",
    shows: [
      "**Pods in namespace web that name the secret may now do what its credentials allow in contoso; nothing is replaced or deleted, and one secret enters the state.**",
      "| A secret is written in the stack | `variable.password` | a secret is written in variable.password |",
      "+ data = (another sensitive value)",
    ],
    before: stack("shop", { variable: PASSWORD, resource: { kubernetes_secret_v1: { pull: secret("shop", "var.password") } } }),
    after: stack("shop", {
      variable: PASSWORD,
      resource: {
        kubernetes_secret_v1: {
          pull: secret("shop", '"x-${var.password}"'.replace("${", "$" + "{")),
          web: secret("web", "var.password"),
        },
      },
    }),
  },
  {
    name: "many",
    shows: [
      "**Principal 10101010-2222-3333-4444-555555555555, principal 11111111-2222-3333-4444-555555555555 and 10 others may now use images of contoso; nothing is replaced or deleted, and no change stores a secret.**",
      "In every row: if the registry is in RBAC mode.",
      "| principal 10101010-2222-3333-4444-555555555555 | 🟠 **&#43; gained** | pull and push | `*` | role AcrPush |",
      "| principal 21212121-2222-3333-4444-555555555555 | 🟠 **&#43; gained** | pull | `*` | role AcrPull |",
    ],
    before: stack("platform", { data }),
    after: stack("platform", {
      data,
      resource: grants(
        Object.fromEntries(
          Array.from({ length: 12 }, (_, index) => [
            `team_${String(index + 1).padStart(2, "0")}`,
            grant("prod", {
              principal_id: `${String(index + 10).repeat(4)}-2222-3333-4444-555555555555`,
              ...(index % 3 === 0 ? { role_definition_name: "AcrPush" } : {}),
            }),
          ]),
        ),
      ),
    }),
  },
  {
    name: "several-stacks",
    shows: [],
    before: {
      ...stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
      ...stack("retired", { data, resource: grants({ stage: grant("stage") }) }),
    },
    after: {
      ...stack("shop", {
        data,
        resource: {
          ...grants({ prod: grant("prod") }),
          azurerm_container_registry: {
            team: registry("contosoteam", { admin_enabled: true, tags: { "team|`<b>": "[x](y) @all #1" } }),
          },
        },
      }),
      ...stack("added", { data, resource: grants({ stage: grant("stage", { role_definition_name: "AcrPush" }) }) }),
    },
  },
  {
    name: "refusal",
    shows: [
      "stack-tools: the apps have no stack in common: one has 'shop', the earlier one 'billing'; check --existing, or add --as-rename if all stacks are to be deleted and created.\n",
    ],
    before: stack("billing", { data, resource: grants({ bill: grant("stage") }) }),
    after: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
  },
];
