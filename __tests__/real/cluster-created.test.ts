import { AksCluster, AksIdentityType } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  // Azure, "Create an OpenID Connect provider on Azure Kubernetes Service": on for good from Kubernetes 1.34 on.
  beforeAll(async () => {
    azure = await startAzure({ FAKE_AZURE_AKS_OIDC_DEFAULT: "1" });
    workspace = new RealWorkspace(azure);
  });

  test("applies a new cluster twice where Azure turns the OIDC issuer on by itself", () => {
    const stack = azureStack();
    new AksCluster(stack, "aks", {
      clusterName: "new",
      resourceGroupName: "rg-prod",
      location: "westeurope",
      identityType: AksIdentityType.SYSTEM_ASSIGNED,
      kubernetesVersion: "1.34",
    });
    use(stack);
    workspace.write(stack).apply();
    expect(workspace.changes()).toEqual([]);
    workspace.apply();
    expect(workspace.state()["azurerm_kubernetes_cluster.aks"]).toMatchObject({
      oidc_issuer_enabled: true,
      workload_identity_enabled: true,
    });
  });
});
