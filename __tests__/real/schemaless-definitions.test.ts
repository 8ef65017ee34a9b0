import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import { AcrAccessToken, AcrPullBinding, ContainerRegistry, PullIdentity, PullIdentityConsumer } from "../../src";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";

/** The kinds of both operators, without the schemas that their releases have. */
const KINDS = [
  { group: "acrpull.microsoft.com", kind: "AcrPullBinding", version: "v1beta2" },
  { group: "generators.external-secrets.io", kind: "ACRAccessToken", version: "v1alpha1" },
];

async function define(cluster: KubernetesCluster): Promise<void> {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  for (const { group, kind, version } of KINDS) {
    const [singular, plural] = [kind.toLowerCase(), `${kind.toLowerCase()}s`];
    await cluster.api("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind, plural, singular, listKind: `${kind}List` },
        versions: [{ name: version, served: true, storage: true, schema }],
      },
    });
    while ((await cluster.api("GET", `/apis/${group}/${version}/${plural}`)).code !== 200) {}
  }
}

const IDENTITIES = [
  { id: "binding", consumer: PullIdentityConsumer.MSI_ACRPULL },
  { id: "generator", consumer: PullIdentityConsumer.EXTERNAL_SECRETS },
];

function stackOf(hasObjects: boolean): TerraformStack {
  const stack = azureStack();
  new KubernetesProvider(stack, "kubernetes");
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: REGISTRY,
    loginServer: "contosoregistry.azurecr.io",
  });
  for (const { id, consumer } of IDENTITIES) {
    const pullIdentity = new PullIdentity(stack, id, {
      resourceGroupName: "rg-prod",
      location: "westeurope",
      issuerUrl: "https://oidc.contoso.com/prod",
      consumer,
      subjects: [{ namespace: "default", serviceAccount: "app" }],
    });
    const isBinding = consumer === PullIdentityConsumer.MSI_ACRPULL;
    if (hasObjects && isBinding) {
      new AcrPullBinding(stack, "pull", { pullIdentity, registry, repositories: ["shop/app"] });
    }
    if (hasObjects && !isBinding) {
      new AcrAccessToken(stack, "token", { pullIdentity, registry });
    }
  }
  return stack;
}

describeReal.each(GENERATIONS)("a definition without a schema, with $generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function configure(hasObjects: boolean): RealWorkspace {
    const stack = stackOf(hasObjects);
    use(stack);
    return workspace.write(stack);
  }

  beforeAll(async () => {
    [cluster, azure] = await Promise.all([startKubernetes(), startAzure()]);
    await define(cluster);
  });

  beforeEach(() => {
    workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
  });

  afterEach(() => {
    workspace.succeed("destroy", "-auto-approve", "-input=false");
    workspace.remove();
  });

  afterAll(async () => {
    await Promise.all([cluster?.stop(), azure?.stop()]);
  });

  test("no plan takes a new identity and its object together, until the identity exists", () => {
    expect(configure(true).planError()).toContain("Provider produced invalid plan");
    const identities = IDENTITIES.map(({ id }) => `-target=azurerm_user_assigned_identity.${id}`);
    workspace.succeed("apply", "-auto-approve", "-input=false", ...identities);
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
  });

  test("an identity that was deployed before takes its object", () => {
    configure(false).apply();
    configure(true).apply();
    expect(workspace.changes()).toEqual([]);
  });
});
