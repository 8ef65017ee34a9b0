import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ref, type TerraformStack, TerraformVariable } from "cdktf";
import { permissionOf } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { type JsonObject, listOf, objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import {
  ContainerRegistry,
  ImagePolicy,
  ImagePullSecret,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCredentials,
  ServiceAccount,
} from "../../../src";
import { listVariable } from "../../support/stack";
import { mutatingVersion, startWithPolicies, useMutatingVersion } from "../policy/api-server";
import { ALLOWED, EXEMPT, IMAGE_PODS, IMAGE_ROLLOUTS, IMAGE_UPDATES, TAGS } from "../policy/images";
import {
  CHANGING_KINDS,
  image,
  longHost,
  names,
  OF_ANOTHER,
  OF_REGISTRY,
  SECRET_PODS,
  SECRET_ROLLOUTS,
  SECRET_UPDATES,
  type Verdict,
  WORKLOADS,
  workload,
} from "../policy/pods";
import {
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  patch,
  RealWorkspace,
  until,
} from "../support/providers";

// Pods, workloads, updates and namespaces that try to get past the policies, which the providers have made. The API server
// judges them in dry runs, so that hundreds take seconds.

const MERGE = "application/strategic-merge-patch+json";
const ADMISSION = "/apis/admissionregistration.k8s.io";
const EXEMPT_NAMESPACES = "contoso.example/exempt";
const BREAK_GLASS = "contoso.example/break-glass";
const ADD_ON = "azurepolicy-k8sazurev2containerallowedimages";
const EVIL = image("evil.example/app:v1");
const REGISTRY_ID =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/fabrikam";

/** A policy compares each of them with each image of a pod. The last one is in a variable. */
const HOSTS = [
  "contoso.azurecr.io",
  "contoso.westeurope.geo.azurecr.io",
  ...Array.from({ length: 9 }, (_, index) => longHost(index)),
];
const FIRST = {
  password: "secret",
  host: "first.azurecr.io",
  namespaces: ["inject"],
  actions: PullSecretPolicy.WARN,
  kubernetes_version: "1.34",
  fabrikam: "fabrikam.azurecr.io",
  tailspin: "tailspin.azurecr.io",
};
const LATER = { ...FIRST, host: longHost(9), namespaces: ["inject", "inject-later"], actions: PullSecretPolicy.DENY };

/** A secret that is demanded and one that is injected, and images by their place, their digests and their tags. */
function policies(): TerraformStack {
  const stack = kubernetesStack();
  const text = (id: string) => new TerraformVariable(stack, id, { type: "string" }).stringValue;
  const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true }).stringValue;
  const host = text("host");
  const credentials = [...HOSTS, host].map((loginServer) =>
    RegistryCredentials.fromPassword({ loginServer, username: "puller", password }),
  );
  const accountIn = (mode: string, namespaces: string[]) => {
    const secret = new ImagePullSecret(stack, `secret-${mode}`, { credentials, namespaces, secretName: "acr-pull" });
    return new ServiceAccount(stack, `app-${mode}`, { imagePullSecrets: [secret], serviceAccountName: "app" });
  };
  new PullSecretPolicy(stack, "demand", {
    mode: PullSecretPolicyMode.VALIDATE,
    serviceAccount: accountIn("demand", ["demand"]),
    namespaceSelector: { pulls: "demand" },
    exemptNamespaceLabel: EXEMPT_NAMESPACES,
    exemptPodLabel: BREAK_GLASS,
    exemptImagePrefixes: ["contoso.azurecr.io/public/", "contoso.azurecr.io/tools/debug:"],
    validationActions: listVariable(stack, "actions"),
    workloadValidationActions: PullSecretPolicy.DENY,
    serviceAccountNames: ["by-hand"],
    kubernetesVersion: text("kubernetes_version"),
  });
  const serviceAccount = accountIn("inject", listVariable(stack, "namespaces"));
  const mode = PullSecretPolicyMode.MUTATE;
  useMutatingVersion(new PullSecretPolicy(stack, "inject", { mode, serviceAccount, kubernetesVersion: "1.36" }));

  const registry = { registryId: REGISTRY_ID, loginServer: text("fabrikam") };
  const registries = [ContainerRegistry.fromRegistryAttributes(stack, "fabrikam-acr", registry)];
  // As the host of a registry that the same apply creates.
  stack.addOverride("resource.terraform_data.tailspin", { input: text("tailspin") });
  const allowedImages = [...ALLOWED, `${ref("terraform_data.tailspin.output")}/team-c`];
  const places = { exemptNamespaceLabel: EXEMPT_NAMESPACES };
  for (const [id, props] of Object.entries({ places, digests: { digestRequired: true }, tags: { allowedTagPattern: TAGS } })) {
    new ImagePolicy(stack, id, {
      ...{ allowedImages, registries, exemptImages: EXEMPT, namespaceSelector: { approved: id } },
      validationActions: PullSecretPolicy.DENY,
      workloadValidationActions: PullSecretPolicy.DENY,
      ...props,
    });
  }
  new ImagePolicy(stack, "warned", { allowedImages: ["contoso.azurecr.io"], digestRequired: true });
  return stack;
}

