import { execFileSync } from "node:child_process";
import type { TerraformStack } from "cdktf";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { DefaultServiceAccount, PullCheck, ServiceAccount } from "../../src";
import {
  createNamespaces,
  describeReal,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";
import { pull } from "./support/pulls";

// What docs/how-to/kubernetes/gitops.md says. Neither Argo CD nor Flux runs here: kubectl stands in for both, with the
// field managers and the flags that their pages name, and a deletion stands in for prune.

const FORCED = ["--server-side", "--force-conflicts"];
const SYNCS: readonly (readonly [string, readonly string[]])[] = [
  ["argo", []],
  ["argo-server-side", [...FORCED, "--field-manager=argocd-controller"]],
  ["flux", [...FORCED, "--field-manager=kustomize-controller"]],
];
const OURS = [{ name: "acr-pull" }];
const IN_APPS = "/api/v1/namespaces/apps";

type Build = (stack: TerraformStack) => void;

describeReal.each(SYNCS)("beside a sync by %s", (by, flags) => {
  const name = `of-${by}`;
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    await createNamespaces(cluster, "apps");
    await cluster.api("POST", `${IN_APPS}/serviceaccounts`, { metadata: { name: "default" } });
  });

  beforeEach(() => {
    workspace = new RealWorkspace(cluster);
  });

  afterEach(async () => {
    workspace.succeed("destroy", "-auto-approve", "-input=false");
    workspace.remove();
    await cluster.api("DELETE", `${IN_APPS}/serviceaccounts/${name}`);
  });

  function deploy(build: Build): void {
    const stack = kubernetesStack();
    build(stack);
    workspace.write(stack).variables({ password: "secret" }).apply();
    expect(workspace.changes()).toEqual([]);
  }

  /** What a repository says of an object, as the tool applies it. */
  function sync(kind: string, name: string, manifest: JsonObject = {}): void {
    const metadata = { name, namespace: "apps", labels: { "app.kubernetes.io/instance": "shop" } };
    const object = { apiVersion: "v1", kind, metadata, ...manifest };
    const env = { ...process.env, ...cluster.env };
    execFileSync("kubectl", ["apply", ...flags, "--filename=-"], { env, input: JSON.stringify(object) });
  }

  const listOf = async (account: string): Promise<Json | undefined> =>
    (await cluster.api("GET", `${IN_APPS}/serviceaccounts/${account}`)).body.imagePullSecrets;

  const changed = () => workspace.changes().map(({ address, action }) => `${action} ${address.split(".")[0]}`);

  test("an account in Git that names Terraform's secret has one owner, and a check of it pulls", async () => {
    sync("ServiceAccount", name, { imagePullSecrets: OURS });
    deploy((stack) => {
      const imagePullSecrets = [secretOf(stack, "acr-pull")];
      const attributes = { serviceAccountName: name, namespaces: ["apps"], imagePullSecrets };
      const serviceAccount = ServiceAccount.fromServiceAccountAttributes(stack, "app", attributes);
      new PullCheck(stack, "check", { image: "contoso.azurecr.io/team/app:1", serviceAccount });
    });
    sync("ServiceAccount", name, { imagePullSecrets: OURS });
    expect(changed()).toEqual([]);
    expect(await pull(cluster, { serviceAccountName: name })).toBe("pulled");
  });

  const shared: Build = (stack) => {
    const imagePullSecrets = [secretOf(stack, "acr-pull")];
    new ServiceAccount(stack, "app", { serviceAccountName: name, imagePullSecrets, existingInNamespaces: ["apps"] });
  };

  test("an account in Git without a list keeps the one of Terraform; what prune deletes, the next apply creates", async () => {
    const automountServiceAccountToken = false;
    sync("ServiceAccount", name, { automountServiceAccountToken });
    deploy(shared);
    sync("ServiceAccount", name, { automountServiceAccountToken });
    expect(await listOf(name)).toEqual(OURS);
    expect(changed()).toEqual([]);
    await cluster.api("DELETE", `${IN_APPS}/serviceaccounts/${name}`);
    expect(changed()).toEqual(["create kubernetes_service_account_v1"]);
  });

  test("a list in Git and one of Terraform: whoever comes last takes all of it", async () => {
    const imagePullSecrets = [{ name: "of-git" }];
    sync("ServiceAccount", name, { imagePullSecrets });
    deploy(shared);
    expect(await listOf(name)).toEqual(OURS);
    sync("ServiceAccount", name, { imagePullSecrets });
    expect(await listOf(name)).toEqual(imagePullSecrets);
    expect(changed()).toEqual(["update kubernetes_service_account_v1"]);
  });

  test("the default account in Git without a list keeps the one of Terraform", async () => {
    deploy((stack) => {
      new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secretOf(stack, "acr-pull")], preventDestroy: false });
    });
    sync("ServiceAccount", "default", { automountServiceAccountToken: false });
    expect(await listOf("default")).toEqual(OURS);
    expect(changed()).toEqual([]);
  });

  test("a secret in Git under the name of Terraform's may label it; its document is reverted by the next apply", async () => {
    deploy((stack) => secretOf(stack, "acr-pull"));
    sync("Secret", "acr-pull", { type: "kubernetes.io/dockerconfigjson" });
    expect(changed()).toEqual([]);
    const data = { ".dockerconfigjson": Buffer.from('{"auths":{}}').toString("base64") };
    sync("Secret", "acr-pull", { type: "kubernetes.io/dockerconfigjson", data });
    expect(changed()).toEqual(["update kubernetes_secret_v1"]);
  });
});
