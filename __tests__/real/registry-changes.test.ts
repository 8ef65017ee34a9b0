import { ContainerRegistry, ContainerRegistrySku, PullIdentity } from "../../src";
import { type Change, describeDrift } from "./support/drift";
import { azureStack, merge, request } from "./support/providers";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const REGISTRIES = `${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries`;
const IDENTITIES = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;

const CHANGES: Readonly<Record<string, Change>> = {
  premium: {
    changed: {
      identity: { type: "SystemAssigned" },
      tags: { policy: "applied" },
      properties: {
        adminUserEnabled: true,
        anonymousPullEnabled: true,
        dataEndpointEnabled: true,
        networkRuleBypassOptions: "None",
        networkRuleSet: { defaultAction: "Deny", ipRules: [{ action: "Allow", value: "198.51.100.0/24" }] },
        policies: {
          azureADAuthenticationAsArmPolicy: { status: "disabled" },
          exportPolicy: { status: "disabled" },
          quarantinePolicy: { status: "enabled" },
          retentionPolicy: { days: 30, status: "enabled" },
        },
        publicNetworkAccess: "Disabled",
        roleAssignmentMode: "AbacRepositoryPermissions",
        // It replaced the registry with its images, and still does where somebody states another value.
        zoneRedundancy: "Enabled",
      },
    },
    stated: {
      export_policy_enabled: true,
      network_rule_set: [{ default_action: "Allow", ip_rule: [] }],
      public_network_access_enabled: true,
      tags: { team: "web" },
    },
    ours: ["admin_enabled", "anonymous_pull_enabled", "retention_policy_in_days"],
  },
  standard: { changed: { sku: { name: "Premium" }, tags: { policy: "applied" } }, ours: ["sku"] },
  // azurerm has no word for no isolation, so that nobody can state that.
  shop: {
    changed: { tags: { policy: "applied" }, properties: { isolationScope: "Regional" } },
    stated: { tags: { team: "web" } },
  },
};

const objectOfAzure = (path: string) => (path === "shop" ? `${IDENTITIES}/shop` : `${REGISTRIES}/${path}registry`);

describeDrift(
  {
    changes: CHANGES,
    // The name and the password of the account go with it.
    derived: /^admin_(username|password)$/,
    build: () => {
      const stack = azureStack();
      for (const [name, sku] of Object.entries({ premium: ContainerRegistrySku.PREMIUM, standard: undefined })) {
        const place = { resourceGroupName: "rg-shared", location: "westeurope" };
        new ContainerRegistry(stack, name, { registryName: `${name}registry`, ...place, sku });
      }
      const place = { resourceGroupName: "rg-prod", location: "westeurope" };
      const subjects = [{ namespaceName: "shop", serviceAccountName: "app" }];
      new PullIdentity(stack, "shop", { ...place, issuerUrl: "https://oidc.contoso.com/prod", subjects });
      return stack;
    },
    change: async (azure, name, { changed }) => {
      const path = objectOfAzure(name);
      await request(azure, "PUT", path, merge(await request(azure, "GET", path), changed));
      if (name === "premium") {
        const properties = { zoneRedundancy: "Disabled", regionEndpointEnabled: true };
        await request(azure, "PUT", `${path}/replications/northeurope`, { location: "northeurope", properties });
      }
    },
  },
  (drifted, isAzurerm5) => {
    test("ignores few arguments, most of them in the Premium tier", () => {
      const counts = Object.keys(CHANGES).map((path) => drifted().ignored(path).length);
      expect(counts).toEqual(isAzurerm5 ? [11, 5, 2] : [9, 3, 1]);
    });

    // The provider refuses zones below Premium even where Azure reports them. A plan that fails is better than lost images.
    test("replaces no registry below the Premium tier that Azure reports as zone-redundant", async () => {
      const { azure, configure, workspace } = drifted();
      const path = `${REGISTRIES}/standardregistry`;
      const changed = { sku: { name: "Standard" }, properties: { zoneRedundancy: "Enabled" } };
      await request(azure, "PUT", path, merge(await request(azure, "GET", path), changed));
      expect(configure().planError()).toContain("ACR zone redundancy can only be applied when using the Premium Sku");
      expect(workspace.run("plan", "-input=false", "-refresh=false", "-detailed-exitcode").code).toBe(0);
    });
  },
);
