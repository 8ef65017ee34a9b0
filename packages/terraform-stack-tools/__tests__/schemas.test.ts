import { readFileSync } from "node:fs";
import { join } from "node:path";
import { planJson } from "../src/cli/plan/outcome";
import type { Held } from "../src/knowledge/access/access";
import { AGREEMENT_SCHEMA, type AgreedAccess, agreementText } from "../src/knowledge/agreement/agreement";
import { type EvidenceInput, type EvidenceProvider, evidenceJson, evidenceOf } from "../src/knowledge/evidence/evidence";
import type { NotJudged } from "../src/knowledge/judgement/judgement";
import type { Opening } from "../src/knowledge/reach/items";
import type { Reach } from "../src/knowledge/reach/reach";

import type { Settings } from "../src/knowledge/settings/settings";
import type { LostRole, ModeSwitch } from "../src/knowledge/switch/switches";
import { Plan } from "../src/plan";
import type { PlannedChange } from "../src/planned/change";
import type { Drift, DriftedValue } from "../src/planned/plan";
import { PLAIN_NAMES } from "../src/planned/sensitive";
import type { Scanner, ScannerFinding } from "../src/report/scanners";

import type { Json } from "../src/stack/json";
import { access, reviewed } from "./support/reviewed";
import { faultsIn, membersIn, mutationsOf, SCHEMAS } from "./support/schemas";
import { cluster, grant, object, ReviewFolder, registry, shownPlan } from "./support/shown-plans";

/** A change with every member that there is: the compiler demands those that are added later. */
const CHANGE: Required<PlannedChange> = {
  action: "update",
  movedFrom: "azurerm_container_registry.old",
  importedFrom: "/subscriptions/1/a",
  because: ["location"],
  cause: "tainted",
  reason: "it is not known",
  createBeforeDestroy: true,
  values: { name: "contoso", tags: { a: ["b"] } },
  changes: { sku: { before: "Basic", after: null } },
};

const REACH: { readonly [K in Reach["kind"]]: Required<Extract<Reach, { kind: K }>> } = {
  public: { kind: "public" },
  ranges: { kind: "ranges", ranges: ["10.0.0.0/8"] },
  endpoint: { kind: "endpoint", endpoint: "pe", network: "hub", from: "spoke", withAzureDnsIn: "spoke" },
  closed: { kind: "closed", because: "public access is off" },
  unknown: { kind: "unknown", because: "it is elsewhere", isElsewhere: true },
};

const VALUE: Required<DriftedValue> = { agreed: "Premium", found: "Basic", after: "Premium" };

const HELD: Required<Held> = { registry: "contoso", repository: "app", rights: ["pull"] };

const DRIFT: readonly Drift[] = [
  { address: "azurerm_container_registry.acr", changes: { sku: VALUE }, action: "update" },
  { address: "azurerm_role_assignment.pull", isDeleted: true, changes: {}, action: "create" },
];

const NOT_JUDGED: Required<NotJudged> = { kind: "helm_release", reason: "its chart", addresses: ["helm_release.a"] };

const OPENING: Required<Opening> = {
  ...{ registry: "contoso", address: "azurerm_container_registry.acr" },
  message: "registry contoso is open to every address, before it was closed",
};

const ROLE: Required<LostRole> = {
  ...{ role: "AcrPull", who: "prod", scope: "the registry", loses: ["pull"], replacedBy: [], missing: ["pull"] },
  ...{ principal: "10000000-0000-0000-0000-00000000000a", address: "azurerm_role_assignment.pull" },
};

const SWITCH: Required<ModeSwitch> = {
  ...{ registry: "contoso", stage: "prepared", address: "data.x.y", isAnswered: true, roles: [ROLE] },
};

const SETTINGS: Required<Settings> = {
  ...{ registry: "contoso", address: "azurerm_container_registry.acr", isElsewhere: true },
  ...{ open: ["export"], unknown: ["lock"], closed: ["admin-account"], agreed: ["export"] },
};

const FINDING: Required<ScannerFinding> = { level: "error", rule: "AZU-1", message: "open", path: "main.tf", line: 3 };

const SCANNER: Required<Scanner> = {
  ...{ tool: "Trivy", suppressed: 1, isIncomplete: false, findings: [FINDING] },
  counts: { error: 1, warning: 0, note: 0, none: 0 },
};

function report(): Json {
  const lines = Object.values(REACH).map((reach) =>
    access({ reach, mode: "RBAC", secret: "acr-pull", until: "2027-01-01T00:00:00Z", rights: ["pull", "push", "delete"] }),
  );
  const sides = { before: [HELD], after: [HELD] };
  const gained = lines.map((line) => ({ ...line, change: "widened" as const, ...sides }));
  const lost = lines.map((line) => ({ ...line, change: "narrowed" as const, ...sides }));
  const opaque = [access({ rights: [] })];
  const changes = { "azurerm_container_registry.acr": CHANGE };
  const stack = reviewed(
    changes,
    { gained, lost, kept: lines, opaque },
    {
      drift: DRIFT,
      found: { after: [], gained, lost, kept: [], opaque },
      opened: [OPENING],
      notJudged: [NOT_JUDGED],
      reach: Object.values(REACH).map((reach) => ({ cluster: "prod", registry: "contoso", reach, before: reach })),
      switches: [SWITCH],
      settings: [SETTINGS],
    },
  );
  const plan = new Plan(changes, { id: "x" }, { "check.a": "passed" }, true);
  const after = { stack: stack.stack, instances: [], variables: {}, naming: PLAIN_NAMES };
  return JSON.parse(planJson([{ plan, reviewed: stack, providers: [], after }], [SCANNER]));
}

