import { accessSentence } from "../../../src/knowledge/access/access";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { accessChanges } from "../../../src/knowledge/access/changes";
import type { JsonObject } from "../../../src/stack/json";
import { planned } from "../../support/planned";

const PULLER = "${azurerm_user_assigned_identity.puller.id}";
const BASE: JsonObject = {
  azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg" } },
  azurerm_user_assigned_identity: {
    puller: { name: "puller", resource_group_name: "rg" },
    other: { name: "other", resource_group_name: "rg" },
  },
  azurerm_role_assignment: {
    pull: {
      scope: "${azurerm_container_registry.acr.id}",
      role_definition_name: "AcrPull",
      principal_id: "${azurerm_user_assigned_identity.puller.principal_id}",
    },
  },
};

const given = (identity = PULLER): JsonObject => ({ identity: [{ type: "UserAssigned", identity_ids: [identity] }] });
const cluster = (name: string): JsonObject => ({
  name,
  ...given(),
  kubelet_identity: [{ user_assigned_identity_id: PULLER, object_id: "o", client_id: "c" }],
});

/** Who gains what by more resources beside an identity that may pull already. */
function gained(before: JsonObject, after: JsonObject): string[] {
  const accessOf = (more: JsonObject) => accessIn([planned({ resource: { ...BASE, ...more } })]);
  return accessChanges(accessOf(before), accessOf(after)).gained.map((line) => accessSentence(line));
}

test.each([
  ["azurerm_linux_virtual_machine", "linux virtual machine"],
  ["azurerm_windows_virtual_machine_scale_set", "windows virtual machine scale set"],
  ["azurerm_container_app", "container app"],
  ["azurerm_linux_function_app", "linux function app"],
  ["azurerm_container_group", "container group"],
  ["azapi_resource", "Azure resource"],
])("whatever runs in a new %s gains what its identity may do", (type, title) => {
  expect(gained({}, { [type]: { web: { name: "web", ...given() } } })).toEqual([
    `whatever runs in ${title} web may pull everything in contoso`,
  ]);
});

test("one that is there gains it by another identity, and keeps it otherwise", () => {
  const machine = (body: JsonObject): JsonObject => ({ azurerm_linux_virtual_machine: { web: { name: "web", ...body } } });
  const [bare, other, puller] = [{}, given("${azurerm_user_assigned_identity.other.id}"), given()].map(machine);
  expect(gained(bare, puller)).toHaveLength(1);
  expect(gained(other, puller)).toHaveLength(1);
  expect(gained(puller, puller)).toEqual([]);
  expect(gained(puller, other)).toEqual([]);
  expect(gained(bare, other)).toEqual([]);
  const both = { identity: [{ identity_ids: [PULLER, "${azurerm_user_assigned_identity.other.id}"] }] };
  expect(gained(puller, machine(both))).toEqual([]);
});

test("every cluster whose nodes have the identity gains it, not the first one alone", () => {
  const one = { azurerm_kubernetes_cluster: { one: cluster("one") } };
  const both = { azurerm_kubernetes_cluster: { one: cluster("one"), two: cluster("two") } };
  expect(gained({}, one)).toEqual(["every pod of AKS cluster one may pull everything in contoso"]);
  expect(gained(one, both)).toEqual(["every pod of AKS cluster two may pull everything in contoso"]);
});

test("a control plane and a registry that have it run nothing of their users", () => {
  const own = { name: "other", ...given() };
  expect(gained({}, { azurerm_kubernetes_cluster: { one: { name: "one", ...given() } } })).toEqual([]);
  const registries = { ...Object(BASE.azurerm_container_registry), other: own };
  expect(gained({}, { azurerm_container_registry: registries })).toEqual([]);
  const cache = { type: "Microsoft.ContainerRegistry/registries/cacheRules@2025-11-01", name: "cache", ...given() };
  expect(gained({}, { azapi_resource: { cache } })).toEqual([]);
});
