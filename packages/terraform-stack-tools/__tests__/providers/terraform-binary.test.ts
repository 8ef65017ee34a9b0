import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initializedFolder, installedProviders, schemasOf, typeNames } from "../../src/providers/initialized-folder";
import {
  hasTerraform,
  spawned,
  spawnedOnline,
  type TerraformBinary,
  terraformBinary,
} from "../../src/providers/terraform-binary";

const root = mkdtempSync(join(tmpdir(), "terraform-"));
const log = join(root, "log");
const environment = { ...process.env };

beforeEach(() => {
  process.env = { ...environment, XDG_CACHE_HOME: mkdtempSync(join(root, "home-")) };
  delete process.env.TF_CLI_CONFIG_FILE;
  writeFileSync(log, "");
});

afterAll(() => {
  process.env = environment;
  rmSync(root, { recursive: true });
});

/** A program that does what Terraform does, as far as it is asked. */
function program(name: string, script: string): string {
  const path = join(root, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

test.each([
  ["Terraform", "1.7.0", "1.6.6"],
  ["OpenTofu", "1.8.0", "1.7.10"],
])("%s %s is accepted, and %s is too old", (product, version, older) => {
  const of = (one: string) => program(`${product}-${one}`, `echo '${product} v${one}'\necho 'on linux_amd64'`);
  expect(terraformBinary(of(version))).toEqual({ command: of(version), product, version });
  expect(() => terraformBinary(of(older))).toThrow(
    `plan needs ${product} ${version} or later, because older versions cannot mock providers; ${of(older)} is ${older}`,
  );
  expect(hasTerraform(of(older))).toBe(true);
});

test("fails in one sentence where there is none, which a test can ask for", () => {
  const missing = join(root, "missing");
  expect(() => terraformBinary(missing)).toThrow(
    "missing on the PATH; install Terraform 1.7 or OpenTofu 1.8 or later, or set binary",
  );
  expect([missing, program("other", "echo 'Ansible v1.0.0'")].map((name) => hasTerraform(name))).toEqual([false, false]);
});

test("terraform and tofu are asked in turn, each once and only until one answers", () => {
  mkdirSync(join(root, "bin"));
  program("bin/terraform", `echo terraform >> '${log}'; echo 'Terraform v1.11.4'`);
  program("bin/tofu", `echo tofu >> '${log}'; echo 'OpenTofu v1.10.0'`);
  process.env.PATH = join(root, "bin");
  delete process.env.TERRAFORM_BINARY_NAME;
  expect([hasTerraform(), terraformBinary().product, terraformBinary("tofu").product]).toEqual([true, "Terraform", "OpenTofu"]);
  expect(readFileSync(log, "utf8")).toBe("terraform\ntofu\n");
});

test("settings of the shell that would change a plan do not reach the binary", () => {
  const command = program("environment", "env");
  const kept = { TF_CLI_CONFIG_FILE: "kept", TF_TOKEN_example_com: "t" };
  Object.assign(process.env, { TF_VAR_x: "1", TF_WORKSPACE: "w", TF_CLI_ARGS: "-x", ...kept });
  const namesFor = (run: typeof spawnedOnline) =>
    (run(command, [], root, { TF_DATA_DIR: "given" }).stdout.match(/^TF_\w+/gm) ?? [])
      .filter((name) => name !== "TF_CLI_ARGS_init")
      .sort();
  const always = ["TF_DATA_DIR", "TF_INPUT", "TF_IN_AUTOMATION"];
  expect(namesFor(spawned)).toEqual(always);
  expect(namesFor(spawnedOnline)).toEqual([...Object.keys(kept), ...always].sort());
});

describe("init", () => {
  const BLOCK = { attributes: { hours: { type: "number" }, labels: { type: ["object", { description: "string" }] } } };
  const ADDRESS = "registry.terraform.io/hashicorp/time";

  /** Notes how often `init` ran. */
  function binary(init = "true"): TerraformBinary {
    const resource_schemas = { time_static: { version: 0, block: BLOCK } };
    const ephemeral_resource_schemas = { time_secret: { block: {} } };
    const schemas = { provider_schemas: { [ADDRESS]: { resource_schemas, ephemeral_resource_schemas } } };
    const provider = `.terraform/providers/${ADDRESS}/1.0.0/linux_amd64`;
    const script = `if [ "$1" = init ]; then
  echo init >> '${log}'; ${init} || exit 1
  mkdir -p ${provider}; touch ${provider}/LICENSE ${provider}/terraform-provider-time_v1.0.0
  printf 'provider "${ADDRESS}" {\\n  version     = "1.0.0"\\n}\\n' > .terraform.lock.hcl
else echo '${JSON.stringify(schemas)}'; fi`;
    return { command: program("terraform", script), product: "Terraform", version: "1.11.4" };
  }

  const runs = () => readFileSync(log, "utf8").split("\n").length - 1;

  test("runs once for a set of requirements, and its folder has the providers and their schemas", () => {
    const terraform = binary();
    const folder = initializedFolder(terraform, { terraform: {} });
    expect(initializedFolder(terraform, { terraform: {} })).toBe(folder);
    expect(runs()).toBe(1);
    const [{ file, ...provider }] = installedProviders(folder);
    expect(provider).toMatchObject({ address: ADDRESS, version: "1.0.0" });
    expect(file.endsWith("linux_amd64/terraform-provider-time_v1.0.0")).toBe(true);
    const schemas = schemasOf(folder);
    expect([schemas("resource", "time_static"), schemas("ephemeral_resource", "time_secret")]).toEqual([BLOCK, {}]);
    expect([schemas("data_source", "time_static"), schemas("resource", "time_other")]).toEqual([undefined, undefined]);
    expect(typeNames(provider.schemas)).toEqual(["time_secret", "time_static"]);
  });

  test("runs again for other requirements, another version, and another source of providers", () => {
    const terraform = binary();
    const folders = [
      initializedFolder(terraform, { terraform: {} }),
      initializedFolder(terraform, { terraform: {}, module: {} }),
      initializedFolder({ ...terraform, version: "1.12.0" }, { terraform: {} }),
    ];
    process.env.TF_CLI_CONFIG_FILE = join(root, "other.tfrc");
    folders.push(initializedFolder(terraform, { terraform: {} }));
    expect(new Set(folders).size).toBe(4);
    expect(runs()).toBe(4);
  });

  test("fails in Terraform's words, and leaves nothing that looks complete", () => {
    const terraform = binary('{ echo "│ no provider in $PWD/main.tf.json" >&2; false; }');
    expect(() => initializedFolder(terraform, { terraform: {} })).toThrow(
      /terraform init failed:\n│ no provider in \.\/main\.tf\.json\nsee \S+docs\/errors\.md#provider-download$/,
    );
    const cache = join(process.env.XDG_CACHE_HOME ?? "", "terraform-stack-tools/plan");
    expect(readdirSync(cache)).toEqual(["downloads"]);
    expect(existsSync(join(cache, "lock"))).toBe(false);
  });
});
