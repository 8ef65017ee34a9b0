import { App } from "cdktf";
import { hasTerraform, plan, synthesize } from "terraform-stack-tools/testing";
import { settings } from "./settings";
import { ImagePulls } from "./stack";

const stack = new ImagePulls(new App(), "image-pulls", settings);

test("has a secret in each namespace, and an identity that can only pull", () => {
  const synthesized = synthesize(stack);
  const assignments = synthesized.addresses().filter((address) => address.startsWith("azurerm_role_assignment."));
  const roles = assignments.map((address) => synthesized.resource(address).role_definition_name);
  expect(roles).toEqual(["AcrPull", "Container Registry Repository Reader"]);
  expect(synthesized.resource("kubernetes_secret_v1.acr-pull").type).toBe("kubernetes.io/dockerconfigjson");
});

(hasTerraform() ? test : test.skip)("plans to create everything (needs terraform or tofu on the PATH)", () => {
  const { resources } = plan(stack);
  for (const namespace of settings.namespaces) {
    expect(resources).toHaveProperty([`kubernetes_secret_v1.acr-pull["${namespace}"]`, "action"], "create");
  }
});
