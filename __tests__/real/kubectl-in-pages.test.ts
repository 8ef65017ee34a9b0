import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { commandsOf, inlineCommandsOf } from "../support/commands";
import { type Fence, markdownIn, type Page, pages, readPage } from "../support/pages";
import { defineOperators } from "./support/operators";
import { createNamespaces, describeReal, type KubernetesCluster, startKubernetes, until } from "./support/providers";

/** Words of the text that name a command and do not state one. Whatever else begins with kubectl is run. */
const FRAGMENTS = [
  "kubectl create secret",
  "kubectl create secret docker-registry",
  "kubectl patch serviceaccount default",
  "kubectl debug --image=busybox",
];

const HOST = "contoso.azurecr.io";

/** Those of the pages, beside `default`. */
const NAMESPACES = ["apps", "argocd", "jobs", "shop"];

/** What readers put in place of a placeholder. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/<namespace>/g, "apps"],
  [/<name>/g, "app"],
  [/…/g, HOST],
];

/** What a program prints that is asked for a login server, where nothing is run but kubectl. */
const ANSWER = "answer==";

/** A command as a reader runs it, with the document that the page feeds to it. */
interface Call {
  readonly args: readonly string[];
  readonly input: string;
  /** The files of the page, which the reader has. */
  readonly files: readonly Fence[];
}

function callsOf(page: Page): Call[] {
  const { calls, inputs } = commandsOf(page);
  const inBlocks = calls.map((words, index) => ({ words, input: inputs[index] }));
  const spans = inlineCommandsOf(page).map((words) => words.join(" "));
  const whole = spans.filter((span) => span.startsWith("kubectl ") && !FRAGMENTS.includes(span)).map(filled);
  const inText = whole.length > 0 ? commandsOf({ ...page, fences: [fence(whole)] }).calls : [];
  return [...inBlocks, ...inText.map((words) => ({ words, input: "" }))]
    .filter(({ words: [program] }) => program === "kubectl")
    .map(({ words: [, ...args], input }) => ({
      args: args.map((word) => word.replace(ANSWER, HOST)),
      input,
      files: page.fences.filter(({ file }) => file !== undefined),
    }));
}

function filled(span: string): string {
  return PLACEHOLDERS.reduce((text, [placeholder, word]) => text.replace(placeholder, word), span);
}

const fence = (lines: readonly string[]) => ({ language: "sh", code: `${lines.join("\n")}\n`, heading: "" });

const written = ["examples", "stacks", "tools"].flatMap(markdownIn).map(readPage);
const all = [...pages(), ...written].flatMap((page) =>
  callsOf(page).map((call) => [page.path, call.args.join(" "), call] as const),
);
/** Each once, although many pages have it. */
const commands = [...new Map(all.map((command) => [command[1] + command[2].input, command])).values()];

/** Paths of the API and what an object needs, by the names that kubectl takes. */
const POD = { containers: [{ name: "app", image: `${HOST}/team/app:1` }] };
const TEMPLATE = { metadata: { labels: { app: "app" } }, spec: { ...POD, restartPolicy: "Always" } };
const WORKLOAD = { spec: { selector: { matchLabels: { app: "app" } }, template: TEMPLATE } };
const ONCE = { spec: { template: { spec: { ...POD, restartPolicy: "Never" } } } };
const EXTERNAL_SECRET = { apiVersion: "external-secrets.io/v1", kind: "ClusterExternalSecret" };
const BOUND = { metadata: { name: "bound", labels: { "acr.microsoft.com/binding": "app" } } };
const BINDING = { spec: { policyName: "demand-acr-pull", validationActions: ["Warn"] } };

interface Kind {
  readonly path: (namespace: string) => string;
  readonly object: JsonObject;
}

const core = (plural: string) => (namespace: string) => `/api/v1/namespaces/${namespace}/${plural}`;
const inGroup = (group: string, plural: string) => (namespace: string) => `/apis/${group}/namespaces/${namespace}/${plural}`;

const KINDS: Readonly<Record<string, Kind>> = {
  pod: { path: core("pods"), object: { spec: POD } },
  secret: { path: core("secrets"), object: { data: { ".dockerconfigjson": "e30=" }, type: "kubernetes.io/dockerconfigjson" } },
  serviceaccount: { path: core("serviceaccounts"), object: {} },
  namespace: { path: () => "/api/v1/namespaces", object: {} },
  job: { path: inGroup("batch/v1", "jobs"), object: ONCE },
  deployment: { path: inGroup("apps/v1", "deployments"), object: WORKLOAD },
  externalsecret: {
    path: inGroup("external-secrets.io/v1", "externalsecrets"),
    object: { ...EXTERNAL_SECRET, kind: "ExternalSecret" },
  },
  clusterexternalsecret: { path: () => "/apis/external-secrets.io/v1/clusterexternalsecrets", object: EXTERNAL_SECRET },
  validatingadmissionpolicybinding: {
    path: () => "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
    object: BINDING,
  },
};

/** Verbs for an object that exists. After them comes a kind, and where a name follows, such an object is made. */
const ABOUT = ["get", "describe", "delete", "patch", "restart"];

