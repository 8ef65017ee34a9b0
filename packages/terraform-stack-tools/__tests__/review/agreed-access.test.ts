import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../src/stack/json";
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

const FIXTURES = join(__dirname, "../fixtures/plans");

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

const AGREED = [registry(), cluster(), grant("pull")];

/** The file that the first plan gives. */
function agreed(plan: JsonObject = shownPlan(AGREED)): string {
  const { code, out } = folder.review(plan, "--format", "access");
  expect(code).toBe(0);
  return folder.write("access.json", out);
}

/** What `--expect` says of a plan. */
function differences(plan: JsonObject, ...options: readonly string[]): { code: number; lines: string[] } {
  const { code, error } = folder.review(plan, "--expect", folder.file("access.json"), ...options);
  return { code, lines: error.split("\n").filter((line) => line !== "") };
}

test("the first file is what a reviewer would write: names, rights, repositories and addresses, in order", () => {
  agreed();
  expect(folder.read("access.json")).toMatchInlineSnapshot(`
    "{
      "$schema": "https://raw.githubusercontent.com/cdktf-acr-aks/cdktf-acr-aks/main/packages/terraform-stack-tools/schemas/access.json",
      "formatVersion": "1.2",
      "registries": {
        "contoso": [
          {
            "who": "every pod of AKS cluster prod",
            "id": "10000000-0000-0000-0000-00000000000a",
            "may": ["pull"],
            "repositories": ["*"],
            "by": "role AcrPull",
            "mode": "RBAC",
            "from": ["azurerm_role_assignment.pull"]
          }
        ]
      },
      "unjudged": []
    }
    "
  `);
});

