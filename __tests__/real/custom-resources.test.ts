import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformResource, type TerraformStack } from "cdktf";
import { AcrAccessToken, AcrPullBinding, ContainerRegistry, PullIdentity, PullIdentityConsumer } from "../../src";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  patch,
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

/** As docs/how-to/operations/rename-and-move.md has it. */
function moved({ node }: AcrPullBinding | AcrAccessToken, prefix: string): void {
  const { defaultChild } = node;
  if (prefix !== "" && TerraformResource.isTerraformResource(defaultChild)) {
    defaultChild.moveFromId(`kubernetes_manifest.${node.id.slice(prefix.length)}`);
  }
}

/** What somebody else writes, by the object. */
const THEIRS = {
  "/apis/acrpull.microsoft.com/v1beta2/namespaces/default/acrpullbindings/app": { acr: { scope: "repository:other:pull" } },
  "/apis/generators.external-secrets.io/v1alpha1/namespaces/default/acraccesstokens/app": { registry: "other.azurecr.io" },
};

function stackOf(hasObjects: boolean, prefix = ""): TerraformStack {
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
      subjects: [{ namespaceName: "default", serviceAccount: "app" }],
    });
    const isBinding = consumer === PullIdentityConsumer.MSI_ACRPULL;
    if (hasObjects && isBinding) {
      moved(new AcrPullBinding(stack, `${prefix}pull`, { pullIdentity, registry, repositories: ["shop/app"] }), prefix);
    }
    if (hasObjects && !isBinding) {
      moved(new AcrAccessToken(stack, `${prefix}token`, { pullIdentity, registry }), prefix);
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

  test("no plan takes a new identity and its object together, until the identity exists", () => {
    expect(configure(true).planError()).toContain("Provider produced invalid plan");
    const identities = IDENTITIES.map(({ id }) => `-target=azurerm_user_assigned_identity.${id}`);
    workspace.succeed("apply", "-auto-approve", "-input=false", ...identities);
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
  });

  test("an identity that was deployed before takes its object, which is restored and may be renamed", async () => {
    configure(false).apply();
    configure(true).apply();
    expect(workspace.changes()).toEqual([]);
    for (const [path, spec] of Object.entries(THEIRS)) {
      await patch(cluster, path, { spec, metadata: { labels: { policy: "applied" } } });
    }
    expect(workspace.changes().map(({ address }) => address)).toEqual([
      'kubernetes_manifest.pull["default:app"]',
      'kubernetes_manifest.token["default:app"]',
    ]);
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
    const renamed = stackOf(true, "renamed-");
    use(renamed);
    expect(workspace.write(renamed).changes()).toEqual([]);
  });
});
