import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { CONTROLS } from "../../src/knowledge/evidence/evidence";
import type { JsonObject } from "../../src/stack/json";
import { faultsIn } from "../support/schemas";
import {
  BUILDER,
  CONTOSO,
  cluster,
  grant,
  KUBELET,
  object,
  RESOURCE_GROUP,
  ReviewFolder,
  registry,
  shownPlan,
} from "../support/shown-plans";

const FIRST = join(__dirname, "../fixtures/plans/first");

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

interface Answered {
  readonly id: string;
  readonly answered: string;
  readonly answers: readonly { subject: string; result: string; because: string; rows: readonly number[] }[];
}

interface Document {
  readonly inputs: readonly JsonObject[];
  readonly agreement?: JsonObject;
  readonly controls: readonly Answered[];
  readonly access: readonly JsonObject[];
  readonly limits: readonly string[];
}

function evidence(changes: readonly JsonObject[], ...options: readonly string[]): Document {
  const { code, error } = folder.review(shownPlan(changes), "--evidence", folder.file("evidence"), ...options);
  expect({ isDone: [0, 4].includes(code), error: code === 4 ? "" : error }).toEqual({ isDone: true, error: "" });
  return JSON.parse(folder.read("evidence/evidence.json"));
}

/** The results of one control, by what it is about. */
function resultsOf({ controls }: Document, id: string): Record<string, string> {
  const answers = controls.find((one) => one.id === id)?.answers ?? [];
  return Object.fromEntries(answers.map(({ subject, result }) => [subject, result]));
}

const AGREED = [registry({ admin_enabled: false, public_network_access_enabled: false }), cluster(), grant("pull")];

test("says what was looked at, by digests, versions and the plan's own time, and refers to rows that exist", () => {
  const configuration = {
    configuration: {
      root_module: {},
      provider_config: { azurerm: { full_name: "registry.terraform.io/hashicorp/azurerm", version_constraint: "~> 4.0" } },
    },
  };
  const plan = shownPlan(AGREED, configuration);
  const { code } = folder.review(plan, "--evidence", folder.file("evidence"));
  expect(code).toBe(0);
  const bytes = readFileSync(folder.file("plan.json"));
  const document: Document = JSON.parse(folder.read("evidence/evidence.json"));
  expect(document.inputs).toEqual([
    {
      name: "shop",
      digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
      engine: "Terraform 1.11.4",
      made: "2026-11-28T06:00:00Z",
      providers: [{ name: "registry.terraform.io/hashicorp/azurerm", allowed: "~> 4.0" }],
    },
  ]);
  expect(document.controls.map(({ id }) => id)).toEqual(CONTROLS.map(({ id }) => id));
  const rows = document.controls.flatMap(({ answers }) => answers.flatMap((one) => one.rows));
  expect(rows.filter((row) => document.access[row - 1]?.row !== row)).toEqual([]);
  expect(document.access).toEqual([
    {
      row: 1,
      who: "every pod of AKS cluster prod",
      id: "10000000-0000-0000-0000-00000000000a",
      registry: "contoso",
      repository: "*",
      rights: ["pull"],
      by: "role AcrPull",
      mode: "RBAC",
      address: "azurerm_role_assignment.pull",
    },
  ]);
  const page = folder.read("evidence/evidence.html");
  for (const words of [...document.limits, "Minimize cluster access to ", "Terraform 1.11.4", "&#62; </span><wbr><span>4."]) {
    expect(page).toContain(words);
  }
});

test("the page begins with a table of all controls, each with its results and the rows that they name", () => {
  const changes = [
    registry({ admin_enabled: true }),
    cluster(),
    cluster("dev", BUILDER),
    grant("pull"),
    grant("push", { principal_id: BUILDER, role_definition_name: "AcrPush" }),
  ];
  evidence(changes);
  const page = folder.read("evidence/evidence.html");
  const [, start = ""] = /<h1>[^<]*<\/h1>\n<p>.*<\/p>\n<h2>All controls<\/h2>\n([\s\S]*?)<\/table>/.exec(page) ?? [];
  const rows = start.split("<tr ").slice(2);
  const cells = rows.map((row) =>
    row
      .split("</td>")
      .slice(0, 5)
      .map((cell) => cell.replace(/^.*?>|<[^>]+>/g, "").trim()),
  );
  expect(cells.map(([control, of, result, _why, named]) => [control.split(" ")[0], of, result, named])).toEqual([
    ["5.1.1", "", "no answer", ""],
    ["5.1.2", "registry contoso", "? to judge", "1, 2 and 3"],
    ["5.1.3", "AKS cluster dev", "− not met", "1"],
    ["5.1.3", "AKS cluster prod", "+ met", "2"],
    ["5.1.4", "AKS cluster dev", "− not met", ""],
    ["5.1.4", "AKS cluster prod", "− not met", ""],
    ["Policy", "registry contoso", "− not met", "3"],
    ["Policy", "registry contoso", "+ met", ""],
    ["Policy", "registry contoso", "? unknown", ""],
    ["Policy", "registry contoso", "− not met", ""],
  ]);
  evidence([object("azurerm_subnet", "a", {})]);
  expect(folder.read("evidence/evidence.html")).toContain("no cluster is in these plans");
});