const VALIDATING = ["demand", "demand-workloads", ...["places", "digests", "tags"].flatMap((one) => [one, `${one}-workloads`])];

/** A namespace with its labels, and what is said of a pod of the registry without the secret, whose image no other policy approves. */
const NAMESPACES: readonly (readonly [string, JsonObject, Verdict])[] = [
  ["demand", { pulls: "demand" }, "no secret"],
  ["inject", { pulls: "inject" }, "admitted"],
  ["inject-later", {}, "admitted"],
  ["unlabelled", {}, "admitted"],
  ["other-value", { pulls: "Demand" }, "admitted"],
  ["self-granted", { pulls: "demand", "control-plane": "true" }, "no secret"],
  ["self-managed", { pulls: "demand", "kubernetes.azure.com/managedby": "aks" }, "no secret"],
  ["self-ignored", { pulls: "demand", "admission.gatekeeper.sh/ignore": "true" }, "no secret"],
  ["self-excluded", { pulls: "demand", "openservicemesh.io/ignore": "true" }, "no secret"],
  ["renamed", { pulls: "demand", "kubernetes.io/metadata.name": "kube-system" }, "no secret"],
  ["almost-exempt", { pulls: "demand", [`${EXEMPT_NAMESPACES}-2`]: "true" }, "no secret"],
  ["kube-system", { pulls: "demand", approved: "places" }, "admitted"],
  ["kube-system-2", { pulls: "demand" }, "no secret"],
  ["exempt", { pulls: "demand", approved: "places", [EXEMPT_NAMESPACES]: "" }, "admitted"],
  ["calico-system", { pulls: "demand", approved: "places" }, "admitted"],
  ["gatekeeper-system", { pulls: "demand", approved: "places" }, "admitted"],
  ["places", { approved: "places" }, "unapproved"],
  ["digests", { approved: "digests" }, "unapproved"],
  ["tags", { approved: "tags" }, "unapproved"],
];

const PODS = [...SECRET_PODS, ...IMAGE_PODS];
const OLDER_PODS = [...SECRET_UPDATES, ...IMAGE_UPDATES].map((row, index) => [...row, `old-${index}`] as const);
const OLDER_WORKLOADS = [...SECRET_ROLLOUTS, ...IMAGE_ROLLOUTS].map((row, index) => [...row, `old-${index}`] as const);

const PODS_CREATED = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
const SIDECAR = 'Object.spec.containers{name: "sidecar", image: "contoso.azurecr.io/sidecar:1"}';

