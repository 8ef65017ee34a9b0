import type { TerraformStack } from "cdktf";
import { type Json, type JsonObject, listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
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

const NAMES = ["team", "tier", "owner"];

/** The labels and annotations of these tests, without those of Kubernetes. */
function ours(object: Json | undefined): JsonObject {
  const metadata = objectOf(objectOf(object).metadata);
  return Object.fromEntries(
    ["labels", "annotations"].map((kind) => {
      const entries = Object.entries(objectOf(metadata[kind]));
      return [kind, Object.fromEntries(entries.filter(([name]) => NAMES.includes(name)))];
    }),
  );
}

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

  test.each([
    ["turned on", { labels: { team: "web", tier: "front" }, annotations: { owner: "web" } }],
    ["changed", { labels: { team: "api" }, annotations: { owner: "api" } }],
    ["removed", {}],
  ])("labels and annotations that are %s are those of the Job and its pod, in a new run", async (_title, stated) => {
    configure(stated);
    expect(actions()).toEqual({ 'kubernetes_job_v1.check["apps"]': "delete+create" });
    workspace.apply();
    const { body } = await cluster.api("GET", JOB);
    const { body: pods } = await cluster.api("GET", `${CORE}/pods?labelSelector=job-name%3Dcheck`);
    for (const object of [body, ...listOf(pods.items)]) {
      expect(ours(object)).toEqual({ labels: {}, annotations: {}, ...stated });
    }
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

  test.each(["secret", "service_account"])("a %s that somebody deleted is created again and checked again", async (kind) => {
    configure().apply();
    await cluster.api("DELETE", kind === "secret" ? `${CORE}/secrets/acr` : `${CORE}/serviceaccounts/app`);
    const address = kind === "secret" ? "kubernetes_secret_v1.acr" : "kubernetes_service_account_v1.app";
    expect(actions()).toEqual({ [`${address}["apps"]`]: "create", 'kubernetes_job_v1.check["apps"]': "delete+create" });
    workspace.apply();
    expect(actions()).toEqual({});
  });

  test("a secret that somebody replaced by an equal one is checked again", async () => {
    const { body: secret } = await cluster.api("GET", `${CORE}/secrets/acr`);
    await cluster.api("DELETE", `${CORE}/secrets/acr`);
    const { data, type } = secret;
    await cluster.api("POST", `${CORE}/secrets`, { metadata: { name: "acr" }, data: data ?? null, type: type ?? null });
    expect(actions()).toEqual({ 'kubernetes_job_v1.check["apps"]': "delete+create" });
    workspace.apply();
    expect(actions()).toEqual({});
  });

  test("a check that somebody deleted runs again", async () => {
    await cluster.api("DELETE", `${JOB}?propagationPolicy=Background`);
    expect(actions()).toEqual({ 'kubernetes_job_v1.check["apps"]': "create" });
    workspace.apply();
    expect(actions()).toEqual({});
  });
});