test("the file of a plan agrees with that plan, with the same access in a plan that creates it, and with ids in another case", () => {
  agreed();
  expect(differences(shownPlan(AGREED))).toEqual({ code: 0, lines: [] });
  const upper = grant("pull", { scope: CONTOSO.toUpperCase(), principal_id: KUBELET.toUpperCase() });
  expect(differences(shownPlan([registry(), cluster(), upper]))).toEqual({ code: 0, lines: [] });
  // Before the first apply no id is known, and an agreement has only names.
  const json: JsonObject = JSON.parse(folder.read("access.json"));
  folder.write("access.json", JSON.stringify(json).replace(/"id":"[^"]+",/, ""));
  expect(differences(shownPlan(AGREED))).toEqual({ code: 0, lines: [] });
});

test("what is agreed in clear and hidden in the plan is masked in what differs", () => {
  const builder = (change: JsonObject = {}) =>
    object("azurerm_user_assigned_identity", "b", { name: "canary-identity", principal_id: BUILDER }, change);
  agreed(shownPlan([registry(), builder(), grant("build", { principal_id: BUILDER })]));
  const hidden = shownPlan([registry(), builder({ before_sensitive: { name: true }, after_sensitive: { name: true } })]);
  const { code, lines } = differences(hidden);
  expect(code).toBe(4);
  expect(lines.join("\n")).toContain("managed identity (sensitive value) may pull everything in contoso");
  expect(lines.join("\n")).not.toContain("canary");
});

const DOUBLE = "an-object-id-of-a-test-double";
const UNNAMED = { actions: ["create"], before: null, after_unknown: { name: true, id: true } };
const scopeMap = (...actions: string[]) =>
  object("azurerm_container_registry_scope_map", "m", { name: "m", container_registry_name: "contoso", actions });

test.each<[string, JsonObject[]]>([
  ["a registry is spelled in two ways", [grant("a", { scope: CONTOSO.replace("contoso", "Contoso") }), grant("b")]],
  ["a registry has no name yet", [object("azurerm_container_registry", "my_acr", { admin_enabled: true }, UNNAMED)]],
  [
    "a registry of a module has no name yet",
    [
      {
        ...object("azurerm_container_registry", "acr", { admin_enabled: true }, UNNAMED),
        address: 'module.a["x/y"].azurerm_container_registry.acr[0]',
      },
    ],
  ],
  ["an object id is no GUID", [registry(), cluster("prod", DOUBLE), grant("pull", { principal_id: DOUBLE })]],
  ["a scope map names no repository", [scopeMap("repositories//content/read", "repositories/content/read")]],
])("the file of a plan agrees with that plan where %s", (_what, changes) => {
  const plan = shownPlan(changes);
  agreed(plan);
  expect(differences(plan)).toEqual({ code: 0, lines: [] });
});

const PULLER_ID = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller`;
const PULLER = object("azurerm_user_assigned_identity", "puller", { id: PULLER_ID, name: "puller", principal_id: BUILDER });
const WEB = {
  ...{ type: "Microsoft.App/containerApps@2025-01-01", name: "web", parent_id: RESOURCE_GROUP },
  body: { identity: { type: "UserAssigned", userAssignedIdentities: { [PULLER_ID.toUpperCase()]: {} } } },
};

const role = (name: string, permissions: Json) => object("azurerm_role_definition", name, { name, permissions });
const UNKNOWN = "unknown, so nobody can agree to it";
/** What a plan creates, of which it does not know everything. */
const open = (after_unknown: JsonObject) => ({ actions: ["create"], before: null, after_unknown });
const OWNER_ID = "/x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const SYSTEM_MAP = `${CONTOSO}/scopeMaps/_repositories_pull`;
const OPS = "30000000-0000-0000-0000-00000000000c";
const member = (group: string | null, more = {}) =>
  object("azuread_group_member", "m", { group_object_id: group, member_object_id: BUILDER }, more);

/** Ways to more than the pull that is agreed beside it, and what is told of each. */
const ADDED: readonly (readonly [way: string, told: string, ...added: JsonObject[]])[] = [
  ["a second role", "may pull and push everything in contoso (role AcrPush", grant("x", { role_definition_name: "AcrPush" })],
  [
    "a custom role with the name of a built-in one",
    "push",
    role("AcrPull ", [{ actions: ["Microsoft.ContainerRegistry/registries/*"] }]),
    grant("custom", { role_definition_name: "AcrPull " }),
  ],
  ["an unknown role", UNKNOWN, grant("x", { role_definition_name: "Company Puller" })],
  [
    "a token",
    "a password of registry token ci may pull everything",
    object("azurerm_container_registry_token", "t", {
      ...{ name: "ci", container_registry_name: "contoso", scope_map_id: SYSTEM_MAP },
    }),
  ],
  ["a scope map", "whoever has a token with scope map m may push", scopeMap("repositories/*/content/write")],
  [
    "a scope map in other letters",
    "whoever has a token with scope map m may push shop",
    scopeMap("repositories/shop/Content/Write"),
  ],
  ["a member of a group", `principal ${BUILDER} may do what group 30000000`, member(OPS)],
  ["a member of an unknown group", UNKNOWN, member(null, open({ group_object_id: true }))],
  ["another principal", `principal ${BUILDER} may pull everything in contoso`, grant("b", { principal_id: BUILDER })],
  ["the scope above", "every registry in resource group rg", grant("g", { scope: RESOURCE_GROUP })],
  [
    "a second identity of the same name",
    "every pod of AKS cluster other",
    cluster("other", BUILDER),
    grant("o", { principal_id: BUILDER }),
  ],
  ...["azapi_resource", "azapi_update_resource"].map((type): (typeof ADDED)[number] => [
    `an identity in the body of ${type}`,
    "web may pull everything in contoso",
    PULLER,
    grant("web", { principal_id: BUILDER }),
    object(type, "web", WEB),
  ]),
  ["an unknown principal", `${UNKNOWN}: an unknown principal`, grant("u", { principal_id: null }, open({ principal_id: true }))],
  ["an unknown scope", "an unknown scope", grant("u", { scope: null }, open({ scope: true }))],
  [
    "a template",
    "azurerm_resource_group_template_deployment (1)",
    object("azurerm_resource_group_template_deployment", "t", { name: "t", template_content: "{}" }),
  ],
];

/** The same in place of what is agreed. */
const CHANGED: readonly (readonly [way: string, told: string, ...all: JsonObject[]])[] = [
  [
    "the id of Owner with another name",
    "may grant any access to contoso (role Owner)",
    registry(),
    cluster(),
    grant("pull", { role_definition_id: OWNER_ID }),
  ],
  [
    "the admin account",
    "an admin password of the registry may pull, push and delete",
    registry({ admin_enabled: true }),
    cluster(),
    grant("pull"),
  ],
  [
    "anonymous pull",
    "anyone who reaches the registry may pull everything",
    registry({ anonymous_pull_enabled: true }),
    cluster(),
    grant("pull"),
  ],
];

test.each([
  ...ADDED.map(([way, told, ...added]) => [way, told, [...AGREED, ...added]] as const),
  ...CHANGED.map(([way, told, ...all]) => [way, told, all] as const),
])("more than agreed by %s is told, and the exit code is 4", (_way, told, changes) => {
  agreed();
  const { code, lines } = differences(shownPlan(changes));
  expect(lines.join("\n")).toMatch(/more than agreed|unknown, so nobody can agree|not judged, and not in unjudged/);
  expect(lines.join("\n")).toContain(told);
  expect(code).toBe(4);
});

const REPOSITORY_READER = "Container Registry Repository Reader";
const condition = (repository: string) =>
  `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase '${repository}'))`;

test("another repository, no condition and one that cannot be read are told", () => {
  const reader = (values: JsonObject) => [
    registry(),
    cluster(),
    grant("pull", { role_definition_name: REPOSITORY_READER, ...values }),
  ];
  agreed(shownPlan(reader({ condition: condition("shop/web") })));
  expect(differences(shownPlan(reader({ condition: condition("shop/web") }))).code).toBe(0);
  const other = differences(shownPlan(reader({ condition: condition("shop/api") })));
  expect(other.code).toBe(4);
  expect(other.lines).toEqual([
    expect.stringMatching(/more than agreed: every pod of AKS cluster prod may pull shop\/api in contoso/),
    expect.stringMatching(/less than agreed: .* may pull shop\/web in contoso/),
  ]);
  expect(differences(shownPlan(reader({}))).lines[0]).toContain("may pull everything in contoso");
  const unreadable = differences(shownPlan(reader({ condition: "some text" })));
  expect(unreadable.lines.join("\n")).toContain("unknown, so nobody can agree to it");
  expect(unreadable.code).toBe(4);
});

test("what is missing, and what another resource grants, is told", () => {
  agreed();
  expect(differences(shownPlan([registry(), cluster()]))).toEqual({
    code: 4,
    lines: [
      "--expect: shop: azurerm_role_assignment.pull: less than agreed: nothing says any more that every pod of AKS cluster prod may pull everything in contoso (principal 10000000-0000-0000-0000-00000000000a, role AcrPull, if the registry is in RBAC mode)",
    ],
  });
  const { lines } = differences(shownPlan([registry(), cluster(), grant("renamed")]));
  expect(lines).toEqual([
    expect.stringContaining("azurerm_role_assignment.renamed: more than agreed"),
    expect.stringContaining("azurerm_role_assignment.pull: less than agreed"),
  ]);
});

test("a row asks for nothing that it leaves out, and may name who it is by an object id and where by a resource id", () => {
  const row = { who: `principal ${KUBELET}`, may: ["pull"], repositories: ["*"] };
  folder.write("access.json", { formatVersion: "1.0", registries: { [CONTOSO]: [row] } });
  expect(differences(shownPlan(AGREED))).toEqual({ code: 0, lines: [] });
  expect(differences(shownPlan([registry(), cluster(), grant("renamed")])).code).toBe(0);
  expect(differences(shownPlan([registry(), cluster("prod", BUILDER), grant("pull", { principal_id: BUILDER })])).code).toBe(4);
});

test("a second identity of the same name is told, also while its id is not known", () => {
  const puller = (name: string, id: string | null) =>
    object("azurerm_user_assigned_identity", name, { id: `${RESOURCE_GROUP}-${name}/x`, name: "puller", principal_id: id });
  const one = [registry(), puller("one", KUBELET), grant("one")];
  agreed(shownPlan(one));
  expect(folder.read("access.json")).toContain("managed identity puller");
  expect(differences(shownPlan(one)).code).toBe(0);
  const two = [...one, puller("two", BUILDER), grant("two", { principal_id: BUILDER })];
  expect(differences(shownPlan(two)).lines).toEqual([
    expect.stringContaining("azurerm_role_assignment.two: more than agreed: managed identity puller may pull everything"),
  ]);
});

test("a plan that creates everything agrees with its own file in all but what is unknown", () => {
  const plan: JsonObject = JSON.parse(readFileSync(join(FIXTURES, "first/terraform-1.11.4.json"), "utf8"));
  agreed(plan);
  expect(folder.read("access.json")).not.toMatch(/depends on|unknown/);
  const { code, lines } = differences(plan);
  expect(code).toBe(4);
  expect(lines).toHaveLength(3);
  expect(lines.filter((line) => !line.includes("unknown, so nobody can agree to it"))).toEqual([]);
  expect(differences(plan, "--allow-opaque")).toEqual({ code: 0, lines: [] });
});

test("an identity of the same name with another id is told", () => {
  agreed();
  expect(folder.read("access.json")).toContain(`"id": "${KUBELET}"`);
  const swapped = [registry(), cluster("prod", BUILDER), grant("pull", { principal_id: BUILDER })];
  expect(differences(shownPlan(swapped)).lines).toHaveLength(2);
});

test("a resource group of the same name in another subscription is told", () => {
  const wide = (scope: string) => shownPlan([registry(), cluster(), grant("wide", { scope })]);
  agreed(wide(RESOURCE_GROUP));
  expect(differences(wide(RESOURCE_GROUP.toUpperCase()))).toEqual({ code: 0, lines: [] });
  const other = RESOURCE_GROUP.replace("0001", "0002");
  expect(differences(wide(other))).toEqual({
    code: 4,
    lines: [
      expect.stringContaining(`may pull everything in every registry in resource group rg (scope ${other}, role AcrPull`),
      expect.stringContaining(`less than agreed`),
    ],
  });
});

test("what a plan does not have of the body of an Azure resource is told", () => {
  const values = { type: "Microsoft.ContainerRegistry/registries@2025-11-01", name: "contoso", parent_id: RESOURCE_GROUP };
  const resource = (version: Json = null) =>
    object("azapi_resource", "r", { ...values, body: {}, sensitive_body: null, sensitive_body_version: version });
  const shown = (sensitive_body: JsonObject) => {
    const configured = { address: "azapi_resource.r", mode: "managed", type: "azapi_resource", name: "r" };
    const root_module = {
      variables: { none: { default: null } },
      resources: [{ ...configured, expressions: { sensitive_body } }],
    };
    return shownPlan([resource()], { configuration: { root_module } });
  };
  agreed(shown({ references: ["var.none"] }));
  expect(differences(shown({ references: ["var.none"] }))).toEqual({ code: 0, lines: [] });
  for (const plan of [
    shown({ references: ["var.body"] }),
    shown({ constant_value: { properties: { adminUserEnabled: true } } }),
    shownPlan([resource({ "properties.adminUserEnabled": "1" })]),
  ]) {
    expect(differences(plan)).toEqual({
      code: 4,
      lines: [expect.stringContaining("not judged, and not in unjudged of the agreement: azapi_resource")],
    });
  }
});

test("pods of the same names with tokens of another issuer are told, also beside those that are agreed", () => {
  const id = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller`;
  const url = "https://westeurope.oic.prod-aks.azure.com/tenant/prod/";
  const federated = (name: string, issuer: string) => {
    const subject = "system:serviceaccount:shop:web";
    return object("azurerm_federated_identity_credential", name, { name, parent_id: id, issuer, subject });
  };
  const puller = object("azurerm_user_assigned_identity", "puller", { id, name: "puller", principal_id: BUILDER });
  const prod = cluster("prod", KUBELET, { oidc_issuer_url: url });
  const plan = (grants: readonly JsonObject[], ...credentials: readonly JsonObject[]) =>
    shownPlan([registry(), prod, puller, ...grants, ...credentials]);
  const other = "https://issuer.example/";
  for (const grants of [[grant("web", { principal_id: BUILDER })], []]) {
    agreed(plan(grants, federated("web", url)));
    expect(folder.read("access.json")).toContain('"issuers": ["AKS cluster prod"]');
    expect(differences(plan(grants, federated("web", url)))).toEqual({ code: 0, lines: [] });
    for (const credentials of [[federated("web", other)], [federated("web", url), federated("web2", other)]]) {
      const { code, lines } = differences(plan(grants, ...credentials));
      expect({ code, text: lines.join() }).toEqual({ code: 4, text: expect.stringContaining(other) });
    }
  }
});