const ROW: Required<AgreedAccess> = {
  ...{ who: "every pod", id: "10000000-0000-0000-0000-00000000000a", may: ["pull", "grant access"], repositories: ["*"] },
  ...{ issuers: ["AKS cluster prod"], scope: "/subscriptions/s" },
  ...{ by: "role AcrPull", mode: "RBAC", secret: "acr-pull", until: "2027-01-01T00:00:00Z", from: ["a.b"] },
};

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const TOKEN = object("azurerm_container_registry_token", "t", { name: "ci", container_registry_name: "contoso" });
const PLAN = shownPlan(
  [registry({ admin_enabled: true }), cluster(), grant("pull", { role_definition_name: "Company" }), TOKEN],
  {
    configuration: {
      root_module: {},
      provider_config: { azurerm: { full_name: "registry.terraform.io/hashicorp/azurerm", version_constraint: "~> 4.0" } },
    },
  },
);

const INPUT: Required<EvidenceInput> = {
  ...{ name: "plan", digest: `sha256:${"0".repeat(64)}`, engine: "Terraform 1.11.4", made: "2026-11-28T06:00:00Z" },
  providers: [{ name: "hashicorp/azurerm", version: "4.55.0", allowed: "~> 4.0" } satisfies Required<EvidenceProvider>],
};

/** With every member of a row. */
function wholeEvidence(): Json {
  const row = access({ principal: "p", mode: "RBAC", secret: "acr-pull", until: "2027-01-01T00:00:00Z" });
  const basis = { stacks: [], access: [row], notJudged: [], disagreements: [] };
  return JSON.parse(evidenceJson(evidenceOf(basis, { tool: "0.1.0", inputs: [INPUT], agreement: INPUT.digest })));
}

function evidence(): Json {
  const file = folder.write("access.json", { formatVersion: "1.0", registries: {} });
  folder.review(PLAN, "--evidence", folder.file("evidence"), "--expect", file);
  return JSON.parse(folder.read("evidence/evidence.json"));
}

/** Documents of each format that have all its members between them. */
const DOCUMENTS: Readonly<Record<string, () => readonly Json[]>> = {
  report: () => [report()],
  access: () => [
    JSON.parse(
      agreementText({
        registries: { contoso: [ROW] },
        unjudged: ["helm_release"],
        images: ["x"],
        open: ["contoso: export"],
      }),
    ),
  ],
  evidence: () => [evidence(), wholeEvidence()],
  mocks: () => [{ "data.azurerm_client_config": { object_id: "x" } }],
  principals: () => [{ "10000000-0000-0000-0000-00000000000a": "alice" }],
};

test("every format has a schema with its address, which the package exports", () => {
  expect(Object.keys(DOCUMENTS).sort()).toEqual([...SCHEMAS.keys()].sort());
  const { files, exports } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8"));
  expect(files).toContain("schemas");
  expect(exports["./schemas/*.json"]).toBe("./schemas/*.json");
  for (const [name, { $id, $schema }] of SCHEMAS) {
    expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect($id).toBe(AGREEMENT_SCHEMA.replace("access", name));
  }
});

describe.each(Object.keys(DOCUMENTS))("%s", (name) => {
  const documents = DOCUMENTS[name]();

  test("what the programs write is as the schema says", () => {
    expect(documents.flatMap((document) => faultsIn(name, document))).toEqual([]);
  });

  test("the schema has no member that nobody writes", () => {
    const written = new Set(documents.flatMap((document) => mutationsOf(document).map((one) => (one.isMissing ? one.name : ""))));
    const { known } = membersIn(SCHEMAS.get(name) ?? {});
    expect([...known].map((one) => one.split(".").at(-1)).filter((one) => !written.has(one ?? ""))).toEqual([]);
  });

  test("a member more is refused, except where names are free, and so is each that is missing and must be there", () => {
    const mutations = documents.flatMap(mutationsOf);
    const accepted = mutations.filter((one) => faultsIn(name, one.document).length === 0);
    const { required } = membersIn(SCHEMAS.get(name) ?? {});
    const missing = new Set(mutations.filter((one) => one.isMissing && !accepted.includes(one)).map((one) => one.name));
    expect([...required].map((one) => one.split(".").at(-1)).filter((one) => !missing.has(one ?? ""))).toEqual([]);
    const free = new Set(accepted.filter((one) => !one.isMissing).map((one) => one.name));
    expect([...free].sort()).toEqual(FREE[name] ?? []);
  });
});

/** The objects, by the names of their members, to which a reader may not object that there is another one. */
const FREE: Readonly<Record<string, readonly string[]>> = { report: ["a", "id", "name,tags"], mocks: ["object_id"] };
