import { App } from "cdktf";
import { plan } from "terraform-stack-tools/testing";
import type { Fleet } from "./fleet";
import fleet from "./fleet.json";
import { PullGrants } from "./pull-grants";

const stackOf = (changed: Partial<Fleet> = {}) => new PullGrants(new App(), "pull-grants", { ...fleet, ...changed });

/** The grants that a plan changes, with the action: each is a role assignment for either mode of the registry. */
function grantsIn({ resources }: ReturnType<typeof plan>): string[] {
  const changes = Object.entries(resources)
    .filter(([, { action }]) => action !== "no-op" && action !== "read")
    .map(([address, { action }]) => `${action} ${address.replace(/(_RepositoryReader)?_\w{8}$/, "")}`);
  const grants = [...new Set(changes)];
  expect(changes).toHaveLength(2 * grants.length);
  return grants;
}

const changesOf = (changed: Partial<Fleet>) => grantsIn(plan(stackOf(changed), { existing: stackOf() }));

test("lets each cluster pull from its registries, and does nothing else", () => {
  expect(grantsIn(plan(stackOf()))).toEqual([
    "create azurerm_role_assignment.aks-eu-edge_PullFrom-acr-eu",
    "create azurerm_role_assignment.aks-eu-edge_PullFrom-acr-us",
    "create azurerm_role_assignment.aks-eu-prod_PullFrom-acr-eu",
    "create azurerm_role_assignment.aks-us-prod_PullFrom-acr-eu",
    "create azurerm_role_assignment.aks-us-prod_PullFrom-acr-us",
  ]);
});

test("a cluster that joins the fleet gets its grants, and nothing else changes", () => {
  const joining = { ...fleet.clusters["us-prod"], clusterName: "edge", pullsFrom: ["us"] };
  expect(changesOf({ clusters: { "us-edge": joining, ...fleet.clusters } })).toEqual([
    "create azurerm_role_assignment.aks-us-edge_PullFrom-acr-us",
  ]);
});

test("a cluster that leaves the fleet loses its grants, and nothing else changes", () => {
  const { "eu-edge": _leaving, ...clusters } = fleet.clusters;
  expect(changesOf({ clusters })).toEqual([
    "delete azurerm_role_assignment.aks-eu-edge_PullFrom-acr-eu",
    "delete azurerm_role_assignment.aks-eu-edge_PullFrom-acr-us",
  ]);
});

test("the order of the file does not matter", () => {
  const reversed = Object.fromEntries(Object.entries(fleet.clusters).reverse());
  expect(changesOf({ clusters: reversed })).toEqual([]);
});

test("a registry that the file does not have is refused with the place", () => {
  const clusters = { "eu-prod": { ...fleet.clusters["eu-prod"], pullsFrom: ["asia"] } };
  expect(() => stackOf({ clusters })).toThrow(
    "clusters.eu-prod.pullsFrom in fleet.json must be one of eu, us, got 'asia'",
  );
});
