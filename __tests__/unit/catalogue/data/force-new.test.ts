import { FORCE_NEW, FORCE_NEW_VERSIONS } from "../../../../src/catalogue/data/force-new";
import { replacementOf } from "../../../../src/testing/changes/replacement";

test("the data holds the providers of the bindings, sorted, each line once", () => {
  expect(FORCE_NEW_VERSIONS).toEqual({ azurerm: "4.55.0", azuread: "3.7.0", kubernetes: "2.38.0", time: "0.13.1" });
  const providers = Object.keys(FORCE_NEW).map((type) => type.split("_")[0]);
  expect(new Set(providers)).toEqual(new Set(Object.keys(FORCE_NEW_VERSIONS)));
  for (const provider of Object.keys(FORCE_NEW_VERSIONS)) {
    const types = Object.keys(FORCE_NEW).filter((type) => type.startsWith(`${provider}_`));
    expect(types).toEqual([...types].sort());
  }
});

test("what replaces the resources of this package is known", () => {
  expect(FORCE_NEW.azurerm_role_assignment.split(",")).toEqual(
    expect.arrayContaining(["principal_id", "scope", "role_definition_name", "condition"]),
  );
  expect(FORCE_NEW.kubernetes_secret_v1).toBe('metadata(generate_name,name,namespace="default"),type="Opaque"');
  expect(FORCE_NEW.azurerm_kubernetes_cluster).toContain("network_profile!(");
  expect(FORCE_NEW.azurerm_container_registry).not.toContain("sku");
});

test("every line can be read", () => {
  for (const type of Object.keys(FORCE_NEW)) {
    const update = { type, before: {}, after: {}, unknown: {}, existing: {}, changed: {}, schema: {} };
    expect(replacementOf(update, {})).toEqual({ forced: [], uncertain: [] });
  }
});
