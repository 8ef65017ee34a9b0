import { setTimeout as sleep } from "node:timers/promises";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import { isObject, type Json } from "../../packages/terraform-stack-tools/src/stack/json";
import { DefaultServiceAccount, type DefaultServiceAccountProps, ServiceAccount } from "../../src";
import { listVariable } from "../support/stack";
import type { Binary } from "../support/terraform";
import {
  createNamespaces,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";

const APPLY = ["apply", "-auto-approve", "-input=false"];
const ADDRESS = "kubernetes_default_service_account_v1.default";
const PATCHED = [{ name: "acr" }];
const GIVEN_BACK: Json = [];

/** Terraform wraps what it says. */
const unwrapped = (output: string) => output.replace(/[\s│]+/g, " ");

/** The code that the API server answers in the end. */
async function inTheEnd(request: () => Promise<number>, code: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await request();
    if (answer === code) {
      return answer;
    }
    await sleep(100);
  }
  return request();
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
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
    workspace = new RealWorkspace(cluster);
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

  test("a namespace that leaves the list locks the stack until it is given back, and can be patched again", async () => {
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
    expect(workspace.changes()).toEqual([]);
    configure(patching({})).apply();
    expect(await secrets()).toEqual([PATCHED, PATCHED]);
    expect(workspace.changes()).toEqual([]);
  });

  test("a list variable shrinks, to nothing too, and grows, where all of its namespaces may leave", async () => {
    const deploy = (...listed: readonly string[]) => {
      const build = (stack: TerraformStack) =>
        patching({ namespaces: listVariable(stack, "listed"), formerNamespaces: [...namespaces] })(stack);
      configure(build).variables({ password: "secret", listed });
      workspace.apply();
      expect(workspace.changes()).toEqual([]);
      return secrets();
    };
    const [shop, jobs] = namespaces;
    expect(await deploy(shop, jobs)).toEqual([PATCHED, PATCHED]);
    expect(await deploy(jobs)).toEqual([GIVEN_BACK, PATCHED]);
    expect(await deploy()).toEqual([GIVEN_BACK, GIVEN_BACK]);
    expect(await deploy(shop)).toEqual([PATCHED, GIVEN_BACK]);
  });

  test("a list variable of those that are given back takes them from a list variable of the secrets", async () => {
    const deploy = (listed: readonly string[], former: readonly string[]) => {
      configure((stack) => {
        const secret = secretOf(stack, "acr", { namespaces: listVariable(stack, "listed") });
        const formerNamespaces = listVariable(stack, "former");
        new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret], formerNamespaces });
      }).variables({ password: "secret", listed, former });
    };
    const [shop, jobs] = namespaces;
    deploy(namespaces, []);
    workspace.apply();
    deploy([shop], [jobs]);
    workspace.apply();
    expect(await secrets()).toEqual([PATCHED, GIVEN_BACK]);
    expect(workspace.changes()).toEqual([]);
    deploy([shop], ["Jobs"]);
    expect(refusal()).toContain("[stack/default] formerNamespaces must be RFC 1123 labels");
  });

  test("without the code, the cluster refuses to delete the account, says the repair, and everything stays as it was", async () => {
    const deletionPolicyName = `keep-${count}`;
    configure(patching({})).apply();
    // The stack of today gets the policy without a change of its account.
    configure(patching({ deletionPolicyName }));
    expect(workspace.changes().map(({ action }) => action)).toEqual(["create", "create"]);
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
    configure(() => undefined);
    expect(refusal()).toContain(
      "[stack/default] the service account default must not be deleted, which would invalidate the tokens of its pods; " +
        "release its namespace with formerNamespaces, then remove the account from the Terraform state",
    );
    expect(workspace.run("destroy", "-auto-approve", "-input=false").code).toBe(1);
    expect(await secrets()).toEqual([PATCHED, PATCHED]);
    // The secrets are there, too: pods still pull.
    const [shop] = namespaces;
    expect((await cluster.api("GET", `/api/v1/namespaces/${shop}/secrets/acr`)).code).toBe(200);
    // Put back, the code finds everything as it was.
    expect(configure(patching({ deletionPolicyName })).changes()).toEqual([]);
    await giveBack({ deletionPolicyName });
    expect(
      configure(patching({ deletionPolicyName }))
        .changes()
        .map(({ action }) => action),
    ).toContain("create");
  });

  test("the policy lets a namespace go, an account of another name, and that of another namespace", async () => {
    const [shop, jobs] = namespaces;
    const gone = `gone-${count}`;
    await createNamespaces(cluster, gone);
    await accountIn(gone);
    configure((stack) => {
      const secret = secretOf(stack, "acr", { namespaces: [shop, gone] });
      new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret], deletionPolicyName: `keep-${count}` });
    }).apply();
    const path = (namespace: string, name = "default") => `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
    const remove = async (path: string) => (await cluster.api("DELETE", path)).code;
    // A policy takes a moment to be in force.
    expect(await inTheEnd(() => remove(`${path(shop)}?dryRun=All`), 403)).toBe(403);
    expect(await remove(path(shop))).toBe(403);
    expect(await remove(path(shop, ""))).toBe(403);
    expect(await cluster.api("POST", path(shop, ""), { metadata: { name: "app" } })).toMatchObject({ code: 201 });
    expect(await remove(path(shop, "app"))).toBe(200);
    expect(await remove(path(jobs))).toBe(200);
    uids = (await accounts()).map(({ uid }) => uid);
    await remove(`/api/v1/namespaces/${gone}`);
    const left = async () => (await cluster.api("GET", path(gone))).code;
    expect(await inTheEnd(left, 404)).toBe(404);
  });

  /** Both steps of the page, after which nothing of Terraform is left. */
  async function giveBack(props: Partial<DefaultServiceAccountProps> = {}): Promise<void> {
    configure(patching({ ...props, namespaces: [], formerNamespaces: [...namespaces] })).apply();
    expect(await secrets()).toEqual([GIVEN_BACK, GIVEN_BACK]);
    configure(forgetting).apply();
    expect(workspace.changes()).toEqual([]);
    expect(workspace.succeed("state", "list")).toBe("");
    expect(await secrets()).toEqual([GIVEN_BACK, GIVEN_BACK]);
  }

  test("the policy is renamed and taken away without a change of the accounts", async () => {
    const change = (deletionPolicyName?: string) => {
      const changes = configure(patching({ deletionPolicyName })).changes();
      workspace.apply();
      expect(workspace.changes()).toEqual([]);
      return changes.map(({ address }) => address.split(".")[0]);
    };
    change(`keep-${count}`);
    expect(new Set(change(`hold-${count}`))).toEqual(new Set(["kubernetes_manifest"]));
    expect(new Set(change())).toEqual(new Set(["kubernetes_manifest"]));
    await giveBack();
  });

  test.each<Binary>(["terraform", "tofu"])(
    "%s deletes the code once its accounts are given back, and finds it put back",
    async (binary) => {
      workspace = new RealWorkspace(cluster, binary);
      configure(patching({})).apply();
      await giveBack();
      configure(patching({})).apply();
      expect(await secrets()).toEqual([PATCHED, PATCHED]);
      await giveBack();
    },
  );

  test("an account in some of the namespaces of its secret, with the same provider, leaves the others alone", async () => {
    const [shop, jobs] = namespaces;
    configure((stack) => {
      const provider = new KubernetesProvider(stack, "other", { alias: "other" });
      const imagePullSecrets = [secretOf(stack, "acr", { namespaces: [shop, jobs], provider })];
      new DefaultServiceAccount(stack, "default", { imagePullSecrets, namespaces: [shop], provider });
      new ServiceAccount(stack, "app", { imagePullSecrets, namespaces: [jobs], provider });
    }).apply();
    expect(workspace.changes()).toEqual([]);
    expect(await secrets()).toEqual([PATCHED, []]);
    const app = (namespace: string) => cluster.api("GET", `/api/v1/namespaces/${namespace}/serviceaccounts/app`);
    expect((await app(shop)).code).toBe(404);
    expect((await app(jobs)).body).toMatchObject({ imagePullSecrets: PATCHED });
  });
});
