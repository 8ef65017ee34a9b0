import { IDENTITY, REGISTRY } from "./block-types/azure-actions";

/** What a built-in role of Azure allows. */
export interface Role {
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
  /** What it reaches, whoever assigns it. */
  readonly reach: string;
  /** Whether it allows pulling images, and nothing that changes them. */
  readonly isPull: boolean;
}

/** By name. Azure, "Azure built-in roles" for Containers, Identity, Networking and Security. */
export const ROLES: ReadonlyMap<string, Role> = new Map([
  [
    "AcrPull",
    {
      actions: [`${REGISTRY}/pull/read`],
      reach: "every repository of the registries in its scope, in RBAC mode",
      isPull: true,
    },
  ],
  [
    "Container Registry Repository Reader",
    {
      actions: [],
      dataActions: [`${REGISTRY}/repositories/metadata/read`, `${REGISTRY}/repositories/content/read`],
      reach: "every repository of the registries in its scope that a condition does not exclude, in ABAC mode",
      isPull: true,
    },
  ],
  [
    "Managed Identity Operator",
    {
      actions: [
        `${IDENTITY}/*/read`,
        `${IDENTITY}/*/assign/action`,
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Support/*",
      ],
      reach: "the managed identities in its scope",
      isPull: false,
    },
  ],
  [
    "Network Contributor",
    {
      actions: [
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Network/*",
        "Microsoft.ResourceHealth/availabilityStatuses/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Support/*",
      ],
      reach: "the network resources in its scope, such as a subnet",
      isPull: false,
    },
  ],
  [
    "Key Vault Secrets User",
    {
      actions: [],
      dataActions: [
        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
        "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
      ],
      reach: "the secrets in its scope: of a key vault, or a single one",
      isPull: false,
    },
  ],
]);
