import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformResource, type TerraformStack } from "cdktf";
import { AcrAccessToken, ContainerRegistry, PullIdentity, PullIdentityConsumer } from "../../src";
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
  until,
} from "./support/providers";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";

const OBJECTS = "/apis/generators.external-secrets.io/v1alpha1";

const ANY = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** The kind of the operator, without the schema that its releases have. */
async function define(cluster: KubernetesCluster): Promise<void> {
  const schema = { openAPIV3Schema: ANY };
  const [kind, plural] = ["ACRAccessToken", "acraccesstokens"];
  await cluster.api("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    metadata: { name: `${plural}.generators.external-secrets.io` },
    spec: {
      group: "generators.external-secrets.io",
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: "v1alpha1", served: true, storage: true, schema }],
    },
  });
  await until(async () => (await cluster.api("GET", `${OBJECTS}/${plural}`)).code === 200);
}

/** As docs/how-to/operations/rename-and-move.md has it. */
function moved({ node }: AcrAccessToken, prefix: string): void {
  const { defaultChild } = node;
  if (prefix !== "" && TerraformResource.isTerraformResource(defaultChild)) {
    defaultChild.moveFromId(`kubernetes_manifest.${node.id.slice(prefix.length)}`);
  }
}

function stackOf(hasObject: boolean, prefix = ""): TerraformStack {
  const stack = azureStack();
  new KubernetesProvider(stack, "kubernetes");
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: REGISTRY,
    loginServer: "contosoregistry.azurecr.io",
  });
  const pullIdentity = new PullIdentity(stack, "generator", {
    resourceGroupName: "rg-prod",
    location: "westeurope",
    issuerUrl: "https://oidc.contoso.com/prod",
    consumer: PullIdentityConsumer.EXTERNAL_SECRETS,
    subjects: [{ namespaceName: "default", serviceAccountName: "app" }],
  });
  if (hasObject) {
    moved(new AcrAccessToken(stack, `${prefix}token`, { pullIdentity, registry }), prefix);
  }
  return stack;
}

describeReal.each(GENERATIONS)("a definition without a schema, with $generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function configure(hasObject: boolean): RealWorkspace {
    const stack = stackOf(hasObject);
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
    workspace.succeed("apply", "-auto-approve", "-input=false", "-target=azurerm_user_assigned_identity.generator");
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
  });

  test("an identity that was deployed before takes its object, which is restored and may be renamed", async () => {
    configure(false).apply();
    configure(true).apply();
    expect(workspace.changes()).toEqual([]);
    await patch(cluster, `${OBJECTS}/namespaces/default/acraccesstokens/app`, {
      spec: { registry: "other.azurecr.io" },
      metadata: { labels: { policy: "applied" } },
    });
    expect(workspace.changes().map(({ address }) => address)).toEqual(['kubernetes_manifest.token["default:app"]']);
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
    const renamed = stackOf(true, "renamed-");
    use(renamed);
    expect(workspace.write(renamed).changes()).toEqual([]);
  });
});
