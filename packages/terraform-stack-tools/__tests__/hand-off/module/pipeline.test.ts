import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { handOff, type Platform } from "../../../src/hand-off";
import { terraformVersion } from "../../../src/hand-off/module/pipeline/terraform-version";
import { type JsonObject, objectOf, textOf } from "../../../src/stack/json";
import { pipelineIn, scriptsOf, stepsOf } from "../../support/bundle-pipeline";
import { GRANT, HOSTILE, inFolder, stackFolder } from "../../support/hand-off";
import { SCENARIOS } from "../../support/scenarios";

const PLATFORMS: Platform[] = ["github", "azure-devops"];

const CALLER = "terraform -chdir=examples/default";
const CHECKS = [
  "terraform fmt -check -diff -recursive",
  `${CALLER} init -backend=false -input=false`,
  `${CALLER} validate`,
  "terraform init -backend=false -input=false",
  "terraform test",
];

/** What a job runs of Terraform. */
const commandsOf = (job: JsonObject) =>
  scriptsOf(job)
    .flatMap((script) => script.split("\n"))
    .filter((line) => line.startsWith("terraform "));

const withProviders = (...names: string[]) => ({
  terraform: {
    required_providers: Object.fromEntries(names.map((name) => [name, { source: `hashicorp/${name}`, version: "3.5.0" }])),
  },
  variable: {
    "registry-name": { type: "string" },
    registry_password: { type: "string", sensitive: true },
    client_secret: { type: "string" },
    tags: { type: "map(string)", default: {} },
  },
  output: { name: { value: "${var.registry-name}" } },
});

describe.each(PLATFORMS)("%s", (ci) => {
  test.each(SCENARIOS)("checks and plans %s", (_id, stack) => {
    const { test, plan } = pipelineIn(stack, ci);
    expect(commandsOf(test)).toEqual(CHECKS);
    expect(commandsOf(plan)).toEqual([`${CALLER} init -input=false`, `${CALLER} plan -input=false -lock-timeout=5m`]);
  });

  test("checks and plans a root module where it is; JSON has no format to check", () => {
    const { test, plan } = pipelineIn(GRANT, ci, { layout: "root", format: "json" });
    expect(commandsOf(test)).toEqual(["terraform init -backend=false -input=false", "terraform validate", "terraform test"]);
    expect(commandsOf(plan)).toEqual(["terraform init -input=false", "terraform plan -input=false -lock-timeout=5m"]);
  });

  test("runs no tests that read ephemeral resources, and says so", () => {
    const { test, text } = pipelineIn({ ephemeral: { random_password: { p: { length: 20 } } } }, ci, { format: "json" });
    expect(commandsOf(test).filter((command) => command.endsWith(" test"))).toEqual([]);
    expect(text).toContain("# terraform test would read ephemeral resources");
  });

  test("is part of the manifest, is named in the README with its settings, and has the same bytes every time", () => {
    const { bundle, text } = pipelineIn(GRANT, ci);
    const [path] = [...bundle.files].find(([, bytes]) => bytes.toString() === text) ?? [""];
    expect(Object.keys(JSON.parse(textOf(bundle.files.get("manifest.json")?.toString())).files)).toContain(path);
    const row = textOf(bundle.files.get("README.md")?.toString())
      .split("\n")
      .find((line) => line.startsWith(`| \`${path}\``));
    expect([...textOf(row).matchAll(/`((?:ARM|TF_VAR)_\w+)`/g)].map(([, name]) => name).sort()).toEqual(settingsIn(text));
    expect(pipelineIn(GRANT, ci).text).toBe(text);
  });

  test("names in the input cannot add to the file", () => {
    const name = `${HOSTILE}\n    permissions: write-all # \${{ x }}`;
    const hostiles: JsonObject[] = [{ variable: { [name]: { type: "string" } } }, { provider: { [name]: [{}] } }];
    for (const hostile of hostiles) {
      inFolder((folder) => {
        const input = stackFolder(folder, { ...withProviders("azurerm"), ...hostile });
        expect(() => handOff({ input, out: join(folder, "out"), ci })).toThrow("its name is not a valid HCL identifier");
      });
    }
  });
});

/** The settings that a file reads, without those that the platform makes itself. */
function settingsIn(text: string): string[] {
  const names = [...text.matchAll(/\$(?:\{\{ (?:vars|secrets)\.(\w+) \}\}|\((\w+)\))/g)];
  return [...new Set(names.map(([, github, azure]) => github ?? azure))].sort();
}

