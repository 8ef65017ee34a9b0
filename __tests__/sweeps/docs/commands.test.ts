import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, TerraformStack } from "cdktf";
import { CDKS, DEFAULTS, LANGUAGES } from "../../../packages/create-cdktf-acr-aks/src/choices";
import { obstacle, thisMachine } from "../../../packages/create-cdktf-acr-aks/src/machine";
import { projectFiles } from "../../../packages/create-cdktf-acr-aks/src/project-files";
import { planOptionsIn } from "../../../packages/terraform-stack-tools/src/cli/commands/reports";
import { AksCluster, ContainerRegistry, RegistryToken } from "../../../src";
import { commandsOf, inlineCommandsOf } from "../../support/commands";
import { Compiled } from "../../support/compiled";
import { markdownIn, pages, readPage } from "../../support/pages";
import { emptyStack } from "../../support/stack";

const PROJECT = join(__dirname, "../../..");
const { peerDependencies } = packageIn(".");

const all = [...pages(), ...markdownIn("examples").map(readPage)].map((page) => ({
  page,
  commands: commandsOf(page),
  inline: inlineCommandsOf(page),
}));

/** The package.json that the commands of a page speak of: that of an example, otherwise that of the project. */
function packageIn(folder: string) {
  const path = folder.startsWith("examples/") ? join(folder, "package.json") : "package.json";
  return JSON.parse(readFileSync(join(PROJECT, path), "utf8"));
}

/** All commands whose first words are these, with the page and the other words. */
function callsOf(...words: string[]): (readonly [string, readonly string[]])[] {
  return all.flatMap(({ page, commands, inline }) =>
    [...commands.calls, ...inline]
      .filter((call) => words.every((word, index) => call[index] === word))
      .map((call) => [page.path, call.slice(words.length)] as const),
  );
}

test("bash understands every command, in the order of the page, and none needs a program that pages do not name", () => {
  const complaints = all.filter(({ commands }) => commands.complaints !== "");
  expect(complaints.map(({ page, commands }) => `${page.path}: ${commands.complaints}`)).toEqual([]);
  expect(callsOf("unknown")).toEqual([]);
  expect(callsOf("terraform").length).toBeGreaterThan(5);
});

/** What npm runs in an app that `npm create` has written, by any CDK and in any language. */
const appScripts = CDKS.flatMap((cdk) => LANGUAGES.map((language) => projectFiles({ ...DEFAULTS, cdk, language })))
  .map((files) => JSON.parse(files.get("package.json") ?? "{}"))
  .flatMap(({ scripts }) => Object.keys(scripts));
const appPages = new Set(callsOf("npm", "create", "cdktf-acr-aks").map(([path]) => path));

test("what npm runs and installs is in package.json", () => {
  const scriptsOn = (path: string) => [
    ...Object.keys(packageIn(dirname(path)).scripts),
    ...(appPages.has(path) ? appScripts : []),
  ];
  expect(callsOf("npm", "run").filter(([path, [script]]) => !scriptsOn(path).includes(script))).toEqual([]);
  const installs = callsOf("npm", "install").filter(([, names]) => names.includes("cdktf-acr-aks"));
  expect(installs.length).toBeGreaterThan(0);
  for (const [, names] of installs) {
    expect(names).toEqual(expect.arrayContaining(Object.keys(peerDependencies)));
  }
});

