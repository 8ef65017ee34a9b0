import type { Access } from "../../src/knowledge/access/access";
import type { ReviewedChange, ReviewedStack } from "../../src/report/model";
import { readStack } from "../../src/stack/stack";

/** A line of access, as an AKS cluster has it. */
export function access(more: Partial<Access> = {}): Access {
  return {
    who: "every pod of AKS cluster prod",
    registry: "contoso",
    repository: "shop/*",
    rights: ["pull"],
    grantees: [{ kind: "nodes", cluster: "prod", address: "azurerm_kubernetes_cluster.aks" }],
    origin: { kind: "role assignment", role: { name: "Container Registry Repository Reader", isKnown: true } },
    address: "azurerm_role_assignment.pull",
    ...more,
  };
}

const REGISTRY = { azurerm_container_registry: { acr: {} } };
const PROVIDERS = { azurerm: { source: "hashicorp/azurerm" } };

/** A planned stack with changes and access; its blocks are those of the changes. */
export function reviewed(
  resources: Readonly<Record<string, ReviewedChange>> = {},
  changes: Partial<ReviewedStack["access"]> = {},
  more: Partial<ReviewedStack> = {},
): ReviewedStack {
  const blocks: Record<string, Record<string, object>> = {};
  for (const address of Object.keys(resources)) {
    const [type, name] = address.split(/[.[]/);
    blocks[type] = { ...blocks[type], [name]: {} };
  }
  return {
    name: "shop",
    file: "cdktf.out/stacks/shop/cdk.tf.json",
    stack: readStack(
      JSON.parse(JSON.stringify({ data: REGISTRY, resource: blocks, terraform: { required_providers: PROVIDERS } })),
    ),
    isUpdate: true,
    resources,
    access: { gained: [], lost: [], kept: [], opaque: [], ineffective: [], after: [], ...changes },
    ...more,
  };
}
