import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";

/** Two versions of an app by the names of their stacks, whose report is kept. */
export interface Reported {
  readonly name: string;
  /** Undefined where everything is new. */
  readonly before?: Readonly<Record<string, JsonObject>>;
  readonly after: Readonly<Record<string, JsonObject>>;
  readonly variables?: Readonly<Record<string, unknown>>;
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

/** Each shows something that the others do not. */
export const REPORTED: readonly Reported[] = [
  {
    name: "gain",
    before: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
    after: stack("shop", { data, resource: grants({ prod: grant("prod"), stage: grant("stage") }) }),
  },
  {
    name: "loss",
    before: stack("shop", { data, resource: grants({ prod: grant("prod"), stage: grant("stage") }) }),
    after: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
  },
  {
    name: "rename",
    before: stack("shop", { data, resource: grants({ "aks_PullFrom-acr_0F1E": grant("prod"), kept: grant("stage") }) }),
    after: stack("shop", { data, resource: grants({ "prod_PullFrom-acr_77AA": grant("prod"), kept: grant("stage") }) }),
  },
  {
    name: "replace",
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
  },
  {
    name: "nothing",
    before: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
    after: stack("shop", { data, resource: grants({ prod: grant("prod") }) }),
  },
  {
    name: "sensitive",
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
];
