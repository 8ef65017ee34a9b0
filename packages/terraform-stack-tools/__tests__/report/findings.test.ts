import { findingsOf } from "../../src/report/findings";
import type { ReviewedStack } from "../../src/report/reviewed-stack";
import { readStack } from "../../src/stack/stack";
import { access, reviewed } from "../support/reviewed";

const found = (stack: ReviewedStack) => findingsOf(stack).map(({ rule, address, message }) => `${rule}: ${address} ${message}`);

test.each([
  ["replace", "replaced: azurerm_subnet.a is replaced, forced by name"],
  ["delete", "deleted: azurerm_subnet.a is deleted"],
  ["update, replacement unknown", "replacement-unknown: azurerm_subnet.a update, replacement unknown (name)"],
  ["import, changes unknown", "replacement-unknown: azurerm_subnet.a import, changes unknown (name)"],
])("%s", (action, expected) => {
  expect(found(reviewed({ "azurerm_subnet.a": { action, because: ["name"] } }))).toEqual([expected]);
});

test.each(["create", "update", "no-op", "forget", "read"])("%s is nothing to look at", (action) => {
  expect(found(reviewed({ "azurerm_subnet.a": { action } }))).toEqual([]);
});

test("a gain is a finding, what was there before is none", () => {
  expect(found(reviewed({}, { gained: [access()] }))).toEqual([
    "access-gained: azurerm_role_assignment.pull every pod of AKS cluster prod may pull shop/* in contoso",
  ]);
  expect(found(reviewed({}, { kept: [access()], lost: [access()] }))).toEqual([]);
});

test("an admin account and a token without an end are findings as long as they exist, each once", () => {
  const admin = access({ origin: { kind: "admin account" }, address: "azurerm_container_registry.acr" });
  const token = access({ origin: { kind: "registry token", name: "team" }, address: "azurerm_container_registry_token.team" });
  const inSecret = { secret: "shop/acr" };
  expect(found(reviewed({}, { kept: [admin, { ...admin, ...inSecret }, token, { ...token, ...inSecret }] }))).toEqual([
    "admin-account: azurerm_container_registry.acr the admin account of contoso is enabled",
    "no-expiry: azurerm_container_registry_token.team registry token team never expires",
  ]);
  expect(found(reviewed({}, { kept: [{ ...token, until: "2027-01-01T00:00:00Z" }], lost: [admin] }))).toEqual([]);
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

test("a secret that is written in the stack is a finding, without its value", () => {
  const stack = readStack({ resource: { aws_db_instance: { a: { password: "canary" } } } });
  expect(found(reviewed({}, {}, { stack }))).toEqual([
    "secret-in-stack: aws_db_instance.a a secret is written in aws_db_instance.a.password",
  ]);
});
