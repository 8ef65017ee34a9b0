import { TerraformVariable } from "cdktf";
import { DefaultServiceAccount, ImagePullSecret, RegistryCredentials } from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";
import { LOGIN_SERVER } from "../support/values";

const ADDRESS = "kubernetes_default_service_account_v1.default";

function stackWith(preventDestroy?: boolean) {
  const stack = emptyStack();
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue;
  const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password: "canary" })];
  const secret = new ImagePullSecret(stack, "acr-pull", { credentials, namespaces });
  new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret], preventDestroy });
  return stack;
}

describe.each(binaries())("%s", (binary) => {
  test("stops a plan that would delete an account, until the account is forgotten", () => {
    inWorkspace(binary, (workspace) => {
      workspace
        .write(stackWith())
        .variables({ namespaces: ["apps", "jobs"] })
        .apply();

      workspace.variables({ namespaces: ["apps"] });
      expect(workspace.planError()).toMatch(/instance cannot be destroyed/i);
      workspace.succeed("state", "rm", `${ADDRESS}["jobs"]`);
      expect(workspace.plan()).toEqual({ 'kubernetes_secret_v1.acr-pull["jobs"]': "delete" });
      workspace.apply();

      expect(workspace.run("destroy", "-auto-approve").output).toMatch(/instance cannot be destroyed/i);
      workspace.succeed("state", "rm", ADDRESS);
      workspace.succeed("destroy", "-auto-approve");
      expect(workspace.state()).toEqual({});
    });
  });

  test("deletes the account where that was allowed", () => {
    inWorkspace(binary, (workspace) => {
      workspace
        .write(stackWith(false))
        .variables({ namespaces: ["apps"] })
        .apply();
      workspace.succeed("destroy", "-auto-approve");
      expect(workspace.state()).toEqual({});
    });
  });

  test("adding a namespace plans its own objects only", () => {
    inWorkspace(binary, (workspace) => {
      workspace
        .write(stackWith())
        .variables({ namespaces: ["jobs"] })
        .apply();
      workspace.variables({ namespaces: ["apps", "jobs"] });
      expect(workspace.plan()).toEqual({ [`${ADDRESS}["apps"]`]: "create", 'kubernetes_secret_v1.acr-pull["apps"]': "create" });
    });
  });
});
