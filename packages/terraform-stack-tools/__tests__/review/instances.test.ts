import { type Json, type JsonObject, listOf, objectOf } from "../../src/stack/json";
import { ReviewFolder, refers as refer } from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

type Key = string | number;

/** Registries, identities and grants of a first plan, which knows no id: what belongs together, the indexes alone tell. */
function plan(keys: readonly Key[], index: string, grant: JsonObject, more: readonly string[] = [index]): JsonObject {
  const change = (type: string, name: string, key: Key, after: JsonObject, after_unknown: JsonObject) => ({
    ...{ address: `${type}.${name}[${JSON.stringify(key)}]`, mode: "managed", type, name, index: key },
    provider_name: "registry.terraform.io/hashicorp/azurerm",
    change: { actions: ["create"], before: null, after, after_unknown },
  });
  const resource = (type: string, name: string, expressions: JsonObject, repeated: JsonObject = grant) => ({
    ...{ address: `${type}.${name}`, mode: "managed", type, name, provider_config_key: "azurerm" },
    expressions,
    ...repeated,
  });
  const role = { role_definition_name: "Container Registry Repository Reader" };
  return {
    format_version: "1.2",
    resource_changes: keys.flatMap((key) => [
      change("azurerm_container_registry", "acr", key, { name: `acr${key}` }, { id: true }),
      change("azurerm_user_assigned_identity", "id", key, { name: `id${key}` }, { id: true, principal_id: true }),
      change("azurerm_role_assignment", "pull", key, role, { scope: true, principal_id: true }),
    ]),
    configuration: {
      root_module: {
        resources: [
          resource("azurerm_container_registry", "acr", { name: refer(index) }),
          resource("azurerm_user_assigned_identity", "id", { name: refer(index) }),
          resource("azurerm_role_assignment", "pull", {
            scope: refer("azurerm_container_registry.acr", ...more),
            principal_id: refer("azurerm_user_assigned_identity.id", index),
            role_definition_name: { constant_value: role.role_definition_name },
          }),
        ],
      },
    },
  };
}

/** Each pair of an identity and a registry, as the JSON of a report has it. */
function matrix(of: JsonObject): string[] {
  const { stacks }: { stacks: { access: { gained: { who: string; registry: string }[] } }[] } = JSON.parse(
    folder.review(of, "--format", "json").out,
  );
  return stacks.flatMap(({ access }) => access.gained.map(({ who, registry }) => `${who} -> ${registry}`));
}

test.each<[string, Key[], string, JsonObject]>([
  ["keys", ["east", "west", "north"], "each.key", { for_each_expression: refer("local.regions") }],
  ["keys that look alike", ["a", "a.b", "1"], "each.key", { for_each_expression: refer("local.regions") }],
  ["numbers", [0, 1, 2, 10], "count.index", { count_expression: { constant_value: 4 } }],
])("each instance is granted its own, by %s", (_by, keys, index, repeated) => {
  const own = keys.map((key) => `managed identity id${key} -> acr${key}`);
  expect(matrix(plan(keys, index, repeated)).sort()).toEqual(own.sort());
});

test("an index that the plan does not tell is one of all, and names none as certain", () => {
  const lines = matrix(plan(["east", "west"], "each.key", { for_each_expression: refer("local.regions") }, ["local.region"]));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatch(/^managed identity id(east|west) -> one of acreast and acrwest/);
  }
});

test("an identity that is one of two is told as either", () => {
  const { resource_changes, configuration } = plan(["a", "b"], "each.key", { for_each_expression: refer("local.teams") });
  const either = refer(
    'azurerm_user_assigned_identity.id["a"].principal_id',
    'azurerm_user_assigned_identity.id["b"].principal_id',
  );
  const replaced = (_name: string, value: Json): Json => (isOf(value, "azurerm_user_assigned_identity.id") ? either : value);
  const root = JSON.parse(JSON.stringify(configuration), replaced);
  expect(matrix({ format_version: "1.2", resource_changes, configuration: root }).sort()).toEqual([
    "managed identity ida or managed identity idb -> acra",
    "managed identity ida or managed identity idb -> acrb",
  ]);
});

function isOf(value: Json, reference: string): boolean {
  return listOf(objectOf(value).references).includes(reference);
}
