import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import { type Json, type JsonObject, listOf, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  AcrCredentialProvider,
  ContainerRegistry,
  DefaultServiceAccount,
  ImagePullSecret,
  type IServiceAccount,
  PullCheck,
  PullIdentity,
  RegistryCredentials,
  ServiceAccount,
} from "../../src";
import { IdentityNode, ISSUER, startWithIssuer } from "./support/nodes";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAzure,
} from "./support/providers";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const REGISTRY = "contosoregistry";
const LOGIN_SERVER = `${REGISTRY}.azurecr.io`;
const IMAGE = `${LOGIN_SERVER}/shop/app:1`;
const TENANT = "00000000-0000-0000-0000-0000000000aa";

/** The stages of the page, in its order: docs/how-to/kubernetes/move-to-identities.md. */
const STAGES = ["a pull secret", "1. nodes", "2. identity", "3. both", "4. check", "5. no secret", "6. secret deleted"];

interface Pulling {
  readonly stack: TerraformStack;
  readonly namespace: string;
  readonly secret?: ImagePullSecret;
  readonly pullIdentity?: PullIdentity;
}

/** The two kinds of accounts, with a secret, with both, or with an identity alone. */
const ACCOUNTS: Readonly<Record<string, (pulling: Pulling) => IServiceAccount>> = {
  app: ({ stack, namespace, secret, pullIdentity }) =>
    new ServiceAccount(
      stack,
      "app",
      secret ? { imagePullSecrets: [secret], pullIdentity } : { namespaces: [namespace], pullIdentity },
    ),
  default: ({ stack, namespace, secret, pullIdentity }) =>
    new DefaultServiceAccount(
      stack,
      "default",
      secret ? { imagePullSecrets: [secret], pullIdentity } : { imagePullSecrets: [], namespaces: [namespace], pullIdentity },
    ),
};