const GROUP = { display_name: "ops", object_id: "30000000-0000-0000-0000-00000000000c", id: "/groups/ops" };

test.each<[string, (open: boolean) => JsonObject]>([
  ["the members of a group", (open) => changed("azuread_group", { ...GROUP, members: [] }, open, { members: true })],
  ["the actions of a scope map", (open) => changed("azurerm_container_registry_scope_map", MAP, open, { actions: true })],
  ["an action of a scope map", (open) => changed("azurerm_container_registry_scope_map", MAP, open, { actions: [false, true] })],
  ["the permissions of a role", (open) => changed("azurerm_role_definition", ROLE, open, { permissions: true })],
  [
    "whether a registry of azapi has an admin account",
    (open) => changed("azapi_resource", AZAPI, open, { body: { properties: { adminUserEnabled: true } } }),
  ],
])("what nobody knows in a plan without its configuration is told: %s", (_what, resource) => {
  agreed(shownPlan([resource(false)]));
  expect(differences(shownPlan([resource(false)]))).toEqual({ code: 0, lines: [] });
  const { code, lines } = differences(shownPlan([resource(true)]));
  expect({ code, text: lines.join() }).toEqual({ code: 4, text: expect.stringContaining("unknown, so nobody can agree") });
});

const MAP = { name: "m", container_registry_name: "contoso", actions: ["repositories/a/metadata/read", "gateway/b/config/read"] };
const ROLE = { name: "r", permissions: [{ actions: ["Microsoft.Storage/x/read"] }] };
const AZAPI = {
  ...{ type: "Microsoft.ContainerRegistry/registries@2025-11-01", name: "contoso", parent_id: RESOURCE_GROUP },
  body: { properties: { adminUserEnabled: false } },
};

