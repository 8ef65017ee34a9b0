import { SENSITIVE } from "../../src/planned/values";
import { findingsOf } from "../../src/report/findings";
import type { ReviewedStack } from "../../src/report/reviewed-stack";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { reviewed } from "../support/reviewed";

const found = (stack: ReviewedStack) => findingsOf(stack).map(({ rule, address, message }) => `${rule}: ${address} ${message}`);

test.each([
  ["update, replacement unknown", "replacement-unknown: azurerm_subnet.a update, replacement unknown (name)"],
  ["import, changes unknown", "replacement-unknown: azurerm_subnet.a import, changes unknown (name)"],
])("%s", (action, expected) => {
  expect(found(reviewed({ "azurerm_subnet.a": { action, because: ["name"] } }))).toEqual([expected]);
});

test("a patched default service account is a finding until it is deleted", () => {
  const address = 'kubernetes_default_service_account_v1.default["shop"]';
  expect(found(reviewed({ [address]: { action: "update" } }))).toEqual([
    `default-service-account: ${address} every pod of the namespace can pull with its secret`,
  ]);
  expect(found(reviewed({ [address]: { action: "delete" } }))).toEqual([`deleted: ${address} is deleted`]);
});

test("a secret is a finding when it enters the state, and not while it is there", () => {
  const address = 'kubernetes_secret_v1.pull["shop"]';
  expect(found(reviewed({ [address]: { action: "create" } }))[0]).toContain(`secret-in-state: ${address} the complete document`);
  expect(found(reviewed({ [address]: { action: "import, changes unknown" } }))).toHaveLength(2);
  expect(found(reviewed({ [address]: { action: "update" } }))).toEqual([]);
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

test("a secret that is written in the stack is a finding, without its value", () => {
  const stack = readStack({ resource: { aws_db_instance: { a: { password: "canary" } } } });
  expect(found(reviewed({}, {}, { stack }))).toEqual([
    "secret-in-stack: aws_db_instance.a a secret is written in aws_db_instance.a.password",
  ]);
});
