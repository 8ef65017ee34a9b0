import type { JsonObject } from "../../src/stack/json";
import {
  assigned,
  BUILDER,
  CONTOSO,
  configured,
  created,
  grant,
  is,
  KUBELET,
  object,
  ReviewFolder,
  refers,
  registry,
  shownPlan,
} from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const SOMEBODY = "99999999-0000-0000-0000-00000000000e";
const R = { id: CONTOSO, name: "contoso", resource_group_name: "rg", admin_enabled: false };

const deleted = (type: string, values: JsonObject, name = "one") =>
  object(type, name, values, { actions: ["delete"], after: null });
const updated = (type: string, before: JsonObject, after: JsonObject, change: JsonObject = {}) =>
  object(type, "one", after, { actions: ["update"], before, ...change });
const replaced = (type: string, name: string, before: JsonObject, after: JsonObject, change: JsonObject = {}) =>
  object(type, name, after, { actions: ["delete", "create"], before, ...change });
const gate = (plan: JsonObject, ...checks: readonly string[]) => folder.review(plan, "--fail-on", checks.join(",") || "gain");

describe("what is found is told as what is planned", () => {
  const open = (more: JsonObject) => ({
    plan: shownPlan([registry({ ...R, ...more, public_network_access_enabled: true })], {
      resource_drift: [
        registry(
          { ...R, ...more, public_network_access_enabled: true },
          { actions: ["update"], before: { ...R, ...more, public_network_access_enabled: false } },
        ),
      ],
    }),
  });

  test("a network that somebody opened by hand is opened", () => {
    const { code, out } = gate(open({}).plan, "network");
    expect(code).toBe(3);
    const message = "outside of Terraform, registry contoso is open to every address, previously none";
    expect(out.split("\n")[0]).toContain(`O${message.slice(1)}; `);
    expect(out).toContain(`Network:\n! ${message}`);
  });

  test("by a registry that somebody deleted, holders of its roles lose access, and gain it when it is created again", () => {
    const plan = shownPlan(
      [
        registry(
          {},
          {
            actions: ["create"],
            before: null,
            after: { name: "contoso", resource_group_name: "rg" },
            after_unknown: { id: true },
          },
        ),
        replaced(
          "azurerm_role_assignment",
          "g",
          assigned(),
          { principal_id: KUBELET, role_definition_name: "AcrPull" },
          { after_unknown: { scope: true } },
        ),
      ],
      {
        resource_drift: [registry({}, { actions: ["delete"], before: R, after: null })],
        ...configured({
          "azurerm_container_registry.acr": { name: is("contoso"), resource_group_name: is("rg") },
          "azurerm_role_assignment.g": {
            scope: refers("azurerm_container_registry.acr.id", "azurerm_container_registry.acr"),
            principal_id: is(KUBELET),
            role_definition_name: is("AcrPull"),
          },
        }),
      },
    );
    const [{ access, found }] = JSON.parse(folder.review(plan, "--format", "json").out).stacks;
    expect([found.gained, found.lost, access.gained, access.lost].map(({ length }) => length)).toEqual([0, 1, 1, 0]);
    expect(folder.review(plan).out).not.toContain("by that nobody gains or loses access");
  });

  test("a service principal that somebody enabled by hand gains, with its roles, its groups and its password", () => {
    const principal = (account_enabled: boolean) => ({
      object_id: BUILDER,
      client_id: SOMEBODY,
      display_name: "ci",
      account_enabled,
    });
    const one = object("azuread_service_principal", "one", principal(true));
    const resource_drift = [updated("azuread_service_principal", principal(false), principal(true))];
    const member = object("azuread_group_member", "m", { group_object_id: KUBELET, member_object_id: BUILDER });
    for (const way of [grant("g", { principal_id: BUILDER }), member]) {
      expect(gate(shownPlan([registry(), way, one], { resource_drift })).code).toBe(3);
    }
    const disabled = object("azuread_service_principal", "one", principal(false));
    const auth = Buffer.from(`${SOMEBODY}:password`).toString("base64");
    const secret = created(
      "kubernetes_secret_v1",
      {
        type: "kubernetes.io/dockerconfigjson",
        metadata: [{ name: "s", namespace: "shop" }],
        data: { ".dockerconfigjson": JSON.stringify({ auths: { "contoso.azurecr.io": { auth } } }) },
      },
      { after_sensitive: { data: true } },
    );
    for (const way of [grant("g", { principal_id: BUILDER }, { actions: ["create"], before: null }), secret]) {
      expect(gate(shownPlan([registry(), way, disabled])).code).toBe(0);
      expect(gate(shownPlan([registry(), way, one])).code).toBe(3);
    }
  });
});

