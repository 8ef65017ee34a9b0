import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cdktfOut, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { scenarios } from "../../stacks/main";
import { ForeignProject } from "../support/foreign-project";
import { inputsOf } from "../support/inputs";
import { AFTER, BEFORE } from "../support/pull-request";
import { installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { canPlan } from "../support/terraform";

const PROGRAM = "node_modules/terraform-stack-tools/lib/cli/main.js";

/** The schema, with what validates. */
const VALIDATOR = "@microsoft/jest-sarif@1.0.0-beta.0";

const VALIDATE = `
const { readFileSync } = require("node:fs");
const Ajv = require("ajv");
const ajv = new Ajv({ schemaId: "auto", allErrors: true, validateSchema: false });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const isValid = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
console.log(JSON.stringify(isValid(JSON.parse(readFileSync(process.argv[2], "utf8"))) ? [] : isValid.errors));
`;

const FAST = "cdktf-acr-aks/fast";
const STACK = "stacks/attach/cdk.tf.json";

const APP = `
const { App, TerraformStack } = require("cdktf");
const { AksCluster, ContainerRegistry } = require("cdktf-acr-aks");
const app = new App({ outdir: process.argv[2] });
const stack = new TerraformStack(app, "attach");
new (require("@cdktf/provider-azurerm/lib/provider").AzurermProvider)(stack, "azurerm", { features: [{}] });
const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg-shared" });
registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }));
app.synth();
const isLoaded = Object.keys(require.cache).some((path) => path.includes("/archiver/"));
console.log(isLoaded ? "archiver is loaded" : "archiver is not loaded");
`;

/** Installs a package that is no part of the project in an empty folder. @returns undefined where they cannot be had */
function roomWith(name: string): string | undefined {
  const room = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-room-"));
  writeFileSync(join(room, "package.json"), JSON.stringify({ name: "room", version: "1.0.0" }));
  const options = ["--legacy-peer-deps", "--no-audit", "--no-fund", "--no-update-notifier"];
  const { status, stderr } = spawnSync("npm", ["install", name, ...options], { cwd: room, encoding: "utf8" });
  if (status !== 0) {
    console.log(`cannot be had here: ${name}\n${stderr}`);
  }
  return status === 0 ? room : undefined;
}

describe("the program plan of the packed tools", () => {
  const project = new ForeignProject();
  const { folder } = project;
  const pullRequest = ["cdktf.out", "--existing", "main/cdktf.out", "--var", "password=x"];
  const sixStacks = ["six/cdktf.out", "--var-file", "six/all.tfvars.json"];

  beforeAll(() => {
    project.install();
    cdktfOut(folder, AFTER);
    cdktfOut(join(folder, "main"), BEFORE);
    const stacks = installableStacksOf(scenarios).map((stack) => [stack.node.id, render(stack)] as const);
    cdktfOut(join(folder, "six"), Object.fromEntries(stacks));
    const variables = Object.assign({}, ...stacks.map(([, json]) => inputsOf(json)));
    writeFiles(join(folder, "six"), { "all.tfvars.json": JSON.stringify(variables) });
  });

  afterAll(() => project.remove());

  // Skipped without a binary, or where the providers would have to be downloaded.
  const testPlan = canPlan() ? test : test.skip;

  testPlan("writes SARIF that its schema accepts", () => {
    const room = roomWith(VALIDATOR);
    if (room === undefined) {
      expect(process.env.CI).toBeUndefined();
      return;
    }
    const script = join(room, "validate.js");
    writeFileSync(script, VALIDATE);
    const log = join(folder, "report.sarif");
    for (const args of [pullRequest, sixStacks]) {
      project.run("node", PROGRAM, "plan", ...args, "--format", "sarif", "--out", log);
      expect(JSON.parse(project.run("node", script, log))).toEqual([]);
    }
    // The schema is that of the file: another version is refused.
    writeFileSync(log, '{ "version": "1.0.0", "runs": [] }');
    expect(JSON.parse(project.run("node", script, log))).not.toEqual([]);
    rmSync(room, { recursive: true });
  });

  test("an app that is preloaded synthesizes the same", () => {
    writeFileSync(join(folder, "app.js"), APP);
    const [plain, ...preloaded] = [[], ["--import", FAST], ["--require", FAST]].map((options, index) => {
      const printed = project.run("node", ...options, "app.js", `synthesized-${index}`);
      return { printed, stack: readFileSync(join(folder, `synthesized-${index}`, STACK), "utf8") };
    });
    expect(plain.printed).toMatch(/^archiver is loaded\n/);
    for (const { printed, stack } of preloaded) {
      expect(printed).toMatch(/^archiver is not loaded\n/);
      expect(stack).toBe(plain.stack);
    }
  });
});
