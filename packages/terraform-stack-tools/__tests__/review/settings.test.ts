import type { Json, JsonObject } from "../../src/stack/json";
import {
  CONTOSO,
  configured,
  created,
  is,
  object,
  RESOURCE_GROUP,
  ReviewFolder,
  refers,
  registry,
  shownPlan,
} from "../support/shown-plans";

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

type Told = Readonly<Record<"open" | "unknown" | "closed", readonly string[]>>;

function told(changes: readonly Json[], more: JsonObject = {}): Told[] {
  const { code, out } = folder.review(shownPlan(changes, more), "--format", "json");
  expect(code).toBe(0);
  const { stacks }: { stacks: { settings: Told[] }[] } = JSON.parse(out);
  return stacks.flatMap(({ settings }) => settings);
}

/** The only answer that there is for one setting. */
function answer([one, ...others]: readonly Told[], name: string): string[] {
  expect(others).toEqual([]);
  return (["open", "unknown", "closed"] as const).filter((which) => one[which].includes(name));
}

/** How azurerm 4.55 and 5.2 plan a registry of which nothing is stated. */
const UNSTATED: JsonObject = {
  ...{ admin_enabled: false, anonymous_pull_enabled: null, data_endpoint_enabled: null, export_policy_enabled: true },
  ...{ georeplications: [], network_rule_bypass_option: "AzureServices", public_network_access_enabled: true },
  ...{ quarantine_policy_enabled: null, retention_policy_in_days: null, zone_redundancy_enabled: false },
};

test.each<[name: string, argument: string, open: Json, closed: Json]>([
  ["admin-account", "admin_enabled", true, false],
  ["anonymous-pull", "anonymous_pull_enabled", true, false],
  ["anonymous-pull", "anonymous_pull_enabled", true, null],
  ["public-network-access", "public_network_access_enabled", true, false],
  ["trusted-services", "network_rule_bypass_option", "AzureServices", "None"],
  ["data-endpoints", "data_endpoint_enabled", false, true],
  ["arm-tokens", "azuread_authentication_as_arm_policy_enabled", true, false],
  ["repository-permissions", "role_assignment_mode", "LegacyRegistryPermissions", "AbacRepositoryPermissions"],
  ["export", "export_policy_enabled", true, false],
  ["customer-managed-key", "encryption", [], [{ key_vault_key_id: "https://v.vault.azure.net/keys/k" }]],
  ["replicas", "georeplications", [], [{ location: "northeurope" }]],
  ["retention", "retention_policy_in_days", null, 30],
  ["retention", "retention_policy_in_days", 0, 1],
  ["quarantine", "quarantine_policy_enabled", false, true],
  ["quarantine", "quarantine_policy_enabled", null, true],
])("%s: %s is open by %j and closed by %j, and without it nobody can tell", (name, argument, open, closed) => {
  const answers = [{ [argument]: open }, { [argument]: closed }, {}].map((values) => answer(told([registry(values)]), name));
  expect(answers).toEqual([["open"], ["closed"], ["unknown"]]);
});

test.each<[name: string, values: JsonObject, expected: string]>([
  ["zone-redundancy", { zone_redundancy_enabled: false }, "unknown"],
  ["zone-redundancy", { zone_redundancy_enabled: true }, "closed"],
  ["lock", {}, "unknown"],
])("%s of %j is %s", (name, values, expected) => {
  expect(answer(told([registry(values)]), name)).toEqual([expected]);
});

test("what the provider knows after the apply is open where nobody states it, and cannot be told where somebody does", () => {
  const create = { actions: ["create"], before: null, after_unknown: { id: true, encryption: true, georeplications: true } };
  const after = [registry({ id: null, name: "contoso" }, { ...create, after: { name: "contoso" } })];
  const toldOf = (expressions: JsonObject) => told(after, configured({ "azurerm_container_registry.acr": expressions }));
  expect(answer(toldOf({ name: is("contoso") }), "customer-managed-key")).toEqual(["open"]);
  const stated = { name: is("contoso"), encryption: refers("var.encryption") };
  expect(answer(toldOf(stated), "customer-managed-key")).toEqual(["unknown"]);
  // A plan that was shown without its configuration does not tell what is stated.
  expect(answer(told(after), "customer-managed-key")).toEqual(["unknown"]);
});

