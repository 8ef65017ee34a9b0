import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeReal } from "./support/providers";

const PROJECT = join(__dirname, "../..");
const MAIN = ["--import", "tsx", "__tests__/testbed/main.ts"];

const CONFIGURATION = {
  terraform: {
    required_providers: {
      azurerm: { source: "hashicorp/azurerm", version: "5.2.0" },
      kubernetes: { source: "hashicorp/kubernetes", version: "3.2.1" },
    },
  },
  provider: { azurerm: { features: {}, resource_provider_registrations: "none" }, kubernetes: {} },
  resource: {
    azurerm_user_assigned_identity: { shop: { name: "shop", resource_group_name: "rg-prod", location: "westeurope" } },
    kubernetes_namespace_v1: { shop: { metadata: { name: "shop" } } },
  },
};

describeReal("a command in the testbed", () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));

  beforeAll(() => writeFileSync(join(folder, "main.tf.json"), JSON.stringify(CONFIGURATION)));

  afterAll(() => rmSync(folder, { recursive: true }));

  function testbed(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...MAIN, "--folder", folder, ...args], {
      cwd: PROJECT,
      encoding: "utf8",
      env: { ...process.env, TF_CLI_ARGS: "-no-color" },
    });
    return { code: status, output: stdout + stderr };
  }

  test("finds in the cloud and in the cluster what an earlier one has made, and decides the exit code", () => {
    expect(testbed("--no-kubernetes", "terraform", "init", "-input=false")).toMatchObject({ code: 0 });
    expect(testbed("terraform", "apply", "-auto-approve", "-input=false").output).toContain("2 added");
    expect(testbed("terraform", "plan", "-input=false", "-detailed-exitcode")).toMatchObject({ code: 0 });
    expect(testbed("terraform", "destroy", "-auto-approve", "-input=false").output).toContain("2 destroyed");
    expect(testbed("terraform", "plan", "-input=false", "-detailed-exitcode")).toMatchObject({ code: 2 });
  });
});
