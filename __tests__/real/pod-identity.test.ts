import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import { type Json, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, PullIdentity, PullIdentityConsumer, ServiceAccount } from "../../src";
import {
  azureStack,
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  request,
  startAks,
  startKubernetes,
} from "./support/providers";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers";
const CLUSTERS = `${GROUP}/Microsoft.ContainerService/managedClusters`;
const IDENTITY = `${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/ratify`;
const STABLE = "api-version=2026-04-01";

/** A program in AKS that pulls itself, and what Azure reads of its account and its pods. */
function configured(use: (stack: TerraformStack) => void, clusterName = "prod"): TerraformStack {
  const stack = azureStack();
  use(stack);
  new KubernetesProvider(stack, "kubernetes");
  const automatic = clusterName === "automatic";
  const pullIdentity = new PullIdentity(stack, "ratify", {
    resourceGroupName: "rg-prod",
    location: "westeurope",
    cluster: AksCluster.fromLookup(stack, "aks", { automatic, clusterName, resourceGroupName: "rg-prod" }),
    consumer: PullIdentityConsumer.AKS_WORKLOAD_IDENTITY,
    subjects: [{ namespaceName: "gatekeeper", serviceAccountName: "ratify" }],
    unsupportedReason: "the imitation binds it",
  });
  const account = { namespaces: ["gatekeeper"], serviceAccountName: "ratify" };
  new ServiceAccount(stack, "account", { ...account, pullIdentity });
  const labels = { app: "ratify" };
  new DeploymentV1(stack, "program", {
    metadata: { name: "ratify", namespace: "gatekeeper" },
    waitForRollout: false,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, ...pullIdentity.podLabels }, annotations: pullIdentity.podAnnotations },
        spec: { serviceAccountName: "ratify", container: [{ name: "ratify", image: "contoso.azurecr.io/ratify:1" }] },
      },
    },
  });
  return stack;
}

describeReal("a program in AKS that logs in by an identity binding", () => {
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    cluster = await startKubernetes();
    await createNamespaces(cluster, "gatekeeper");
  });

  /** Whether the proxy of AKS gives a service account a token of an identity: it asks the API server. */
  async function mayUse(user: string, resource: Json): Promise<Json> {
    const { body } = await cluster.api("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: {
        user: `system:serviceaccount:${user}`,
        resourceAttributes: { group: "cid.wi.aks.azure.com", resource, verb: "use-managed-identity" },
      },
    });
    return objectOf(body.status).allowed;
  }

  const template = async () => {
    const { body } = await cluster.api("GET", "/apis/apps/v1/namespaces/gatekeeper/deployments/ratify");
    return objectOf(objectOf(objectOf(body.spec).template).metadata);
  };

  describe.each(GENERATIONS)("with $generation", ({ use, isAzurerm5 }) => {
    let azure: FakeAzure;
    let workspace: RealWorkspace;

    beforeAll(async () => {
      azure = await startAks(cluster);
      const automatic = { sku: { name: "Automatic", tier: "Standard" }, identity: { type: "SystemAssigned" }, properties: {} };
      await request(azure, "PUT", `${CLUSTERS}/automatic?api-version=2025-07-01`, { location: "westeurope", ...automatic });
      workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
    });

    afterEach(async () => {
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
    });

    // azurerm 4 does not know AKS Automatic.
    const clusters = isAzurerm5 ? ["prod", "automatic"] : ["prod"];

    test.each(clusters)("is bound once in %s, where its account alone may use the identity", async (clusterName) => {
      await workspace.write(configured(use, clusterName)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      const { properties } = await request(azure, "GET", `${CLUSTERS}/${clusterName}/identityBindings/ratify?${STABLE}`);
      const { clientId, tenantId } = objectOf(objectOf(properties).managedIdentity);
      const { body } = await cluster.api("GET", "/api/v1/namespaces/gatekeeper/serviceaccounts/ratify");
      expect(objectOf(body.metadata).annotations).toEqual({
        "azure.workload.identity/client-id": clientId,
        "azure.workload.identity/tenant-id": tenantId,
      });
      expect(await template()).toMatchObject({
        labels: { "azure.workload.identity/use": "true" },
        annotations: { "azure.workload.identity/use-identity-binding": "true" },
      });
      const users = ["gatekeeper:ratify", "gatekeeper:default", "other:ratify"];
      expect(await Promise.all(users.map((user) => mayUse(user, clientId)))).toEqual([true, false, false]);
      const { value } = await request(azure, "GET", `${IDENTITY}/federatedIdentityCredentials?api-version=2024-11-30`);
      expect(value).toEqual([expect.objectContaining({ name: "aks-identity-binding" })]);
    });
  });
});
