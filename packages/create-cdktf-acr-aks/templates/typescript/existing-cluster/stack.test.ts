import { App } from "cdktf";
import { hasTerraform, plan, synthesize } from "terraform-stack-tools/testing";
import { settings } from "./settings";
import { ImagePulls } from "./stack";

const stack = new ImagePulls(new App(), "image-pulls", settings);

test("lets the cluster pull, and nothing else", () => {
  const synthesized = synthesize(stack);
  const resources = synthesized.addresses().filter((address) => !address.startsWith("data."));
  const roles = resources.map((address) => synthesized.resource(address).role_definition_name);
  expect(roles).toEqual(["AcrPull", "Container Registry Repository Reader"]);
});

(hasTerraform() ? test : test.skip)("plans both role assignments (needs terraform or tofu on the PATH)", () => {
  const { resources } = plan(stack);
  expect(Object.values(resources).map(({ action }) => action)).toEqual(["create", "create"]);
});
