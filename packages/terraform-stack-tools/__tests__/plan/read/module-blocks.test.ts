import { withModuleBlocks } from "../../../src/plan/read/module-blocks";
import type { ModuleConfiguration } from "../../../src/planned/plan-json";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const GRANT: ModuleConfiguration = {
  variables: { principal: {}, role: { default: "AcrPull" } },
  resources: [
    {
      mode: "managed",
      type: "grant",
      name: "one",
      provider_config_key: "azurerm",
      expressions: {
        principal: { references: ["var.principal"] },
        role: { references: ["var.role"] },
        registry: { references: ["data.registry.found.id", "data.registry.found"] },
        local: { references: ["local.name"] },
        literal: { constant_value: "${var.x}" },
        block: [{ principal: { references: ["var.principal"] } }],
      },
    },
    { mode: "data", type: "registry", name: "found", provider_config_key: "module.outer.module.grant:azurerm.hub" },
  ],
  outputs: { id: { expression: { references: ["grant.one.id", "grant.one"] } } },
};

/** The body of a grant, by what the outer module hands on to the inner one, and the stack to the outer one. */
function bodyOf(principal: Json, given: Json, forEach?: Json): JsonObject | undefined {
  const call = { expressions: { principal }, module: GRANT, ...(forEach === undefined ? {} : { for_each_expression: forEach }) };
  const outer = { variables: { given: {} }, module_calls: { grant: call }, outputs: {} };
  const grant = forEach === undefined ? "module.grant" : 'module.grant["prod"]';
  return expanded(
    { module_calls: { outer: { expressions: { given }, module: outer } } },
    `module.outer.${grant}`,
  ).blockByAddress.get(`module.outer.${grant}.grant.one`)?.body;
}

function expanded(root_module: ModuleConfiguration, module: string, sections: JsonObject = {}) {
  const change = {
    address: `${module}.grant.one`,
    mode: "managed",
    type: "grant",
    provider_name: "p",
    change: { actions: [] },
  } as const;
  return withModuleBlocks(readStack({ ...sections, module: { outer: { source: "a/b/c" } } }), {
    configuration: { root_module },
    resource_changes: [change],
  });
}

const GIVEN = { references: ["var.given"] };
const TWO = {
  constant_value: { prod: "${cluster.a.id}", edge: "${cluster.b.id}" },
  references: ["cluster.a.id", "cluster.a", "cluster.b.id", "cluster.b"],
};

test.each<[string, Json, Json, Json | undefined, Json]>([
  ["a block of the stack", GIVEN, { references: ["cluster.a.id", "cluster.a"] }, undefined, "${cluster.a.id}"],
  ["a variable of the stack", GIVEN, { references: ["var.principal"] }, undefined, "${var.principal}"],
  ["a literal", GIVEN, { constant_value: "p" }, undefined, "p"],
  ["one of several blocks", GIVEN, TWO, undefined, ["${cluster.a.id}", "${cluster.b.id}"]],
  ["a block of the outer module", { references: ["cluster.c.id", "cluster.c"] }, {}, undefined, "${module.outer.cluster.c.id}"],
  ["the element of its own key", { references: ["each.value"] }, TWO, GIVEN, "${cluster.a.id}"],
  ["its own key", { references: ["each.key"] }, TWO, GIVEN, ["${cluster.a.id}", "${cluster.b.id}"]],
])("what a module is given is %s", (_what, principal, given, forEach, expected) => {
  expect(bodyOf(principal, given, forEach)).toMatchObject({ principal: expected, block: [{ principal: expected }] });
});

test("in a module are its own blocks, defaults, and literals, but nobody knows its local values", () => {
  expect(bodyOf(GIVEN, {})).toMatchObject({
    role: "AcrPull",
    registry: "${module.outer.module.grant.data.registry.found.id}",
    local: [],
    literal: "$${var.x}",
  });
});

test("blocks of the stack refer to what the outputs of modules do, and a module may have a provider of its own", () => {
  const root = { module_calls: { outer: { module: GRANT } } };
  const { blockByAddress } = expanded(root, "module.outer", {
    resource: { other: { a: { id: "${module.outer.id}", name: "n" } } },
  });
  expect(blockByAddress.get("other.a")?.body).toEqual({ id: ["${module.outer.id}", "${module.outer.grant.one.id}"], name: "n" });
  expect(blockByAddress.get("module.outer.data.registry.found")?.provider).toEqual({
    name: "azurerm",
    alias: "module.outer.module.grant.hub",
  });
});
