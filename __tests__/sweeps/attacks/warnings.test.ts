import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";

// An app with a literal password and an admin account is synthesized in each way that people know. Each warning must
// appear, each once, and never the password.

const PROJECT = join(__dirname, "../../..");
const PASSWORD = "correct-horse-battery";

const STACK = `
const { App, TerraformStack } = require("cdktf");
const { AzurermProvider } = require("@cdktf/provider-azurerm/lib/provider");
const { KubernetesProvider } = require("@cdktf/provider-kubernetes/lib/provider");
const { ContainerRegistry, ImagePullSecret, RegistryCredentials } = require("cdktf-acr-aks");
exports.make = (app) => {
  const stack = new TerraformStack(app, "pull");
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new KubernetesProvider(stack, "kubernetes");
  const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
  const literal = { loginServer: "contoso.azurecr.io", username: "puller", password: "${PASSWORD}" };
  new ImagePullSecret(stack, "literal", { credentials: [RegistryCredentials.fromPassword(literal)], namespaces: ["apps"] });
  new ImagePullSecret(stack, "admin", { credentials: [registry.adminCredentials()], namespaces: ["apps"] });
  return stack;
};
`;

const FILES = {
  "package.json": "{}",
  "cdktf.json": '{"language":"typescript","app":"node --import tsx main.js"}',
  "stack.js": STACK,
  "main.js": 'const { App } = require("cdktf");\nconst app = new App();\nrequire("./stack").make(app);\napp.synth();\n',
  "twice.js":
    'const { App } = require("cdktf");\nfor (const _ of [1, 2]) {\n  const app = new App();\n  require("./stack").make(app);\n  app.synth();\n}\n',
  "testing.js": 'const { Testing } = require("cdktf");\nTesting.synth(require("./stack").make(Testing.app()));\n',
  "app.test.js":
    'const { Testing } = require("cdktf");\nit("synthesizes", () => {\n  expect(Testing.synth(require("./stack").make(Testing.app()))).toContain("acr");\n});\n',
};

/** How, the command, and the environment variables beside the PATH. */
const WAYS: readonly (readonly [string, string, NodeJS.ProcessEnv])[] = [
  ["node", "node --import tsx main.js", {}],
  ["tsx", "tsx main.js", {}],
  ["node with the fast start", "node --import tsx --import ./node_modules/cdktf-acr-aks/src/fast-start.ts main.js", {}],
  ["node, two times in one process", "node --import tsx twice.js", {}],
  ["node, with errors that are ignored", "node --import tsx main.js", { CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true" }],
  ["node, with a context", "node --import tsx main.js", { CDKTF_CONTEXT_JSON: '{"stage":"production"}' }],
  ["node, without its own warnings", "node --import tsx main.js", { NODE_NO_WARNINGS: "1", NODE_ENV: "production" }],
  ["the helpers for tests", "node --import tsx testing.js", {}],
  ["jest", `jest --rootDir . --config '${JSON.stringify({ transform: { "\\.ts$": require.resolve("@swc/jest") } })}'`, {}],
  ["the CLI of cdktf", "cdktf synth", { CI: "1" }],
];

function run(folder: string, command: string, env: NodeJS.ProcessEnv) {
  const PATH = `${join(PROJECT, "node_modules/.bin")}:${process.env.PATH}`;
  const own = { PATH, HOME: folder, CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1", CDKTF_LOG_LEVEL: "off" };
  return spawnSync("sh", ["-c", command], { cwd: folder, encoding: "utf8", env: { ...own, ...env } });
}

function project(folder: string): void {
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, "node_modules/cdktf-acr-aks"), { recursive: true });
  for (const name of ["cdktf", "constructs", "@cdktf", "tsx"]) {
    symlinkSync(join(PROJECT, "node_modules", name), join(folder, "node_modules", name));
  }
  symlinkSync(join(PROJECT, "src"), join(folder, "node_modules/cdktf-acr-aks/src"));
  writeFileSync(join(folder, "node_modules/cdktf-acr-aks/package.json"), '{"main":"src/index.ts"}');
}

test.each(WAYS)("by %s", (_how, command, env) => {
  inFolder((folder) => {
    project(folder);
    const { status, stdout, stderr } = run(folder, command, env);
    const output = stdout + stderr;
    expect({ status, output }).toEqual({ status: 0, output: expect.anything() });
    const count = (text: string) => output.split(text).length - 1;
    expect([count("is a literal and ends up in clear text"), count("the admin account is for development only")]).toEqual([1, 1]);
    // Where a reader in any folder can follow it.
    const page = "https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md";
    expect([count(`see ${page}#literal-password`), count(`see ${page}#admin-account`)]).toEqual([1, 1]);
    expect(output).not.toContain(PASSWORD);
    const synthesized = join(folder, "cdktf.out/stacks/pull/cdk.tf.json");
    if (existsSync(synthesized)) {
      expect(readFileSync(synthesized, "utf8")).toContain("kubernetes_secret_v1");
    }
  });
});
