import type { BlockSchema, ProviderSchemas } from "../../packages/terraform-stack-tools/src/providers/schema";
import { AksAutomaticCluster, AksCluster, ContainerRegistry, ProviderGeneration } from "../../src";
import { BLOCKS } from "../../src/cluster/automatic/kubernetes-automatic-cluster";
import { synthesize } from "../support/stack";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";
import { MORE_OF_AZURE } from "./support/setup";

const TYPE = "azurerm_kubernetes_automatic_cluster";
const CLUSTER = `${TYPE}.aks`;
const ID =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/automatic";
const PROPS = { clusterName: "automatic", resourceGroupName: "rg-prod", location: "westeurope" };

function registryIn(stack: ReturnType<typeof azureStack>) {
  return ContainerRegistry.fromLookup(stack, "acr", { registryName: "contosoregistry", resourceGroupName: "rg-shared" });
}

/** Two versions of a stack with a new cluster that pulls. */
function newCluster(tags?: { [key: string]: string }) {
  const stack = azureStack();
  ProviderGeneration.useAzurerm5(stack);
  registryIn(stack).grantPull(new AksAutomaticCluster(stack, "aks", { ...PROPS, tags }));
  return stack;
}

describeReal("a new AKS Automatic cluster", () => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    azure = await startAzure(MORE_OF_AZURE);
    workspace = new RealWorkspace(azure);
  });

  afterAll(async () => {
    workspace?.remove();
    await azure?.stop();
  });

  test("is created before its grant, and planned without a change afterwards", async () => {
    workspace.write(newCluster()).apply();
    expect(workspace.changes()).toEqual([]);
    const { principal_id } = Object.values(workspace.state()).find(({ role_definition_name }) => role_definition_name) ?? {};
    await expect(azure.helper(`can-pull?principalId=${principal_id}&registry=contosoregistry`)).resolves.toMatchObject({
      allowed: true,
      role: "AcrPull",
    });
  });

  test("keeps its grant when it changes, and what somebody else sets", async () => {
    const { properties, ...cluster } = await request(azure, "GET", `${ID}?api-version=2025-07-01`);
    await request(azure, "PUT", `${ID}?api-version=2025-07-01`, { ...cluster, properties, tags: { policy: "added" } });
    expect(workspace.changes()).toEqual([]);
    expect(workspace.write(newCluster({ team: "shop" })).changes()).toMatchObject([{ address: CLUSTER, action: "update" }]);
  });

  test("has the arguments that this package knows of", () => {
    const schemas: ProviderSchemas = JSON.parse(workspace.succeed("providers", "schema", "-json"));
    const [azurerm] = Object.values(schemas.provider_schemas ?? {});
    const { block } = azurerm.resource_schemas?.[TYPE] ?? { block: {} };
    const { lifecycle, ...stated } = synthesize(newCluster()).resource[TYPE].aks;
    const unstated = Object.values(lifecycle.ignore_changes)
      .map(String)
      .filter((name) => !name.includes("["));
    expect([...Object.keys(stated), ...unstated].sort()).toEqual(settable(block).sort());
    for (const [name, arguments_] of Object.entries(BLOCKS)) {
      const path = Object.entries(PATHS).find(([key]) => name === `kubernetesAutomaticCluster${key}ToTerraform`)?.[1] ?? [];
      expect([name, Object.keys(arguments_()).sort()]).toEqual([name, settable(inside(block, path)).sort()]);
    }
  });
});

/** The path of each block, by the name that a binding gives it. */
const PATHS: { readonly [name: string]: readonly string[] } = {
  ApiServerAccess: ["api_server_access"],
  HostedSystem: ["hosted_system"],
  Identity: ["identity"],
  PrivateCluster: ["private_cluster"],
  ServiceMesh: ["service_mesh"],
  ServiceMeshCertificateAuthority: ["service_mesh", "certificate_authority"],
  WebAppRoutingIngress: ["web_app_routing_ingress"],
};

function inside(block: BlockSchema, path: readonly string[]): BlockSchema {
  return path.reduce((outer, name) => outer.block_types?.[name]?.block ?? {}, block);
}

/** Whatever a configuration may set, beside what Terraform and azurerm have everywhere. */
function settable({ attributes = {}, block_types = {} }: BlockSchema): string[] {
  const names = Object.entries(attributes).filter(([, { optional, required }]) => optional || required);
  return [...names.map(([name]) => name), ...Object.keys(block_types)].filter((name) => name !== "id" && name !== "timeouts");
}

describeReal.each(GENERATIONS)("an existing AKS Automatic cluster, $generation", ({ use, isAzurerm5 }) => {
  test("is looked up, and pulls", async () => {
    const azure = await startAzure(MORE_OF_AZURE);
    const workspace = new RealWorkspace(azure);
    try {
      const sku = { name: "Automatic", tier: "Standard" };
      const identity = { type: "SystemAssigned" };
      await request(azure, "PUT", `${ID}?api-version=2025-07-01`, { location: "westeurope", identity, sku, properties: {} });
      const stack = azureStack();
      const options = { clusterName: "automatic", resourceGroupName: "rg-prod" };
      const cluster = isAzurerm5
        ? AksAutomaticCluster.fromLookup(stack, "aks", options)
        : AksCluster.fromLookup(stack, "aks", options);
      registryIn(stack).grantPull(cluster);
      use(stack);
      expect(workspace.write(stack).changes()).toMatchObject([{ action: "create" }]);
    } finally {
      workspace.remove();
      await azure.stop();
    }
  });
});
