import { App } from "cdktf";
import { accessMatchers, accessOf, plan } from "terraform-stack-tools/testing";
import { HUB_NETWORK, SPOKES } from "./contoso";
import { Hub } from "./hub";
import { SpokeCluster } from "./spoke";

expect.extend(accessMatchers);

const hubOf = (spokes = SPOKES) => new Hub(new App(), "hub", spokes);

test("the registry has no public address, and its name resolves in the hub and in all spokes", () => {
  const { resources } = plan(hubOf());
  const valuesOf = (type: string) =>
    Object.entries(resources).flatMap(([address, { values }]) => (address.startsWith(`${type}.`) ? [values] : []));
  expect(valuesOf("azurerm_container_registry")).toMatchObject([{ public_network_access_enabled: false }]);
  const linked = valuesOf("azurerm_private_dns_zone_virtual_network_link").map((link) => link?.virtual_network_id);
  expect(linked.sort()).toEqual([HUB_NETWORK, SPOKES.shop.networkId, SPOKES.mail.networkId].sort());
});

test("a spoke that joins gets a link, and nothing else changes", () => {
  const { shop } = SPOKES;
  const { resources } = plan(hubOf(), { existing: hubOf({ shop }) });
  const changed = Object.entries(resources).filter(([, { action }]) => action !== "no-op");
  expect(changed.map(([address, { action }]) => `${action} ${address}`)).toEqual([
    expect.stringMatching(/^create azurerm_private_dns_zone_virtual_network_link\..*mail/),
  ]);
});

test.each(Object.entries(SPOKES))("%s plans a cluster that may pull, and nobody may do more", (name, spoke) => {
  const stack = new SpokeCluster(new App(), name, spoke);
  expect(Object.values(plan(stack).resources).map(({ action }) => action)).not.toContain("delete");
  expect(accessOf(stack)).toGrantPullOnly({ [`every pod of AKS cluster ${name}`]: { contosohub: ["*"] } });
});
