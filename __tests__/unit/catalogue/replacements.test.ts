import data from "../../../src/catalogue/data/replacements.json";
import { PROVIDER_VERSIONS } from "../../../src/catalogue/provider-versions";
import { forceNewArguments, isReplacementKnown } from "../../../src/catalogue/replacements";

test("what replaces the resources of this package is known", () => {
  expect(Object.keys(forceNewArguments("azurerm_role_assignment") ?? {})).toEqual(
    expect.arrayContaining(["principal_id", "scope", "role_definition_name", "condition"]),
  );
  expect(forceNewArguments("kubernetes_secret_v1")).toEqual({
    metadata: { arguments: { generate_name: {}, name: {}, namespace: { default: "default" } } },
    type: { default: "Opaque" },
  });
  expect(forceNewArguments("azurerm_kubernetes_cluster")).toMatchObject({ network_profile: { isCounted: true } });
  expect(forceNewArguments("azurerm_container_registry")).not.toHaveProperty("sku");
});

test("what is decided by conditions in the provider's code is not in the data", () => {
  expect(forceNewArguments("azurerm_kubernetes_cluster")).not.toHaveProperty("default_node_pool.arguments.name");
  expect(forceNewArguments("azurerm_kubernetes_cluster")).not.toHaveProperty("service_principal");
});

test("the data hold resources of every known provider and of no other", () => {
  const providers = new Set(Object.keys(data.resources).map((type) => type.split("_")[0]));
  expect([...providers].sort()).toEqual(Object.keys(PROVIDER_VERSIONS).sort());
});

test.each(["random_pet", "azurerm_nothing", "constructor", "__proto__"])("nothing is known of %s", (type) => {
  expect(forceNewArguments(type)).toBeUndefined();
  expect(isReplacementKnown(type, "4.55.0")).toBe(false);
});

test("the data hold for the version of the bindings and earlier ones of the same major version", () => {
  const versions = ["3.117.0", "4.9.0", "4.55.0", "4.56.0", "5.2.0", undefined];
  expect(versions.filter((version) => isReplacementKnown("azurerm_container_registry", version))).toEqual(["4.9.0", "4.55.0"]);
});