const lock = (scope: string) => object("azurerm_management_lock", "keep", { scope });
const other = CONTOSO.replace("contoso", "fabrikam");

test.each<[what: string, name: string, expected: string, beside: Json]>([
  ["a lock of it", "lock", "closed", lock(CONTOSO)],
  ["a lock of it in another case", "lock", "closed", lock(CONTOSO.toUpperCase())],
  ["a lock of its group", "lock", "closed", lock(RESOURCE_GROUP)],
  ["a lock of another registry", "lock", "unknown", lock(other)],
  ["a lock of another group", "lock", "unknown", lock(`${RESOURCE_GROUP}-2`)],
  ["a lock of something in its group", "lock", "unknown", lock(`${RESOURCE_GROUP}/providers/Microsoft.Web/sites/contoso`)],
  [
    "a diagnostic setting",
    "diagnostics",
    "closed",
    object("azurerm_monitor_diagnostic_setting", "logs", { target_resource_id: CONTOSO }),
  ],
  [
    "one of another registry",
    "diagnostics",
    "unknown",
    object("azurerm_monitor_diagnostic_setting", "logs", { target_resource_id: other }),
  ],
  [
    "a private endpoint",
    "private-endpoint",
    "closed",
    object("azurerm_private_endpoint", "pe", { private_service_connection: [{ private_connection_resource_id: CONTOSO }] }),
  ],
])("beside %s, %s is %s", (_what, name, expected, beside) => {
  expect(answer(told([registry({ resource_group_name: "rg" }), beside]), name)).toEqual([expected]);
});

test("a lock that the same plan creates leads to its registry by reference, and counts from another plan, too", () => {
  const unknown = { after: {}, after_unknown: { scope: true } };
  const more = configured({ "azurerm_management_lock.one": { scope: refers("azurerm_container_registry.acr.id") } });
  expect(answer(told([registry(), created("azurerm_management_lock", {}, unknown)], more), "lock")).toEqual(["closed"]);
  const files = [shownPlan([registry()]), shownPlan([lock(CONTOSO)])].map((plan, index) => folder.write(`${index}.json`, plan));
  const { out } = folder.reviewFiles(files, "--format", "json");
  const { stacks }: { stacks: { settings: Told[] }[] } = JSON.parse(out);
  expect(stacks.map(({ settings }) => settings.map(({ closed }) => closed))).toEqual([[["lock"]], []]);
});

test("of a registry that is only read, the rest is managed elsewhere, and nobody is asked to agree to it", () => {
  const data = {
    ...registry({ admin_enabled: true, data_endpoint_enabled: true }),
    mode: "data",
    address: "data.azurerm_container_registry.acr",
  };
  expect(told([data])).toMatchObject([{ isElsewhere: true, open: ["admin-account"], closed: ["data-endpoints"] }]);
  expect(folder.review(shownPlan([data])).out).toContain("open: admin-account; unknown: all others: it is managed elsewhere");
  expect(JSON.parse(folder.review(shownPlan([data]), "--format", "access").out).open).toEqual(["contoso: admin-account"]);
});

test("a registry by azapi is told by its body, and what another resource sets otherwise, nobody knows", () => {
  const properties = {
    ...{ adminUserEnabled: false, publicNetworkAccess: "Disabled", networkRuleBypassOptions: "None", zoneRedundancy: "Enabled" },
    encryption: { status: "enabled", keyVaultProperties: { keyIdentifier: "https://v.vault.azure.net/keys/k" } },
    policies: {
      ...{ exportPolicy: { status: "disabled" }, quarantinePolicy: { status: "enabled" } },
      ...{ retentionPolicy: { status: "disabled" }, azureADAuthenticationAsArmPolicy: { status: "disabled" } },
    },
  };
  const type = "Microsoft.ContainerRegistry/registries@2025-11-01";
  const azapi = object("azapi_resource", "acr", { type, name: "contoso", parent_id: RESOURCE_GROUP, body: { properties } });
  const [{ open, closed }] = told([azapi]);
  expect([open, closed]).toEqual([
    ["retention"],
    [
      ...["admin-account", "public-network-access", "trusted-services", "arm-tokens", "export", "customer-managed-key"],
      ...["zone-redundancy", "quarantine"],
    ],
  ]);
  const update = object("azapi_update_resource", "tokens", {
    ...{ type, resource_id: CONTOSO },
    body: { properties: { adminUserEnabled: true, policies: { exportPolicy: { status: "disabled" } } } },
  });
  const both = told([registry({ ...UNSTATED, resource_group_name: "rg" }), update]);
  expect(["admin-account", "export", "replicas"].map((name) => answer(both, name))).toEqual([["unknown"], ["unknown"], ["open"]]);
});