function at(stage: number, account: string, namespace: string): TerraformStack {
  const stack = azureStack();
  new KubernetesProvider(stack, "kubernetes");
  const registryId = `${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/${REGISTRY}`;
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId, loginServer: LOGIN_SERVER });
  const login = { loginServer: LOGIN_SERVER, username: "puller", password: "secret" };
  const secret =
    stage < 6
      ? new ImagePullSecret(stack, "acr-pull", {
          credentials: [RegistryCredentials.fromPassword(login)],
          namespaces: [namespace],
        })
      : undefined;
  if (stage >= 1) {
    new AcrCredentialProvider(stack, `${namespace}-nodes`, { registries: [registry], tenantId: TENANT });
  }
  const place = { resourceGroupName: "rg-prod", location: "westeurope" };
  const subjects = [{ namespaceName: namespace, serviceAccountName: account }];
  const shop =
    stage >= 2 ? new PullIdentity(stack, "shop", { ...place, identityName: namespace, issuerUrl: ISSUER, subjects }) : undefined;
  if (shop) {
    registry.grantPull(shop);
  }
  const pullIdentity = stage >= 3 ? shop : undefined;
  const serviceAccount = ACCOUNTS[account]({ stack, namespace, secret: stage < 5 ? secret : undefined, pullIdentity });
  if (stage >= 4) {
    new PullCheck(stack, "check", { image: IMAGE, serviceAccount, identityOnly: true, deadlineSeconds: 60 });
  }
  return stack;
}

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;
  let node: IdentityNode;

  beforeAll(async () => {
    [cluster, azure] = await Promise.all([startWithIssuer(`${LOGIN_SERVER}=puller:secret`), startAzure()]);
    node = new IdentityNode(cluster, azure, REGISTRY);
  });

  afterAll(async () => {
    await node?.stop();
  });

  /** Whatever people see of a namespace, of roles for nodes and of Azure, without what is new whenever it is made. */
  async function worldOf(namespace: string): Promise<JsonObject> {
    const lists = ["/api/v1", "/api/v1", "/apis/batch/v1"].map((group) => `${group}/namespaces/${namespace}`);
    const paths = [`${lists[0]}/serviceaccounts`, `${lists[1]}/secrets`, `${lists[2]}/jobs`];
    const rbac = "/apis/rbac.authorization.k8s.io/v1";
    const answers = await Promise.all([...paths, `${rbac}/clusterroles`, `${rbac}/clusterrolebindings`].map(itemsOf));
    const [accounts, secrets, jobs, roles, bindings] = answers;
    const { resources } = await azure.helper("contents");
    const ofShop = Object.entries(objectOf(resources)).filter(([id]) => id.includes(`/userassignedidentities/${namespace}`));
    const principals = ofShop.map(([, object]) => objectOf(objectOf(object).properties).principalId).filter(Boolean);
    const grants = await Promise.all(
      principals.map((principal) => azure.helper(`can-pull?principalId=${principal}&registry=${REGISTRY}`)),
    );
    return {
      accounts: accounts.map((account) => ({
        ...identified(account),
        annotations: objectOf(objectOf(account.metadata).annotations) as JsonObject,
        secrets: (account.imagePullSecrets ?? []) as Json[],
      })),
      secrets: secrets.map((secret) => ({ ...identified(secret), data: objectOf(secret.data) as JsonObject })),
      jobs: jobs.map(identified),
      roles: [...roles, ...bindings].map(identified).filter(({ name }) => name.includes(namespace)),
      azure: ofShop.map(([id]) => id).sort(),
      grants: grants.map(({ allowed, role }) => ({ allowed, role })),
    } as unknown as JsonObject;
  }

  async function itemsOf(path: string) {
    const { body } = await cluster.api("GET", path);
    return listOf(body.items).map(objectOf);
  }

  const identified = (object: { readonly metadata?: Json }) => ({ name: textOf(objectOf(object.metadata).name) });

  test.concurrent.each(Object.keys(ACCOUNTS))("the account %s moves forth and back", async (account) => {
    const namespace = `${account}-${isAzurerm5 ? 5 : 4}`;
    await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    while ((await cluster.api("GET", `/api/v1/namespaces/${namespace}/serviceaccounts/default`)).code !== 200) {}
    const workspace = new RealWorkspace({
      env: { ...cluster.env, ...azure.env, KUBE_CONFIG_PATH: cluster.env.KUBE_CONFIG_PATH },
    });
    const deploy = async (stage: number) => {
      const stack = at(stage, account, namespace);
      use(stack);
      workspace.write(stack);
      await workspace.applyMeanwhile();
      expect([STAGES[stage], await workspace.changesMeanwhile()]).toEqual([STAGES[stage], []]);
      return worldOf(namespace);
    };
    try {
      const worlds: JsonObject[] = [];
      for (const stage of STAGES.keys()) {
        worlds.push(await deploy(stage));
      }
      expect(worlds.at(-1)).toMatchObject({ secrets: [], grants: [{ allowed: true }] });
      expect(node.pulled).toContain(`${namespace}/${account}`);
      // From each stage to the one before, of which nothing is missing then, and of the later one nothing is left.
      for (const stage of [...STAGES.keys()].reverse().slice(1)) {
        expect([STAGES[stage], await deploy(stage)]).toEqual([STAGES[stage], worlds[stage]]);
      }
      await workspace.runMeanwhile("state", "rm", "kubernetes_default_service_account_v1.default");
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
    } finally {
      workspace.remove();
    }
  });

  test("a check fails while the registry does not honor the identity", async () => {
    const namespace = `ungranted-${isAzurerm5 ? 5 : 4}`;
    await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    const workspace = new RealWorkspace({
      env: { ...cluster.env, ...azure.env, KUBE_CONFIG_PATH: cluster.env.KUBE_CONFIG_PATH },
    });
    const stack = azureStack();
    new KubernetesProvider(stack, "kubernetes");
    const subjects = [{ namespaceName: namespace, serviceAccountName: "app" }];
    const place = { resourceGroupName: "rg-prod", location: "westeurope" };
    const login = { loginServer: LOGIN_SERVER, username: "puller", password: "secret" };
    const secret = new ImagePullSecret(stack, "acr", {
      credentials: [RegistryCredentials.fromPassword(login)],
      namespaces: [namespace],
    });
    const pullIdentity = new PullIdentity(stack, "ungranted", { ...place, identityName: namespace, issuerUrl: ISSUER, subjects });
    const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [secret], pullIdentity });
    new PullCheck(stack, "by-either", { image: IMAGE, serviceAccount, deadlineSeconds: 30 });
    new PullCheck(stack, "by-identity", { image: IMAGE, serviceAccount, identityOnly: true, deadlineSeconds: 15 });
    use(stack);
    try {
      const { output } = await workspace.write(stack).runMeanwhile("apply", "-auto-approve", "-input=false");
      expect(output).toContain(`job: ${namespace}/by-identity is not in complete state`);
      expect(output).not.toContain(`job: ${namespace}/by-either is not`);
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
    } finally {
      workspace.remove();
    }
  });
});
