import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EjectOptions, eject } from "../../src/export/eject";
import type { Json } from "../../src/stack/json";
import { declarations } from "../support/bindings";
import { cdktfOut, GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function ejected(stack: Json, options: Partial<EjectOptions> = {}): Readonly<Record<string, string>> {
  const out = mkdtempSync(join(folder, "out-"));
  eject({ input: stackFolder(folder, stack), out, ...options });
  return filesIn(out);
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

const REMOTE = { bucket: "states", key: "a", region: "eu-central-1" };

test("a stack becomes HCL that says nothing of where it came from", () => {
  const files = ejected(GRANT);
  expect(Object.keys(files).sort()).toEqual([
    ".gitignore",
    "README.md",
    "main.tf",
    "outputs.tf",
    "providers.tf",
    "variables.tf",
    "versions.tf",
  ]);
  expect(files["main.tf"]).toBe(
    [
      'resource "azurerm_role_assignment" "pull" {',
      "  principal_id         = var.object_id",
      '  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso"',
      '  role_definition_name = "AcrPull"',
      "}",
      "",
    ].join("\n"),
  );
  expect(files["versions.tf"]).toContain('version = "~> 4.55"');
  expect(Object.values(files).join()).not.toMatch(/stack-tools|hand-off|handoff|another team|manifest|Generated/i);
  const { "README.md": readme } = files;
  expect(readme).toMatch(/^# Configuration grant\n\nCreates: role assignment\.\n/);
  expect(readme).toContain("Copy `terraform.grant.tfstate` to `terraform.tfstate` in this folder, and keep the original.");
});

test.each([
  [
    "a backend",
    { backend: { s3: REMOTE } },
    'backend "s3" {\n    bucket = "states"\n    key    = "a"\n    region = "eu-central-1"\n  }',
  ],
  [
    "HCP Terraform",
    { cloud: { organization: "contoso", workspaces: { name: "web" } } },
    'cloud {\n    organization = "contoso"\n\n    workspaces {\n      name = "web"\n    }\n  }',
  ],
])("%s that a team shares stays where it is", (_what, settings, block) => {
  const { required_providers } = GRANT.terraform;
  const files = ejected({ ...GRANT, terraform: { required_providers, ...settings } });
  expect(files["backend.tf"]).toBe(`terraform {\n  ${block}\n}\n`);
  expect(files["README.md"]).toContain("The state stays where it is, in ");
});

test("a provider without a version gets that of its bindings", () => {
  const [input, out] = [stackFolder(folder, { resource: { random_pet: { a: { x: {} } } } }), join(folder, "out")];
  const text = declarations("random_pet", "hashicorp/random/3.7.2", { x: "block" });
  writeFiles(folder, { "node_modules/@cdktf/provider-random/lib/pet/index.d.ts": text });
  eject({ input, out });
  expect(readFileSync(join(out, "versions.tf"), "utf8")).toContain('version = "~> 3.7"');
});

test("a construct with several blocks has a file of its own, and each move is there once", () => {
  const block = (path: string, name: string) => ({ "//": { metadata: { path } }, name });
  const files = ejected({
    resource: {
      azurerm_resource_group: {
        net_Group_7F240704: block("s/net/Group", "rg"),
        versions_A_E29EE966: block("s/versions/A", "a"),
        single: block("s/single", "c"),
      },
      azurerm_user_assigned_identity: {
        net_Id_295FE2C9: block("s/net/Id", "id"),
        versions_B_069161E1: block("s/versions/B", "b"),
      },
    },
  });
  expect(
    Object.keys(files)
      .filter((path) => path.endsWith(".tf"))
      .sort(),
  ).toEqual(["main.tf", "moved.tf", "net.tf", "versions.tf", "versions_blocks.tf"]);
  expect(files["moved.tf"]).toContain(
    "moved {\n  from = azurerm_resource_group.net_Group_7F240704\n  to   = azurerm_resource_group.net_group\n}",
  );
  expect(files["README.md"]).toContain("and lists what has moved");
});

describe("an app", () => {
  const network = {
    "//": { metadata: { stackName: "network" } },
    terraform: { backend: { local: { path: "/app/terraform.network.tfstate" } } },
    resource: { terraform_data: { x: { input: "x" } } },
    output: { "cross-stack-output-x": { value: "${terraform_data.x.output}", sensitive: true } },
  };
  const state = { backend: "local", config: { path: "/app/terraform.network.tfstate" }, workspace: "${terraform.workspace}" };
  const teams = {
    "//": { metadata: { stackName: "teams" } },
    terraform: { backend: { local: { path: "/app/terraform.teams.tfstate" } } },
    data: { terraform_remote_state: { "cross-stack-reference-input-network": state } },
    resource: {
      terraform_data: {
        note: { input: "${data.terraform_remote_state.cross-stack-reference-input-network.outputs.cross-stack-output-x}" },
      },
    },
  };

  test("has a folder for each stack, and each finds the states of the others beside its own", () => {
    const out = join(folder, "out");
    eject({ input: cdktfOut(folder, { network, teams }), out });
    const files = filesIn(out);
    expect(files["teams/main.tf"]).toBe(
      [
        'data "terraform_remote_state" "network" {',
        '  backend = "local"',
        "  config = {",
        '    path = "../network/terraform.tfstate"',
        "  }",
        "}",
        "",
        'resource "terraform_data" "note" {',
        "  input = data.terraform_remote_state.network.outputs.x_output",
        "}",
        "",
      ].join("\n"),
    );
    expect(files["network/outputs.tf"]).toContain('output "x_output" {');
    expect(files["network/README.md"]).toContain("Outputs that other folders read have new names (`x_output`)");
    expect(files["teams/README.md"]).toContain("It reads outputs of `network`: move those states over first, and apply there.");
    expect(files["teams/README.md"]).not.toContain("has a new name");
    expect(files["README.md"]).toContain("| [teams](teams/README.md) | Creates: stored value. | `network` |");
  });
});

test("secrets in the code are refused, unless somebody allows them, and the README tells where, and not the secrets", () => {
  const stack = { ...GRANT, output: { password: { value: "hunter2hunter2", sensitive: true } } };
  expect(() => ejected(stack)).toThrow("use --allow-secrets:\n  'output.password'");
  const files = ejected(stack, { allowSecrets: true });
  expect(files["outputs.tf"]).toContain("hunter2hunter2");
  expect(files["README.md"]).toContain(
    "| Everyone who gets this folder can read the value of this output, which is secret. " +
      "Make it a sensitive variable, and replace the secret itself. | `output.password` |",
  );
  expect(files["README.md"]).not.toMatch(/hunter2|Ask for/);
});

test("what somebody has edited is replaced by force alone, and what is not of the stack never", () => {
  const [input, out] = [stackFolder(folder, GRANT), join(folder, "out")];
  eject({ input, out });
  writeFiles(out, { "main.tf": "# edited\n" });
  expect(() => eject({ input, out })).toThrow("main.tf");
  eject({ input, out, force: true });
  expect(readFileSync(join(out, "main.tf"), "utf8")).toContain("azurerm_role_assignment");
  writeFiles(out, { "mine.tf": "locals {}" });
  expect(() => eject({ input, out, force: true })).toThrow("mine.tf");
});

describe("a path of the app", () => {
  /** What is said of paths for an app in a folder, whose stack has these arguments. */
  function told(input: (app: string) => Json, files: Readonly<Record<string, string>> = {}) {
    return inFolder((folder) => {
      writeFiles(folder, { "cdktf.json": "{}", ...files });
      const lines: string[] = [];
      const stack = { resource: { terraform_data: { a: { input: input(folder) } } } };
      const out = join(folder, "out");
      eject({ input: cdktfOut(folder, { app: stack }), out, onProgress: (line) => lines.push(line) });
      return { readme: filesIn(out)["app/README.md"], lines };
    });
  }

  const GONE = "This path points into the app or its `cdktf.out`, and breaks once they are deleted.";
  const UNKNOWN = "This path may point into the app";
  const ASSET = "cdktf.out/stacks/app/assets/x/0A/x.txt";
  const COPIED = "cdktf.out/stacks/app/assets/y/0B/y.txt";

  test.each<[string, (app: string) => string]>([
    ["into cdktf.out", (app) => join(app, ASSET)],
    ["into the cdktf.out of another machine", () => "/srv/shop/cdktf.out/stacks/app/x.zip"],
    ["into the app", (app) => join(app, "src/main.zip")],
    ["out of the folder of the stack", () => "../../../src/main.zip"],
    ["out of it for a function", () => `\${filebase64("\${path.module}/../../../src/main.zip")}`],
    ["into what is copied, but from outside", (app) => join(app, COPIED)],
    ["into it within a command", (app) => `bash -c 'deploy --from=${join(app, "src")}'`],
    ["into it within a command, step by step", () => "cat ../../../src/main.zip > x"],
    ["into it within a document", (app) => JSON.stringify({ files: [join(app, "src/main.zip")] })],
    ["into it with an expression behind", (app) => `${join(app, "src")}/\${var.name}.zip`],
    ["to a folder of it, and on by an expression", () => "../../../src/${var.name}.zip"],
    ["into it as the address of a module", (app) => `git::file://${join(app, "src")}`],
    ["to what is beside the stack", () => "${path.module}/beside.txt"],
    ["to what is beside the stack by its name", () => "beside.txt"],
  ])("that leads %s is to be reviewed, and among the last lines", (_what, input) => {
    const files = { "src/main.zip": "x", [COPIED]: "x", "cdktf.out/stacks/app/beside.txt": "x" };
    const { readme, lines } = told(input, files);
    expect(readme).toMatch(
      /\n## Review this first\n\n.*\n.*\n\| This path points into the app .*\| `terraform_data\.a\.input` \|\n/,
    );
    expect(lines.slice(-2)).toEqual([
      "'app', review this first:",
      expect.stringMatching(/^ {2}This path points into the app or its `cdktf\.out`.* 'terraform_data\.a\.input'$/),
    ]);
  });

  test.each([
    "${file(var.path)}",
    '${templatefile("${var.folder}/x.tpl", {})}',
    ["", "home", "me", "x.zip"].join("/"),
    ["", "home", "me", "${var.name}"].join("/"),
    "~/x.zip",
    "../../../dist/not-built-yet.zip",
    "${path.cwd}/x.zip",
    '${file("x/../../outside.txt")}',
    '${join("/", [path.module, "x.zip"])}',
  ])("may be where %s leads, which cannot be told", (input) => {
    const { readme, lines } = told(() => input);
    expect(readme).toContain(`| ${UNKNOWN}`);
    expect(lines.join("\n")).toContain(UNKNOWN);
  });

  test.each(["assets/x/0A/x.txt", '${file("${path.module}/assets/x/0A/x.txt")}', '${filemd5("assets/x/0A/x.txt")}'])(
    "is harmless where %s is copied, which is told as well",
    (input) => {
      const { readme, lines } = told(() => input, { [ASSET]: "x" });
      expect(readme).toContain("- `assets` has copies of the app's files, read by `terraform_data.a.input`.");
      expect(readme).not.toContain("Review this first");
      expect(lines.join("\n")).not.toContain("review");
    },
  );

  test("that leads there by a link is to be reviewed, too", () => {
    inFolder((elsewhere) => {
      const link = join(elsewhere, "link");
      const linked = (app: string) => {
        symlinkSync(join(app, "src"), link);
        return join(link, "main.zip");
      };
      expect(told(linked, { "src/main.zip": "x" }).readme).toContain(GONE);
    });
  });

  test.each([
    "main.ts",
    "/",
    "..",
    "./${var.x}",
    "${var.x}/y",
    "/var/run/docker.sock",
    "src/main.zip",
    "terraform.tfstate",
    "cd /home/ubuntu; ./run",
    "https://example.org/../x",
  ])("is not what %s says", (input) => {
    const { readme } = told(() => input, { "src/main.zip": "x" });
    expect(readme).not.toContain(GONE);
    expect(readme).not.toContain(UNKNOWN);
  });
});
