import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasTerraform, spawned, spawnedOnline, terraformBinary } from "../../src/providers/terraform-binary";

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** A program that prints what Terraform would print. */
function program(name: string, output: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${output}\n`);
  chmodSync(path, 0o755);
  return path;
}

test.each([
  ["Terraform", "1.7.0"],
  ["Terraform", "1.11.4"],
  ["OpenTofu", "1.8.0"],
])("%s %s is accepted", (product, version) => {
  const command = program(`${product}-${version}`, `echo '${product} v${version}'\necho 'on linux_amd64'`);
  expect(terraformBinary(command)).toEqual({ command, product, version });
});

test.each([
  ["Terraform", "1.6.6", "1.7.0"],
  ["OpenTofu", "1.7.10", "1.8.0"],
])("fails in one sentence where %s %s is too old", (product, version, oldest) => {
  const command = program(`${product}-${version}`, `echo '${product} v${version}'`);
  expect(() => terraformBinary(command)).toThrow(
    `plan needs ${product} ${oldest} or later, because older versions cannot mock providers; ${command} is ${version}`,
  );
});

test("fails in one sentence where there is none", () => {
  expect(() => terraformBinary(join(folder, "missing"))).toThrow(
    "missing on the PATH; install Terraform 1.7 or OpenTofu 1.8 or later, or set binary",
  );
});

test("a test can ask whether there is one, which may be too old", () => {
  expect(hasTerraform(program("old", "echo 'Terraform v1.0.0'"))).toBe(true);
  expect(hasTerraform(program("other", "echo 'Ansible v1.0.0'"))).toBe(false);
  expect(hasTerraform(join(folder, "missing"))).toBe(false);
});

test("terraform and tofu are asked in turn, each once and only until one answers", () => {
  const log = join(folder, "log");
  const { PATH, TERRAFORM_BINARY_NAME } = process.env;
  const bin = join(folder, "bin");
  mkdirSync(bin);
  program("bin/terraform", `echo terraform >> '${log}'; echo 'Terraform v1.11.4'`);
  program("bin/tofu", `echo tofu >> '${log}'; echo 'OpenTofu v1.10.0'`);
  try {
    process.env.PATH = bin;
    delete process.env.TERRAFORM_BINARY_NAME;
    expect([hasTerraform(), terraformBinary().product, terraformBinary("tofu").product]).toEqual([true, "Terraform", "OpenTofu"]);
    expect(readFileSync(log, "utf8")).toBe("terraform\ntofu\n");
  } finally {
    Object.assign(process.env, { PATH }, TERRAFORM_BINARY_NAME === undefined ? {} : { TERRAFORM_BINARY_NAME });
  }
});

test("settings of the shell that would change a plan do not reach the binary", () => {
  const command = program("environment", "env");
  const before = { ...process.env };
  Object.assign(process.env, {
    TF_VAR_x: "1",
    TF_WORKSPACE: "w",
    TF_CLI_ARGS: "-x",
    TF_CLI_CONFIG_FILE: "kept",
    TF_TOKEN_example_com: "t",
  });
  try {
    const namesIn = (text: string): string[] => (text.match(/^TF_\w+/gm) ?? []).filter((name) => name !== "TF_CLI_ARGS_init");
    const always = ["TF_DATA_DIR", "TF_INPUT", "TF_IN_AUTOMATION"];
    expect(namesIn(spawned(command, [], folder, { TF_DATA_DIR: "given" }).stdout).sort()).toEqual(always);
    expect(namesIn(spawnedOnline(command, [], folder, { TF_DATA_DIR: "given" }).stdout).sort()).toEqual(
      ["TF_CLI_CONFIG_FILE", "TF_TOKEN_example_com", ...always].sort(),
    );
  } finally {
    process.env = before;
  }
});
