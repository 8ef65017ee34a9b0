import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Held } from "../src/knowledge/access/access";
import type { Fault } from "../src/knowledge/access/effect";
import type { NotJudged } from "../src/knowledge/judgement/judgement";
import type { Opening, Reach } from "../src/knowledge/network/door";
import { Plan } from "../src/plan";
import type { PlannedChange } from "../src/planned/change";
import type { Drift, DriftedValue } from "../src/planned/plan";
import { PLAIN_NAMES } from "../src/planned/sensitive";
import { ACCESS_SCHEMA, type AccessRow, accessText } from "../src/report/writers/access";
import { writeJson } from "../src/report/writers/json";
import type { Json } from "../src/stack/json";
import { access, reviewed } from "./support/reviewed";
import { faultsIn, membersIn, mutationsOf, SCHEMAS } from "./support/schemas";

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

const HELD: Required<Held> = { registry: "contoso", repository: "app", rights: ["pull"], mode: "ABAC" };

const DRIFT: readonly Drift[] = [
  { address: "azurerm_container_registry.acr", changes: { sku: VALUE }, action: "update" },
  { address: "azurerm_role_assignment.pull", isDeleted: true, changes: {}, action: "create" },
];

const NOT_JUDGED: Required<NotJudged> = { kind: "helm_release", reason: "its chart", addresses: ["helm_release.a"] };

const OPENING: Required<Opening> = {
  ...{ registry: "contoso", address: "azurerm_container_registry.acr" },
  message: "registry contoso is open to every address, before it was closed",
};

function report(): Json {
  const role = { name: "AcrPush", isKnown: true };
  const lines = Object.values(REACH).map((reach) =>
    access({
      ...{ reach, mode: "RBAC", secret: "acr-pull", until: "2027-01-01T00:00:00Z", rights: ["pull", "push", "delete"] },
      ...{ origin: { kind: "role assignment", role }, from: ["a.b", "a.c"], ignored: ["role Reader: no effect in ABAC mode"] },
    }),
  );
  const sides = { before: [HELD], after: [HELD] };
  const gained = lines.map((line) => ({ ...line, change: "widened" as const, ...sides }));
  const lost = lines.map((line) => ({ ...line, change: "narrowed" as const, ...sides, since: FAULTS[0] }));
  const opaque = [access({ rights: [] })];
  const changes = { "azurerm_container_registry.acr": CHANGE };
  const stack = reviewed(
    changes,
    { gained, lost, kept: lines, opaque, ineffective: FAULTS.map((fault) => access({ fault })) },
    {
      drift: DRIFT,
      found: { after: [], gained, lost, kept: [], opaque, ineffective: [] },
      opened: [OPENING],
      notJudged: [NOT_JUDGED],
    },
  );
  const plan = new Plan(changes, { id: "x" }, { "check.a": "passed" }, true);
  const after = { stack: stack.stack, instances: [], variables: {}, naming: PLAIN_NAMES };
  return JSON.parse(writeJson([{ plan, reviewed: stack, providers: [], after }]));
}

const FAULTS: readonly Fault[] = [
  { kind: "mode", mode: "ABAC", instead: "Container Registry Repository Reader", isElsewhere: true },
  { kind: "wrong identity", is: "client_id", instead: "object_id" },
  { kind: "disabled", what: "registry token team" },
  { kind: "no registry", scope: "AKS cluster prod" },
];

const ROW: Required<AccessRow> = {
  ...{ who: "every pod", id: "10000000-0000-0000-0000-00000000000a", may: ["pull", "grant access"], repositories: ["*"] },
  ...{ issuers: ["AKS cluster prod"], scope: "/subscriptions/s" },
  ...{
    by: "role AcrPull",
    effect: "if the registry is in RBAC mode",
    secret: "acr-pull",
    until: "2027-01-01T00:00:00Z",
    from: ["a.b"],
  },
};

/** Documents of each format that have all its members between them. */
const DOCUMENTS: Readonly<Record<string, () => readonly Json[]>> = {
  report: () => [report()],
  access: () => [JSON.parse(accessText({ contoso: [ROW] }, ["helm_release"], ["a.b: somebody may pull"]))],
  mocks: () => [{ "data.azurerm_client_config": { object_id: "x" } }],
};

test("every format has a schema with its address, which the package exports", () => {
  expect(Object.keys(DOCUMENTS).sort()).toEqual([...SCHEMAS.keys()].sort());
  const { files, exports } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8"));
  expect(files).toContain("schemas");
  expect(exports["./schemas/*.json"]).toBe("./schemas/*.json");
  for (const [name, { $id, $schema }] of SCHEMAS) {
    expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect($id).toBe(ACCESS_SCHEMA.replace("access", name));
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
