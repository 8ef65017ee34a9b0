import { summary } from "../../../src/hand-off/readme/page";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { configuredStack } from "../../../src/planned/planned-stack";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { scenario } from "../../support/scenarios";

function summaryOf(json: Json): readonly string[] {
  const stack = readStack(json);
  return summary(stack, accessIn([configuredStack(stack)]));
}

test("says what a stack creates and reads, who may pull by it, and whether the state has the credentials", () => {
  expect(summaryOf(scenario("service-account"))).toEqual([
    "Creates: application, azuread password, service principal, role assignment, job, secret and service account.",
    "Reads: identity that runs Terraform, registry and AKS cluster.",
    "Pods in each namespace in `var.namespaces` of AKS cluster `var.cluster_name` with service account app may pull everything in `var.registry_name` and service principal acr-pull may pull everything in `var.registry_name`.",
    "The credentials in its pull secrets are stored in the Terraform state.",
  ]);
});

test.each<[string, JsonObject, string]>([
  ["data", { data: { x: "y" } }, "are stored in"],
  ["data_wo", { data_wo: { x: "${ephemeral.azurerm_key_vault_secret.password.value}" } }, "are not stored in"],
])("of a pull secret with %s says so", (_what, secret, words) => {
  const resource = { kubernetes_secret_v1: { pull: { type: "kubernetes.io/dockerconfigjson", ...secret } } };
  expect(summaryOf({ resource, ephemeral: { azurerm_key_vault_secret: { password: {} } } }).join(" ")).toContain(words);
});

test.each([
  [{}, ["This module manages no resources."]],
  [{ resource: { "a|b": { c: {} } } }, ["Creates: a&#124;b.", "Review the module itself before you use it."]],
  [
    { resource: { a_x: { c: {}, d: {} }, b_y: { c: {} } } },
    ["Creates: x (2) and y.", "Review the module itself before you use it."],
  ],
  [{ data: { a_id: { c: { for_each: "${var.x}" } } } }, expect.arrayContaining(["Creates nothing.", "Reads: a id."])],
  [
    { resource: { azurerm_container_registry: { acr: { admin_enabled: false } } } },
    expect.arrayContaining(["No known way to pull images from Azure Container Registry uses what it creates."]),
  ],
])("says what a stack creates that lets nobody pull, without markup: %j", (sections, sentences) => {
  expect(summaryOf({ terraform: {}, ...sections })).toEqual(sentences);
});