const PUSH = grant("push", { role_definition_name: "AcrPush" });
const TEMPLATE = object("azurerm_resource_group_template_deployment", "t", { name: "t", template_content: "{}" });

test.each<[string, JsonObject[], string]>([
  ["pulls only", AGREED, "met"],
  ["may push", [...AGREED, PUSH], "not met"],
  ["may push by a scope above", [...AGREED, grant("p", { role_definition_name: "AcrPush", scope: RESOURCE_GROUP })], "not met"],
  ["may assign roles", [...AGREED, grant("o", { role_definition_name: "Owner" })], "not met"],
  ["may change the registry", [...AGREED, grant("c", { role_definition_name: "Contributor" })], "not met"],
  ["has a role that is not known", [...AGREED, grant("x", { role_definition_name: "Company Puller" })], "unknown"],
  ["pulls, and a template may give it more", [...AGREED, TEMPLATE], "unknown"],
  ["has nothing by these plans", [registry(), cluster()], "unknown"],
  [
    "is in a group",
    [
      ...AGREED,
      object("azuread_group_member", "m", {
        group_object_id: "30000000-0000-0000-0000-00000000000c",
        member_object_id: "10000000-0000-0000-0000-00000000000a",
      }),
    ],
    "unknown",
  ],
])("5.1.3: a cluster that %s", (_what, changes, result) => {
  const document = evidence(changes);
  expect(resultsOf(document, "cis-aks-5.1.3")).toEqual({ "AKS cluster prod": result });
});

