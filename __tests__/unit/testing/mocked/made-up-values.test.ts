import { MadeUpValues } from "../../../../src/testing/mocked/made-up-values";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const text = { type: "string", computed: true };

const of = (type: string, attributes: object, configuration = {}, address = `${type}.x`) =>
  new MadeUpValues("seed").of(address, type, { attributes }, configuration);

test("answers have the shapes that providers check", () => {
  const names = [
    "id",
    "login_server",
    "principal_id",
    "tenant_id",
    "role_definition_id",
    "location",
    "fqdn",
    "created_at",
    "vault_uri",
  ];
  const values = of("azurerm_container_registry", Object.fromEntries(names.map((name) => [name, text])));
  expect(values).toEqual({
    id: expect.stringMatching(/^\/subscriptions\/.*\/Microsoft\.ContainerRegistry\/registries\/madeup[0-9a-f]{8}$/),
    login_server: expect.stringMatching(/^madeup[0-9a-f]{8}\.azurecr\.io$/),
    principal_id: expect.stringMatching(GUID),
    tenant_id: expect.stringMatching(GUID),
    role_definition_id: expect.stringMatching(/\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/),
    location: "westeurope",
    fqdn: expect.stringMatching(/\.example\.com$/),
    created_at: expect.stringMatching(/^2026-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    vault_uri: expect.stringMatching(/^https:\/\//),
  });
});

test("Entra ID names applications and service principals by a path", () => {
  expect(of("azuread_application", { id: text, client_id: text })).toEqual({
    id: expect.stringMatching(/^\/applications\/[0-9a-f-]{36}$/),
    client_id: expect.stringMatching(GUID),
  });
  expect(of("azuread_service_principal", { id: text }).id).toMatch(/^\/servicePrincipals\//);
  expect(of("azuread_application_password", { application_id: text }).application_id).toMatch(/^\/applications\//);
});

test("lists have one element, so that an index finds something", () => {
  const identity = [
    "list",
    ["object", { object_id: "string", user_assigned_identity_id: "string", count: "number", on: "bool" }],
  ];
  const types = { kubelet_identity: identity, names: ["set", "string"], tags: ["map", "string"] };
  const attributes = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type, computed: true }]));
  expect(of("azurerm_kubernetes_cluster", attributes)).toEqual({
    kubelet_identity: [
      {
        object_id: expect.stringMatching(GUID),
        user_assigned_identity_id: expect.stringContaining("/Microsoft.ManagedIdentity/userAssignedIdentities/"),
        count: 1,
        on: false,
      },
    ],
    names: [expect.any(String)],
    tags: {},
  });
});

test("what the configuration sets and what is not computed is left alone, in blocks too", () => {
  const schema = {
    attributes: { id: text, name: { type: "string" }, sku: { ...text, optional: true } },
    block_types: {
      metadata: { nesting_mode: "list", block: { attributes: { uid: text, name: text } } },
      absent: { nesting_mode: "list", block: { attributes: { uid: text } } },
    },
  };
  const configuration = { sku: "Basic", metadata: [{ name: "x" }] };
  expect(new MadeUpValues("seed").of("a.b", "kubernetes_x", schema, configuration)).toEqual({
    id: expect.any(String),
    metadata: { uid: expect.any(String) },
  });
});

test("the same is made up again, other things for other blocks and other seeds", () => {
  const values = (seed: string, address: string) =>
    new MadeUpValues(seed).of(address, "azurerm_key_vault", { attributes: { id: text } }).id;
  expect(values("a", "x")).toBe(values("a", "x"));
  expect(new Set([values("a", "x"), values("a", "y"), values("b", "x")]).size).toBe(3);
});

test("texts that tell whose they are can be found again, a location cannot", () => {
  const values = new MadeUpValues("seed");
  const { id } = values.of("a.b", "azurerm_subscription", { attributes: { id: text, location: text } });
  expect(id).toBe("/subscriptions/00000000-0000-0000-0000-000000000000");
  expect(values.texts.size).toBe(0);
  values.of("a.b", "azurerm_key_vault", { attributes: { id: text } });
  expect(values.texts.size).toBe(1);
});

test("the output of another stack is shaped by its name", () => {
  const output = (name: string) => new MadeUpValues("seed").output(name);
  expect(output("cross-stack-output-azurerm_container_registryacrid")).toContain(
    "/Microsoft.ContainerRegistry/registries/madeup",
  );
  expect(output("kubelet_object_id")).toMatch(GUID);
  expect(output("login_server")).toMatch(/\.azurecr\.io$/);
  expect(output("registry_name")).toMatch(/^madeup[0-9a-f]{8}$/);
  expect(output("a_name")).not.toBe(output("b_name"));
});
