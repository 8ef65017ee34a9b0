import { isKnown, replacementOf } from "../../../../src/testing/changes/replacement";

const REGISTRY = "azurerm_container_registry";

const of = (type: string, parts: object) =>
  replacementOf({ type, before: {}, after: {}, unknown: {}, existing: {}, changed: {}, schema: {}, ...parts }, {});

test("a change of an argument that forces a replacement is told from one that does not", () => {
  const [existing, changed] = [
    { name: "a", sku: "Basic" },
    { name: "b", sku: "Premium" },
  ];
  expect(of(REGISTRY, { before: existing, after: changed, existing, changed })).toEqual({ forced: ["name"], uncertain: [] });
});

test("a value that becomes unknown forces it too", () => {
  const parts = {
    before: { scope: "x" },
    after: {},
    unknown: { scope: true },
    existing: { scope: "a" },
    changed: { scope: "a" },
  };
  expect(of("azurerm_role_assignment", parts).forced).toEqual(["scope"]);
});

test("a default that is written down changes nothing, nor does nothing in other words", () => {
  const update = (before: unknown, after: unknown) =>
    of("kubernetes_secret_v1", { before: { type: before }, after: { type: after } }).forced;
  expect(update(null, "Opaque")).toEqual([]);
  expect(update("Opaque", "kubernetes.io/dockerconfigjson")).toEqual(["type"]);
  expect(of("azurerm_role_assignment", { before: { condition: null }, after: { condition: "" } }).forced).toEqual([]);
  expect(of("azurerm_kubernetes_cluster", { after: { role_based_access_control_enabled: false } }).forced).toEqual([
    "role_based_access_control_enabled",
  ]);
});

test("an argument in a block is named with its block", () => {
  const [existing, changed] = ["a", "b"].map((name) => ({ metadata: [{ name, labels: { x: name } }] }));
  expect(of("kubernetes_secret_v1", { before: existing, after: changed, existing, changed }).forced).toEqual(["metadata.name"]);
});

test("a block that counts forces it when it comes or goes", () => {
  const type = "azurerm_kubernetes_cluster";
  expect(of(type, { before: { network_profile: [] }, after: { network_profile: [{}] } }).forced).toEqual(["network_profile"]);
  expect(of(type, { before: { network_profile: [{}] }, after: { network_profile: [{ outbound_type: "x" }] } }).forced).toEqual(
    [],
  );
});

test("elements of a set are compared whatever their order", () => {
  const schema = { block_types: { spec: { nesting_mode: "list", block: { block_types: { port: { nesting_mode: "set" } } } } } };
  const update = (type: string, before: object[], after: object[]) =>
    replacementOf(
      {
        type,
        before: { spec: [{ port: before }] },
        after: { spec: [{ port: after }] },
        unknown: {},
        existing: {},
        changed: {},
        schema,
      },
      { [type]: ["spec.port.name"] },
    ).forced;
  expect(update("x_y", [{ name: "a" }, { name: "b" }], [{ name: "b" }, { name: "a" }])).toEqual([]);
  expect(update("x_y", [{ name: "a" }], [{ name: "c" }])).toEqual(["spec.port.name"]);
});

test("what the provider computes counts only where the stack sets it", () => {
  const schema = { attributes: { principal_type: { computed: true, optional: true } } };
  const parts = { before: { principal_type: "made up" }, after: { principal_type: "ServicePrincipal" }, schema };
  expect(of("azurerm_role_assignment", parts)).toEqual({ forced: [], uncertain: [] });
  // Nobody knows whether Azure had chosen the same.
  expect(of("azurerm_role_assignment", { ...parts, changed: { principal_type: "ServicePrincipal" } }).uncertain).toEqual([
    "principal_type",
  ]);
  expect(
    of("azurerm_role_assignment", { ...parts, existing: { principal_type: "User" }, changed: { principal_type: "x" } }).forced,
  ).toEqual(["principal_type"]);
});

test("types and versions beyond the data are unknown, unless somebody says what replaces them", () => {
  expect(isKnown(REGISTRY, "4.55.0", {})).toBe(true);
  expect(isKnown(REGISTRY, "4.9.0", {})).toBe(true);
  expect(isKnown(REGISTRY, "4.56.0", {})).toBe(false);
  expect(isKnown(REGISTRY, "5.2.0", {})).toBe(false);
  expect(isKnown(REGISTRY, "3.117.0", {})).toBe(false);
  expect(isKnown(REGISTRY, undefined, {})).toBe(false);
  expect(isKnown("random_pet", "3.0.0", {})).toBe(false);
  expect(isKnown("random_pet", "3.0.0", { random_pet: [] })).toBe(true);
  expect(isKnown("terraform_data", undefined, {})).toBe(true);
});

test("arguments that are added by hand force it as well", () => {
  const update = { type: "random_pet", before: { keepers: [{ a: { b: 1 } }] }, after: { keepers: [{ a: { b: 2 } }] } };
  const rest = { unknown: {}, existing: {}, changed: {}, schema: {} };
  expect(replacementOf({ ...update, ...rest }, { random_pet: ["length", "keepers.a.b"] }).forced).toEqual(["keepers.a.b"]);
});

test("in a module, where it is not known what is set, a change of what Azure may choose is not taken for harmless", () => {
  const schema = { attributes: { role_definition_id: { computed: true, optional: true }, scope: {} } };
  const parts = { before: { role_definition_id: "a" }, after: { role_definition_id: "b" }, schema };
  expect(of("azurerm_role_assignment", parts)).toEqual({ forced: [], uncertain: [] });
  expect(of("azurerm_role_assignment", { ...parts, isInModule: true })).toEqual({
    forced: [],
    uncertain: ["role_definition_id"],
  });
});

test("what replaces a resource under conditions may replace it", () => {
  const pool = (name: string) => ({ default_node_pool: [{ name }] });
  const [existing, changed] = [pool("a"), pool("b")];
  const parts = { before: existing, after: changed, existing, changed };
  expect(of("azurerm_kubernetes_cluster", parts)).toEqual({ forced: [], uncertain: ["default_node_pool.name"] });
  const secret = (data: string, immutable: boolean) => ({ data: { a: data }, immutable });
  for (const [immutable, uncertain] of [
    [true, ["data"]],
    [false, []],
  ] as const) {
    const [before, after] = [secret("a", immutable), secret("b", immutable)];
    expect(of("kubernetes_secret_v1", { before, after, existing: before, changed: after })).toEqual({ forced: [], uncertain });
  }
});

test("an argument in a dynamic block is as set as in a block", () => {
  const schema = {
    block_types: { network_profile: { nesting_mode: "list", block: { attributes: { service_cidr: { computed: true } } } } },
  };
  const [before, after] = ["a", "b"].map((service_cidr) => ({ network_profile: [{ service_cidr }] }));
  for (const wrap of [(dynamic: object) => dynamic, (dynamic: object) => [dynamic]]) {
    const body = {
      dynamic: wrap({ network_profile: { for_each: "${var.x}", content: { service_cidr: "${network_profile.value}" } } }),
    };
    const parts = { before, after, existing: body, changed: body, schema };
    expect(of("azurerm_kubernetes_cluster", parts).forced).toEqual(["network_profile.service_cidr"]);
  }
});
