import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { permissionOf } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { ImagePullSecret, PullSecretPolicy, PullSecretPolicyMode, RegistryCredentials } from "../../src";
import { mutatingVersion, startWithPolicies, useMutatingVersion } from "./policy/api-server";
import {
  createNamespaces,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  patch,
  RealWorkspace,
} from "./support/providers";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** The cluster as an identity sees it that may do what docs/reference/permissions.md lists for a secret and a policy, and nothing else. */
async function asDeployer(cluster: KubernetesCluster): Promise<KubernetesCluster> {
  const metadata = { name: "deployer" };
  const rules = ["kubernetes_secret_v1", "kubernetes_manifest"].flatMap((type) => permissionOf(type)?.kubernetes ?? []).map(rule);
  const subjects = [{ kind: "ServiceAccount", name: "deployer", namespace: "default" }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "deployer" };
  const account = "/api/v1/namespaces/default/serviceaccounts";
  await cluster.api("POST", account, { metadata });
  await cluster.api("POST", `${RBAC}/clusterroles`, { metadata, rules });
  await cluster.api("POST", `${RBAC}/clusterrolebindings`, { metadata, subjects, roleRef });
  const { body } = await cluster.api("POST", `${account}/deployer/token`, { spec: { expirationSeconds: 3600 } });
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const path = join(folder, "kubeconfig");
  writeFileSync(path, JSON.stringify(kubeconfig(cluster, Object(body.status).token)), { mode: 0o600 });
  return {
    ...cluster,
    env: { ...cluster.env, KUBECONFIG: path, KUBE_CONFIG_PATH: path },
    stop: async () => rmSync(folder, { recursive: true }),
  };
}

/** From `jobs (batch): get, create`. */
function rule(permission: string): JsonObject {
  const [, resource, group = "", verbs] = /^(\w+)(?: \((.+)\))?: (.+)$/.exec(permission) ?? [];
  return { apiGroups: [group], resources: [resource], verbs: verbs.split(", ") };
}

function kubeconfig({ env }: KubernetesCluster, token: string): JsonObject {
  const name = "deployer";
  const authority = readFileSync(env.K8S_CA ?? "").toString("base64");
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server: env.K8S_SERVER ?? "", "certificate-authority-data": authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
}

const GROUP = "/apis/admissionregistration.k8s.io";

/** A secret and a policy of each mode. Policies have no namespace, so each generation of the providers has its own name. */
function policies(name: string): TerraformStack {
  const stack = kubernetesStack();
  const text = (id: string) => new TerraformVariable(stack, id, { type: "string" }).stringValue;
  const texts = (id: string) => new TerraformVariable(stack, id, { type: "list(string)" }).listValue;
  const loginServer = text("login_server");
  const credentials = [RegistryCredentials.fromPassword({ loginServer, username: "puller", password: text("password") })];
  const imagePullSecret = new ImagePullSecret(stack, "acr-pull", { credentials, namespaces: texts("namespaces") });
  new PullSecretPolicy(stack, "demand", {
    mode: PullSecretPolicyMode.VALIDATE,
    imagePullSecret,
    policyName: name,
    validationActions: texts("actions"),
    workloadValidationActions: PullSecretPolicy.WARN,
    exemptPodLabel: "contoso.example/break-glass",
    kubernetesVersion: text("kubernetes_version"),
  });
  const inject = new PullSecretPolicy(stack, "inject", {
    mode: PullSecretPolicyMode.MUTATE,
    imagePullSecret,
    policyName: name,
    kubernetesVersion: "1.36",
  });
  useMutatingVersion(inject);
  return stack;
}

type PolicyObject = "policy" | "binding" | "workloads" | "workloadsBinding" | "injecting" | "injectingBinding";

const NEVER = [{ name: "never", expression: "false" }];
const NO_PODS = { objectSelector: { matchLabels: { team: "nobody" } } };

/** What somebody writes to a spec, so that it does less. */
const WEAKENED: readonly (readonly [PolicyObject, JsonObject])[] = [
  ["binding", { validationActions: ["Warn"] }],
  ["binding", { validationActions: ["Audit"] }],
  ["binding", { validationActions: ["Deny", "Audit"] }],
  ["binding", { matchResources: NO_PODS }],
  ["policy", { failurePolicy: "Ignore" }],
  ["policy", { matchConditions: NEVER }],
  ["policy", { matchConstraints: NO_PODS }],
  ["workloads", { matchConditions: NEVER }],
  ["injecting", { matchConditions: NEVER }],
  ["injectingBinding", { matchResources: NO_PODS }],
];

