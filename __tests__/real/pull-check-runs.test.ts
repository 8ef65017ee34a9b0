import type { TerraformStack } from "cdktf";
import { PullCheck, type PullCheckPodOptions, ServiceAccount } from "../../src";
import {
  createNamespaces,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  patch,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";

const CORE = "/api/v1/namespaces/apps";
const JOB = "/apis/batch/v1/namespaces/apps/jobs/check";

interface Check extends PullCheckPodOptions {
  readonly deadlineSeconds?: number;
}

function checked(options: Check): TerraformStack {
  const stack = kubernetesStack();
  const secret = secretOf(stack, "acr");
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
  new PullCheck(stack, "check", { image: "contoso.azurecr.io/team/app:1", serviceAccount, deadlineSeconds: 15, ...options });
  return stack;
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  function configure(options: Check = {}, password = "secret"): RealWorkspace {
    const stack = checked(options);
    use(stack);
    return workspace.write(stack).variables({ password });
  }

  function actions(): { readonly [address: string]: string } {
    return Object.fromEntries(workspace.changes().map(({ address, action }) => [address, action]));
  }

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    await createNamespaces(cluster, "apps");
    workspace = new RealWorkspace(cluster);
  });

  test("a failed apply leaves a pod that tells the registry's answer, and the next apply succeeds", async () => {
    const { code, output } = configure({}, "wrong").run("apply", "-auto-approve", "-input=false");
    expect(code).toBe(1);
    expect(output).toContain("job: apps/check is not in complete state");
    const { body: pods } = await cluster.api("GET", `${CORE}/pods?labelSelector=job-name%3Dcheck`);
    expect(JSON.stringify(pods.items)).toMatch(/"waiting":\{[^}]*oauth2\/token[^}]*401 Unauthorized/);
    const { body: events } = await cluster.api("GET", `${CORE}/events?fieldSelector=involvedObject.kind%3DPod`);
    expect(JSON.stringify(events.items)).toContain("Failed to pull image");

    configure().apply();
    expect(actions()).toEqual({});
  });

  test.each([{}, { labels: { team: "web" }, annotations: { team: "web" } }])(
    "others' stay on the Job beside %j",
    async (stated) => {
      configure(stated).apply();
      const theirs = { labels: { owner: "policy" }, annotations: { "argocd.argoproj.io/tracking-id": "apps" } };
      await patch(cluster, JOB, { metadata: theirs });
      expect(actions()).toEqual({});
    },
  );

  const ACCOUNT = 'kubernetes_service_account_v1.app["apps"]';
  const CHECK = 'kubernetes_job_v1.check["apps"]';
  const SECRET = `${CORE}/secrets/acr`;
  const remove = (path: string) => () => cluster.api("DELETE", path);
  const replace = async () => {
    const { data = null, type = null } = (await cluster.api("GET", SECRET)).body;
    await cluster.api("DELETE", SECRET);
    await cluster.api("POST", `${CORE}/secrets`, { metadata: { name: "acr" }, data, type });
  };

  test.each<readonly [string, () => Promise<unknown>, Readonly<Record<string, string>>]>([
    [
      "deletes the secret, which is created again",
      remove(SECRET),
      { 'kubernetes_secret_v1.acr["apps"]': "create", [CHECK]: "delete+create" },
    ],
    [
      "deletes the account, which is created again",
      remove(`${CORE}/serviceaccounts/app`),
      { [ACCOUNT]: "create", [CHECK]: "delete+create" },
    ],
    ["replaces the secret by an equal one", replace, { [CHECK]: "delete+create" }],
    ["deletes the check", remove(`${JOB}?propagationPolicy=Background`), { [CHECK]: "create" }],
  ])("a check runs again once somebody %s", async (_what, act, expected) => {
    await act();
    expect(actions()).toEqual(expected);
    workspace.apply();
    expect(actions()).toEqual({});
  });
});