describe("an agreement", () => {
  const plan = (values: JsonObject = {}) => shownPlan([registry({ ...UNSTATED, ...values })]);
  const expected = (open: Json | undefined, values?: JsonObject) => {
    const file = folder.write("access.json", { formatVersion: "1.2", registries: {}, ...(open === undefined ? {} : { open }) });
    const { code, error, out } = folder.review(plan(values), "--expect", file, "--format", "code-quality");
    const found = JSON.parse(out).filter(({ check_name }: { check_name: string }) => check_name === "setting-open");
    return { code, lines: error.split("\n").filter(Boolean), found: found.length };
  };

  test("is written of what is open or cannot be told, and lets that pass", () => {
    const { open } = JSON.parse(folder.review(plan(), "--format", "access").out);
    expect(open).toEqual(expect.arrayContaining(["contoso: export", "contoso: lock"]));
    expect(open).not.toContain("contoso: admin-account");
    expect(expected(open)).toEqual({ code: 0, lines: [], found: 0 });
    expect(expected(open.map((one: string) => one.toUpperCase()))).toMatchObject({ code: 0 });
    expect(expected(open, { export_policy_enabled: false })).toMatchObject({ code: 0 });
  });

  test("refuses what it does not name, open or not to be told, and no access differs by that", () => {
    const { open }: { open: string[] } = JSON.parse(folder.review(plan(), "--format", "access").out);
    const file = folder.file("access.json");
    expect(expected(open.filter((one) => !/export|lock/.test(one)))).toEqual({
      ...{ code: 4, found: 2 },
      lines: [
        "--expect: shop: azurerm_container_registry.acr: contoso: export is open: its images can be imported into registries of others",
        "--expect: shop: azurerm_container_registry.acr: contoso: whether lock is open is unknown",
      ],
    });
    expect(folder.review(plan(), "--expect", file, "--format", "markdown").out).toContain("access is as agreed");
  });

  test("compares no settings where it says nothing of them, which are findings all the same", () => {
    expect(expected(undefined)).toEqual({ code: 0, lines: [], found: 7 });
  });

  test("is shown in the table and in the terminal", () => {
    const file = folder.write("access.json", { formatVersion: "1.2", registries: {}, open: ["contoso: export"] });
    const [markdown, text] = ["markdown", "text"].map(
      (format) => folder.review(plan(), "--expect", file, "--format", format).out,
    );
    const [, table] = markdown.split("<details><summary>");
    expect(table.split("\n").slice(0, 5)).toEqual([
      "Settings of 1 registry: 7 open</summary>",
      "",
      "| Registry | Open | Unknown | Closed |",
      "| --- | --- | --- | --- |",
      expect.stringMatching(
        /^\| `contoso` \| `public-network-access`, .*, `export \(agreed\)`, .* \| `private-endpoint`, .* \| `admin-account`, `anonymous-pull` \|$/,
      ),
    ]);
    expect(text).toContain(
      "\nSettings:\n! contoso: open: public-network-access, trusted-services, data-endpoints, export (agreed), replicas",
    );
  });
});

test("a name that the plan marks as sensitive is told nowhere", () => {
  const values = { ...UNSTATED, name: "canary123", id: CONTOSO.replace("contoso", "canary123") };
  const secret = registry(values, {
    after: values,
    before: values,
    after_sensitive: { name: true, id: true },
    before_sensitive: { name: true, id: true },
  });
  for (const format of ["json", "text", "markdown", "access", "sarif"]) {
    expect(folder.review(shownPlan([secret]), "--format", format).out).not.toContain("canary123");
  }
});
