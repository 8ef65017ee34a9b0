import { accessIn } from "../../../src/knowledge/access/access-in";
import { accessChanges } from "../../../src/knowledge/access/changes";
import { configuredStack } from "../../../src/planned/planned-stack";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111";

function azapi(type: string, parent_id: string, properties: JsonObject, name = "contoso"): JsonObject {
  return {
    azapi_resource: { one: { type: `Microsoft.ContainerRegistry/${type}@2025-11-01`, name, parent_id, body: { properties } } },
  };
}

function idIn(group: string): string {
  return `${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.ContainerRegistry/registries/contoso`;
}

const scope_map_id = "_repositories_pull";
const actions = ["repositories/app/content/read"];

const ROWS: [string, (group: string) => JsonObject][] = [
  ["the admin account", (group) => azapi("registries", `${SUBSCRIPTION}/resourceGroups/${group}`, { adminUserEnabled: true })],
  ["anonymous pull", (group) => azapi("registries", `${SUBSCRIPTION}/resourceGroups/${group}`, { anonymousPullEnabled: true })],
  [
    "a token of azapi",
    (group) => azapi("registries/tokens", idIn(group), { scopeMapId: `${idIn(group)}/scopeMaps/${scope_map_id}` }, "t"),
  ],
  ["a scope map of azapi", (group) => azapi("registries/scopeMaps", idIn(group), { actions }, "m")],
  [
    "a token",
    (resource_group_name) => ({
      azurerm_container_registry_token: {
        t: { name: "t", container_registry_name: "contoso", resource_group_name, scope_map_id },
      },
    }),
  ],
  [
    "a scope map",
    (resource_group_name) => ({
      azurerm_container_registry_scope_map: {
        m: { name: "m", container_registry_name: "contoso", resource_group_name, actions },
      },
    }),
  ],
];

describe("with domain name labels, two registries have one name, and access to the other is a gain:", () => {
  test.each(ROWS)("%s", (_what, of) => {
    const changes = (before: string, after: string) => {
      const [former, later] = [before, after].map((group) => accessIn([configuredStack(readStack({ resource: of(group) }))]));
      const { gained, kept } = accessChanges(former, later);
      return { gained: gained.length, kept: kept.length };
    };
    expect(changes("rg-eu", "rg-us")).toEqual({ gained: 1, kept: 0 });
    expect(changes("rg-eu", "RG-EU")).toEqual({ gained: 0, kept: 1 });
  });
});
