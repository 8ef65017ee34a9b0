import type { BlockSchema } from "../../../../src/providers/schema";
import type { Json, JsonObject } from "../../../../src/terraform/json";
import { isKnown, replacementOf, type Update } from "../../../../src/testing/changes/replacement";

const REGISTRY = "azurerm_container_registry";
const ASSIGNMENT = "azurerm_role_assignment";
const CLUSTER = "azurerm_kubernetes_cluster";

const NOTHING: Update = {
  before: {},
  after: {},
  unknown: {},
  existing: {},
  changed: {},
  schema: {},
  isInModule: false,
};

const replacement = (type: string, update: Partial<Update>) => replacementOf(type, { ...NOTHING, ...update }, {});

/** An update of a resource that sets everything it has. */
function change(before: JsonObject, after: JsonObject): Partial<Update> {
  return { before, after, existing: before, changed: after };
}

test("an argument that forces a replacement is named, one that changes in place is not", () => {
  const update = change({ name: "a", sku: "Basic" }, { name: "b", sku: "Premium" });
  expect(replacement(REGISTRY, update)).toEqual({ forced: ["name"], uncertain: [] });
});

test("a value that becomes unknown forces a replacement", () => {
  const set = { scope: "${a.b.id}" };
  const update = { before: { scope: "x" }, unknown: { scope: true }, existing: set, changed: set };
  expect(replacement(ASSIGNMENT, update).forced).toEqual(["scope"]);
});

test.each<[string, string, string, Json, Json, string[]]>([
  ["setting an argument to its default", "kubernetes_secret_v1", "type", null, "Opaque", []],
  ["another value than the default", "kubernetes_secret_v1", "type", "Opaque", "kubernetes.io/dockerconfigjson", ["type"]],
  ["an empty text where nothing was set", ASSIGNMENT, "condition", null, "", []],
  [
    "false where the default is true",
    CLUSTER,
    "role_based_access_control_enabled",
    null,
    false,
    ["role_based_access_control_enabled"],
  ],
])("compares with what the provider assumes: %s", (_case, type, name, before, after, forced) => {
  expect(replacement(type, { before: { [name]: before }, after: { [name]: after } }).forced).toEqual(forced);
});

test("an argument of a nested block is named with its block", () => {
  const [before, after] = ["a", "b"].map((name) => ({ metadata: [{ name, labels: { x: name } }] }));
  expect(replacement("kubernetes_secret_v1", change(before, after)).forced).toEqual(["metadata.name"]);
});

test("adding or removing a block forces a replacement if the provider counts such blocks", () => {
  const profiles = (before: JsonObject[], after: JsonObject[]) =>
    replacement(CLUSTER, { before: { network_profile: before }, after: { network_profile: after } }).forced;
  expect(profiles([], [{}])).toEqual(["network_profile"]);
  expect(profiles([{}], [])).toEqual(["network_profile"]);
  expect(profiles([{}], [{ outbound_type: "x" }])).toEqual([]);
});

describe("elements of a set", () => {
  const schema: BlockSchema = {
    block_types: {
      spec: { nesting_mode: "list", block: { block_types: { port: { nesting_mode: "set", block: {} } } } },
    },
  };
  const ports = (before: JsonObject[], after: JsonObject[], unknown: Json = {}) =>
    replacementOf(
      "x_y",
      {
        ...NOTHING,
        before: { spec: [{ port: before }] },
        after: { spec: [{ port: after }] },
        unknown: { spec: [{ port: unknown }] },
        schema,
      },
      { x_y: ["spec.port.name"] },
    );

  test("are compared in any order", () => {
    expect(ports([{ name: "a" }, { name: "b" }], [{ name: "b" }, { name: "a" }]).forced).toEqual([]);
    expect(ports([{ name: "a" }], [{ name: "c" }]).forced).toEqual(["spec.port.name"]);
  });

  test("may force a replacement if any of them is partly unknown", () => {
    expect(ports([{ name: "a" }], [{ name: "a" }], [{ id: true }]).uncertain).toEqual(["spec.port"]);
    expect(ports([{ name: "a" }], [{ name: "a" }], [{ id: false }]).uncertain).toEqual([]);
  });
});