describe("GitHub Actions", () => {
  test.each([
    [["azurerm"], ["ARM_CLIENT_ID", "ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID"]],
    [["azuread"], ["ARM_CLIENT_ID", "ARM_TENANT_ID"]],
    [
      ["azuread", "azurerm", "kubernetes"],
      ["ARM_CLIENT_ID", "ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID"],
    ],
  ])("with %j, only the job that plans may ask for a token, and reads %j", (providers, names) => {
    const { content, test, plan } = pipelineIn(withProviders(...providers), "github");
    expect(content.permissions).toEqual({ contents: "read" });
    expect([test.permissions, test.env]).toEqual([undefined, undefined]);
    expect(plan.if).toBe("github.event_name == 'push'");
    expect(objectOf(content.on).push).toEqual({ branches: ["main"] });
    expect(plan.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(plan.env).toEqual({
      ARM_USE_OIDC: "true",
      ...Object.fromEntries(names.map((name) => [name, `\${{ vars.${name} }}`])),
      "TF_VAR_registry-name": "${{ vars.TF_VAR_registry_name }}",
      TF_VAR_client_secret: "${{ secrets.TF_VAR_client_secret }}",
      TF_VAR_registry_password: "${{ secrets.TF_VAR_registry_password }}",
    });
  });

  test("a stack outside of Azure asks for no token", () => {
    const { plan, text } = pipelineIn(withProviders("kubernetes", "time"), "github");
    expect(plan.permissions).toBeUndefined();
    expect(text).not.toContain("ARM_");
    expect(text).toContain("# Log in here: 'kubernetes'. README.md says how.");
  });

  test("uses two official actions, pinned by commit, and keeps no credentials of git", () => {
    const { text, test, plan } = pipelineIn(GRANT, "github");
    const actions = [test, plan].flatMap(stepsOf).filter(({ uses }) => uses !== undefined);
    expect(actions.map(({ uses }) => textOf(uses).split("@")[0])).toEqual([
      ...["actions/checkout", "hashicorp/setup-terraform"],
      ...["actions/checkout", "hashicorp/setup-terraform"],
    ]);
    const lines = text.split("\n").filter((line) => line.includes("uses:"));
    expect(lines.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(actions.filter((step) => objectOf(step.with)["persist-credentials"] === false)).toHaveLength(2);
  });
});

describe("Azure Pipelines", () => {
  test("only the step that plans gets the token of the job, through the service connection", () => {
    const { test, plan } = pipelineIn(withProviders("azuread", "kubernetes"), "azure-devops");
    const [step, ...others] = stepsOf(plan).filter(({ env }) => env !== undefined);
    expect([step.task, objectOf(step.inputs).azureSubscription, others]).toEqual([
      "AzureCLI@2",
      "$(ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID)",
      [],
    ]);
    expect(step.env).toEqual({
      ARM_USE_OIDC: "true",
      ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "$(ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID)",
      SYSTEM_ACCESSTOKEN: "$(System.AccessToken)",
      SYSTEM_OIDCREQUESTURI: "$(System.OidcRequestUri)",
      ARM_CLIENT_ID: "$(ARM_CLIENT_ID)",
      ARM_TENANT_ID: "$(ARM_TENANT_ID)",
      TF_VAR_client_secret: "$(TF_VAR_client_secret)",
      "TF_VAR_registry-name": "$(TF_VAR_registry_name)",
      TF_VAR_registry_password: "$(TF_VAR_registry_password)",
    });
    expect(plan.condition).toBe("and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))");
    expect(stepsOf(test).filter(({ env, task }) => env !== undefined || task !== undefined)).toEqual([]);
  });

  test("a stack outside of Azure uses no service connection", () => {
    const { text } = pipelineIn(withProviders("kubernetes"), "azure-devops");
    expect(text).not.toMatch(/ARM_|AccessToken|AzureCLI/);
  });
});

test.each([
  [">= 1.7.0", "1.11.4"],
  [">= 1.12.0", "1.12.0"],
  ["1.9.5", "1.9.5"],
  ["= 1.9", "1.9.0"],
  ["~> 1.8.2, >= 1.7.0", "1.8.2"],
  [">= 1.7.0, < 2.0.0", "1.11.4"],
  ["!= 1.11.4, >= 1.10.1", "1.10.1"],
])("%j allows Terraform %s", (constraint, version) => {
  expect(terraformVersion(constraint)).toBe(version);
});

test("a handoff without a pipeline removes the one that it wrote, and an edited one stops it", () => {
  inFolder((folder) => {
    const options = { input: stackFolder(folder, GRANT), out: join(folder, "out") };
    const path = join(options.out, "azure-pipelines.yml");
    handOff({ ...options, ci: "azure-devops" });
    expect(existsSync(path)).toBe(true);
    handOff({ ...options, ci: "none" });
    expect(existsSync(path)).toBe(false);
    handOff({ ...options, ci: "azure-devops" });
    appendFileSync(path, "# edited\n");
    expect(() => handOff({ ...options, ci: "azure-devops" })).toThrow("azure-pipelines.yml");
  });
});