describe("what is held on both sides is neither gained nor lost", () => {
  const both = (plan: JsonObject) => {
    const [{ access }] = JSON.parse(folder.review(plan, "--format", "json").out).stacks;
    return { gained: access.gained.length, lost: access.lost.length };
  };
  const TOKEN = {
    name: "t",
    container_registry_name: "contoso",
    resource_group_name: "rg",
    scope_map_id: `${CONTOSO}/scopeMaps/_repositories_pull`,
  };

  test.each(
    Object.entries<JsonObject>({
      "a registry that is replaced, with its role assignments": shownPlan(
        [
          replaced(
            "azurerm_container_registry",
            "acr",
            R,
            { name: "contoso", resource_group_name: "rg" },
            { after_unknown: { id: true } },
          ),
          replaced(
            "azurerm_role_assignment",
            "g",
            assigned(),
            { principal_id: KUBELET, role_definition_name: "AcrPull" },
            { after_unknown: { scope: true }, replace_paths: [["scope"]] },
          ),
        ],
        configured({
          "azurerm_container_registry.acr": { name: is("contoso"), resource_group_name: is("rg") },
          "azurerm_role_assignment.g": {
            scope: refers("azurerm_container_registry.acr.id", "azurerm_container_registry.acr"),
            principal_id: is(KUBELET),
            role_definition_name: is("AcrPull"),
          },
        }),
      ),
      "a token that azapi takes over": shownPlan([
        registry(R),
        deleted("azurerm_container_registry_token", { ...TOKEN, enabled: true }),
        created("azapi_resource", {
          ...{ type: "Microsoft.ContainerRegistry/registries/tokens@2025-04-01", name: "t", parent_id: CONTOSO },
          body: { properties: { scopeMapId: TOKEN.scope_map_id, status: "enabled" } },
        }),
      ]),
    }),
  )("%s", (_what, plan) => {
    expect(both(plan)).toEqual({ gained: 0, lost: 0 });
  });

  const devs = { object_id: BUILDER, display_name: "devs", members: [KUBELET] };

  test.each<[string, JsonObject]>([
    ["a membership", object("azuread_group_member", "m", { group_object_id: BUILDER, member_object_id: KUBELET })],
    ["a list", object("azuread_group", "g", { ...devs, id: `/groups/${BUILDER}` })],
    ["a list of an old version", object("azuread_group", "g", { ...devs, id: BUILDER })],
  ])("who is a member, by %s, of a group that gets the role in their place loses nothing", (_how, membership) => {
    const plan = shownPlan([
      registry(R),
      deleted("azurerm_role_assignment", assigned(), "old"),
      created("azurerm_role_assignment", assigned({ principal_id: BUILDER }), {}, "new"),
      object("azurerm_user_assigned_identity", "i", { id: `${CONTOSO}i`, name: "i", principal_id: KUBELET }),
      membership,
    ]);
    expect(both(plan).lost).toBe(0);
  });

  const inPlace = (...members: readonly JsonObject[]) =>
    shownPlan(
      [
        registry(R),
        deleted("azurerm_role_assignment", assigned(), "old"),
        created(
          "azurerm_role_assignment",
          { ...assigned(), principal_id: null },
          { after_unknown: { principal_id: true } },
          "new",
        ),
        ...members,
      ],
      configured({
        "azuread_group.outer": { display_name: is("outer") },
        "azuread_group.inner": { display_name: is("inner") },
        "azuread_group_member.m": {
          group_object_id: refers("azuread_group.outer.object_id", "azuread_group.outer"),
          member_object_id: refers("azuread_group.inner.object_id", "azuread_group.inner"),
        },
        "azurerm_role_assignment.new": {
          scope: is(CONTOSO),
          principal_id: refers("azuread_group.outer.object_id", "azuread_group.outer"),
          role_definition_name: is("AcrPull"),
        },
      }),
    );
  const group = (display_name: string, more: JsonObject = {}) =>
    created("azuread_group", { display_name, ...more }, { after_unknown: { object_id: true } }, display_name);
  const nested = created("azuread_group_member", {}, { after_unknown: { group_object_id: true, member_object_id: true } }, "m");

  test("neither does a member of a group in that group, where both are new", () => {
    expect(both(inPlace(group("outer"), group("inner", { members: [KUBELET] }), nested)).lost).toBe(0);
  });

  test.each<[string, readonly JsonObject[]]>([
    ["whoever is a member of another group", [group("outer"), group("inner", { members: [KUBELET] })]],
    ["an owner of the group", [group("outer", { owners: [KUBELET] })]],
    ["another member", [group("outer", { members: [BUILDER] })]],
  ])("%s loses what only the group has", (_what, members) => {
    expect(both(inPlace(...members)).lost).toBe(1);
  });

  test.each<[string, JsonObject]>([
    ["in another resource group", { resource_group_name: "other" }],
    ["of another name", { name: "fabrikam" }],
  ])("a registry %s that takes the place of one is another one", (_what, more) => {
    const own: JsonObject = { name: "contoso", resource_group_name: "rg", ...more };
    const plan = shownPlan(
      [
        replaced("azurerm_container_registry", "acr", R, own, { after_unknown: { id: true } }),
        replaced(
          "azurerm_role_assignment",
          "g",
          assigned(),
          { principal_id: KUBELET, role_definition_name: "AcrPull" },
          { after_unknown: { scope: true } },
        ),
      ],
      configured({
        "azurerm_container_registry.acr": Object.fromEntries(Object.entries(own).map(([name, one]) => [name, is(one)])),
        "azurerm_role_assignment.g": {
          scope: refers("azurerm_container_registry.acr.id", "azurerm_container_registry.acr"),
          principal_id: is(KUBELET),
          role_definition_name: is("AcrPull"),
        },
      }),
    );
    expect(both(plan)).toEqual({ gained: 1, lost: 1 });
  });

  test.each<[string, JsonObject]>([
    ["of another registry", { parent_id: CONTOSO.replace("contoso", "fabrikam") }],
    ["of another resource group", { parent_id: CONTOSO.replace("/rg/", "/other/") }],
    ["of another name", { name: "u" }],
  ])("a token %s is another one", (_what, more) => {
    const plan = shownPlan([
      registry(R),
      deleted("azurerm_container_registry_token", { ...TOKEN, enabled: true }),
      created("azapi_resource", {
        ...{ type: "Microsoft.ContainerRegistry/registries/tokens@2025-04-01", name: "t", parent_id: CONTOSO },
        body: { properties: { scopeMapId: TOKEN.scope_map_id, status: "enabled" } },
        ...more,
      }),
    ]);
    expect(both(plan)).toEqual({ gained: 1, lost: 1 });
  });

  const pim = (kind: string, action: "create" | "delete") => {
    const { role_definition_name: _name, ...values } = assigned({
      role_definition_id: "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d",
    });
    const type = `azurerm_pim_${kind}_role_assignment`;
    return action === "create" ? created(type, values, {}, kind) : deleted(type, values, kind);
  };

  test("who had to activate a role and no longer has to gains by that", () => {
    const plan = shownPlan([registry(R), pim("eligible", "delete"), pim("active", "create")]);
    expect(both(plan)).toEqual({ gained: 1, lost: 0 });
    expect(gate(plan).code).toBe(3);
  });

  test("who has to activate from now on what they had loses nothing", () => {
    expect(both(shownPlan([registry(R), pim("active", "delete"), pim("eligible", "create")]))).toEqual({ gained: 0, lost: 0 });
  });

  const network = (ranges: readonly string[]) => ({
    ...R,
    public_network_access_enabled: true,
    network_rule_set: [{ default_action: "Deny", ip_rule: ranges.map((ip_range) => ({ action: "Allow", ip_range })) }],
  });

  test.each([
    [["20.1.0.0/16"], ["20.1.0.0/16"], 0],
    [["203.0.113.7", "20.1.0.0/16"], ["20.1.0.0/16"], 0],
    [["20.1.0.0/16"], ["20.1.2.0/24"], 3],
    [["20.1.2.0/24"], ["20.1.0.0/16"], 3],
    [["20.1.0.0/16"], ["20.2.0.0/24"], 3],
  ])("where %j is let in, %j lets in more unless each range was listed as it is", (before, after, code) => {
    const plan = shownPlan([registry({}, { actions: ["update"], before: network(before), after: network(after) })]);
    expect(gate(plan, "network").code).toBe(code);
  });

  test("a write-only document is read from the configuration", () => {
    const metadata = [{ name: "s", namespace: "shop" }];
    const plan = shownPlan(
      [
        registry({ ...R, admin_enabled: true }),
        created("kubernetes_secret_v1", { type: "kubernetes.io/dockerconfigjson", metadata, data_wo: null, data_wo_revision: 1 }),
      ],
      configured({
        "azurerm_container_registry.acr": { name: is("contoso") },
        "kubernetes_secret_v1.one": {
          type: is("kubernetes.io/dockerconfigjson"),
          data_wo: refers("azurerm_container_registry.acr.admin_password", "azurerm_container_registry.acr"),
        },
      }),
    );
    const { out } = folder.review(plan);
    expect(out).toContain("in contoso (admin account");
    expect(out).not.toContain("an unknown registry");
  });

  test("a token is disabled in whatever case its status is written", () => {
    const body = { properties: { scopeMapId: TOKEN.scope_map_id, status: "Disabled" } };
    const plan = shownPlan([
      registry(R),
      created("azapi_resource", {
        type: "Microsoft.ContainerRegistry/registries/tokens@2025-04-01",
        name: "t",
        parent_id: CONTOSO,
        body,
      }),
    ]);
    expect(gate(plan).code).toBe(0);
  });

  test("tags hide no change beside them, and are none themselves", () => {
    const tagged = (more: JsonObject, change: JsonObject = {}) => {
      const [before, after] = [
        { ...R, tags: { a: "1" } },
        { ...R, tags: { a: "2" }, ...more },
      ];
      return shownPlan([registry({}, { actions: ["update"], before, after, ...change }), grant("a")]);
    };
    expect(gate(tagged({})).code).toBe(0);
    expect(gate(tagged({ admin_enabled: true })).code).toBe(3);
    expect(gate(tagged({}, { after_unknown: { admin_enabled: true } })).code).toBe(3);
    expect(gate(tagged({}, { after_unknown: { tags: true } })).code).toBe(0);
  });
});