/** Policies of others: the Azure Policy add-on warns, and one adds a container, after those that are called before it. */
const OF_OTHERS: readonly (readonly [plural: string, name: string, spec: JsonObject])[] = [
  [
    "validatingadmissionpolicies",
    ADD_ON,
    {
      matchConstraints: { resourceRules: PODS_CREATED },
      validations: [
        { expression: "!object.spec.containers.exists(one, one.image == 'evil.example/app:1')", message: "by the add-on" },
      ],
    },
  ],
  ["validatingadmissionpolicybindings", ADD_ON, { policyName: ADD_ON, validationActions: ["Warn"] }],
  [
    "mutatingadmissionpolicies",
    "sidecar",
    {
      failurePolicy: "Fail",
      reinvocationPolicy: "Never",
      matchConstraints: { resourceRules: PODS_CREATED, objectSelector: { matchLabels: { sidecar: "policy" } } },
      mutations: [
        {
          patchType: "JSONPatch",
          jsonPatch: { expression: `[JSONPatch{op: "add", path: "/spec/containers/-", value: ${SIDECAR}}]` },
        },
      ],
    },
  ],
  ["mutatingadmissionpolicybindings", "sidecar", { policyName: "sidecar" }],
];

const pathOf = (plural: string) => `${ADMISSION}/${plural.startsWith("mutating") ? mutatingVersion() : "v1"}/${plural}`;
const policyAt = (name: string) => `${pathOf("validatingadmissionpolicies")}/${name}`;
const bindingAt = (name: string) => `${pathOf("validatingadmissionpolicybindings")}/${name}`;
const INJECTING = [`${pathOf("mutatingadmissionpolicies")}/inject`, `${pathOf("mutatingadmissionpolicybindings")}/inject`];

const NEVER = { matchConditions: [{ name: "never", expression: "false" }] };
const NO_PODS = { objectSelector: { matchLabels: { team: "nobody" } } };

/** What somebody writes to specs at once, so that they do less. */
const WEAKENED: readonly Readonly<Record<string, JsonObject>>[] = [
  {
    [bindingAt("demand")]: { validationActions: ["Warn"] },
    [policyAt("demand")]: { failurePolicy: "Ignore" },
    [policyAt("demand-workloads")]: NEVER,
    [bindingAt("places")]: { validationActions: ["Audit"] },
    [INJECTING[0]]: NEVER,
    [INJECTING[1]]: { matchResources: NO_PODS },
  },
  {
    [bindingAt("demand")]: { validationActions: ["Deny", "Audit"] },
    [policyAt("demand")]: NEVER,
    [policyAt("places")]: NEVER,
  },
  { [bindingAt("demand")]: { matchResources: NO_PODS }, [policyAt("demand")]: { matchConstraints: NO_PODS } },
];

const SAID = {
  "no secret": "the registry of its images needs credentials",
  unapproved: "not in an approved registry",
  "no digest": "not pinned to a digest",
  "no tag": "nor an approved tag",
};

function verdict({ code, body }: { readonly code: number; readonly body: JsonObject }): string {
  const message = String(body.message);
  const [refused] = Object.entries(SAID).find(([, words]) => message.includes(words)) ?? [message];
  return code < 300 ? "admitted" : refused;
}

/** The names of a pod's secrets. */
function secretsOf({ spec }: JsonObject): string[] {
  return listOf(objectOf(spec).imagePullSecrets).map((one) => String(objectOf(one).name ?? ""));
}

