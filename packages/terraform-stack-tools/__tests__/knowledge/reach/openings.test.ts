import { itemsOf, openings, registriesOf } from "../../../src/knowledge/reach/items";

import type { JsonObject } from "../../../src/stack/json";
import { planned } from "../../support/planned";

const CLOSED = { public_network_access_enabled: false };
const behind = (...ranges: string[]): JsonObject => ({
  public_network_access_enabled: true,
  network_rule_set: [{ default_action: "Deny", ip_rule: ranges.map((ip_range) => ({ action: "Allow", ip_range })) }],
});

/** @param twins registries of the same name in other groups, which are there afterwards */
function opened(before: JsonObject, after: JsonObject, twins: JsonObject = {}): string[] {
  const acr = { name: "contoso", resource_group_name: "rg" };
  const [old, fresh] = [{ acr: { ...acr, ...before } }, { acr: { ...acr, ...after }, ...twins }].map((all) =>
    registriesOf(itemsOf([planned({ resource: { azurerm_container_registry: all } })])),
  );
  return openings(old, fresh).map(({ message }) => message);
}

test.each([
  ["is opened", CLOSED, { public_network_access_enabled: true }, /^registry contoso is open to every address, previously /],
  ["lets a range in", CLOSED, behind("203.0.113.0/24"), /^registry contoso lets in 203\.0\.113\.0\/24, /],
  ["lets a wider range in", behind("203.0.113.0/24"), behind("203.0.112.0/23"), /^registry contoso lets in 203\.0\.112\.0\/23, /],
  ["lets one address more in", behind("203.0.113.0/25"), behind("203.0.113.128"), /^registry contoso lets in 203\.0\.113\.128, /],
])("a registry that %s is told", (_what, before, after, expected) => {
  expect(opened(before, after)).toEqual([expect.stringMatching(expected)]);
});

test("nothing is told of a registry that is closed, or lets fewer ranges in", () => {
  expect(opened({ public_network_access_enabled: true }, CLOSED)).toEqual([]);
  expect(opened(behind("203.0.113.0/24", "203.0.113.7"), behind("203.0.113.7"))).toEqual([]);
});

test("a registry of the same name, which is new in another group, hides nothing", () => {
  const twins = { twin: { name: "contoso", resource_group_name: "other", ...CLOSED } };
  expect(opened(CLOSED, { public_network_access_enabled: true }, twins)).toEqual([
    "registry contoso in resource group rg is open to every address, previously none",
  ]);
});
