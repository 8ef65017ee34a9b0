import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformHclModule, TerraformOutput, TerraformResource, type TerraformStack, TerraformVariable } from "cdktf";
import { AksCluster, ContainerRegistry, PullIdentity } from "../../src";
import { TerraformData } from "../../src/private/terraform-data";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod";
const KUBELET = "properties.identityProfile.kubeletidentity";
const REGISTRY = {
  type: "Microsoft.ContainerRegistry/registries@2023-07-01",
  name: "azapiregistry",
  body: { sku: { name: "Standard" }, properties: {} },
  response_export_values: ["properties.loginServer"],
};
const NODES = { name: "pool", count: 1, vmSize: "Standard_D2s_v5", mode: "System" };
const CLUSTER = {
  type: "Microsoft.ContainerService/managedClusters@2025-05-01",
  name: "ofazapi",
  body: { properties: { dnsPrefix: "ofazapi", agentPoolProfiles: [NODES] } },
  identity: [{ type: "SystemAssigned" }],
  response_export_values: [`${KUBELET}.objectId`],
};

/** As without a binding. */
function azapi(stack: TerraformStack, id: string, given: object): TerraformResource {
  const resource = new TerraformResource(stack, id, { terraformResourceType: "azapi_resource" });
  for (const [name, value] of Object.entries({ ...given, parent_id: GROUP, location: "westeurope" })) {
    resource.addOverride(name, value);
  }
  return resource;
}

/** What AVM's module of a cluster makes and puts out, as far as a grant needs it. */
const MODULE = `
terraform {
  required_providers {
    azapi = { source = "Azure/azapi" }
  }
}
resource "azapi_resource" "this" {
  type      = "${CLUSTER.type}"
  name      = "ofmodule"
  parent_id = "${GROUP}"
  location  = "westeurope"
  identity { type = "SystemAssigned" }
  body = { properties = { dnsPrefix = "ofmodule", agentPoolProfiles = [{ name = "pool", count = 1, vmSize = "Standard_D2s_v5", mode = "System" }] } }
  response_export_values = ["${KUBELET}"]
}
output "kubelet_identity" { value = try(azapi_resource.this.output.${KUBELET}, null) }
output "resource_id" { value = azapi_resource.this.id }
`;

describeReal.each(GENERATIONS)("resources that a stack declares itself, $generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
  });

  function declared({ tags = {}, adminEnabled = false, isAttached = true } = {}): TerraformStack {
    const stack = azureStack();
    const place = { resourceGroupName: "rg-prod", location: "westeurope" };
    const acr = new BareRegistry(stack, "acr", { ...place, name: "declaredregistry", sku: "Standard", adminEnabled, tags });
    const aks = new KubernetesCluster(stack, "aks", {
      ...place,
      name: "declared",
      dnsPrefix: "declared",
      defaultNodePool: { name: "pool", vmSize: "Standard_D2s_v5", nodeCount: 1, upgradeSettings: { maxSurge: "10%" } },
      identity: { type: "SystemAssigned" },
      tags,
    });
    if (isAttached) {
      const registry = ContainerRegistry.fromResource(acr, "ContainerRegistry", acr);
      registry.grantPull(AksCluster.fromResource(aks, "AksCluster", aks));
      if (adminEnabled) {
        new TerraformData(stack, "secret", { input: { password: registry.adminCredentials().password } });
      }
    }
    use(stack);
    return stack;
  }

  test("are bound to no identity where a variable turns on API server VNet integration", () => {
    const stack = azureStack();
    new KubernetesProvider(stack, "kubernetes", { host: "https://127.0.0.1:1", token: "unused" });
    const integrated = new TerraformVariable(stack, "integrated", { type: "bool", nullable: false });
    const place = { resourceGroupName: "rg-prod", location: "westeurope" };
    const aks = new KubernetesCluster(stack, "aks", {
      ...place,
      name: "integrated",
      dnsPrefix: "integrated",
      defaultNodePool: { name: "pool", vmSize: "Standard_D2s_v5", nodeCount: 1 },
      identity: { type: "SystemAssigned" },
      oidcIssuerEnabled: true,
      apiServerAccessProfile: { virtualNetworkIntegrationEnabled: integrated.booleanValue },
    });
    const subjects = [{ namespaceName: "shop", serviceAccountName: "app" }];
    new PullIdentity(stack, "shop", { ...place, cluster: AksCluster.fromResource(aks, "AksCluster", aks), subjects });
    use(stack);
    workspace.write(stack);
    const planned = (value: boolean) => workspace.run("plan", "-input=false", `-var=integrated=${value}`);
    expect(planned(true).output).toContain("[stack/shop] cluster must have no API server VNet integration");
    expect(planned(false)).toMatchObject({ code: 0, output: expect.stringContaining("azapi_resource.shop_IdentityBinding") });
  });

  test("of azapi, or of a module, are attached by the object id of their nodes", async () => {
    const module = join(workspace.folder, "avm");
    mkdirSync(module, { recursive: true });
    writeFileSync(join(module, "main.tf"), MODULE);
    const stack = azureStack();
    stack.addOverride("terraform.required_providers.azapi", { source: "Azure/azapi", version: "~> 2.11" });
    const acr = azapi(stack, "acr", REGISTRY);
    const registry = ContainerRegistry.fromResource(stack, "registry", acr);
    registry.grantPull(AksCluster.fromResource(stack, "cluster", azapi(stack, "aks", CLUSTER)));
    const avm = new TerraformHclModule(stack, "avm", { source: module });
    const kubeletObjectId = avm.getString("kubelet_identity.objectId");
    const clusterId = avm.getString("resource_id");
    registry.grantPull(AksCluster.fromClusterAttributes(stack, "of-a-module", { kubeletObjectId, clusterId }));
    new TerraformOutput(stack, "login_server", { value: registry.loginServer });
    use(stack);
    const other = new RealWorkspace(azure);
    other.write(stack).apply();
    expect(other.changes()).toEqual([]);
    const granted = Object.values(other.state()).filter((one) => Object(one).role_definition_name === "AcrPull");
    expect(granted).toHaveLength(2);
    for (const { principal_id } of granted) {
      expect(await azure.helper(`can-pull?principalId=${principal_id}&registry=azapiregistry`)).toMatchObject({ allowed: true });
    }
  });

  test("are attached after they exist, change with their grant and an admin account, and go", async () => {
    const apply = (version: Parameters<typeof declared>[0]) => {
      workspace.write(declared(version)).apply();
      expect(workspace.changes()).toEqual([]);
    };
    workspace.write(declared({ isAttached: false })).apply();
    apply({});
    const { principal_id } = Object.values(workspace.state()).find(({ role_definition_name }) => role_definition_name) ?? {};
    expect(await azure.helper(`can-pull?principalId=${principal_id}&registry=declaredregistry`)).toMatchObject({ allowed: true });
    expect(workspace.write(declared({ tags: { team: "web" } })).changes()).toMatchObject([
      { address: "azurerm_container_registry.acr", action: "update" },
      { address: "azurerm_kubernetes_cluster.aks", action: "update" },
    ]);
    apply({ adminEnabled: true });
    apply({});
    workspace.succeed("destroy", "-auto-approve");
    expect(workspace.state()).toEqual({});
  });
});
