import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initializedFolder, installedProviders, schemasOf, typeNames } from "../../src/providers/initialized-folder";
import type { TerraformBinary } from "../../src/providers/terraform-binary";

const BLOCK = { attributes: { hours: { type: "number" }, labels: { type: ["object", { description: "string" }] } } };
const ADDRESS = "registry.terraform.io/hashicorp/time";
const root = mkdtempSync(join(tmpdir(), "cache-"));
const environment = { ...process.env };

beforeEach(() => {
  process.env.XDG_CACHE_HOME = mkdtempSync(join(root, "home-"));
  delete process.env.TF_CLI_CONFIG_FILE;
});

afterEach(() => {
  process.env = { ...environment };
});

afterAll(() => rmSync(root, { recursive: true }));

/** A program that does what Terraform does, as far as it is asked, and notes how often `init` ran. */
function binary(init = "true"): TerraformBinary {
  const command = join(root, "terraform");
  const schemas = {
    provider_schemas: {
      [ADDRESS]: {
        resource_schemas: { time_static: { version: 0, block: BLOCK } },
        ephemeral_resource_schemas: { time_secret: { block: {} } },
      },
    },
  };
  const provider = `.terraform/providers/${ADDRESS}/1.0.0/linux_amd64`;
  const lines = [
    'if [ "$1" = init ]; then',
    `  echo init >> '${join(root, "log")}'; ${init} || exit 1`,
    `  mkdir -p ${provider}; touch ${provider}/LICENSE ${provider}/terraform-provider-time_v1.0.0`,
    `  printf 'provider "${ADDRESS}" {\\n  version     = "1.0.0"\\n}\\n' > .terraform.lock.hcl`,
    `else echo '${JSON.stringify(schemas)}'; fi`,
  ];
  writeFileSync(join(root, "log"), "");
  writeFileSync(command, `#!/bin/sh\n${lines.join("\n")}\n`, { mode: 0o755 });
  return { command, product: "Terraform", version: "1.11.4" };
}

const runs = () => readFileSync(join(root, "log"), "utf8").split("\n").length - 1;

test("init runs once for a set of requirements, and its folder has the providers and their schemas", () => {
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

test("init runs again for other requirements, another version, and another source of providers", () => {
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

test("fails in Terraform's words where init does, and leaves nothing that looks complete", () => {
  const terraform = binary('{ echo "│ no provider in $PWD/main.tf.json" >&2; false; }');
  expect(() => initializedFolder(terraform, { terraform: {} })).toThrow(
    /terraform init failed:\n│ no provider in \.\/main\.tf\.json\nsee \S+docs\/errors\.md#provider-download$/,
  );
  const cache = join(process.env.XDG_CACHE_HOME ?? "", "terraform-stack-tools/plan");
  expect(readdirSync(cache)).toEqual(["downloads"]);
  expect(existsSync(join(cache, "lock"))).toBe(false);
});
