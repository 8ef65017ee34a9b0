import { type TerraformStack, TerraformVariable } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { DefaultServiceAccount, PullSecretPolicy, PullSecretPolicyMode, ServiceAccount } from "../../src";
import {
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  patch,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";

const LABEL = "contoso.example/pulls";

describeReal.each(GENERATIONS)("namespaces by label, $generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  const create = (name: string, labels: JsonObject = {}) =>
    cluster.api("POST", "/api/v1/namespaces", { metadata: { name, labels } });

  const label = (name: string, value: string | null) =>
    patch(cluster, `/api/v1/namespaces/${name}`, { metadata: { labels: { [LABEL]: value } } });

  function configure(build: (stack: TerraformStack) => void): RealWorkspace {
    const stack = kubernetesStack();
    build(stack);
    use(stack);
    return workspace.write(stack).variables({ password: "secret", value: "acr" });
  }

  /** The namespaces that have an object of a kind. */
  async function where(kind: string, name: string): Promise<string[]> {
    const { body } = await cluster.api("GET", `/api/v1/${kind}?fieldSelector=metadata.name%3D${name}`);
    const found = body.items as readonly { metadata: { namespace: string } }[];
    return found.map(({ metadata }) => metadata.namespace).sort();
  }

  const planned = () => workspace.changes().map(({ address, action }) => `${action} ${address}`);

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    await create("listed");
    await create("one", { [LABEL]: "acr" });
    await create("two", { [LABEL]: "acr", team: "web" });
    await create("other", { [LABEL]: "quay" });
    await label("kube-system", "acr");
    workspace = new RealWorkspace(cluster);
  });

  const byLabel = (stack: TerraformStack) => {
    const value = new TerraformVariable(stack, "value", { type: "string" }).stringValue;
    const secret = secretOf(stack, "acr", { namespaces: ["listed"], namespaceSelector: { [LABEL]: value } });
    const second = secretOf(stack, "fabrikam", { namespaces: secret.namespaces });
    new ServiceAccount(stack, "app", { imagePullSecrets: [secret, second] });
    new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret], preventDestroy: false });
    new PullSecretPolicy(stack, "demand", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret: secret });
  };

  test("get secrets and accounts, lose them with the label, and with a destroy", async () => {
    configure(byLabel).apply();
    expect(planned()).toEqual([]);
    const first = ["listed", "one", "two"];
    expect(await where("secrets", "acr")).toEqual(first);
    expect(await where("secrets", "fabrikam")).toEqual(first);
    expect(await where("serviceaccounts", "app")).toEqual(first);
    expect(Object.keys(workspace.state())).toContain('kubernetes_secret_v1.acr["one"]');

    // One is created later, one labelled, one loses the label.
    await create("three", { [LABEL]: "acr" });
    await label("other", "acr");
    await label("one", null);
    const changes = planned();
    expect(changes.filter((change) => change.includes("kubernetes_secret_v1.acr"))).toEqual([
      'delete kubernetes_secret_v1.acr["one"]',
      'create kubernetes_secret_v1.acr["other"]',
      'create kubernetes_secret_v1.acr["three"]',
    ]);
    expect(changes).toContainEqual(expect.stringMatching(/^update kubernetes_manifest\.demand_Binding/));
    workspace.apply();
    expect(planned()).toEqual([]);
    const later = ["listed", "other", "three", "two"];
    expect(await where("secrets", "acr")).toEqual(later);
    expect(await where("serviceaccounts", "app")).toEqual(later);

    // One is being deleted, and then gone.
    await patch(cluster, "/api/v1/namespaces/two", { metadata: { finalizers: ["example.com/keep"] } });
    await cluster.api("DELETE", "/api/v1/namespaces/two");
    workspace.apply();
    expect(planned()).toEqual([]);
    await patch(cluster, "/api/v1/namespaces/two", { metadata: { finalizers: null } });

    // Nothing has the label any more.
    for (const name of ["other", "three"]) {
      await label(name, null);
    }
    workspace.apply();
    expect(await where("secrets", "acr")).toEqual(["listed"]);
    expect(planned()).toEqual([]);

    workspace.succeed("destroy", "-auto-approve", "-input=false");
    expect(await where("secrets", "acr")).toEqual([]);
    expect(await where("secrets", "fabrikam")).toEqual([]);
  });

  test("may be none at first, and take over what a list of namespaces has created", async () => {
    const selecting = (value: string) => (stack: TerraformStack) =>
      secretOf(stack, "acr", { namespaces: undefined, namespaceSelector: { [LABEL]: value } });
    configure(selecting("none-yet")).apply();
    expect(planned()).toEqual([]);
    configure((stack) => secretOf(stack, "acr", { namespaces: ["listed"] })).apply();
    await label("listed", "acr");
    configure(selecting("acr"));
    expect(planned()).toEqual([]);
    configure(() => undefined).apply();
  });
});
