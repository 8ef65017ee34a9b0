import type { TerraformStack } from "cdktf";
import { type Json, type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, AksKubernetesProvider, AksServiceAccountImagePull, PullIdentity } from "../../src";
import { PROD } from "../testbed/azure/known";
import {
  azureStack,
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
const NODES = `${SUBSCRIPTION}/resourceGroups/MC_rg-prod_prod_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const KUBELET = `${NODES}/prod-agentpool`;
const OTHER = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/spare`;
const STABLE = "api-version=2026-04-01";
const PREVIEW = "api-version=2026-08-02-preview";

interface Version {
  readonly identityId?: string;
  readonly clientId?: string;
  readonly principalId?: string;
  readonly hasPullIdentity?: boolean;
}

/** A cluster that is prepared for service accounts, and an identity for one of them. */
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
  use(stack);
  return stack;
}

describeReal("the image pull of service accounts in AKS", () => {
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    cluster = await startKubernetes();
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

  describe.each(GENERATIONS)("with $generation", ({ use }) => {
    let azure: FakeAzure;
    let workspace: RealWorkspace;

    beforeAll(async () => {
      azure = await startAks(cluster);
      await request(azure, "PUT", OTHER, { location: "westeurope" });
      workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
      await workspace.write(configured(use)).applyMeanwhile();
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
      const lower = configured(use, { identityId: KUBELET.replace("resourceGroups", "resourcegroups") });
      await workspace.write(lower).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      await workspace.write(configured(use)).applyMeanwhile();
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
      await workspace.write(configured(use, ids)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await bindingOf("default")).toMatchObject({ clientId });
      expect(await profile()).toEqual({ enabled: true, defaultManagedIdentityId: OTHER });
      await workspace.write(configured(use)).applyMeanwhile();
    });

    test("loses an identity without a trace but the switch, which stays on", async () => {
      await workspace.write(configured(use, { hasPullIdentity: false })).applyMeanwhile();
      expect((await azure.arm("GET", `${CLUSTER}/identityBindings/shop?${STABLE}`)).status).toBe(404);
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
      expect((await azure.arm("GET", `${CLUSTER}/identityBindings/default?${STABLE}`)).status).toBe(404);
      expect(await profile()).toMatchObject({ enabled: true });
    });
  });
});