describeReal("an admission policy", () => {
  let cluster: KubernetesCluster;
  let deployer: KubernetesCluster;

  beforeAll(async () => {
    cluster = await startWithPolicies();
    await createNamespaces(cluster, "generation-0", "generation-0-later", "generation-1", "generation-1-later");
    deployer = await asDeployer(cluster);
  });

  afterAll(async () => {
    await deployer?.stop();
  });

  test.concurrent.each(GENERATIONS.map(({ generation, use }, index) => ({ generation, use, name: `generation-${index}` })))(
    "lives with $generation and the listed permissions alone",
    async ({ use, name }) => {
      const workspace = new RealWorkspace(deployer);
      const stack = policies(name);
      use(stack);
      workspace.write(stack);
      const paths = {
        policy: `${GROUP}/v1/validatingadmissionpolicies/${name}`,
        binding: `${GROUP}/v1/validatingadmissionpolicybindings/${name}`,
        workloads: `${GROUP}/v1/validatingadmissionpolicies/${name}-workloads`,
        workloadsBinding: `${GROUP}/v1/validatingadmissionpolicybindings/${name}-workloads`,
        injecting: `${GROUP}/${mutatingVersion()}/mutatingadmissionpolicies/${name}`,
        injectingBinding: `${GROUP}/${mutatingVersion()}/mutatingadmissionpolicybindings/${name}`,
      };
      const first = {
        login_server: "contoso.azurecr.io",
        namespaces: [name],
        actions: PullSecretPolicy.WARN,
        kubernetes_version: "1.34",
        password: "secret",
      };
      const later = {
        ...first,
        login_server: "fabrikam.azurecr.io",
        namespaces: [name, `${name}-later`],
        actions: PullSecretPolicy.DENY,
      };
      const spec = async (path: string) => Object((await cluster.api("GET", path)).body.spec);
      const actionsOf = async () => (await spec(paths.binding)).validationActions;
      try {
        workspace.variables({ ...first, kubernetes_version: "1.29" });
        const refused = await workspace.runMeanwhile("plan", "-input=false", "-no-color");
        expect(refused.output.replace(/\s+/g, " ")).toContain("kubernetesVersion must be at least 1.30 for VALIDATE");

        workspace.variables(first);
        await workspace.applyMeanwhile();
        expect(await workspace.changesMeanwhile()).toEqual([]);
        expect(await actionsOf()).toEqual(PullSecretPolicy.WARN);

        workspace.variables(later);
        const changes = await workspace.changesMeanwhile();
        const manifests = changes.filter(({ address }) => address.startsWith("kubernetes_manifest."));
        expect(
          manifests.map(({ address, action, replaces }) => [address.split("_").slice(1, 3).join("_"), action, replaces]),
        ).toEqual(
          [
            "manifest.demand",
            "manifest.demand_Binding",
            "manifest.demand_WorkloadsBinding",
            "manifest.demand_Workloads",
            "manifest.inject",
            "manifest.inject_Binding",
          ].map((address) => [address, "update", []]),
        );
        await workspace.applyMeanwhile();
        expect(await workspace.changesMeanwhile()).toEqual([]);
        expect(await actionsOf()).toEqual(["Deny"]);
        expect(JSON.stringify(await spec(paths.policy))).toContain('\\"fabrikam.azurecr.io\\"');

        // Others label what they like, and delete.
        await patch(cluster, paths.policy, { metadata: { labels: { team: "web" } } });
        await cluster.api("DELETE", paths.injectingBinding);
        expect((await workspace.changesMeanwhile()).map(({ action }) => action)).toEqual(["create"]);
        await workspace.applyMeanwhile();
        expect((await cluster.api("GET", paths.policy)).body).toMatchObject({ metadata: { labels: { team: "web" } } });
        expect((await cluster.api("GET", paths.injectingBinding)).code).toBe(200);

        for (const [object, weaker] of WEAKENED) {
          const before = await spec(paths[object]);
          await patch(cluster, paths[object], { spec: weaker });
          const changes = await workspace.changesMeanwhile();
          expect(changes.filter(({ action }) => action === "delete+create")).toHaveLength(1);
          await workspace.applyMeanwhile();
          expect([weaker, await spec(paths[object])]).toEqual([weaker, before]);
          expect(await workspace.changesMeanwhile()).toEqual([]);
        }

        // One of our actions is gone, and nobody has added another.
        await patch(cluster, paths.workloadsBinding, { spec: { validationActions: ["Audit"] } });
        expect((await workspace.changesMeanwhile()).map(({ action }) => action)).toEqual(["update"]);
        await workspace.applyMeanwhile();
        expect(await workspace.changesMeanwhile()).toEqual([]);
        expect((await spec(paths.workloadsBinding)).validationActions).toEqual(expect.arrayContaining(PullSecretPolicy.WARN));

        await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
        const left = await Promise.all(Object.values(paths).map((path) => cluster.api("GET", path)));
        expect(left.map(({ code }) => code)).toEqual([404, 404, 404, 404, 404, 404]);
      } finally {
        workspace.remove();
      }
    },
  );
});
