import { reportText } from "../../../src/cli/plan/outcome";
import { plannedPairs } from "../../../src/cli/plan/plan-stacks";
import data from "../../../src/knowledge/catalogue/data/registry-roles.json";
import type { JsonObject } from "../../../src/stack/json";
import { sourceOf } from "../../support/hand-off";
import { playedPlan as mockPlayedPlan } from "../../support/played-plan";

jest.mock("../../../src/plan/plan", () => ({
  ...jest.requireActual("../../../src/plan/plan"),
  madePlan: jest.fn((sections, options) => mockPlayedPlan(sections, { ...options, answers: mockAnswers })),
}));

let mockAnswers: Record<string, JsonObject> = {};

const REGISTRY = "${data.azurerm_container_registry.acr.id}";
const CLUSTER = "${data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}";
const LIST = "data.azurerm_role_assignments.acr";
const ALICE = "20000000-0000-0000-0000-000000000001";
const BOB = "20000000-0000-0000-0000-000000000002";
const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const CUSTOM = "30000000-0000-0000-0000-000000000003";
const SIGNER = "30000000-0000-0000-0000-000000000005";

const IDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(data.roles).map(([name, { id }]) => [name, id])),
  ...data.others,
};

function assign(principal_id: string, role_definition_name: string, scope = REGISTRY): JsonObject {
  return { scope, principal_id, role_definition_name };
}

/** As Azure answers. */
function found(principal_id: string, role: string, scope = "", more: JsonObject = {}): JsonObject {
  return {
    principal_id,
    principal_type: "User",
    role_definition_id: `${SUBSCRIPTION}${ROLES}/${IDS[role] ?? role}`,
    role_assignment_scope: `${SUBSCRIPTION}${scope}`,
    condition: "",
    ...more,
  };
}

const AT_REGISTRY = "/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";

interface Variant {
  readonly resource?: JsonObject;
  readonly data?: JsonObject;
  readonly answer?: readonly JsonObject[];
  readonly answers?: Record<string, JsonObject>;
}

function stackOf({ resource = {}, data = {} }: Variant): JsonObject {
  return {
    data: {
      azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg" } },
      azurerm_kubernetes_cluster: { aks: { name: "prod", resource_group_name: "rg" } },
      ...data,
    },
    resource,
  };
}

const UPDATE = {
  azapi_update_resource: {
    mode: {
      type: "Microsoft.ContainerRegistry/registries@2025-11-01",
      resource_id: REGISTRY,
      body: { properties: { roleAssignmentMode: "AbacRepositoryPermissions" } },
    },
  },
};

const ASKED = { azurerm_role_assignments: { acr: { scope: REGISTRY } } };

function pairs(after: Variant, before?: Variant) {
  mockAnswers = after.answers ?? (after.answer === undefined ? {} : { [LIST]: { role_assignments: after.answer } });
  const existing = before === undefined ? {} : { existing: sourceOf(stackOf(before)) };
  return plannedPairs([{ name: "shop", changed: sourceOf(stackOf(after)), ...existing }], {}, { mocks: {}, binary: "terraform" });
}

/** The roles of the only switch, each in one text. */
function roles(after: Variant, before?: Variant): string[] {
  const [{ switches }] = JSON.parse(reportText(pairs(after, before), "json")).stacks;
  expect(switches).toHaveLength(1);
  return switches[0].roles.map(
    ({ role, who, scope, loses = ["?"], replacedBy, missing }: Record<string, string[]>) =>
      `${role} of ${who} on ${scope} loses ${loses.join()}, replaced by ${replacedBy.join()}, missing ${missing.join()}`,
  );
}

const kubelet = { pull: assign(CLUSTER, "AcrPull"), read: assign(CLUSTER, "Container Registry Repository Reader") };