/** The object that a command is about: to be there before, or to be made by it. */
function subjectOf(args: readonly string[]): { kind: string; name: string; namespace: string; isMade: boolean } | undefined {
  const words = args.slice(0, args.findIndex((word) => word.startsWith("-")) >>> 0);
  const [verb, kind, name] = words[0] === "rollout" ? words.slice(1) : words;
  const at = args.findIndex((word) => ["--namespace", "-n"].includes(word));
  const namespace = at === -1 ? "default" : args[at + 1];
  if (verb === "run") {
    return { kind: "pod", name: kind, namespace, isMade: true };
  }
  const isMade = verb === "create" && kind !== undefined;
  const last = words.at(-1) ?? "";
  if (isMade || (ABOUT.includes(verb) && name !== undefined)) {
    return { kind, name: isMade ? last : name, namespace, isMade };
  }
  return undefined;
}

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

(hasKubectl ? describeReal : describe.skip)("kubectl in pages", () => {
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    cluster = await startKubernetes();
    await defineOperators(cluster);
    await createNamespaces(cluster, ...NAMESPACES);
    for (const namespace of ["default", ...NAMESPACES]) {
      await thereIs(`/api/v1/namespaces/${namespace}/serviceaccounts/default`);
    }
    // What commands are about that name all of them, or those with a label.
    await cluster.api("POST", KINDS.secret.path("apps"), BOUND);
    await cluster.api("POST", KINDS.externalsecret.path("apps"), { ...KINDS.externalsecret.object, metadata: { name: "app" } });
  });

  const thereIs = (path: string) => until(async () => (await cluster.api("GET", path)).code === 200);

  /** Makes the world of the page: what a command reads or changes is there, and what it makes is not. */
  async function prepare({ args }: Call): Promise<void> {
    const subject = subjectOf(args);
    if (subject === undefined) {
      return;
    }
    const { kind, name, namespace, isMade } = subject;
    const { path, object } = KINDS[kind];
    await thereIs(`/api/v1/namespaces/${namespace}/serviceaccounts/default`);
    if (!isMade) {
      await cluster.api("POST", path(namespace), { metadata: { name }, ...object });
      return;
    }
    await cluster.api("DELETE", `${path(namespace)}/${name}?gracePeriodSeconds=0`);
    // A namespace goes when its controller has emptied it.
    if (!args.includes("--dry-run=server")) {
      await until(async () => (await cluster.api("GET", `${path(namespace)}/${name}`)).code !== 200);
    }
  }

  async function kubectl({ args, input, files }: Call) {
    const cwd = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
    for (const { file = "", code } of files) {
      writeFileSync(join(cwd, file), code);
    }
    const run = spawn("kubectl", args, { cwd, env: { ...process.env, KUBECONFIG: cluster.env.KUBECONFIG } });
    const said = { stdout: "", stderr: "" };
    run.stderr.on("data", (part: Buffer) => {
      said.stderr += part;
    });
    run.stdout.on("data", (part: Buffer) => {
      said.stdout += part;
      // Nobody but the reader ends a watch.
      if (args.includes("--watch")) {
        run.kill();
      }
    });
    run.stdin.on("error", () => undefined).end(input);
    const [code, signal] = await once(run, "close");
    rmSync(cwd, { recursive: true });
    const isDone = code === 0 || signal !== null;
    return { isDone, output: `${said.stdout}${isDone ? "" : said.stderr}` };
  }

  test.each(commands)("%s: kubectl %s", async (_path, _title, call) => {
    await prepare(call);
    expect(await kubectl(call)).toEqual({ isDone: true, output: expect.any(String) });
  });

  test("is in many pages", () => {
    expect(commands.length).toBeGreaterThan(40);
    expect(FRAGMENTS.filter((fragment) => !written.concat(pages()).some(({ text }) => text.includes(fragment)))).toEqual([]);
  });

  test("before a registry is detached, pods are listed of which only the first container comes from it", async () => {
    const lists = commands.filter(([path, title]) => path.endsWith("/detach-a-registry.md") && title.startsWith("get pods"));
    const spec = { initContainers: POD.containers, containers: [{ name: "other", image: "busybox" }] };
    await cluster.api("POST", core("pods")("jobs"), { metadata: { name: "first" }, spec });
    const listed = /^jobs\t(?=.*busybox).*contoso\.azurecr\.io\/team\/app:1/m;
    const outputs = await Promise.all(lists.map(async ([, , call]) => (await kubectl(call)).output));
    expect(outputs).toEqual([expect.stringMatching(listed)]);
  });

  const reviews = commands.filter(([, , { input }]) => input.includes("SubjectAccessReview"));

  test.each(reviews)("%s: what asks for a permission says whether it is there", async (_path, _title, call) => {
    const asked = (pattern: RegExp) => pattern.exec(call.input)?.[1];
    const [resource = "", verb = ""] = [asked(/resource: "(.+?)"/), asked(/verb: ([\w-]+)/)];
    const metadata = { name: verb };
    const role = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    const rules = [{ apiGroups: [asked(/group: ([\w.]+)/) ?? ""], resources: [resource], verbs: [verb] }];
    const group = asked(/groups: \[(.+)\]/);
    const subject = group === undefined ? { kind: "User", name: asked(/user: (\S+)/) ?? "" } : { kind: "Group", name: group };
    expect((await kubectl(call)).output).toBe("false");
    await cluster.api("POST", role, { metadata, rules });
    await cluster.api("POST", `${role.replace("roles", "rolebindings")}`, {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: metadata.name },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", ...subject }],
    });
    // The authorizer hears of it a moment later.
    await until(async () => (await kubectl(call)).output === "true");
  });

  test("pages ask for the permissions of nodes and of accounts", () => expect(reviews.length).toBeGreaterThan(1));
});
