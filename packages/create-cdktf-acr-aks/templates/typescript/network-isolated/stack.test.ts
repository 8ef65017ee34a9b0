import { App } from "cdktf";
import { hasTerraform, plan, synthesize } from "terraform-stack-tools/testing";
import { settings } from "./settings";
import { ImagePulls } from "./stack";

const stack = new ImagePulls(new App(), "image-pulls", settings);

test("keeps the registry and the cluster from being destroyed by a plan", () => {
  const synthesized = synthesize(stack);
  for (const address of ["azurerm_container_registry.acr", "azurerm_kubernetes_cluster.aks"]) {
    expect(synthesized.resource(address).lifecycle).toMatchObject({ prevent_destroy: true });
  }
});

test("has all that the first node needs before the cluster", () => {
  const { depends_on: needed } = synthesize(stack).resource("azurerm_kubernetes_cluster.aks");
  const types = ["cache_rule", "virtual_network_link", "NetworkContributor", "PullFrom-acr"];
  expect(types.filter((type) => !String(needed).includes(type))).toEqual([]);
});

(hasTerraform() ? test : test.skip)("plans to create everything (needs terraform or tofu on the PATH)", () => {
  const { resources } = plan(stack);
  expect(new Set(Object.values(resources).map(({ action }) => action))).toEqual(new Set(["create"]));
});
