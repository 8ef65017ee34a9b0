import { type Layout, modulesOf } from "../../../src/hand-off/module/layout";
import { rootModuleOf } from "../../../src/hand-off/module/root-module";
import { keepingState, rollingBack, running } from "../../../src/hand-off/readme/page";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { GRANT, HOSTILE } from "../../support/hand-off";

const modulesIn = (json: Json, layout: Layout) => modulesOf({ name: "grant", stack: readStack(json), assets: new Map() }, layout);
const run = (json: Json, layout: Layout = "root") => running(readStack(json), modulesIn(json, layout)).join("\n\n");
const rollBack = (json: Json, layout: Layout = "root") => rollingBack(readStack(json), modulesIn(json, layout));

const PULL_SECRET = { pull: { type: "kubernetes.io/dockerconfigjson", data: "x" } };

describe("running", () => {
  test("reads secrets from the terminal, so that no file contains them", () => {
    const text = run({ variable: { password: { sensitive: true }, key: { sensitive: true, default: "" }, image: {} } });
    expect(text.match(/^read.*$/gm)).toEqual(["read -rs TF_VAR_password && export TF_VAR_password"]);
  });

  test("keeps the name of a variable inside its command", () => {
    const text = run({ variable: { "a\n```\n$(rm)": { sensitive: true } } });
    expect(text.match(/^read.*$/gm)).toEqual(["read -rs TF_VAR_arm && export TF_VAR_arm"]);
  });

  test.each<[JsonObject, boolean]>([
    [{ image: {} }, true],
    [{ image: { default: "a" } }, true],
    [{ password: { sensitive: true } }, false],
    [{}, false],
  ])("asks to complete a file of values only where there is one: %j", (variable, hasFile) => {
    expect(run({ variable }).includes("cp terraform.tfvars.example")).toBe(hasFile);
  });
});

describe("logging in", () => {
  const login = (requirements: JsonObject, provider: JsonObject = {}) => {
    const required_providers = Object.fromEntries(Object.keys(requirements).map((name) => [name, { source: `x/${name}` }]));
    return run({ terraform: { required_providers }, provider }).match(/^- .*$/gm);
  };

  test("is told for each provider that asks a service", () => {
    const lines = login({ azuread: {}, azurerm: {}, random: {}, other: {} });
    expect(lines?.map((line) => line.split(":")[0])).toEqual(["- `azuread`", "- `azurerm`", "- `other`"]);
    expect(lines?.[2]).toBe("- `other`: see the documentation of the provider.");
    expect(login({ aws: {} })?.[0]).toContain("`aws sso login`");
    expect(lines?.[1]).toMatch(/`az login`.*`ARM_USE_OIDC=true`/);
    expect(login({ random: {} })).toBeNull();
  });

  test.each<[string, JsonObject, string]>([
    ["a program", { exec: [{ command: "kubelogin" }], host: "x" }, "`exec`"],
    ["a kubeconfig that the module names", { config_path: "${var.path}" }, "path and context"],
    ["what the module reads", { host: "x" }, "nothing"],
    ["the environment", {}, "`KUBE_CONFIG_PATH`"],
  ])("to Kubernetes takes %s", (_case, body, words) => {
    expect(login({ kubernetes: {} }, { kubernetes: body })).toEqual([expect.stringContaining(words)]);
  });
});

describe("the state", () => {
  const stated = (terraform: JsonObject) =>
    keepingState(rootModuleOf(readStack({ terraform })).backend, modulesIn({ terraform }, "root")).join("\n\n");

  test("enters the module by the moved blocks of the caller", () => {
    const text = keepingState(undefined, modulesIn(GRANT, "module")).join("\n\n");
    expect(text).toContain("2. In `examples/default/`, run `terraform init`");
    expect(text).toContain("by another name than `grant` needs them with that name");
  });

  test.each<[JsonObject, string]>([
    [{}, "keeps its state in a local file."],
    [{ backend: { local: { path: "/srv/x" } } }, "keeps its state in a local file."],
    [{ backend: { azurerm: { access_key: "canary" } } }, "keeps its state in the backend `azurerm`."],
    [{ backend: { remote: { workspaces: { name: "prod" } } } }, "in the backend `remote`, in the workspace `prod`."],
    [
      { cloud: { workspaces: { name: "prod" }, token: "canary" } },
      "in HCP Terraform (a `cloud` block), in the workspace `prod`.",
    ],
  ])("of %j is found by its kind and its workspace alone", (terraform, words) => {
    expect(stated(terraform)).toContain(words);
    expect(stated(terraform)).not.toMatch(/canary|home/);
  });
});

describe("rolling back", () => {
  test("says what Terraform refuses to delete", () => {
    const kept = { resource: { random_pet: { a: { lifecycle: { prevent_destroy: true } }, b: {} } } };
    expect(rollBack(kept)).toContain("Terraform refuses to delete `random_pet.a` until `prevent_destroy` is removed");
    expect(rollBack(GRANT)).not.toContain("prevent_destroy");
  });

  test("says what breaks without the role assignments and the pull secrets", () => {
    const { azurerm_role_assignment } = GRANT.resource;
    const one = rollBack({ resource: { azurerm_role_assignment } });
    expect(one).toContain("Without `azurerm_role_assignment.pull`, pulls that rely on it fail.");
    expect(one).not.toContain("pull secrets");
    const pull = { role_definition_name: "AcrPull" };
    const two = rollBack({
      resource: { azurerm_role_assignment: { a: pull, b: pull }, kubernetes_secret_v1: PULL_SECRET },
    });
    expect(two).toContain("Without `azurerm_role_assignment.a`, `azurerm_role_assignment.b`, pulls");
    expect(two).toContain("If the pull secrets are removed, running pods keep running");
  });

  test("removes default service accounts from the state before they are destroyed", () => {
    const text = rollBack({ resource: { kubernetes_default_service_account_v1: { default: {} } } });
    expect(text).toContain("`terraform state rm 'kubernetes_default_service_account_v1.default'`");
    expect(rollBack(GRANT)).not.toContain("terraform state rm");
  });

  test("keeps an address inside its command", () => {
    const text = rollBack({ resource: { kubernetes_default_service_account_v1: { [`x'${HOSTILE}`]: {} } } });
    expect(text).toMatch(/<code>terraform state rm 'kubernetes&#95;default[^']*'<\/code>/);
    expect(text).not.toMatch(/<b>|\]\(y\)/);
  });
});
