import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformElement, type TerraformStack } from "cdktf";
import { type Json, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { AcrCredentialProvider, AksServiceAccountImagePull, ContainerRegistry, PullIdentity, ServiceAccount } from "../../src";
import type { JsonObject } from "./support/json";
import { type Account, claimsOf, ENTRA, ISSUER, isTrusted, startWithIssuer, tokenOf } from "./support/node-tokens";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAzure,
} from "./support/providers";

const AKS = "api://AKSIdentityBinding";
const TENANT = "00000000-0000-0000-0000-0000000000aa";
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const REGISTRY = `${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry`;
const NODE = "node-1";

function configured(namespace: string, use: (stack: TerraformStack) => void): TerraformStack {
  const stack = azureStack();
  new KubernetesProvider(stack, "kubernetes");
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: REGISTRY,
    loginServer: "contosoregistry.azurecr.io",
  });
  const place = { resourceGroupName: "rg-prod", location: "westeurope" };
  const subjects = [{ namespace, serviceAccount: "app" }];
  const pullIdentity = new PullIdentity(stack, "shop", { ...place, issuerUrl: ISSUER, subjects });
  new PullIdentity(stack, "other", { ...place, issuerUrl: "https://oidc.contoso.com/test", subjects });
  new ServiceAccount(stack, "app", { namespaces: [namespace], pullIdentity });
  new AcrCredentialProvider(stack, `${namespace}-nodes`, { registries: [registry], tenantId: TENANT });
  use(stack);
  return stack;
}

/** The switch of a cluster in AKS, of which the API server needs the role alone. */
function inAks(stack: TerraformStack): void {
  const cluster = Object.assign(new TerraformElement(stack, "aks"), { clusterId: "aks", oidcIssuerUrl: ISSUER });
  new AksServiceAccountImagePull(stack, "aks-nodes", { cluster });
}

describeReal("an identity of a service account", () => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;

  beforeAll(async () => {
    [cluster, azure] = await Promise.all([startWithIssuer(), startAzure()]);
    await cluster.api("POST", "/api/v1/nodes", { metadata: { name: NODE } });
  });

  const ask = (account: Account, audience: string) => tokenOf(cluster, account, audience, NODE);

  async function post(path: string, body: JsonObject): Promise<JsonObject> {
    const answer = await cluster.api("POST", `/api/v1/${path}`, body);
    return answer.body;
  }

  /** A pod of an account on the node, without which a node gets no token of the account at all. */
  async function podOf(namespace: string, serviceAccountName: string): Promise<JsonObject> {
    const spec = { nodeName: NODE, serviceAccountName, containers: [{ name: "app", image: "app" }] };
    const { metadata } = await post(`namespaces/${namespace}/pods`, { metadata: { name: serviceAccountName }, spec });
    return { name: serviceAccountName, uid: objectOf(metadata as Json).uid };
  }

  test.each(GENERATIONS)(
    "gives nodes tokens that its federated credential trusts, and no others, with $generation",
    async ({ use, isAzurerm5 }) => {
      const namespace = isAzurerm5 ? "shop-5" : "shop-4";
      for (const name of [namespace, `${namespace}-other`]) {
        await post("namespaces", { metadata: { name } });
      }
      await post(`namespaces/${namespace}/serviceaccounts`, { metadata: { name: "web" } });
      await post(`namespaces/${namespace}-other/serviceaccounts`, { metadata: { name: "app" } });
      const web = { namespace, name: "web", pod: await podOf(namespace, "web") };
      const workspace = new RealWorkspace({
        ...azure,
        env: { ...cluster.env, ...azure.env, KUBE_CONFIG_PATH: cluster.env.KUBE_CONFIG_PATH },
      });
      try {
        expect(await ask(web, ENTRA)).toMatchObject({ code: 403 });
        expect(await ask(web, AKS)).toMatchObject({ code: 403 });
        workspace.write(configured(namespace, use));
        await workspace.applyMeanwhile();
        expect(await workspace.succeedMeanwhile("plan", "-input=false")).toContain("No changes.");
        const app = { namespace, name: "app", pod: await podOf(namespace, "app") };
        const { code, token } = await ask(app, ENTRA);
        expect(code).toBe(201);
        expect(await ask(app, "api://other")).toMatchObject({ code: 403 });
        expect(await ask(app, AKS)).toMatchObject({ code: 403 });
        const both = configured(namespace, use);
        inAks(both);
        workspace.write(both);
        await workspace.applyMeanwhile();
        expect(await ask(app, AKS)).toMatchObject({ code: 201 });

        const credential = await credentialOf("shop", namespace);
        expect(claimsOf(token)).toMatchObject({ iss: credential.issuer, sub: credential.subject, aud: credential.audiences });
        const admin = async (place: string, name: string, audience: string) =>
          claimsOf((await ask({ namespace: place, name }, audience)).token);
        const rows: Readonly<Record<string, boolean>> = {
          "the service account": isTrusted(credential, claimsOf(token)),
          "another namespace": isTrusted(credential, await admin(`${namespace}-other`, "app", ENTRA)),
          "another account": isTrusted(credential, await admin(namespace, "web", ENTRA)),
          "another audience": isTrusted(credential, await admin(namespace, "app", AKS)),
          "another cluster": isTrusted(await credentialOf("other", namespace), claimsOf(token)),
        };
        expect(rows).toEqual({
          "the service account": true,
          "another namespace": false,
          "another account": false,
          "another audience": false,
          "another cluster": false,
        });
        await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
      } finally {
        workspace.remove();
      }
    },
  );

  /** What the real azurerm has made in the imitation of Azure. */
  async function credentialOf(identity: string, namespace: string): Promise<JsonObject> {
    const path = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}`;
    const name = `${identity}_${namespace}_app`;
    const { body } = await azure.arm("GET", `${path}/federatedIdentityCredentials/${name}?api-version=2024-11-30`);
    return objectOf(body.properties as Json) as JsonObject;
  }
});