describe("an argument that the provider may choose", () => {
  const schema: BlockSchema = { attributes: { principal_type: { computed: true, optional: true } } };
  const update = { before: { principal_type: "made up" }, after: { principal_type: "ServicePrincipal" }, schema };
  const set = { principal_type: "ServicePrincipal" };

  test("stays as it is where the stack does not set it", () => {
    expect(replacement(ASSIGNMENT, update)).toEqual({ forced: [], uncertain: [] });
    expect(replacement(ASSIGNMENT, { ...update, existing: set })).toEqual({ forced: [], uncertain: [] });
  });

  test("may force a replacement where the stack sets it first, since the provider may have chosen the same", () => {
    expect(replacement(ASSIGNMENT, { ...update, changed: set })).toEqual({ forced: [], uncertain: ["principal_type"] });
  });

  test("forces a replacement where both versions set it", () => {
    const sets = { ...update, existing: { principal_type: "User" }, changed: set };
    expect(replacement(ASSIGNMENT, sets)).toEqual({ forced: ["principal_type"], uncertain: [] });
  });

  test("may force a replacement in a module, whose configuration is not read", () => {
    expect(replacement(ASSIGNMENT, { ...update, isInModule: true })).toEqual({ forced: [], uncertain: ["principal_type"] });
    const scope = { ...change({ scope: "a" }, { scope: "b" }), schema, isInModule: true };
    expect(replacement(ASSIGNMENT, scope)).toEqual({ forced: ["scope"], uncertain: [] });
  });

  test.each<[string, JsonObject | JsonObject[]]>([
    ["one", { network_profile: { content: { service_cidr: "${network_profile.value}" } } }],
    ["several", [{ other: {} }, { network_profile: { content: { service_cidr: "${network_profile.value}" } } }]],
  ])("is set by the content of a dynamic block, of %s", (_case, dynamic) => {
    const [before, after] = ["a", "b"].map((service_cidr) => ({ network_profile: [{ service_cidr }] }));
    const block = { attributes: { service_cidr: { computed: true } } };
    const nested: BlockSchema = { block_types: { network_profile: { nesting_mode: "list", block } } };
    const update = { before, after, existing: { dynamic }, changed: { dynamic }, schema: nested };
    expect(replacement(CLUSTER, update).forced).toEqual(["network_profile.service_cidr"]);
  });
});

test("what replaces a resource under conditions of the provider may replace it", () => {
  const pool = (name: string) => ({ default_node_pool: [{ name }] });
  expect(replacement(CLUSTER, change(pool("a"), pool("b")))).toEqual({ forced: [], uncertain: ["default_node_pool.name"] });
  const secret = (data: string, immutable: boolean) => ({ data: { a: data }, immutable });
  const update = (immutable: boolean) => change(secret("a", immutable), secret("b", immutable));
  expect(replacement("kubernetes_secret_v1", update(true)).uncertain).toEqual(["data"]);
  expect(replacement("kubernetes_secret_v1", update(false)).uncertain).toEqual([]);
});

test("arguments that a user lists force a replacement too", () => {
  const update = { ...NOTHING, before: { keepers: [{ a: { b: 1 } }] }, after: { keepers: [{ a: { b: 2 } }] } };
  expect(replacementOf("random_pet", update, { random_pet: ["length", "keepers.a.b"] }).forced).toEqual(["keepers.a.b"]);
});

test.each<[string, string | undefined, Record<string, string[]>, boolean]>([
  [REGISTRY, "4.55.0", {}, true],
  [REGISTRY, "4.9.0", {}, true],
  [REGISTRY, "4.56.0", {}, false],
  [REGISTRY, "5.2.0", {}, false],
  [REGISTRY, "3.117.0", {}, false],
  [REGISTRY, undefined, {}, false],
  ["random_pet", "3.0.0", {}, false],
  ["random_pet", "3.0.0", { random_pet: [] }, true],
  ["terraform_data", undefined, {}, true],
])("whether it is known what replaces %s %s, with %j listed by the user: %s", (type, version, forceNew, expected) => {
  expect(isKnown(type, version, forceNew)).toBe(expected);
});
