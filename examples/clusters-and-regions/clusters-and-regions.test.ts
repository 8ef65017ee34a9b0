import { App } from "cdktf";
import { plan } from "terraform-stack-tools/testing";
import type { Fleet } from "./fleet";
import fleet from "./fleet.json";
import { PullGrants } from "./pull-grants";

const stackOf = (changed: Partial<Fleet> = {}) => new PullGrants(new App(), "pull-grants", { ...fleet, ...changed });

/** Addresses of what an update changes, with the action. */
function changesOf(changed: Partial<Fleet>): string[] {
  return Object.entries(plan(stackOf(changed), { existing: stackOf() }).resources)
    .filter(([, { action }]) => action !== "no-op" && action !== "read")
    .map(([address, { action }]) => `${action} ${address}`);
}

test("lets each cluster pull from its registries, and does nothing else", () => {
  const grants = Object.entries(plan(stackOf()).resources).map(([address, { action }]) => `${action} ${address}`);
  expect(grants).toEqual([
    expect.stringMatching(/^create azurerm_role_assignment\.aks-eu-edge_PullFrom-acr-eu_/),
    expect.stringMatching(/^create azurerm_role_assignment\.aks-eu-edge_PullFrom-acr-us_/),
    expect.stringMatching(/^create azurerm_role_assignment\.aks-eu-prod_PullFrom-acr-eu_/),
    expect.stringMatching(/^create azurerm_role_assignment\.aks-us-prod_PullFrom-acr-eu_/),
    expect.stringMatching(/^create azurerm_role_assignment\.aks-us-prod_PullFrom-acr-us_/),
  ]);
});

test("a cluster that joins the fleet gets its grants, and nothing else changes", () => {
  const joining = { ...fleet.clusters["us-prod"], clusterName: "edge", pullsFrom: ["us"] };
  expect(changesOf({ clusters: { "us-edge": joining, ...fleet.clusters } })).toEqual([
    expect.stringMatching(/^create azurerm_role_assignment\.aks-us-edge_PullFrom-acr-us_/),
  ]);
});

test("a cluster that leaves the fleet loses its grants, and nothing else changes", () => {
  const { "eu-edge": _leaving, ...clusters } = fleet.clusters;
  expect(changesOf({ clusters })).toEqual([
    expect.stringMatching(/^delete azurerm_role_assignment\.aks-eu-edge_PullFrom-acr-eu_/),
    expect.stringMatching(/^delete azurerm_role_assignment\.aks-eu-edge_PullFrom-acr-us_/),
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