describe("the switch of a registry to ABAC mode", () => {
  test("has a part in each format, with who loses a role, what replaces it, and what nobody can judge", () => {
    const planned = pairs({
      resource: { ...UPDATE, azurerm_role_assignment: kubelet },
      data: ASKED,
      answer: [found(ALICE, "AcrPush", AT_REGISTRY), found(BOB, CUSTOM)],
    });
    const texts = (["text", "markdown", "html", "json", "sarif"] as const).map(
      // In HTML, an identifier that must not break is in a tag of its own.
      (format) => [format, reportText(planned, format).replace(/<\/?span[^>]*>/g, "")] as const,
    );
    for (const [format, text] of texts) {
      expect([format, text]).toEqual([format, expect.stringContaining("AcrPush")]);
      expect([format, text]).toEqual([format, expect.stringContaining(`custom role ${CUSTOM}`)]);
      expect([format, text]).toEqual([format, expect.stringMatching(/role-without-effect|nothing replaces it/)]);
    }
    const [, markdown] = texts[1];
    expect(markdown.split("\n").filter((line) => /ABAC|\| (Acr|custom)/.test(line))).toMatchInlineSnapshot(`
      [
        "**Every pod of AKS cluster prod may now pull everything in contoso; role assignments without effect in ABAC mode; nothing is replaced or deleted, and no change stores a secret.**",
        "1 role assignment on contoso has no effect in ABAC mode, with nothing in its place.",
        "| every pod of AKS cluster prod | 🟠 **&#43; new** | pull | \`*\` | role Container Registry Repository Reader, if the registry is in ABAC mode |",
        "### Registry contoso in ABAC mode",
        "Registry contoso is switched to ABAC mode. These role assignments have no effect there, or less:",
        "| AcrPush | user 20000000-0000-0000-0000-000000000001 | the registry | pull and push | **nothing replaces it** | \`data.azurerm_role_assignments.acr\` |",
        "| custom role 30000000-0000-0000-0000-000000000003 | user 20000000-0000-0000-0000-000000000002 | subscription 00000000-0000-0000-0000-000000000001 | not known | **a custom role, which cannot be judged: its permissions are not known** | \`data.azurerm_role_assignments.acr\` |",
        "| AcrPull | every pod of AKS cluster prod | the registry | pull | Container Registry Repository Reader | \`azurerm_role_assignment.pull\` |",
      ]
    `);
    const [, text] = texts[0];
    expect(text.split("\n\n").find((section) => section.startsWith("ABAC mode:"))).toMatchInlineSnapshot(`
      "ABAC mode:
      Registry contoso is switched to ABAC mode. These role assignments have no effect there, or less:
      ! AcrPush of user 20000000-0000-0000-0000-000000000001 on the registry, which allows pull and push in RBAC mode alone: nothing replaces it (data.azurerm_role_assignments.acr)
      ? custom role 30000000-0000-0000-0000-000000000003 of user 20000000-0000-0000-0000-000000000002 on subscription 00000000-0000-0000-0000-000000000001: a custom role, which cannot be judged: its permissions are not known (data.azurerm_role_assignments.acr)
      AcrPull of every pod of AKS cluster prod on the registry, which allows pull in RBAC mode alone: Container Registry Repository Reader (azurerm_role_assignment.pull)"
    `);
    const [, json] = texts[3];
    expect(JSON.parse(json)).toMatchObject({
      formatVersion: "2.0",
      stacks: [{ switches: [{ isAnswered: true, stage: "switched" }] }],
    });
  });

  test("is seen by the resource that sets the mode, by a mode that changes, and before it by the question", () => {
    const stage = (after: Variant, before?: Variant) => {
      const [{ reviewed }] = pairs(after, before);
      return (reviewed.switches ?? []).map((one) => `${one.registry}: ${one.stage}`);
    };
    const declared = (role_assignment_mode: string) => ({
      resource: { azurerm_container_registry: { own: { name: "contoso", resource_group_name: "rg", role_assignment_mode } } },
      data: { azurerm_container_registry: {} },
    });
    const [rbac, abac] = [declared("LegacyRegistryPermissions"), declared("AbacRepositoryPermissions")];
    const reading = {
      azapi_resource: { mode: { type: "Microsoft.ContainerRegistry/registries@2025-11-01", resource_id: REGISTRY } },
    };
    expect(stage({ resource: UPDATE })).toEqual(["contoso: switched"]);
    const resource_id = `${SUBSCRIPTION}${AT_REGISTRY}`;
    expect(
      stage({ resource: { azapi_update_resource: { mode: { ...UPDATE.azapi_update_resource.mode, resource_id } } } }),
    ).toEqual(["contoso: switched"]);
    expect(stage(abac, rbac)).toEqual(["contoso: switched"]);
    expect(stage(abac)).toEqual([]);
    expect(stage(abac, abac)).toEqual([]);
    expect(stage(rbac, rbac)).toEqual([]);
    expect(stage({ resource: { azurerm_role_assignment: kubelet } })).toEqual([]);
    expect(stage({ data: ASKED })).toEqual(["contoso: prepared"]);
    expect(stage({ data: { ...ASKED, ...reading } })).toEqual(["contoso: removing"]);
    expect(stage({ data: { azurerm_role_assignments: { acr: { scope: REGISTRY, limit_at_scope: true } } } })).toEqual([]);
  });

  test("judges Azure's roles, of the stack and of Azure's answer, by identity", () => {
    expect(
      roles({
        resource: UPDATE,
        data: ASKED,
        answer: [
          found(ALICE, "AcrPush", AT_REGISTRY),
          found(ALICE, "Container Registry Repository Reader", AT_REGISTRY),
          found(BOB, "Owner"),
          found(BOB, "Reader", "/resourceGroups/rg"),
          found(BOB, "Key Vault Secrets User"),
          found(BOB, "Monitoring Reader", "/resourceGroups/rg"),
          found(BOB, "AcrQuarantineReader", AT_REGISTRY),
          found(BOB, "AcrQuarantineWriter", AT_REGISTRY),
          found("p4", "Container Registry Data Importer and Data Reader"),
          found(ALICE, "AcrImageSigner", AT_REGISTRY),
          found("p3", "Contributor"),
          found("p3", "Container Registry Repository Writer", "", { condition: "((…))" }),
        ],
      }),
    ).toEqual([
      `AcrPush of user ${ALICE} on the registry loses pull,push, replaced by Container Registry Repository Reader, missing push`,
      `Owner of user ${BOB} on subscription 00000000-0000-0000-0000-000000000001 loses pull,push,delete, replaced by , missing pull,push,delete`,
      `Reader of user ${BOB} on resource group rg loses pull, replaced by , missing pull`,
      `Monitoring Reader of user ${BOB} on resource group rg loses pull, replaced by , missing pull`,
      `AcrImageSigner of user ${ALICE} on the registry loses sign, replaced by , missing sign`,
      "Contributor of user p3 on subscription 00000000-0000-0000-0000-000000000001 loses pull,push,delete, replaced by Container Registry Repository Writer, where its condition allows, missing pull,push,delete",
    ]);
  });

  test("judges custom roles by their permissions, in the stack or found by a data source", () => {
    const permissions = (more: JsonObject) => [{ actions: [], not_actions: [], data_actions: [], not_data_actions: [], ...more }];
    const pull = "Microsoft.ContainerRegistry/registries/pull/read";
    const content = "Microsoft.ContainerRegistry/registries/repositories/content/read";
    const definitions = {
      azurerm_role_definition: {
        puller: { name: "puller", role_definition_id: CUSTOM, permissions: permissions({ actions: [pull] }) },
        signer: {
          name: "signer",
          role_definition_id: SIGNER,
          permissions: permissions({ actions: ["Microsoft.ContainerRegistry/registries/sign/write"] }),
        },
        both: { name: "both", permissions: permissions({ actions: [pull], data_actions: [content] }) },
      },
    };
    const role = (name: string) => ({
      scope: REGISTRY,
      principal_id: name,
      role_definition_id: `\${${name}.role_definition_resource_id}`,
    });
    const resource = {
      ...UPDATE,
      ...definitions,
      azurerm_role_assignment: {
        a: role("azurerm_role_definition.puller"),
        b: role("azurerm_role_definition.both"),
        c: role("data.azurerm_role_definition.found"),
      },
    };
    const data = { ...ASKED, azurerm_role_definition: { found: { name: "found", scope: REGISTRY } } };
    const answers = {
      [LIST]: {
        role_assignments: [...[found(ALICE, CUSTOM), found(ALICE, SIGNER)], found(BOB, "30000000-0000-0000-0000-000000000004")],
      },
      "data.azurerm_role_definition.found": {
        name: "found",
        role_definition_id: "30000000-0000-0000-0000-000000000004",
        permissions: permissions({ actions: ["*/read"] }),
      },
    };
    expect(roles({ resource, data, answers }).map((text) => text.replace(/ on .* loses/, " loses"))).toEqual([
      "puller of principal of azurerm_role_definition.puller loses pull, replaced by , missing pull",
      "found of principal of data.azurerm_role_definition.found loses pull, replaced by , missing pull",
      `puller of user ${ALICE} loses pull, replaced by , missing pull`,
      `signer of user ${ALICE} loses sign, replaced by , missing sign`,
      `found of user ${BOB} loses pull, replaced by , missing pull`,
    ]);
    const unread = { [LIST]: { role_assignments: [found(BOB, "30000000-0000-0000-0000-000000000004")] } };
    expect(roles({ resource: UPDATE, data: ASKED, answers: unread })).toEqual([
      expect.stringContaining("custom role 30000000-0000-0000-0000-000000000004 of user"),
    ]);
  });

  test("counts a scope above the registry, and none beside it", () => {
    const wide = (group: string) => assign(ALICE, "AcrPull", `${SUBSCRIPTION}/resourceGroups/${group}`);
    const resource = { ...UPDATE, azurerm_role_assignment: { here: wide("RG"), beside: wide("other") } };
    expect(roles({ resource })).toEqual([
      `AcrPull of principal ${ALICE} on resource group RG loses pull, replaced by , missing pull`,
    ]);
  });

  test("says of a plan without Azure's answer that there may be more", () => {
    for (const answer of [undefined, [], [{ principal_type: null }]]) {
      const planned = pairs({ resource: UPDATE, data: ASKED, ...(answer === undefined ? {} : { answer }) });
      expect(reportText(planned, "markdown")).toContain("Only Azure knows which other role assignments");
    }
    expect(reportText(pairs({ resource: {} }), "markdown")).not.toContain("ABAC");
  });

  test("is in the headline while somebody loses a role", () => {
    const verdict = (after: Variant) => JSON.parse(reportText(pairs(after), "json")).verdict;
    const answer = [found(ALICE, "AcrPush", AT_REGISTRY)];
    expect(verdict({ resource: UPDATE, data: ASKED, answer })).toContain(
      "1 role assignment on contoso has no effect in ABAC mode, with nothing in its place",
    );
    expect(verdict({ data: ASKED, answer: [...answer, found(BOB, "AcrPull")] })).toContain(
      "2 role assignments on contoso would have no effect in ABAC mode, with nothing in their place",
    );
    const replaced = [...answer, found(ALICE, "Container Registry Repository Writer", AT_REGISTRY)];
    expect(verdict({ resource: UPDATE, data: ASKED, answer: replaced })).not.toContain("ABAC");
  });
});
