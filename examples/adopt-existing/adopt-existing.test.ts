import { App } from "cdktf";
import { plan, planSerializer } from "terraform-stack-tools/testing";
import { Adopted } from "./adopted";

expect.addSnapshotSerializer(planSerializer);

const adopted = plan(new Adopted(new App(), "adopted"), { variables: { partner_password: "example" } });

test("plans what is imported and what is created as before", () => {
  expect(adopted).toMatchSnapshot();
});

test("imports what exists, and creates the rest in the namespace that lacks it", () => {
  const actions = Object.entries(adopted.resources).filter(([, { action }]) => action !== "read");
  expect(actions.map(([address, { action }]) => `${action} ${address}`)).toEqual([
    expect.stringMatching(/^import, changes unknown azurerm_role_assignment\.aks_PullFrom-acr_/),
    'import, changes unknown kubernetes_secret_v1.partner-pull["apps"]',
    'create kubernetes_secret_v1.partner-pull["batch"]',
    'import, changes unknown kubernetes_secret_v1.partner-pull["jobs"]',
    'import, changes unknown kubernetes_service_account_v1.partner-app["apps"]',
    'create kubernetes_service_account_v1.partner-app["batch"]',
    'import, changes unknown kubernetes_service_account_v1.partner-app["jobs"]',
  ]);
});
