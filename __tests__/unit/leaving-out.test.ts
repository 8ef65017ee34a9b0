import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import ts from "typescript";
import { listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  AksCluster,
  type AksClusterProps,
  AksNetworkPlugin,
  AksNodeImageUpgradeChannel,
  AksTier,
  AksUpgradeChannel,
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  ProviderGeneration,
  RegistryRoleAssignmentMode,
} from "../../src";
import type { OptionalNames } from "../real/properties/living-stack";
import { readPage } from "../support/pages";
import { emptyStack, render } from "../support/stack";
import { OBJECT_ID } from "../support/values";

const PAGE = "docs/reference/who-owns-which-setting.md";

const codesIn = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name);

/** The properties of the table, by which value resets each. */
function resettable(): string[] {
  const [, section] = readPage(PAGE).text.split("## Leaving out is not resetting");
  const [table] = section.split("| --- | --- |\n").slice(1);
  const rows = table.split("\n\n")[0].split("\n");
  expect(rows.length).toBeGreaterThan(10);
  return rows.flatMap((row) => {
    const [, properties, value] = row.split("|");
    expect(value.trim()).not.toBe("");
    return codesIn(properties);
  });
}

const SOURCES = join(__dirname, "../../src");

/** The properties whose comment says that the value stays as it is without them. */
function leftByTheirComment(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.flatMap((name) => {
    const source = ts.createSourceFile(name, readFileSync(join(SOURCES, name), "utf8"), ts.ScriptTarget.Latest, true);
    const interfaces = source.statements.filter(ts.isInterfaceDeclaration);
    const members = interfaces.flatMap((one) => [...one.members].filter(ts.isPropertySignature));
    const isLeft = (one: ts.PropertySignature) =>
      ts.getJSDocTags(one).some((tag) => {
        const text = ts.getTextOfJSDocComment(tag.comment) ?? "";
        return tag.tagName.text === "default" && /as (it is|they are)\s+today/.test(text);
      });
    return members.filter(isLeft).map((one) => one.name.getText(source));
  });
}

test("each property that is left to others without a statement has a row with what resets it, and no other has", () => {
  expect([...new Set(resettable())].sort()).toEqual([...new Set(leftByTheirComment())].sort());
  expect(resettable()).toEqual([...new Set(resettable())]);
});

type Samples<Props> = { readonly [Name in OptionalNames<Props>]: Partial<Props> | string };

const CLUSTER: Samples<AksClusterProps> = {
  dnsPrefix: { dnsPrefix: "other" },
  kubernetesVersion: { kubernetesVersion: "1.33" },
  identityType: "is how the cluster is created",
  controlPlaneIdentity: "is how the cluster is created",
  kubeletIdentity: "is how the cluster is created",
  network: { network: { plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY } },
  entra: { entra: { adminGroupObjectIds: [OBJECT_ID] } },
  apiServerAccess: { apiServerAccess: { authorizedIpRanges: [] } },
  upgradeChannel: { upgradeChannel: AksUpgradeChannel.NONE },
  nodeImageUpgradeChannel: { nodeImageUpgradeChannel: AksNodeImageUpgradeChannel.NODE_IMAGE },
  tier: { tier: AksTier.FREE },
  preventDestroy: { preventDestroy: true },
  tags: { tags: {} },
  movedFrom: "is no setting of the cluster",
  subnetId: "is how the cluster is created",
  provider: "is where the cluster is",
  nodeCount: { nodeCount: 2 },
  minCount: { minCount: 1, maxCount: 2 },
  maxCount: { minCount: 1, maxCount: 2 },
  vmSize: { vmSize: "Standard_D4s_v5" },
  zones: { zones: ["1"] },
};

const REGISTRY: Samples<ContainerRegistryProps> = {
  sku: { sku: ContainerRegistrySku.PREMIUM },
  adminEnabled: { adminEnabled: true },
  anonymousPullEnabled: { anonymousPullEnabled: true },
  armTokensAllowed: { armTokensAllowed: true },
  roleAssignmentMode: { roleAssignmentMode: RegistryRoleAssignmentMode.RBAC },
  publicNetworkAccessEnabled: { publicNetworkAccessEnabled: true },
  allowedIpRanges: { allowedIpRanges: [] },
  trustedServicesAllowed: { trustedServicesAllowed: true },
  dataEndpointEnabled: { dataEndpointEnabled: false },
  untaggedRetentionDays: { untaggedRetentionDays: 7 },
  zoneRedundancyEnabled: { zoneRedundancyEnabled: true },
  preventDestroy: { preventDestroy: true },
  tags: { tags: {} },
  movedFrom: "is no setting of the registry",
  provider: "is where the registry is",
};

const place = { resourceGroupName: "rg", location: "westeurope" };
const cluster = (stack: TerraformStack, props: Partial<AksClusterProps>) =>
  new AksCluster(stack, "aks", { clusterName: "prod", ...place, ...props });
const registry = (stack: TerraformStack, props: Partial<ContainerRegistryProps>) =>
  new ContainerRegistry(stack, "acr", { registryName: "contoso", sku: ContainerRegistrySku.PREMIUM, ...place, ...props });

/** What the only resource of a type ignores, with the newer azurerm, which has more arguments. */
function ignored<Props>(build: (stack: TerraformStack, props: Partial<Props>) => object, props: Partial<Props>, type: string) {
  const stack = emptyStack();
  ProviderGeneration.useAzurerm5(stack);
  build(stack, props);
  const [body] = Object.values(objectOf(objectOf(objectOf(render(stack)).resource)[type]));
  const { ignore_changes } = objectOf(objectOf(body).lifecycle);
  return listOf(ignore_changes);
}

function leftBy<Props>(
  samples: Samples<Props>,
  build: (stack: TerraformStack, props: Partial<Props>) => object,
  type: string,
): string[] {
  const without = ignored<Props>(build, {}, type);
  const all: readonly [string, Partial<Props> | string][] = Object.entries(samples);
  return all.flatMap(([name, props]) => {
    if (typeof props === "string") {
      return [];
    }
    const stated = ignored(build, props, type);
    return without.some((entry) => !stated.includes(entry)) ? [name] : [];
  });
}

test("whatever a property of a cluster or a registry takes out of what is ignored has a value that resets it", () => {
  const ofCluster = leftBy(CLUSTER, cluster, "azurerm_kubernetes_cluster");
  const ofRegistry = leftBy(REGISTRY, registry, "azurerm_container_registry");
  expect(ofCluster).toEqual(["network", "entra", "apiServerAccess", "upgradeChannel", "nodeImageUpgradeChannel", "tier", "tags"]);
  expect(ofRegistry).toEqual(expect.arrayContaining(["armTokensAllowed", "trustedServicesAllowed", "tags"]));
  const rows = resettable();
  expect([...ofCluster, ...ofRegistry].filter((name) => !rows.includes(name))).toEqual([]);
});
