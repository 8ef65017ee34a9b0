import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../src/stack/json";
import { called } from "../support/program";

const FIXTURES = join(__dirname, "../fixtures/plans");

/** The lines on access of a report in text. */
function accessIn(report: string): string[] {
  const lines = report.split("\n");
  const start = lines.indexOf("Access:");
  return start === -1 ? [] : lines.slice(start + 1, lines.indexOf("", start));
}

/** Of the plan of one configuration, whichever engine made it. */
const FIRST = [
  "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which depends on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
  "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which depends on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
  "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in an unknown scope, which depends on local.hidden (role AcrPull, if the registry is in RBAC mode)",
  "+ managed identity one0 may pull everything in manyeast (role AcrPull)",
  "+ managed identity one0 may pull everything in manywest (role AcrPull)",
  "+ managed identity one0 may pull everything in modmx (role AcrPull)",
  "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in modmx (role AcrPull)",
  "+ managed identity one0 may pull everything in modmy (role AcrPull)",
  "+ every pod of AKS cluster prod may pull everything in plainone (role AcrPull)",
];

describe("access is told from what the configuration refers to, before any id is known", () => {
  // The engines were built from their public source, and planned with these providers.
  const engines = ["terraform-1.5.7", "terraform-1.11.4", "opentofu-1.6.3", "opentofu-1.9.4", "opentofu-1.12.6"];

  test.each(engines)("by a plan of %s", (engine) => {
    const { code, out } = called("review", join(FIXTURES, `first/${engine}.json`));
    expect(code).toBe(0);
    expect(accessIn(out)).toEqual(FIRST);
  });
});

const ROOT = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers";
const CONTOSO = `${ROOT}/Microsoft.ContainerRegistry/registries/contoso`;
const PULLER = {
  id: `${ROOT}/Microsoft.ManagedIdentity/userAssignedIdentities/puller`,
  principal_id: "10000000-0000-0000-0000-00000000000a",
};

function object(type: string, name: string, change: JsonObject): JsonObject {
  const provider_name = "registry.terraform.io/hashicorp/azurerm";
  return { address: `${type}.${name}`, mode: "managed", type, name, provider_name, change };
}

const created = (after: JsonObject, after_unknown: JsonObject = {}): JsonObject => ({
  actions: ["create"],
  before: null,
  after,
  after_unknown,
});
const kept = (values: JsonObject): JsonObject => ({ actions: ["no-op"], before: values, after: values, after_unknown: {} });
const deleted = (before: JsonObject, action = "delete"): JsonObject => ({
  actions: [action],
  before,
  after: null,
  after_unknown: {},
});

const registry = (change: JsonObject) => object("azurerm_container_registry", "acr", change);
const identity = (change: JsonObject) => object("azurerm_user_assigned_identity", "puller", change);
const grant = (change: JsonObject) => object("azurerm_role_assignment", "pull", change);
const GRANT = { scope: CONTOSO, principal_id: PULLER.principal_id, role_definition_name: "AcrPull" };
const EXISTING = [registry(kept({ id: CONTOSO, name: "contoso" })), identity(kept({ ...PULLER, name: "puller" }))];

function reviewedText(...plans: readonly JsonObject[]): string {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-review-"));
  try {
    const files = plans.map((plan, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(plan));
      return file;
    });
    return called("review", ...files).out;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function reviewOf(...plans: readonly (readonly JsonObject[])[]): string[] {
  return accessIn(reviewedText(...plans.map((resource_changes) => ({ format_version: "1.2", resource_changes }))));
}

describe("a plan that was shown without configuration and prior state", () => {
  test("says what an unknown principal depends on", () => {
    const unknown = created({ scope: CONTOSO, role_definition_name: "AcrPull" }, { principal_id: true });
    expect(reviewOf([...EXISTING, grant(unknown)])).toEqual([
      "+ an unknown principal, which depends on the configuration, which is not in this plan may pull everything in contoso (role AcrPull, if the registry is in RBAC mode)",
    ]);
  });
});

describe("what is no longer there", () => {
  test.each([[["forget", "create"]], [["create", "forget"]]])("stays beside what takes its place: %j", (actions) => {
    const next = { ...GRANT, principal_id: "10000000-0000-0000-0000-00000000000b" };
    expect(reviewOf([...EXISTING, grant({ actions, before: GRANT, after: next, after_unknown: {} })])).toEqual([
      "+ principal 10000000-0000-0000-0000-00000000000b may pull everything in contoso (role AcrPull, if the registry is in RBAC mode)",
      "= managed identity puller may pull everything in contoso (role AcrPull, if the registry is in RBAC mode; no longer managed)",
    ]);
  });
});

describe("several plans", () => {
  test("neither gain nor lose by a grant that moves from one to the other", () => {
    expect(reviewOf([...EXISTING, grant(deleted(GRANT))], [grant(created(GRANT))])).toEqual([]);
  });
});
