import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { LocalBackend, TerraformResource, type TerraformStack } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { AcrAccessToken, ContainerRegistry, PullIdentity, PullIdentityConsumer } from "../../src";
import { snippets, stackOf as stackIn } from "../support/readme";
import { defineOperators } from "./support/operators";
import {
  azureStack,
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  patch,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";
import { pull } from "./support/pulls";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";

const OBJECTS = "/apis/generators.external-secrets.io/v1alpha1";

const ANY = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const TEXT = { type: "string" };

/** What the schema of the operator says of a generator, in short. */
const SPEC = { type: "object", properties: { tenantId: TEXT, registry: TEXT, environmentType: TEXT, auth: ANY } };

/** The kind of the operator, without the schema that its releases have, unless one is given. */
async function define(cluster: KubernetesCluster, openAPIV3Schema: JsonObject = ANY): Promise<void> {
  const schema = { openAPIV3Schema };
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
  while ((await cluster.api("GET", `${OBJECTS}/${plural}`)).code !== 200) {}
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

describeReal.each(GENERATIONS)("a pull across tenants, with $generation", ({ use }) => {
  const LOGIN = { username: "00000000-0000-0000-0000-000000000000", password: "refresh-token" };
  const HOST = "contosoregistry.azurecr.io";
  const IN_APPS = "/api/v1/namespaces/apps";
  let cluster: KubernetesCluster;
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    [cluster, azure] = await Promise.all([startKubernetes(`${HOST}=${LOGIN.username}:${LOGIN.password}`), startAzure()]);
    await createNamespaces(cluster, "apps");
    await defineOperators(cluster);
    await define(cluster, { type: "object", properties: { spec: SPEC } });
    workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
  });

  afterAll(() => workspace.remove());

  /** The stack of the page, of a registry that the imitation has. */
  function write(): void {
    const [snippet] = snippets().filter(({ page }) => page === "docs/how-to/kubernetes/across-tenants.md");
    const stack = stackIn({ ...snippet, code: snippet.code.replace('"contoso"', '"contosoregistry"') });
    new LocalBackend(stack, { path: "terraform.tfstate" });
    Object.assign(stack.node.findChild("azurerm"), { resourceProviderRegistrations: "none" });
    use(stack);
    workspace.write(stack);
  }

  /** Stands in for External Secrets: makes the secret by the template, with a login for the account of the generator. */
  async function operate(): Promise<JsonObject> {
    const path = "/apis/external-secrets.io/v1/namespaces/apps/externalsecrets/acr-pull";
    while ((await cluster.api("GET", path)).code !== 200) {}
    const { target, dataFrom } = Object((await cluster.api("GET", path)).body.spec);
    const { kind, name } = dataFrom[0].sourceRef.generatorRef;
    expect(kind).toBe("ACRAccessToken");
    const { auth, ...generator } = Object(
      (await cluster.api("GET", `${OBJECTS}/namespaces/apps/acraccesstokens/${name}`)).body.spec,
    );
    const account = auth.workloadIdentity.serviceAccountRef.name;
    const { annotations } = Object((await cluster.api("GET", `${IN_APPS}/serviceaccounts/${account}`)).body.metadata);
    const document = target.template.data[".dockerconfigjson"]
      .replace("{{ .username }}", LOGIN.username)
      .replace("{{ .password }}", LOGIN.password);
    const data = { ".dockerconfigjson": Buffer.from(document).toString("base64") };
    await cluster.api("POST", `${IN_APPS}/secrets`, { metadata: { name: target.name }, type: target.template.type, data });
    await patch(cluster, path, { status: { conditions: [{ type: "Ready", status: "True" }] } });
    return { generator, annotations };
  }

  test("is one apply of the page, which waits for the operator and ends with a pull; the state knows no login", async () => {
    write();
    const [, operated] = await Promise.all([workspace.applyMeanwhile(), operate()]);
    const { tenantId, registry } = Object(operated.generator);
    expect(registry).toBe(HOST);
    expect(Object(operated.annotations)["azure.workload.identity/tenant-id"]).toBe(tenantId);
    expect(await pull(cluster, { serviceAccountName: "app", containers: [{ name: "app", image: `${HOST}/team/app:1` }] })).toBe(
      "pulled",
    );
    expect(workspace.succeed("state", "pull")).not.toContain(LOGIN.password);
    expect(workspace.changes()).toEqual([]);
  });
});