describe("the programs of this repository", () => {
  let tools: Compiled;
  let create: Compiled;
  beforeAll(() => {
    [tools, create] = [new Compiled("terraform-stack-tools"), new Compiled("create-cdktf-acr-aks")];
  });
  afterAll(() => {
    tools?.remove();
    create?.remove();
  });

  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
    const app = new App({ outdir: join(folder, "cdktf.out"), stackTraces: false });
    const stack = new TerraformStack(app, "attach");
    new AzurermProvider(stack, "azurerm", { features: [{}] });
    const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg-shared" });
    registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }));
    const network = new TerraformStack(app, "network");
    new AzurermProvider(network, "azurerm", { features: [{}] });
    app.synth();
    const state = { version: 4, terraform_version: "1.11.0", serial: 1, lineage: "one", outputs: {}, resources: [] };
    writeFileSync(join(folder, "network.tfstate"), JSON.stringify(state));
    const nothing = { format_version: "1.2", terraform_version: "1.11.0", resource_changes: [], configuration: {} };
    mkdirSync(join(folder, "plans"));
    for (const file of ["plan.json", "plans/network.json"]) {
      writeFileSync(join(folder, file), JSON.stringify(nothing));
    }
    writeFileSync(join(folder, "schemas.json"), JSON.stringify({ format_version: "1.0", provider_schemas: {} }));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /**
   * In a process of its own: graceful-fs, of which jest and cdktf load several, remembers the working directory, so that
   * after `process.chdir` a relative path may still be one of this repository.
   */
  function runs({ program }: Compiled, words: readonly string[]) {
    const { status, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8" });
    return { code: status, errors: status === 0 ? "" : stderr };
  }

  const isComplete = ([, words]: readonly [string, readonly string[]]) => !words.some((word) => /[<…]/.test(word));
  const calls = callsOf("npx", "terraform-stack-tools").filter(isComplete);

  // Plans need Terraform, with which `plan-command.test.ts` runs them.
  const plans = calls.filter(([, [command]]) => command === "plan");
  test.each(plans)("%s: npx terraform-stack-tools %j has a meaning", (_path, [, ...words]) => {
    expect(planOptionsIn(words).input).toMatch(/^cdktf\.out/);
  });

  const commands = calls.filter(([, [command]]) => command !== "plan");
  test.each(commands)("%s: npx terraform-stack-tools %j runs", (_path, words) => {
    if (words[0] === "verify") {
      runs(tools, ["hand-off", "cdktf.out", "--out", words[1]]);
    }
    // What plans needs Terraform, too, and only plans take variables. The shell of a reader finds the files.
    const ofPlans = ["--state", "--var-file"];
    const planless = words.filter(
      (word, index) => !["--check", ...ofPlans].includes(word) && !ofPlans.includes(words[index - 1]),
    );
    const found = planless.map((word) => word.replace("*", "network"));
    expect(runs(tools, found)).toEqual({ code: 0, errors: "" });
  });

  const starts = callsOf("npm", "create", "cdktf-acr-aks").filter(isComplete);
  test.each(starts)("%s: npm create cdktf-acr-aks %j writes a project", (_path, words) => {
    // npm keeps the two dashes to itself.
    const args = [...words.filter((word) => word !== "--"), ...(words.length === 0 ? ["--help"] : ["--no-install"])];
    const refusal = obstacle({ cdk: words.includes("cdktn") ? "cdktn" : "cdktf", install: false }, thisMachine());
    const errors = refusal === undefined ? "" : `create-cdktf-acr-aks: ${refusal}\n`;
    expect(runs(create, args)).toEqual({ code: refusal === undefined ? 0 : 1, errors });
  });

  test("is what the pages run", () => {
    expect([plans, commands, starts].every((some) => some.length > 2)).toBe(true);
  });
});

test("the schedule of a rotation is a generation and an expiry that a token takes", () => {
  const { variables } = commandsOf(readPage("docs/how-to/credentials/rotate-credentials.md"));
  const now = new Date();
  expect(variables.GENERATION).toBe(String(now.getUTCFullYear() * 12 + now.getUTCMonth() + 1));
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 3));
  expect(variables.EXPIRY).toBe(end.toISOString().replace(".000", ""));
  const stack = emptyStack();
  const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg-shared" });
  const token = new RegistryToken(stack, "pull-token", {
    registry,
    repositories: ["*"],
    generation: Number(variables.GENERATION),
    expiry: variables.EXPIRY,
  });
  expect(token.node.tryFindChild(`Password-${variables.GENERATION}`)).toBeDefined();
});
