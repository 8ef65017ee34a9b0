import { FORCE_NEW } from "../../../src/catalogue/data/force-new";
import { sometimesForceNew } from "../../../src/catalogue/sometimes-force-new";

test("what lies in an immutable secret cannot be changed, what lies in another one can", () => {
  expect(sometimesForceNew("kubernetes_secret_v1", { immutable: true })).toBe("binary_data,data,immutable");
  expect(sometimesForceNew("kubernetes_secret_v1", { immutable: false })).toBe("");
});

test("a cluster may be replaced for what its provider decides in code, which the data does not hold", () => {
  expect(sometimesForceNew("azurerm_kubernetes_cluster", {})).toContain("default_node_pool(name)");
  expect(FORCE_NEW.azurerm_kubernetes_cluster).not.toMatch(/default_node_pool\(name|service_principal/);
});

test("nothing is known of other types", () => {
  expect(sometimesForceNew("random_pet", {})).toBe("");
});