/** A resource of which a plan that changes it does not know everything. */
function changed(type: string, values: JsonObject, isOpen: boolean, after_unknown: JsonObject): JsonObject {
  return object(type, "x", values, isOpen ? { actions: ["update"], after_unknown } : {});
}

test("--allow-opaque lets pass what nobody knows, and nothing else", () => {
  agreed();
  const template = object("azurerm_resource_group_template_deployment", "t", { name: "t", template_content: "{}" });
  const unclear = grant("company", { role_definition_name: "Company" });
  expect(differences(shownPlan([...AGREED, unclear]), "--allow-opaque")).toEqual({ code: 0, lines: [] });
  expect(differences(shownPlan([...AGREED, unclear, grant("b", { principal_id: BUILDER })]), "--allow-opaque").code).toBe(4);
  expect(differences(shownPlan([...AGREED, template]), "--allow-opaque").code).toBe(4);
  const allowed = ["--allow-unjudged", "azurerm_resource_group_template_deployment"];
  expect(differences(shownPlan([...AGREED, template]), ...allowed)).toEqual({ code: 0, lines: [] });
  expect(differences(shownPlan([...AGREED, template, unclear]), ...allowed).code).toBe(4);
});

test("a file of a plan names the kinds that nobody judges, and another one beside them is told", () => {
  const release = object("helm_release", "shop", { name: "shop", chart: "shop" });
  const program = object("null_resource", "run", {});
  const programs = {
    configuration: {
      root_module: {
        resources: [
          {
            ...{ address: "null_resource.run", mode: "managed", type: "null_resource", name: "run" },
            provisioners: [{ type: "local-exec", expressions: { command: { constant_value: "true" } } }],
          },
        ],
      },
    },
  };
  agreed(shownPlan([...AGREED, release]));
  expect(JSON.parse(folder.read("access.json")).unjudged).toEqual(["helm_release"]);
  expect(differences(shownPlan([...AGREED, release]))).toEqual({ code: 0, lines: [] });
  expect(differences(shownPlan(AGREED))).toEqual({ code: 0, lines: [] });
  expect(differences(shownPlan([...AGREED, release, program], programs))).toEqual({
    code: 4,
    lines: [
      expect.stringContaining("null_resource.run: not judged, and not in unjudged of the agreement: provisioner local-exec"),
    ],
  });
});

