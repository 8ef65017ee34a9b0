import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { TerraformStack } from "cdktf";
import { type Json, type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  AksCluster,
  AksKubernetesProvider,
  AksServiceAccountImagePull,
  ContainerRegistry,
  PullIdentity,
  PullIdentityConsumer,
  ServiceAccount,
} from "../../src";
import { PROD } from "../testbed/azure/known";
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

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const CLUSTER = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod`;
const AUTOMATIC = CLUSTER.replace(/prod$/, "automatic");
const NODES = `${SUBSCRIPTION}/resourceGroups/MC_rg-prod_prod_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const KUBELET = `${NODES}/prod-agentpool`;
const OTHER = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/spare`;
const STABLE = "api-version=2026-04-01";
const PREVIEW = "api-version=2026-08-02-preview";

const SUBJECTS = { namespaceName: "gatekeeper", serviceAccountName: "ratify" };
const LABELS = { app: "ratify" };

interface Version {
  readonly identityId?: string;
  readonly clientId?: string;
  readonly principalId?: string;
  readonly hasPullIdentity?: boolean;
  readonly isAzurerm5?: boolean;
}

/** A cluster that is prepared for service accounts, an identity for one of them, and a program that logs in by itself. */
function configured(use: (stack: TerraformStack) => void, version: Version = {}): TerraformStack {
  const { identityId = KUBELET, clientId = PROD.kubelet.clientId, principalId = PROD.kubelet.objectId } = version;
  const stack = azureStack();
  const cluster = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
  new AksKubernetesProvider(stack, "kubernetes", { cluster });
  const defaultIdentity = { identityId, clientId, principalId };
  new AksServiceAccountImagePull(stack, "nodes", { cluster, previewEnabled: true, defaultIdentity });
  if (version.hasPullIdentity ?? true) {
    const place = { resourceGroupName: "rg-prod", location: "westeurope" };
    new PullIdentity(stack, "shop", { ...place, cluster, subjects: [{ namespaceName: "shop", serviceAccountName: "app" }] });
  }
  const place = { resourceGroupName: "rg-prod", location: "westeurope" };
  const registry = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
  const consumer = PullIdentityConsumer.AKS_WORKLOAD_IDENTITY;
  const unsupportedReason = "the imitation binds it";
  const ofProgram = { ...place, consumer, unsupportedReason, subjects: [SUBJECTS] };
  const pullIdentity = new PullIdentity(stack, "ratify", { ...ofProgram, cluster });
  const account = { namespaces: [SUBJECTS.namespaceName], serviceAccountName: SUBJECTS.serviceAccountName };
  new ServiceAccount(stack, "account", { ...account, pullIdentity });
  new DeploymentV1(stack, "program", {
    metadata: { name: "ratify", namespace: "gatekeeper" },
    waitForRollout: false,
    spec: {
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: { ...LABELS, ...pullIdentity.podLabels }, annotations: pullIdentity.podAnnotations },
        spec: { serviceAccountName: "ratify", container: [{ name: "ratify", image: "contoso.azurecr.io/ratify:1" }] },
      },
    },
  });
  // azurerm 4 does not know AKS Automatic, whose clusters it finds as any other.
  const automatic = version.isAzurerm5 ?? false;
  const other = AksCluster.fromLookup(stack, "automatic", { automatic, clusterName: "automatic", resourceGroupName: "rg-prod" });
  ContainerRegistry.fromLookup(stack, "acr", registry).grantPull(other);
  if (automatic) {
    new PullIdentity(stack, "in-automatic", { ...ofProgram, cluster: other });
  }
  use(stack);
  return stack;
}

describeReal("the image pull of service accounts in AKS", () => {
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    cluster = await startKubernetes();
    await createNamespaces(cluster, "gatekeeper");
  });

  /** Whether AKS gives a service account a token of an identity: it asks the API server. */
  async function mayUse(account: string, clientId: Json): Promise<Json> {
    const [namespace] = account.split(":");
    const resourceAttributes = { group: "cid.wi.aks.azure.com", resource: clientId, verb: "use-managed-identity" };
    const { body } = await cluster.api("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: {
        user: `system:serviceaccount:${account}`,
        groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
        resourceAttributes,
      },
    });
    return objectOf(body.status).allowed;
  }

  describe.each(GENERATIONS)("with $generation", ({ use, isAzurerm5 }) => {
    let azure: FakeAzure;
    let workspace: RealWorkspace;

    beforeAll(async () => {
      azure = await startAks(cluster);
      await request(azure, "PUT", OTHER, { location: "westeurope" });
      const automatic = { sku: { name: "Automatic", tier: "Standard" }, identity: { type: "SystemAssigned" }, properties: {} };
      await request(azure, "PUT", `${AUTOMATIC}?api-version=2025-07-01`, { location: "westeurope", ...automatic });
      workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
      await workspace.write(configured(use, { isAzurerm5 })).applyMeanwhile();
    });

    const bindingOf = async (name: string) => {
      const { properties } = await request(azure, "GET", `${CLUSTER}/identityBindings/${name}?${STABLE}`);
      return objectOf(objectOf(properties).managedIdentity);
    };

    const profile = async () => {
      const { properties } = await request(azure, "GET", `${CLUSTER}?${PREVIEW}`);
      return objectOf(objectOf(objectOf(properties).securityProfile).serviceAccountImagePullProfile);
    };

    /** Somebody writes the cluster with another switch. */
    async function setProfile(serviceAccountImagePullProfile: JsonObject): Promise<void> {
      const body = await request(azure, "GET", `${CLUSTER}?${PREVIEW}`);
      const properties = { ...objectOf(body.properties), securityProfile: { serviceAccountImagePullProfile } };
      await request(azure, "PUT", `${CLUSTER}?${PREVIEW}`, { ...body, properties });
    }

    test("is applied once, although AKS spells ids in its own way", async () => {
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await bindingOf("default")).toMatchObject({
        resourceId: KUBELET.replace("resourceGroups", "resourcegroups"),
        clientId: PROD.kubelet.clientId,
      });
      expect(await bindingOf("shop")).toMatchObject({ objectId: expect.any(String) });
      expect(await profile()).toEqual({ enabled: true, defaultManagedIdentityId: KUBELET });
      // Somebody may write them so as well.
      const lower = configured(use, { isAzurerm5, identityId: KUBELET.replace("resourceGroups", "resourcegroups") });
      await workspace.write(lower).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      await workspace.write(configured(use, { isAzurerm5 })).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
    });

    test("lets its service account alone use its identity, and every one the default", async () => {
      const { clientId } = await bindingOf("shop");
      const rows = [
        await mayUse("shop:app", clientId),
        await mayUse("shop:web", clientId),
        await mayUse("others:app", clientId),
        await mayUse("others:app", PROD.kubelet.clientId),
      ];
      expect(rows).toEqual([true, false, false, true]);
    });

    test("a program in AKS is told its identity by its account and its pods, in AKS Automatic, too", async () => {
      const { clientId, tenantId } = await bindingOf("ratify");
      const { body } = await cluster.api("GET", "/api/v1/namespaces/gatekeeper/serviceaccounts/ratify");
      expect(objectOf(body.metadata).annotations).toEqual({
        "azure.workload.identity/client-id": clientId,
        "azure.workload.identity/tenant-id": tenantId,
      });
      const deployed = await cluster.api("GET", "/apis/apps/v1/namespaces/gatekeeper/deployments/ratify");
      expect(objectOf(objectOf(deployed.body.spec).template).metadata).toMatchObject({
        labels: { "azure.workload.identity/use": "true" },
        annotations: { "azure.workload.identity/use-identity-binding": "true" },
      });
      const accounts = ["gatekeeper:ratify", "gatekeeper:default", "other:ratify"];
      expect(await Promise.all(accounts.map((one) => mayUse(one, clientId)))).toEqual([true, false, false]);
      const identity = OTHER.replace(/spare$/, "ratify");
      const { value } = await request(azure, "GET", `${identity}/federatedIdentityCredentials?api-version=2024-11-30`);
      expect(value).toEqual([expect.objectContaining({ name: "aks-identity-binding" })]);
      const answer = await azure.arm("GET", `${AUTOMATIC}/identityBindings/in-automatic?${STABLE}`);
      expect(answer.status).toBe(isAzurerm5 ? 200 : 404);
    });

    test("stays when somebody writes the cluster with an API that does not know it", async () => {
      const body = await request(azure, "GET", `${CLUSTER}?${STABLE}`);
      await request(azure, "PUT", `${CLUSTER}?${STABLE}`, { ...body, tags: { team: "shop" } });
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await profile()).toMatchObject({ enabled: true });
    });

    test("is restored when somebody turns it off, binds another identity or deletes a binding", async () => {
      await setProfile({ enabled: false });
      const managedIdentity = { resourceId: OTHER };
      await request(azure, "PUT", `${CLUSTER}/identityBindings/shop?${STABLE}`, { properties: { managedIdentity } });
      await request(azure, "DELETE", `${CLUSTER}/identityBindings/default?${STABLE}`);
      const changes = await workspace.changesMeanwhile();
      expect(changes.map(({ address, action }) => [address.replace(/_[0-9A-F]{8}$/, ""), action])).toEqual([
        ["azapi_resource.nodes_DefaultIdentityBinding", "create"],
        ["azapi_resource.shop_IdentityBinding", "update"],
        ["azapi_update_resource.nodes_Preview", "update"],
      ]);
      await workspace.applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await profile()).toEqual({ enabled: true, defaultManagedIdentityId: KUBELET });
    });

    test("gets another default identity, bound before it is used", async () => {
      const { properties } = await request(azure, "GET", OTHER);
      const { clientId, principalId } = objectOf(properties);
      const ids = { identityId: OTHER, clientId: String(clientId), principalId: String(principalId) };
      await workspace.write(configured(use, { isAzurerm5, ...ids })).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await bindingOf("default")).toMatchObject({ clientId });
      expect(await profile()).toEqual({ enabled: true, defaultManagedIdentityId: OTHER });
      await workspace.write(configured(use, { isAzurerm5 })).applyMeanwhile();
    });

    test("loses an identity without a trace but the switch, which stays on", async () => {
      await workspace.write(configured(use, { isAzurerm5, hasPullIdentity: false })).applyMeanwhile();
      expect((await azure.arm("GET", `${CLUSTER}/identityBindings/shop?${STABLE}`)).status).toBe(404);
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
      expect((await azure.arm("GET", `${CLUSTER}/identityBindings/default?${STABLE}`)).status).toBe(404);
      expect(await profile()).toMatchObject({ enabled: true });
    });
  });
});
