import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import { TerraformVariable } from "cdktf";
import {
  ContainerRegistry,
  ImagePullSecret,
  PullCheck,
  RegistryCredentials,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";
import { LOGIN_SERVER } from "../support/values";

function checked() {
  const stack = emptyStack();
  const text = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
  const credentials = [
    RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password: text("password") }),
  ];
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue;
  const secret = new ImagePullSecret(stack, "acr-pull", { credentials, namespaces });
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
  new PullCheck(stack, "check", { image: text("image"), serviceAccount });
  return stack;
}

const VALUES = { password: "first", namespaces: ["apps", "jobs"], image: `${LOGIN_SERVER}/team/app:1` };

const [binary] = binaries();

test("the check runs again when the secret or the image changes, at no other time, and refuses images in the words of synth", () => {
  const [apps, jobs] = ["apps", "jobs"].map((namespace) => `["${namespace}"]`);
  const again = { [`kubernetes_job_v1.check${apps}`]: "delete+create", [`kubernetes_job_v1.check${jobs}`]: "delete+create" };
  const secrets = { [`kubernetes_secret_v1.acr-pull${apps}`]: "update", [`kubernetes_secret_v1.acr-pull${jobs}`]: "update" };
  const created = ["secret_v1.acr-pull", "service_account_v1.app", "job_v1.check"].map((name) => `kubernetes_${name}["web"]`);
  inWorkspace(binary, (workspace) => {
    workspace.write(checked()).variables(VALUES).apply();
    const planned = (change: object) => workspace.variables({ ...VALUES, ...change }).plan();
    expect(planned({})).toEqual({});
    expect(planned({ password: "second" })).toEqual({ ...secrets, ...again });
    expect(planned({ image: `${LOGIN_SERVER}/team/app:2` })).toEqual(again);
    expect(planned({ namespaces: ["apps", "jobs", "web"] })).toEqual(Object.fromEntries(created.map((name) => [name, "create"])));
    for (const image of ["team/app:1", "https://contoso.azurecr.io/team/app:1", "contoso.azurecr.io", ""]) {
      const output = workspace.variables({ ...VALUES, image }).planError();
      expect(output).toContain(`[stack/check] image must be an image with its login server such as`);
      expect(output).toContain("; start it with the registry's login server");
      expect(output).toContain(`var.image is "${image}"`);
    }
  });
});

test("grant, secret and service account are made before a pod of the user's own", () => {
  inWorkspace(binary, (workspace) => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
    const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
    const secret = new ImagePullSecret(stack, "acr-pull", { credentials: [puller], namespaces: ["apps"] });
    const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
    new PodV1(stack, "pod", {
      metadata: { name: "pod", namespace: "apps" },
      spec: { serviceAccountName: serviceAccount.serviceAccountName, container: [{ name: "app", image: "app" }] },
      dependsOn: serviceAccount.requires,
    });
    const made = [
      ...workspace
        .write(stack)
        .apply()
        .matchAll(/^([a-z_0-9]+)\.\S+: Creation complete/gm),
    ].map(([, type]) => type);
    const ordered = [
      "azurerm_role_assignment",
      "azurerm_role_assignment",
      "kubernetes_secret_v1",
      "kubernetes_service_account_v1",
      "kubernetes_pod_v1",
    ];
    expect(made.filter((type) => ordered.includes(type))).toEqual(ordered);
  });
});
