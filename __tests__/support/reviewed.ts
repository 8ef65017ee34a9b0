import type { Access } from "../../src/access/access";
import type { ReviewedChange, ReviewedStack } from "../../src/review/reviewed-stack";
import { readStack } from "../../src/terraform/stack";

/** A line of access, as an AKS cluster has it. */
export function access(more: Partial<Access> = {}): Access {
  return {
    who: "every pod of AKS cluster prod",
    registry: "contoso",
    repository: "shop/*",
    rights: ["pull"],
    by: "role Container Registry Repository Reader",
    address: "azurerm_role_assignment.pull",
    ...more,
  };
}

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
    stack: readStack(JSON.parse(JSON.stringify({ resource: blocks }))),
    isUpdate: true,
    resources,
    access: { gained: [], lost: [], kept: [], ...changes },
    ...more,
  };
}
