import type { TerraformStack } from "cdktf";
import { isObject, type Json } from "../../packages/terraform-stack-tools/src/stack/json";
import { DefaultServiceAccount, type DefaultServiceAccountProps } from "../../src";
import { listVariable } from "../support/stack";
import { binaries } from "../support/terraform";
import {
  createNamespaces,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  secretOf,
  startKubernetes,
  until,
} from "./support/providers";

const APPLY = ["apply", "-auto-approve", "-input=false"];
const ADDRESS = "kubernetes_default_service_account_v1.default";
const PATCHED = [{ name: "acr" }];
const GIVEN_BACK: Json = [];

/** Terraform wraps what it says. */
const unwrapped = (output: string) => output.replace(/[\s│]+/g, " ");

/** Each generation of the providers, and each engine, once. */
const runs = GENERATIONS.map((generation, index) => ({ ...generation, binary: binaries()[index % binaries().length] }));

describeReal.each(runs)("$binary, $generation", ({ use, binary }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;
  let count = 0;
  let namespaces: readonly [shop: string, jobs: string];
  let uids: readonly unknown[];

  beforeAll(async () => {
    cluster = await startKubernetes();
  });

  /** New ones for each test. */
  beforeEach(async () => {
    count += 1;
    namespaces = [`shop-${count}`, `jobs-${count}`];
    await createNamespaces(cluster, ...namespaces);
    uids = (await accounts()).map(({ uid }) => uid);
    workspace = new RealWorkspace(cluster, binary);
  });

  afterEach(async () => {
    // Whatever a test has done, nobody has got another account.
    expect((await accounts()).map(({ uid }) => uid)).toEqual(uids);
    workspace.remove();
  });

  function configure(build: (stack: TerraformStack) => void): RealWorkspace {
    const stack = kubernetesStack();
    build(stack);
    use(stack);
    return workspace.write(stack).variables({ password: "secret" });
  }

  const patching =
    (props: Partial<DefaultServiceAccountProps>) =>
    (stack: TerraformStack): void => {
      const secret = secretOf(stack, "acr", { namespaces: [...namespaces] });
      new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret], ...props });
    };

  /** As the page of the default account has it. */
  const forgetting = (stack: TerraformStack): void => {
    stack.addOverride("removed", [{ from: ADDRESS, lifecycle: { destroy: false } }]);
  };

  async function accountIn(namespace: string): Promise<{ readonly uid: Json; readonly secrets: Json }> {
    for (;;) {
      const { code, body } = await cluster.api("GET", `/api/v1/namespaces/${namespace}/serviceaccounts/default`);
      if (code === 200 && isObject(body.metadata)) {
        return { uid: body.metadata.uid, secrets: body.imagePullSecrets ?? [] };
      }
    }
  }

  const accounts = () => Promise.all(namespaces.map(accountIn));
  const secrets = async () => (await accounts()).map((account) => account.secrets);
  const refusal = () => {
    const { code, output } = workspace.run(...APPLY);
    expect(code).toBe(1);
    return unwrapped(output);
  };

  /** Both steps of the page, after which nothing of Terraform is left. */
  async function giveBack(props: Partial<DefaultServiceAccountProps> = {}): Promise<void> {
    configure(patching({ ...props, namespaces: [], formerNamespaces: [...namespaces] })).apply();
    expect(await secrets()).toEqual([GIVEN_BACK, GIVEN_BACK]);
    configure(forgetting).apply();
    expect(workspace.changes()).toEqual([]);
    expect(workspace.succeed("state", "list")).toBe("");
    expect(await secrets()).toEqual([GIVEN_BACK, GIVEN_BACK]);
  }

  test("a namespace that leaves the list locks the stack until it is given back; then its code is deleted and put back", async () => {
    const [shop, jobs] = namespaces;
    configure(patching({})).apply();
    expect(await secrets()).toEqual([PATCHED, PATCHED]);
    configure(patching({ namespaces: [shop] }));
    expect(refusal()).toContain("Instance cannot be destroyed");
    configure(patching({ namespaces: [shop], formerNamespaces: [jobs] }));
    expect(workspace.changes()).toEqual([
      { address: `${ADDRESS}["${jobs}"]`, action: "update", paths: ["image_pull_secret.0"], replaces: [] },
    ]);
    workspace.apply();
    expect(await secrets()).toEqual([PATCHED, GIVEN_BACK]);
    await giveBack();
    configure(patching({})).apply();
    expect(await secrets()).toEqual([PATCHED, PATCHED]);
    expect(workspace.changes()).toEqual([]);
    await giveBack();
  });

  test("list variables take namespaces from the secrets and give them back, and the secrets again", async () => {
    const [shop, jobs] = namespaces;
    const deploy = (listed: readonly string[], former: readonly string[]) =>
      configure((stack) => {
        const secret = secretOf(stack, "acr", { namespaces: listVariable(stack, "listed") });
        const formerNamespaces = listVariable(stack, "former");
        new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret], formerNamespaces });
      }).variables({ password: "secret", listed, former });
    const steps = [
      [namespaces, [], [PATCHED, PATCHED]],
      [[jobs], [shop], [GIVEN_BACK, PATCHED]],
      [[], namespaces, [GIVEN_BACK, GIVEN_BACK]],
      [[shop], [jobs], [PATCHED, GIVEN_BACK]],
    ] as const;
    for (const [listed, former, expected] of steps) {
      deploy(listed, former).apply();
      expect([listed, await secrets(), workspace.changes()]).toEqual([listed, expected, []]);
    }
    deploy([shop], ["Jobs"]);
    expect(refusal()).toContain("[stack/default] formerNamespaces must be RFC 1123 labels");
  });

  test("without the code, the cluster refuses to delete the account, says the repair, and lets other accounts go", async () => {
    const [shop, jobs] = namespaces;
    const deletionPolicyName = `keep-${count}`;
    configure(patching({})).apply();
    // The stack of today gets the policy without a change of its account.
    configure(patching({ deletionPolicyName }));
    expect(workspace.changes().map(({ action }) => action)).toEqual(["create", "create"]);
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
    const path = (namespace: string, name = "default") => `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
    const remove = async (path: string) => (await cluster.api("DELETE", path)).code;
    await until(async () => (await remove(`${path(shop)}?dryRun=All`)) === 403);
    configure(() => undefined);
    expect(refusal()).toContain(
      "[stack/default] the service account default must not be deleted, which would invalidate the tokens of its pods; " +
        "release its namespace with formerNamespaces, then remove the account from the Terraform state",
    );
    expect(workspace.run("destroy", "-auto-approve", "-input=false").code).toBe(1);
    expect(await secrets()).toEqual([PATCHED, PATCHED]);
    // The secrets are there, too: pods still pull.
    expect((await cluster.api("GET", `/api/v1/namespaces/${shop}/secrets/acr`)).code).toBe(200);
    // Put back, the code finds everything as it was.
    expect(configure(patching({ deletionPolicyName })).changes()).toEqual([]);

    // Nobody deletes it with all of a namespace either, but an account of another name, or with the namespace.
    expect(await remove(path(shop, ""))).toBe(403);
    await cluster.api("POST", path(shop, ""), { metadata: { name: "app" } });
    expect(await remove(path(shop, "app"))).toBe(200);
    const others = `others-${count}`;
    await createNamespaces(cluster, others);
    await accountIn(others);
    expect(await remove(path(others))).toBe(200);

    const renamed = configure(patching({ deletionPolicyName: `hold-${count}` })).changes();
    expect(new Set(renamed.map(({ address }) => address.split(".")[0]))).toEqual(new Set(["kubernetes_manifest"]));
    workspace.apply();
    expect(await remove(`/api/v1/namespaces/${jobs}`)).toBe(200);
    await until(async () => (await cluster.api("GET", path(jobs))).code === 404);
    await createNamespaces(cluster, jobs);
    uids = (await accounts()).map(({ uid }) => uid);
    configure(patching({})).apply();
    expect(workspace.changes()).toEqual([]);
    expect(uids).toEqual((await accounts()).map(({ uid }) => uid));
    await giveBack();
  });
});
