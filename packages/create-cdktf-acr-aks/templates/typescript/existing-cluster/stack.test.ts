import { App } from "cdktf";
import { hasTerraform, plan, synthesize } from "terraform-stack-tools/testing";
import { settings } from "./settings";
import { ImagePulls } from "./stack";

const stack = new ImagePulls(new App(), "image-pulls", settings);

test("lets the cluster pull, and nothing else", () => {
  const synthesized = synthesize(stack);
  const [grant, ...others] = synthesized.addresses().filter((address) => !address.startsWith("data."));
  expect(others).toEqual([]);
  expect(synthesized.resource(grant).role_definition_name).toBe("AcrPull");
});

(hasTerraform() ? test : test.skip)("plans one role assignment (needs terraform or tofu on the PATH)", () => {
  const { resources } = plan(stack);
  expect(Object.values(resources).map(({ action }) => action)).toEqual(["create"]);
});