test("what --fail-on finds wins, and every report tells the difference", () => {
  agreed();
  const push = [
    registry(),
    cluster(),
    grant("pull"),
    grant("push", { role_definition_name: "AcrPush" }, { actions: ["create"], before: null }),
  ];
  expect(differences(shownPlan(push), "--fail-on", "gain").code).toBe(3);
  for (const format of ["text", "json", "markdown", "html", "sarif"]) {
    const { out } = folder.review(shownPlan(push), "--expect", folder.file("access.json"), "--format", format);
    expect(out).toMatch(format === "sarif" ? /more than agreed/ : /not as agreed \(1 difference\)/);
  }
  const { out } = folder.review(shownPlan(AGREED), "--expect", folder.file("access.json"));
  expect(out).toMatch(/; access is as agreed; /);
});

describe("a file that is not one is refused with a sentence", () => {
  const row = { who: "every pod of AKS cluster prod", may: ["pull"], repositories: ["*"] };
  const file = (registries: JsonObject, more: JsonObject = {}) => JSON.stringify({ formatVersion: "1.0", registries, ...more });

  test.each<[string, string, RegExp]>([
    ["no JSON", "{", /is not JSON/],
    ["a list", "[]", /is not a JSON object/],
    ["a version in a list", JSON.stringify({ formatVersion: ["1.0"], registries: {} }), /must have "formatVersion": "1.0"/],
    ["no version", JSON.stringify({ registries: {} }), /must have "formatVersion": "1.0"/],
    ["a later version", JSON.stringify({ formatVersion: "2.0", registries: {} }), /must have "formatVersion": "1.0"/],
    ["no registries", JSON.stringify({ formatVersion: "1.0" }), /must have registries/],
    ["an unknown field", file({}, { registry: {} }), /has 'registry' in the file, which is unknown/],
    ["an unknown field of a row", file({ contoso: [{ ...row, rights: ["pull"] }] }), /has 'rights' in row 1 of 'contoso'/],
    ["no list", file({ contoso: row }), /must have a list of rows for 'contoso'/],
    ["a row without who", file({ contoso: [{ ...row, who: null }] }), /must have a string as who of row 1/],
    ["a row without repositories", file({ contoso: [{ ...row, repositories: [] }] }), /must say who, may and repositories/],
    [
      "an unknown right",
      file({ contoso: [{ ...row, may: ["read"] }] }),
      /has 'read' as a right .* the rights are pull, push, delete/,
    ],
    ["a right twice", file({ contoso: [{ ...row, may: ["pull", "pull"] }] }), /has 'pull' twice in may/],
    ["an unknown mode", file({ contoso: [{ ...row, mode: "rbac" }] }), /it is RBAC or ABAC/],
    ["a wrong object id", file({ contoso: [{ ...row, id: "1000" }] }), /which is not an object id/],
    ["a wrong object id as who", file({ contoso: [{ ...row, who: "principal 10000000-0000" }] }), /which is not an object id/],
    [
      "the id of something else",
      file({ [`${RESOURCE_GROUP}/providers/Microsoft.KeyVault/vaults/v`]: [row] }),
      /neither the name of a registry/,
    ],
    ["a row twice", file({ contoso: [row, { ...row, who: row.who.toUpperCase() }] }), /has row 2 of 'contoso' twice/],
    ["a registry twice", file({ contoso: [row], Contoso: [row] }), /has the registry 'contoso' twice/],
    ["a key twice", '{"formatVersion": "1.0", "registries": {"contoso": [], "contoso": []}}', /has the key .* twice/],
    ["no address", file({ contoso: [{ ...row, from: [] }] }), /has no address in from/],
  ])("%s", (_what, text, message) => {
    folder.write("access.json", text);
    const { code, lines } = differences(shownPlan(AGREED));
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(message)] });
    expect(lines[0]).toMatch(/; correct it, or write it again with --format access\.$/);
  });

  test("one that does not exist, and one that a report would replace", () => {
    expect(differences(shownPlan(AGREED)).lines[0]).toContain("does not exist; check the path");
    agreed();
    expect(differences(shownPlan(AGREED), "--out", folder.file("access.json")).lines[0]).toContain("would overwrite an input");
  });
});
