import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { AksCluster, ContainerRegistry, PullIdentity } from "../../src";
import { TerraformData } from "../../src/private/terraform-data";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

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

  test("are attached after they exist, and the cluster may pull", async () => {
    workspace.write(declared({ isAttached: false })).apply();
    workspace.write(declared()).apply();
    expect(workspace.changes()).toEqual([]);
    const { principal_id } = Object.values(workspace.state()).find(({ role_definition_name }) => role_definition_name) ?? {};
    expect(await azure.helper(`can-pull?principalId=${principal_id}&registry=declaredregistry`)).toMatchObject({ allowed: true });
  });

  test("keep the grant when they change", () => {
    expect(workspace.write(declared({ tags: { team: "web" } })).changes()).toMatchObject([
      { address: "azurerm_container_registry.acr", action: "update" },
      { address: "azurerm_kubernetes_cluster.aks", action: "update" },
    ]);
  });

  test("have an admin account that is turned on and used by one apply", () => {
    workspace.write(declared({ adminEnabled: true })).apply();
    expect(workspace.changes()).toEqual([]);
    workspace.write(declared()).apply();
    expect(workspace.changes()).toEqual([]);
  });

  test("are destroyed with their grant", () => {
    workspace.succeed("destroy", "-auto-approve");
    expect(workspace.state()).toEqual({});
  });
});
