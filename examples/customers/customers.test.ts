import { App } from "cdktf";
import { plan, planMatchers, synthesize } from "terraform-stack-tools/testing";
import { CUSTOMERS } from "./contracts";
import { CustomerPull } from "./customer-pull";
import { Customers } from "./customers";

expect.extend(planMatchers);

const stackOf = (customers = CUSTOMERS) => new Customers(new App(), "customers", customers);

/** What a deploy does to the customers of before, without the hashes of the addresses. */
function changes(after: typeof CUSTOMERS): string[] {
  const { resources } = plan(stackOf(after), { existing: stackOf() });
  return Object.entries(resources)
    .filter(([, { action }]) => action !== "no-op" && action !== "read")
    .map(([address, { action }]) => `${action} ${address.replace(/_[0-9A-F]{8}$/, "")}`);
}

test("a customer that is removed is deleted, and no other one changes", () => {
  const { tailspin: _, ...others } = CUSTOMERS;
  expect(changes(others)).toEqual([
    "delete azurerm_container_registry_scope_map.tailspin_ScopeMap",
    "delete azurerm_container_registry_token.tailspin_Token-2",
    "delete azurerm_container_registry_token_password.tailspin_Password-2",
  ]);
});

test("the first half of a rotation adds a password, and the second deletes the old one", () => {
  const { tailspin, northwind } = CUSTOMERS;
  expect(changes({ ...CUSTOMERS, tailspin: { ...tailspin, generation: 3 } })).toEqual([
    "create azurerm_container_registry_token.tailspin_Token-3",
    "create azurerm_container_registry_token_password.tailspin_Password-3",
  ]);
  expect(changes({ ...CUSTOMERS, northwind: { ...northwind, oldestGeneration: 2 } })).toEqual([
    "delete azurerm_container_registry_token.northwind_Token-1",
    "delete azurerm_container_registry_token_password.northwind_Password-1",
  ]);
});

test("a customer creates a secret, an account and a check, with user name and password that are asked for", () => {
  const stack = new CustomerPull(new App(), "customer-pull");
  const variables = { registry_username: "fabrikam-2", registry_password: "of-the-customer" };
  expect(Object.keys(plan(stack, { variables }).resources)).toEqual([
    'kubernetes_job_v1.pull-check["shop"]',
    'kubernetes_secret_v1.acr-pull["shop"]',
    'kubernetes_service_account_v1.app["shop"]',
  ]);
  expect(synthesize(stack).toJSON()).toHaveProperty("variable.registry_password.sensitive", true);
});
