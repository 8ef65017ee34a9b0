import { App } from "cdktf";
import { hasTerraform, plan, synthesize } from "terraform-stack-tools/testing";
import { settings } from "./settings";
import { ImagePulls } from "./stack";

const stack = new ImagePulls(new App(), "image-pulls", settings);

test("has an identity that can only pull", () => {
  const synthesized = synthesize(stack);
  const assignments = synthesized.addresses().filter((address) => address.startsWith("azurerm_role_assignment."));
  const roles = assignments.map((address) => synthesized.resource(address).role_definition_name);
  expect(roles).toEqual(["AcrPull", "Container Registry Repository Reader"]);
});

(hasTerraform() ? test : test.skip)("plans the service accounts (needs terraform or tofu on the PATH)", () => {
  const { resources } = plan(stack);
  for (const namespace of settings.namespaces) {
    expect(resources).toHaveProperty([`kubernetes_service_account_v1.app["${namespace}"]`, "action"], "create");
  }
});