/** The cluster as an identity sees it that may do what docs/reference/permissions.md lists, and nothing else. @param folder for its login */
async function asDeployer(cluster: KubernetesCluster, folder: string): Promise<KubernetesCluster> {
  const metadata = { name: "deployer" };
  const types = ["kubernetes_secret_v1", "kubernetes_service_account_v1", "kubernetes_manifest"];
  const permissions = types.flatMap((type) => permissionOf(type)?.kubernetes ?? []);
  const rules = permissions.map((permission) => {
    // Such as `jobs (batch): get, create`.
    const [, resource, group = "", verbs] = /^(\w+)(?: \((.+)\))?: (.+)$/.exec(permission) ?? [];
    return { apiGroups: [group], resources: [resource], verbs: verbs.split(", ") };
  });
  const subjects = [{ kind: "ServiceAccount", name: "deployer", namespace: "default" }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "deployer" };
  const account = "/api/v1/namespaces/default/serviceaccounts";
  await cluster.api("POST", account, { metadata });
  await cluster.api("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", { metadata, rules });
  await cluster.api("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", { metadata, subjects, roleRef });
  const { body } = await cluster.api("POST", `${account}/deployer/token`, { spec: { expirationSeconds: 3600 } });
  const { K8S_SERVER: server = "", K8S_CA = "" } = cluster.env;
  const authority = readFileSync(K8S_CA).toString("base64");
  const path = join(folder, "kubeconfig");
  const kubeconfig = {
    "current-context": "deployer",
    clusters: [{ name: "deployer", cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name: "deployer", user: { token: Object(body.status).token } }],
    contexts: [{ name: "deployer", context: { cluster: "deployer", user: "deployer" } }],
  };
  writeFileSync(path, JSON.stringify(kubeconfig), { mode: 0o600 });
  return { ...cluster, env: { ...cluster.env, KUBECONFIG: path, KUBE_CONFIG_PATH: path } };
}

