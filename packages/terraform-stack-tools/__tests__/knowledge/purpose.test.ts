import { accessIn } from "../../src/knowledge/access/access-in";
import { purpose, whoMayPull } from "../../src/knowledge/purpose";
import { configuredStack } from "../../src/planned/planned-stack";
import type { Json, JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { HOSTILE } from "../support/hand-off";
import { scenario } from "../support/scenarios";

function listOf(json: Json): readonly string[] {
  const stack = readStack(json);
  return whoMayPull(stack, accessIn([configuredStack(stack)]));
}

test("says what a stack creates and reads", () => {
  expect(purpose(readStack(scenario("service-account")))).toEqual([
    "Creates: role assignment (2), application, azuread password, service principal, job, secret and service account.",
    "Reads: identity that runs Terraform, registry and AKS cluster.",
  ]);
});

test.each<[JsonObject, readonly string[]]>([
  [{}, ["Creates nothing."]],
  [{ resource: { "a|b": { c: {} } } }, ["Creates: a&#124;b."]],
  [{ resource: { a_x: { c: {}, d: {} }, b_y: { c: {} } } }, ["Creates: x (2) and y."]],
  [{ data: { a_id: { c: { for_each: "${var.x}" } } } }, ["Creates nothing.", "Reads: a id."]],
])("counts what a stack creates, without markup: %j", (sections, sentences) => {
  expect(purpose(readStack({ terraform: {}, ...sections }))).toEqual(sentences);
});

test("lists who may pull what by which block, and explains the inputs", () => {
  const [list, explanation] = listOf(scenario("existing-cluster"));
  expect(list).toBe(
    "- Every pod of AKS cluster `var.cluster_name` may pull everything in `var.registry_name`: role AcrPull in RBAC mode, " +
      "Container Registry Repository Reader in ABAC mode (`azurerm_role_assignment.aks_PullFrom-acr_C1C79DD9` and " +
      "`azurerm_role_assignment.aks_PullFrom-acr_RepositoryReader_DD052FA1`).",
  );
  expect(explanation).toContain("value of an input");
});

test("keeps a name inside its line", () => {
  const assignment = { scope: "${azurerm_container_registry.acr.id}", principal_id: HOSTILE, role_definition_name: "AcrPull" };
  const [list] = listOf({
    resource: { azurerm_container_registry: { acr: { name: "contoso" } }, azurerm_role_assignment: { g: assignment } },
  });
  expect(list.split("\n")).toHaveLength(1);
  expect(list).not.toMatch(/<b>|\]\(y\)/);
});

test("says that nobody may pull only where a stack is about images", () => {
  expect(listOf({ resource: { random_pet: { a: {} } } })).toEqual([]);
  expect(listOf({ resource: { azurerm_container_registry: { acr: { admin_enabled: false } } } })).toEqual([
    "No known way to pull images from Azure Container Registry uses what it creates.",
  ]);
});
