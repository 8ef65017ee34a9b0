import { App } from "cdktf";
import { hasTerraform, plan, synthesize } from "terraform-stack-tools/testing";
import { settings } from "./settings";
import { ImagePulls } from "./stack";

const stack = new ImagePulls(new App(), "image-pulls", settings);

test("takes the password from a sensitive variable", () => {
  expect(synthesize(stack).toJSON()).toHaveProperty("variable.registry_password.sensitive", true);
});

(hasTerraform() ? test : test.skip)("plans the secrets (needs terraform or tofu on the PATH)", () => {
  const { resources } = plan(stack, { variables: { registry_password: "not-a-real-one" } });
  for (const namespace of settings.namespaces) {
    expect(resources).toHaveProperty([`kubernetes_secret_v1.acr-pull["${namespace}"]`, "action"], "create");
  }
});