describeReal("an API server with the policies", () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  let cluster: KubernetesCluster;
  let deployer: KubernetesCluster;

  async function create(path: string, body: JsonObject): Promise<void> {
    const answer = await cluster.api("POST", path, body);
    // The controller manager may have been first.
    if (answer.code >= 300 && answer.code !== 409) {
      throw new Error(`POST ${path} answered ${answer.code}: ${JSON.stringify(answer.body)}`);
    }
  }

  function ask(namespace: string, spec: JsonObject, labels: JsonObject = {}) {
    const metadata = { generateName: "pod-", labels };
    return cluster.api("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, { metadata, spec });
  }

  const askFor = async (kind: string, namespace: string, spec: JsonObject, labels: JsonObject = {}) =>
    verdict(await cluster.api("POST", `${WORKLOADS[kind].path(namespace)}?dryRun=All`, workload(kind, spec, "new", labels)));

  const spec = async (path: string) => objectOf((await cluster.api("GET", path)).body.spec);

  beforeAll(async () => {
    cluster = await startWithPolicies();
    deployer = await asDeployer(cluster, folder);
    for (const [name, labels] of NAMESPACES) {
      await create("/api/v1/namespaces", { metadata: { name, labels } });
      await cluster.api("PATCH", `/api/v1/namespaces/${name}`, { metadata: { labels } }, MERGE);
      const accounts = `/api/v1/namespaces/${name}/serviceaccounts`;
      await create(accounts, { metadata: { name: "default" } });
      await create(accounts, { metadata: { name: "other" }, ...names("of-another-account") });
    }
    for (const [namespace, , before, , , name] of OLDER_PODS) {
      const metadata = { name, finalizers: ["example.com/keep"] };
      await create(`/api/v1/namespaces/${namespace}/pods`, { metadata, spec: before });
    }
    for (const [namespace, , before, , , name] of OLDER_WORKLOADS) {
      for (const kind of CHANGING_KINDS) {
        await create(WORKLOADS[kind].path(namespace), workload(kind, before, name));
      }
    }
    for (const [plural, name, others] of OF_OTHERS) {
      await create(pathOf(plural), { metadata: { name }, spec: others });
    }
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  describe.each(GENERATIONS)("with $generation", ({ generation, use }) => {
    // What the providers make of them is the same, so that one of both is judged.
    const judging = generation === GENERATIONS[0].generation ? describe : describe.skip;
    let workspace: RealWorkspace;

    beforeAll(() => {
      const stack = policies();
      use(stack);
      workspace = new RealWorkspace(deployer).write(stack);
    });

    test("the cluster must know the policies", () => {
      workspace.variables({ ...FIRST, kubernetes_version: "1.29" });
      const { output } = workspace.run("plan", "-input=false", "-no-color");
      expect(output.replace(/\s+/g, " ")).toContain("kubernetesVersion must be at least 1.30 for VALIDATE");
    });

    test("they are created with the listed permissions, and updated in place", async () => {
      workspace.variables(FIRST).apply();
      expect((await spec(bindingAt("demand"))).validationActions).toEqual(PullSecretPolicy.WARN);
      const changes = workspace.variables(LATER).changes();
      const manifests = changes.filter(({ address }) => address.startsWith("kubernetes_manifest."));
      expect(
        manifests.map(({ address, action, replaces }) => [/manifest\.(.*?)(_\w{8})?$/.exec(address)?.[1], action, replaces]),
      ).toEqual(["demand", "demand_Binding", "demand_Workloads", "inject", "inject_Binding"].map((one) => [one, "update", []]));
    });

    judging("while they warn", () => {
      test.each<readonly [string, readonly string[]]>([
        [
          "evil.example/app:1",
          [ADD_ON, "not in an approved registry or repository: evil.example/app:1; approved: contoso.azurecr.io"],
        ],
        ["contoso.azurecr.io/app:1", ["needs credentials", "not pinned to a digest: contoso.azurecr.io/app:1"]],
        [`contoso.azurecr.io/app@sha256:${"0".repeat(64)}`, ["needs credentials"]],
      ])("beside the Azure Policy add-on, of %s one thing is said for each fault", async (name, said) => {
        const metadata = { name: "warned", namespace: "demand" };
        const input = JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec: image(name) });
        const args = ["create", "--dry-run=server", "--filename=-"];
        const warnings = () => {
          const { stderr } = spawnSync("kubectl", args, { env: cluster.env, input, encoding: "utf8" });
          return stderr.split("\n").filter((line) => line.startsWith("Warning: "));
        };
        await until(async () => warnings().length === said.length);
        expect(warnings().sort()).toEqual(said.map((words) => expect.stringContaining(words)));
      });
    });

    test("they are what is stated later, and a second plan is empty", async () => {
      workspace.variables(LATER).apply();
      expect(workspace.changes()).toEqual([]);
      expect((await spec(bindingAt("demand"))).validationActions).toEqual(["Deny"]);
      expect(JSON.stringify(await spec(policyAt("demand")))).toContain(`\\"${LATER.host}\\"`);
      const { variables } = await spec(policyAt("places"));
      const list = listOf(variables)
        .map(objectOf)
        .find(({ name }) => name === "allowedImages")?.expression;
      expect(JSON.parse(String(list))).toEqual([...ALLOWED, "tailspin.azurecr.io/team-c", "fabrikam.azurecr.io"]);
    });

    judging("once they deny", () => {
      test("they come into force, for pods and for workloads", async () => {
        await until(async () => verdict(await ask("demand", OF_REGISTRY)) === "no secret");
        await until(async () => secretsOf((await ask("inject", OF_REGISTRY)).body).length === 1);
        const sidecar = { sidecar: "policy" };
        await until(
          async () => listOf(objectOf((await ask("unlabelled", OF_ANOTHER, sidecar)).body.spec).containers).length === 2,
        );
        await until(async () => (await askFor("Deployment", "demand", OF_REGISTRY)) === "no secret");
        for (const namespace of ["places", "digests", "tags"]) {
          await until(async () => verdict(await ask(namespace, EVIL)) === "unapproved");
          await until(async () => (await askFor("Deployment", namespace, EVIL)) === "unapproved");
        }
      });

      test("a pod is refused with the way out", async () => {
        expect((await ask("demand", OF_REGISTRY)).body.message).toContain(
          `ValidatingAdmissionPolicy 'demand' with binding 'demand' denied request: ${SAID["no secret"]}: ` +
            "in the namespace demand, name the secret acr-pull in imagePullSecrets of the pod or, if it has none of its own, the " +
            "service account app in serviceAccountName",
        );
      });

      test("a pod to which another policy adds a container of the registry", async () => {
        expect(verdict(await ask("demand", OF_ANOTHER, { sidecar: "policy" }))).toBe("no secret");
        expect(secretsOf((await ask("inject", OF_ANOTHER, { sidecar: "policy" })).body)).toEqual(["acr-pull"]);
      });

      test.each(PODS)("a pod $pod, and workloads of it", async ({ spec, says, secrets }) => {
        for (const [namespace, expected] of Object.entries(says)) {
          expect([namespace, verdict(await ask(namespace, spec))]).toEqual([namespace, expected]);
        }
        const [[namespace, expected]] = Object.entries(says);
        for (const kind of Object.keys(WORKLOADS)) {
          expect([kind, await askFor(kind, namespace, spec)]).toEqual([kind, expected]);
        }
        if (secrets !== undefined) {
          const injected = await ask("inject", spec);
          expect([verdict(injected), secretsOf(injected.body)]).toEqual(["admitted", secrets]);
        }
      });

      test.each(OLDER_PODS)("in %s, an older pod %s", async (namespace, _title, _before, after, expected, name) => {
        const place = "ephemeralContainers" in objectOf(after.spec) ? "/ephemeralcontainers" : "";
        const path = `/api/v1/namespaces/${namespace}/pods/${name}${place}?dryRun=All`;
        expect(verdict(await cluster.api("PATCH", path, after, MERGE))).toBe(expected);
      });

      test.each(OLDER_WORKLOADS)("in %s, an older workload %s", async (namespace, _title, _before, after, expected, name) => {
        for (const kind of CHANGING_KINDS) {
          const path = `${WORKLOADS[kind].path(namespace)}/${name}`;
          const { body } = await cluster.api("GET", path);
          const spec = { ...objectOf(body.spec), ...objectOf(workload(kind, after, name).spec) } as JsonObject;
          expect([kind, verdict(await cluster.api("PUT", `${path}?dryRun=All`, { ...body, spec }))]).toEqual([kind, expected]);
        }
      });

      test("an older Deployment is scaled, labelled and deleted, and its status is written", async () => {
        const [, , , , , name] = OLDER_WORKLOADS.find(([namespace]) => namespace === "places") ?? [];
        const path = `${WORKLOADS.Deployment.path("places")}/${name}`;
        for (const [place, changed] of [
          ["", { metadata: { labels: { team: "web" } } }],
          ["/scale", { spec: { replicas: 4 } }],
          ["/status", { status: { observedGeneration: 9 } }],
        ] as const) {
          const type = place === "/scale" ? "application/merge-patch+json" : MERGE;
          expect(verdict(await cluster.api("PATCH", `${path}${place}?dryRun=All`, changed, type))).toBe("admitted");
        }
        expect((await cluster.api("DELETE", `${path}?dryRun=All`)).code).toBe(200);
      });

      const OF_PUBLIC = image("contoso.azurecr.io/public/app:1");
      test.each<readonly [string, JsonObject, JsonObject, boolean]>([
        ["with the label that breaks the glass", OF_REGISTRY, { [BREAK_GLASS]: "" }, true],
        ["with another value of it", OF_REGISTRY, { [BREAK_GLASS]: "incident-1" }, true],
        ["with a label that begins like it", OF_REGISTRY, { [`${BREAK_GLASS}-2`]: "" }, false],
        ["with an image that is exempt", OF_PUBLIC, {}, true],
        ["with one of a name", image("contoso.azurecr.io/tools/debug:1"), {}, true],
        ["with a digest of that name", image(`contoso.azurecr.io/tools/debug@sha256:${"0".repeat(64)}`), {}, false],
        ["with an image that begins like it", image("contoso.azurecr.io/publications/app:1"), {}, false],
        ["with the path on another host", image("contoso.westeurope.geo.azurecr.io/public/app:1"), {}, false],
        ["with the path in upper case", image("contoso.azurecr.io/PUBLIC/app:1"), {}, false],
        ["with an exempt image and another", image("contoso.azurecr.io/public/app:1", "contoso.azurecr.io/app:1"), {}, false],
      ])("a pod and a workload %s", async (_title, spec, labels, isAdmitted) => {
        const expected = isAdmitted ? "admitted" : "no secret";
        expect(verdict(await ask("demand", spec, labels))).toBe(expected);
        for (const kind of Object.keys(WORKLOADS)) {
          expect([kind, await askFor(kind, "demand", spec, labels)]).toEqual([kind, expected]);
        }
      });

      test("a workload whose account has been given the secret by hand, and one that a Deployment has made", async () => {
        const { body: maker } = await cluster.api("GET", `${WORKLOADS.Deployment.path("demand")}/old-0`);
        const owner = { apiVersion: "apps/v1", kind: "Deployment", name: "old-0", uid: Object(maker.metadata).uid };
        const made = async (extra: JsonObject) => {
          const { metadata, ...rest } = workload("ReplicaSet", OF_REGISTRY);
          const owned = { ...rest, metadata: { ...Object(metadata), ownerReferences: [{ ...owner, ...extra }] } };
          return verdict(await cluster.api("POST", `${WORKLOADS.ReplicaSet.path("demand")}?dryRun=All`, owned));
        };
        expect(await askFor("ReplicaSet", "demand", { ...OF_REGISTRY, serviceAccountName: "by-hand" })).toBe("admitted");
        expect(await made({ controller: true })).toBe("admitted");
        expect(await made({})).toBe("no secret");
        expect(await made({ controller: true, kind: "Rollout" })).toBe("no secret");
      });

      test.each(NAMESPACES)("a pod without the secret in the namespace %s", async (name, _labels, expected) => {
        expect(verdict(await ask(name, OF_REGISTRY))).toBe(expected);
      });

      test.each(VALIDATING)("the API server finds no fault with the types in the expressions of %s", async (name) => {
        const checked = async () => objectOf((await cluster.api("GET", policyAt(name))).body.status).typeChecking;
        await until(async () => (await checked()) !== undefined);
        expect(await checked()).toEqual({});
      });
    });

    test.each(WEAKENED.map((weaker, index) => [index, weaker] as const))(
      "specs that somebody weakened are as before: %i",
      async (_index, weaker) => {
        const paths = Object.keys(weaker);
        const before = await Promise.all(paths.map(spec));
        for (const path of paths) {
          await patch(cluster, path, { spec: weaker[path] });
        }
        const changes = workspace.changes();
        expect(changes.filter(({ action }) => action === "delete+create")).toHaveLength(paths.length);
        workspace.apply();
        expect(await Promise.all(paths.map(spec))).toEqual(before);
      },
    );

    test("labels of others stay, a binding that is gone is created, and an action of ours comes back", async () => {
      await patch(cluster, policyAt("demand"), { metadata: { labels: { team: "web" } } });
      await cluster.api("DELETE", INJECTING[1]);
      await patch(cluster, bindingAt("warned"), { spec: { validationActions: ["Audit"] } });
      expect(
        workspace
          .changes()
          .map(({ action }) => action)
          .sort(),
      ).toEqual(["create", "update"]);
      workspace.apply();
      expect(workspace.changes()).toEqual([]);
      expect((await cluster.api("GET", policyAt("demand"))).body).toMatchObject({ metadata: { labels: { team: "web" } } });
      expect((await spec(bindingAt("warned"))).validationActions).toEqual(expect.arrayContaining(["Warn"]));
    });

    test("what is destroyed leaves nothing but the policies of others", async () => {
      workspace.succeed("destroy", "-auto-approve", "-input=false");
      for (const [plural, name] of OF_OTHERS) {
        const { body } = await cluster.api("GET", pathOf(plural));
        expect(listOf(body.items).map((one) => objectOf(objectOf(one).metadata).name)).toEqual([name]);
      }
    });
  });
});
