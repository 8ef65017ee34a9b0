import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { type Json, type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  AcrCredentialProvider,
  AksCluster,
  AksServiceAccountImagePull,
  ContainerRegistry,
  KubernetesDistribution,
  PullIdentity,
  ServiceAccount,
} from "../../src";
import { clusterId, OBJECT_ID } from "../support/values";
import { ENTRA, ISSUER, manifestStatus, NODE, Node, startWithIssuer, tokenOf } from "./support/nodes";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAzure,
} from "./support/providers";

const TENANT = "00000000-0000-0000-0000-0000000000aa";
const IMAGE = "contosoregistry.azurecr.io/team/app:1";
const NAMESPACE = "shop";
const AKS = "api://AKSIdentityBinding";

/** An identity that may pull, one of another cluster's issuer, and one that nobody granted anything. */
function configured(use: (stack: TerraformStack) => void): TerraformStack {
  const stack = azureStack();
  new KubernetesProvider(stack, "kubernetes");
  const registry = ContainerRegistry.fromLookup(stack, "acr", {
    registryName: "contosoregistry",
    resourceGroupName: "rg-shared",
  });
  const place = { resourceGroupName: "rg-prod", location: "westeurope" };
  const subjects = [{ namespaceName: NAMESPACE, serviceAccountName: "app" }];
  const pullIdentity = new PullIdentity(stack, "shop", { ...place, issuerUrl: ISSUER, subjects });
  const other = new PullIdentity(stack, "other", { ...place, issuerUrl: "https://oidc.contoso.com/test", subjects });
  const bare = new PullIdentity(stack, "bare", { ...place, issuerUrl: ISSUER, subjects });
  registry.grantPull(pullIdentity);
  registry.grantPull(other);
  new ServiceAccount(stack, "app", { namespaces: [NAMESPACE], pullIdentity });
  const provider = new AcrCredentialProvider(stack, "nodes", { registries: [registry], tenantId: TENANT });
  const outputs = {
    files: provider.nodeFiles(KubernetesDistribution.KUBEADM),
    other_client: other.clientId,
    bare_client: bare.clientId,
  };
  for (const [name, value] of Object.entries(outputs)) {
    new TerraformOutput(stack, name, { value });
  }
  use(stack);
  return stack;
}

/** The switch of a cluster in AKS, of which the API server needs the role alone. */
function inAks(stack: TerraformStack): TerraformStack {
  const known = { kubeletObjectId: OBJECT_ID, clusterId: clusterId("prod"), oidcIssuerUrl: ISSUER };
  const cluster = AksCluster.fromClusterAttributes(stack, "aks", known);
  new AksServiceAccountImagePull(stack, "aks-nodes", { cluster });
  return stack;
}

describeReal("the credential provider of a node", () => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;

  beforeAll(async () => {
    [cluster, azure] = await Promise.all([startWithIssuer(), startAzure()]);
    await cluster.api("POST", "/api/v1/nodes", { metadata: { name: NODE } });
    for (const namespace of [NAMESPACE, "others"]) {
      await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    }
    await account("others", "app");
    await account(NAMESPACE, "web");
  });

  function account(namespace: string, name: string) {
    return cluster.api("POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
  }

  /** What the API server answers the kubelet, for a pod of the account. */
  async function asked(namespace: string, name: string, audience: string) {
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const spec = { nodeName: NODE, serviceAccountName: name, containers: [{ name: "app", image: IMAGE }] };
    const { body } = await cluster.api("POST", pods, { metadata: { generateName: name }, spec });
    const { name: pod, uid } = objectOf(body.metadata);
    return tokenOf(cluster, { namespace, name, pod: { name: pod, uid } }, audience);
  }

  async function signed(namespace: string, name: string, audience: string): Promise<string> {
    const { code, token } = await asked(namespace, name, audience);
    expect(code).toBe(201);
    return token;
  }

  const codes = async (...audiences: readonly string[]) => {
    const answers = await Promise.all(audiences.map((audience) => asked(NAMESPACE, "web", audience)));
    return answers.map(({ code }) => code);
  };

  test.each(GENERATIONS)("pulls for the service account of the identity, and for nobody else: $generation", async ({ use }) => {
    const workspace = new RealWorkspace({
      ...azure,
      env: { ...cluster.env, ...azure.env, KUBE_CONFIG_PATH: cluster.env.KUBE_CONFIG_PATH },
    });
    try {
      // Nodes may ask for tokens of the audiences that their roles name, and for no others.
      expect(await codes(ENTRA, AKS)).toEqual([403, 403]);
      workspace.write(configured(use));
      await workspace.applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await codes(ENTRA, "api://other", AKS)).toEqual([201, 403, 403]);
      const outputs: Readonly<Record<string, { readonly value: Json }>> = JSON.parse(workspace.succeed("output", "-json"));
      const node = new Node(azure, outputs.files.value as Record<string, string>);
      const { body } = await cluster.api("GET", `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/app`);
      const annotations = objectOf(objectOf(body.metadata).annotations);
      const forIdentity = (clientId: Json): JsonObject => ({ ...annotations, "kubernetes.azure.com/acr-client-id": clientId });
      const app = await signed(NAMESPACE, "app", node.audience);
      const login = (token: string, given = annotations) => node.login(IMAGE, token, given);

      // Until Microsoft Entra ID can read the keys of the issuer, it trusts no token of it.
      await azure.helper("issuer", { issuer: ISSUER, keys: { keys: [] } });
      expect(login(app).refused).toContain("AADSTS7000273");
      await azure.helper("issuer", { issuer: ISSUER, keys: (await cluster.api("GET", "/openid/v1/jwks")).body });
      const right = login(app);
      expect(right).toEqual({ username: "00000000-0000-0000-0000-000000000000", password: expect.stringMatching(/./) });
      expect(await manifestStatus(azure, IMAGE, right)).toBe(200);

      expect(login(await signed(NAMESPACE, "web", node.audience)).refused).toContain("AADSTS700213");
      expect(login(await signed("others", "app", node.audience)).refused).toContain("AADSTS700213");
      const { token } = await tokenOf(cluster, { namespace: NAMESPACE, name: "app" }, "api://AKSIdentityBinding");
      expect(login(token).refused).toContain("AADSTS700212");
      expect(login(app, forIdentity(outputs.other_client.value)).refused).toContain("AADSTS700211");
      const [header, , signature] = app.split(".");
      const [, claims] = (await signed(NAMESPACE, "web", node.audience)).split(".");
      expect(login([header, claims, signature].join(".")).refused).toContain("AADSTS700213");
      const bare = login(app, forIdentity(outputs.bare_client.value));
      expect([bare.refused, await manifestStatus(azure, IMAGE, bare)]).toEqual([undefined, 401]);

      workspace.write(inAks(configured(use)));
      await workspace.applyMeanwhile();
      expect(await codes(AKS)).toEqual([201]);
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
      expect(login(app).refused).toContain("AADSTS700016");
    } finally {
      workspace.remove();
    }
  });
});
