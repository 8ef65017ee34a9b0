import { SENSITIVE } from "../../src/planned/values";
import type { ReviewedChange } from "../../src/report/model";
import { findingsOf } from "../../src/report/sections";
import type { JsonObject } from "../../src/stack/json";
import { reviewed } from "../support/reviewed";

const [ACCOUNT, SECRET] = ['kubernetes_default_service_account_v1.default["shop"]', 'kubernetes_secret_v1.pull["shop"]'];

test.each<[address: string, change: ReviewedChange, expected: string[]]>([
  ["azurerm_subnet.a", { action: "update, replacement unknown", because: ["name"] }, ["replacement-unknown"]],
  ["azurerm_subnet.a", { action: "import, changes unknown" }, ["replacement-unknown"]],
  // Every pod of the namespace can pull with its secret, until it is gone.
  [ACCOUNT, { action: "update" }, ["default-service-account"]],
  [ACCOUNT, { action: "delete" }, ["deleted"]],
  // A secret enters the state once.
  [SECRET, { action: "create" }, ["secret-in-state"]],
  [SECRET, { action: "import, changes unknown" }, ["replacement-unknown", "secret-in-state"]],
  [SECRET, { action: "update" }, []],
])("findings of %s with %j", (address, change, expected) => {
  expect(findingsOf(reviewed({ [address]: change })).map(({ rule }) => rule)).toEqual(expected);
});

test.each<[string, JsonObject, boolean]>([
  ["terraform_data", { input: "v1", triggers_replace: ["1"] }, false],
  ["terraform_data", { input: SENSITIVE }, true],
  ["terraform_data", { input: { user: "a", password: SENSITIVE } }, true],
  ["terraform_data", { triggers_replace: [SENSITIVE] }, true],
  ["azapi_resource_action", { action: "stop", output: "(known after apply)" }, false],
  ["azapi_resource_action", { action: "listCredentials" }, true],
  ["azapi_resource_action", { action: "stop", body: { password: SENSITIVE } }, true],
  ["azapi_resource_action", { action: "stop", output: SENSITIVE }, true],
  ["azapi_resource_action", { action: "stop", sensitive_response_export_values: ["*"], sensitive_output: SENSITIVE }, true],
  // Azure's answer is marked whether there is one or not.
  ["azapi_resource_action", { action: "stop", sensitive_output: SENSITIVE }, false],
])("what %s has in %j is a secret where somebody marks it: %s", (type, values, isSecret) => {
  const rules = findingsOf(reviewed({ [`${type}.a`]: { action: "create", values } })).map(({ rule }) => rule);
  expect(rules).toEqual(isSecret ? ["secret-in-state"] : []);
});