const PUSHER = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pusher`;
const ISSUER = "https://westeurope.oic.prod-aks.azure.com/tenant/prod/";
const identity = object("azurerm_user_assigned_identity", "pusher", { id: PUSHER, name: "pusher", principal_id: BUILDER });
const federated = (issuer: string) => {
  const subject = "system:serviceaccount:ci:builder";
  return object("azurerm_federated_identity_credential", "f", { name: "f", parent_id: PUSHER, issuer, subject });
};
const document = JSON.stringify({ auths: { "contoso.azurecr.io": { username: "contoso", password: "some password" } } });
const secret = object("kubernetes_secret_v1", "s", {
  type: "kubernetes.io/dockerconfigjson",
  metadata: [{ name: "s", namespace: "shop" }],
  data: { ".dockerconfigjson": document },
});

test.each<[string, JsonObject, JsonObject[], string]>([
  ["is its control plane", { identity: [{ identity_ids: [PUSHER] }] }, [identity], "not met"],
  ["is one of its add-ons", { key_vault_secrets_provider: [{ secret_identity: [{ object_id: BUILDER }] }] }, [], "not met"],
  ["trusts its pods", { oidc_issuer_url: ISSUER }, [identity, federated(ISSUER)], "not met"],
  ["trusts pods of another cluster", { oidc_issuer_url: ISSUER }, [identity, federated(`${ISSUER}other/`)], "unknown"],
  ["is nothing of it", {}, [identity], "met"],
  ["is nothing of it, and a secret may be in it", {}, [identity, secret], "unknown"],
])("5.1.3: a cluster that pulls, where who may push %s", (_what, values, changes, result) => {
  const plan = [
    registry(),
    cluster("prod", KUBELET, values),
    grant("pull"),
    grant("push", { principal_id: BUILDER, role_definition_name: "AcrPush" }),
    ...changes,
  ];
  expect(resultsOf(evidence(plan), "cis-aks-5.1.3")).toEqual({ "AKS cluster prod": result });
});

test("5.1.3 and 5.1.4 are answered for each cluster, and 5.1.1 for none", () => {
  const document = evidence([
    ...AGREED,
    cluster("dev", BUILDER),
    grant("dev", { principal_id: BUILDER, role_definition_name: "AcrPush" }),
  ]);
  expect(resultsOf(document, "cis-aks-5.1.3")).toEqual({ "AKS cluster dev": "not met", "AKS cluster prod": "met" });
  expect(resultsOf(document, "cis-aks-5.1.4")).toEqual({ "AKS cluster dev": "not met", "AKS cluster prod": "not met" });
  expect(document.controls.find((one) => one.id === "cis-aks-5.1.1")).toMatchObject({ answered: "no", answers: [] });
});

test("5.1.2 is judged by people, or by what was agreed", () => {
  expect(resultsOf(evidence(AGREED), "cis-aks-5.1.2")).toEqual({ "registry contoso": "to judge" });
  const file = folder.write("access.json", folder.review(shownPlan(AGREED), "--format", "access").out);
  const agreed = evidence(AGREED, "--expect", file);
  expect(resultsOf(agreed, "cis-aks-5.1.2")).toEqual({ "registry contoso": "met" });
  expect(agreed.agreement).toEqual({ digest: `sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}` });
  expect(resultsOf(evidence([...AGREED, PUSH], "--expect", file), "cis-aks-5.1.2")).toEqual({ "registry contoso": "not met" });
  expect(resultsOf(evidence([registry(), cluster()], "--expect", file), "cis-aks-5.1.2")).toEqual({
    "registry contoso": "not met",
  });
  expect(resultsOf(evidence([...AGREED, TEMPLATE], "--expect", file, "--allow-opaque"), "cis-aks-5.1.2")).toEqual({
    "registry contoso": "unknown",
  });
});

const TOKEN = object("azurerm_container_registry_token", "t", {
  name: "ci",
  container_registry_name: "contoso",
  scope_map_id: `${CONTOSO}/scopeMaps/_repositories_pull`,
});
const UNKNOWN = { admin_enabled: true, anonymous_pull_enabled: true, public_network_access_enabled: true };

test.each<[string, JsonObject[], readonly string[]]>([
  ["sets nothing", [registry()], ["met", "met", "unknown", "not met"]],
  [
    "has all disabled",
    [registry({ admin_enabled: false, anonymous_pull_enabled: false, public_network_access_enabled: false })],
    ["met", "met", "unknown", "met"],
  ],
  [
    "has all enabled",
    [registry({ admin_enabled: true, anonymous_pull_enabled: true, public_network_access_enabled: true }), TOKEN],
    ["not met", "not met", "not met", "not met"],
  ],
  [
    "will know later",
    [registry({}, { actions: ["update"], after_unknown: UNKNOWN })],
    ["unknown", "unknown", "unknown", "unknown"],
  ],
  ["is only named", [grant("pull", { principal_id: BUILDER })], ["unknown", "unknown", "unknown", "unknown"]],
])("policies: a registry that %s", (_what, changes, results) => {
  const document = evidence(changes);
  const ids = ["azure-policy-dc921057", "azure-policy-9f2dea28", "azure-policy-ff05e24e", "azure-policy-0fdf0491"] as const;
  expect(ids.map((id) => resultsOf(document, id)["registry contoso"])).toEqual(results);
});

const PRIVATE = registry({ admin_enabled: false, anonymous_pull_enabled: false, public_network_access_enabled: false });
const REGISTRIES = { type: "Microsoft.ContainerRegistry/registries@2025-11-01" };
const azapi = (type: string, values: JsonObject) => object(type, "r", { ...REGISTRIES, ...values });

test.each<[string, JsonObject, readonly string[]]>([
  [
    "changes it",
    azapi("azapi_update_resource", { resource_id: CONTOSO, body: { properties: { publicNetworkAccess: "Enabled" } } }),
    ["met", "met", "not met"],
  ],
  ["is an action on it", azapi("azapi_resource_action", { resource_id: CONTOSO }), ["unknown", "unknown", "unknown"]],
  ["may be about it", TEMPLATE, ["unknown", "unknown", "unknown"]],
  [
    "is about something else",
    azapi("azapi_resource_action", { type: "Microsoft.Storage/x@1", method: "GET" }),
    ["met", "met", "met"],
  ],
])("policies: a private registry, where another resource %s", (_what, other, results) => {
  const document = evidence([PRIVATE, other]);
  const ids = ["azure-policy-dc921057", "azure-policy-9f2dea28", "azure-policy-0fdf0491"] as const;
  expect(ids.map((id) => resultsOf(document, id)["registry contoso"])).toEqual(results);
});

test("is the same in every byte in a second run, at another time and in another place", () => {
  jest.useFakeTimers({ now: new Date("2030-01-01") });
  const files = ["terraform-1.11.4.json", "opentofu-1.12.6.json"].map((name) => join(FIRST, name));
  const run = (name: string, inputs: readonly string[]) => {
    const { code } = folder.reviewFiles([...inputs], "--evidence", folder.file(name));
    expect(code).toBe(0);
    return readdirSync(folder.file(name)).map((file) => [file, folder.read(`${name}/${file}`)]);
  };
  const once = run("one", files);
  jest.setSystemTime(new Date("2031-01-01"));
  const home = process.cwd();
  process.chdir(folder.path);
  try {
    expect(run("two", files)).toEqual(once);
    expect(run("one", files)).toEqual(once);
  } finally {
    process.chdir(home);
    jest.useRealTimers();
  }
  expect(once.map(([name]) => name)).toEqual(["evidence.html", "evidence.json"]);
  expect(JSON.stringify(once)).not.toMatch(/203\d-|\/tmp|\/work|cdktf-acr-aks-review/);
});

test("a folder with anything else in it is refused before anything is written, and earlier evidence is replaced", () => {
  const plan = shownPlan(AGREED);
  const refusal = (name: string) => folder.review(plan, "--evidence", folder.file(name));
  const others = { notes: ["readme.md", "mine"], other: ["evidence.json", '{"mine":true}'], page: ["evidence.html", "mine"] };
  for (const [name, [file, text]] of Object.entries(others)) {
    mkdirSync(folder.file(name));
    folder.write(`${name}/${file}`, text);
    const error = expect.stringContaining(`contains '${file}', which is not earlier evidence; give an empty or a new folder`);
    expect(refusal(name)).toEqual({ code: 1, out: "", error });
  }
  mkdirSync(folder.file("link"));
  symlinkSync(folder.write("target", "mine"), folder.file("link/evidence.json"));
  expect(refusal("link").error).toContain("contains 'evidence.json'");
  folder.write("file", "mine");
  expect(refusal("file")).toMatchObject({ code: 1 });
  expect(["notes/readme.md", "page/evidence.html", "target", "file"].map((name) => folder.read(name))).toEqual(
    Array(4).fill("mine"),
  );

  linkSync(folder.file("plan.json"), folder.file("second-name.json"));
  for (const [out, message] of [
    ["new/deep/more/report.txt", "is in the folder of the evidence, which must have nothing else"],
    ["new/deep/evidence.json", "is in the folder of the evidence, which must have nothing else"],
    ["second-name.json", "would overwrite an input"],
  ]) {
    const options = ["--evidence", folder.file("new/deep"), "--out", folder.file(out)];
    expect(folder.review(plan, ...options)).toMatchObject({ code: 1, error: expect.stringContaining(message) });
  }
  const twice = folder.review(plan, "--snapshot", folder.file("one"), "--update", "--out", `${folder.path}/./one`);
  expect(twice).toMatchObject({ code: 1, error: expect.stringContaining("is given twice") });
  expect(existsSync(folder.file("new")) || existsSync(folder.file("one"))).toBe(false);

  expect(refusal("new/deep").code).toBe(0);
  expect(folder.review(shownPlan([...AGREED, PUSH]), "--evidence", folder.file("new/deep")).code).toBe(0);
  expect(folder.read("new/deep/evidence.json")).toContain("AcrPush");
});

test("is as its schema says where a provider has no full name, or no name at all, and an object id is no GUID", () => {
  const configuration = {
    configuration: {
      root_module: {},
      provider_config: {
        azurerm: { full_name: "", name: "azurerm" },
        "module.a:azuread": { full_name: "", name: "", version_constraint: "~> 3.0" },
        "": { full_name: "" },
      },
    },
  };
  const plan = shownPlan([registry(), grant("pull", { principal_id: "1a2b3c4d" })], configuration);
  const { code } = folder.review(
    plan,
    "--evidence",
    folder.file("evidence"),
    "--format",
    "access",
    "--out",
    folder.file("access.json"),
  );
  expect(code).toBe(0);
  const document: Document = JSON.parse(folder.read("evidence/evidence.json"));
  expect(document.inputs.map(({ providers }) => providers)).toEqual([
    [{ name: "azurerm" }, { name: "module.a:azuread", allowed: "~> 3.0" }],
  ]);
  expect(document.access).toHaveLength(1);
  expect([...faultsIn("evidence", document), ...faultsIn("access", JSON.parse(folder.read("access.json")))]).toEqual([]);
});
