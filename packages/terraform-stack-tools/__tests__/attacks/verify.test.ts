import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "../../src/hand-off/output/manifest";
import { type JsonObject, objectOf, print } from "../../src/stack/json";
import { cdktfOut, GRANT, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
const BUNDLE = join(folder, "bundle");
const INDEX = join(folder, "index");

beforeAll(() => {
  const stack = { ...GRANT, locals: { note: '${file("named.txt")}' }, module: { shared: { source: "./assets/shared" } } };
  const input = stackFolder(folder, stack, "grant");
  writeFiles(input, { "assets/shared/main.tf": 'output "one" {}', "assets/run.sh": "exit" });
  chmodSync(join(input, "assets/run.sh"), 0o755);
  handOver(input, BUNDLE);
  handOver(cdktfOut(folder, { one: GRANT, two: GRANT }), INDEX);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function handOver(input: string, out: string): void {
  const args = [
    "hand-off",
    input,
    "--out",
    out,
    "--ci",
    "github",
    "--commit",
    "0123456789",
    "--repository",
    "https://example.com/x",
  ];
  expect(call(args)).toMatchObject({ code: 0 });
}

function call(args: readonly string[]): { code: number; out: string; error: string } {
  return called(...args);
}

type Tampering = (bundle: string) => unknown;

/** What `verify` says of a copy that somebody tampered with. */
function verified(original: string, tamper: Tampering): { code: number; found: string[]; own: string[]; error: string } {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(original, copy, { recursive: true });
  tamper(copy);
  const { code, out, error } = call(["verify", copy, "--format", "json"]);
  const { deviations = [], own = [] } = out === "" ? {} : JSON.parse(out);
  return { code, found: deviations.map(({ kind, path }: Record<string, string>) => `${kind} ${path}`), own, error };
}

const file =
  (path: string, content: string): Tampering =>
  (bundle) =>
    writeFiles(bundle, { [path]: content });

const link =
  (path: string, target: string): Tampering =>
  (bundle) =>
    symlinkSync(target, join(bundle, path));

const RESOURCE = 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "id"\n  }\n}\n';
const ROOT = "examples/default";

/** Whether the own backend of a receiver, in HCL, does what was handed over and something else. */
const BACKENDS: readonly (readonly [what: string, text: string])[] = [
  ["a resource", RESOURCE],
  ["a resource after the backend", `terraform {\n  backend "local" {}\n}\n${RESOURCE}`],
  ["a resource before the backend", `${RESOURCE}terraform {\n  backend "local" {}\n}\n`],
  ["a module behind a comment", `terraform {\n  backend "local" {}\n}\n/* x */ module "x" {\n  source = "./x"\n}\n`],
  [
    "a module after a comment that seems not to end",
    `terraform {\n  backend "local" {} # /*\n}\nmodule "x" {\n  source = "./x"\n}\n#*/\n`,
  ],
  [
    "a module after a carriage return in a comment",
    'terraform {\n  backend "local" {}\n} # \r\nmodule "x" {\n  source = "./x"\n}\n',
  ],
  [
    "another source of a provider",
    'terraform {\n  backend "local" {}\n  required_providers {\n    azurerm = {\n      source = "evil/azurerm"\n    }\n  }\n}\n',
  ],
  [
    "a program that encrypts",
    'terraform {\n  backend "local" {}\n  encryption {\n    key_provider "external" "x" {\n      command = ["id"]\n    }\n  }\n}\n',
  ],
  ["a program that logs in", 'terraform {\n  backend "kubernetes" {\n    exec {\n      command = "id"\n    }\n  }\n}\n'],
  ["a file that names a program", 'terraform {\n  backend "s3" {\n    shared_config_files = ["x"]\n  }\n}\n'],
  ["a version", 'terraform {\n  required_version = ">= 0.1"\n  backend "local" {}\n}\n'],
  ["two backends", 'terraform {\n  backend "local" {}\n  backend "s3" {}\n}\n'],
  ["a backend and a cloud", 'terraform {\n  backend "local" {}\n  cloud {}\n}\n'],
  ["two terraform blocks", 'terraform {\n  backend "local" {}\n}\nterraform {\n  backend "local" {}\n}\n'],
  ["a function", 'terraform {\n  backend "local" {\n    path = file("x")\n  }\n}\n'],
  ["a variable", 'terraform {\n  backend "local" {\n    path = "${var.x}"\n  }\n}\n'],
  ["a heredoc", 'terraform {\n  backend "local" {\n    path = <<A\n}}\nresource "x" "y" {\nA\n  }\n}\n'],
  ["a byte order mark", '\ufeffterraform {\n  backend "local" {}\n}\n'],
  ["a text that seems to end the block", `terraform {\n  backend "local" {\n    path = "}}"\n  }\n}\n${RESOURCE}`],
  ["8,000 brackets", `terraform {\n  backend "local" {\n    path = ${"[".repeat(8000)}${"]".repeat(8000)}\n  }\n}\n`],
  ["no end", 'terraform {\n  backend "local" {\n'],
  ["nothing", ""],
];

const JSON_BACKENDS: readonly (readonly [what: string, text: string])[] = [
  ["a resource", '{"terraform":{"backend":{"local":{}}},"resource":{"terraform_data":{"x":{}}}}'],
  ["an array", '[{"terraform":{"backend":{"local":{}}}},{"resource":{"terraform_data":{"x":{}}}}]'],
  ["an array of one", '[{"terraform":{"backend":{"local":{}}}}]'],
  ["a key twice", '{"terraform":{"encryption":{}},"terraform":{"backend":{"local":{}}}}'],
  ["two terraform blocks", '{"terraform":[{"backend":{"local":{}}},{"encryption":{}}]}'],
  ["two backends", '{"terraform":{"backend":[{"local":{}},{"s3":{}}]}}'],
  [
    "another source of a provider",
    '{"terraform":{"backend":{"local":{}},"required_providers":{"azurerm":{"source":"evil/azurerm"}}}}',
  ],
  ["a program", '{"terraform":{"backend":{"kubernetes":{"exec":[{"command":"id"}]}}}}'],
  ["a template", '{"terraform":{"backend":{"local":{"path":"${file(\\"x\\")}"}}}}'],
  ["a template for a key", '{"terraform":{"backend":{"local":{"a":{"${var.x}":1}}}}}'],
  ["a byte order mark", '\ufeff{"terraform":{"backend":{"local":{}}}}'],
  ["a text", '"terraform"'],
  ["5,000 levels", `{"terraform":{"backend":{"local":{"a":${"[".repeat(5000)}${"]".repeat(5000)}}}}}`],
];

/** What is read in addition, by its path. */
const ADDITIONAL: readonly (readonly [what: string, path: string, tamper?: Tampering])[] = [
  ["a module file", `${ROOT}/more.tf`],
  ["a module file in JSON", "more.tf.json"],
  ["a file for OpenTofu alone", "more.tofu"],
  ["a file for OpenTofu alone, in JSON", `${ROOT}/more.tofu.json`],
  ["an override", `${ROOT}/main_override.tf`],
  ["an override in JSON", "override.tf.json"],
  ["a backend for OpenTofu, which hides the other", `${ROOT}/backend.tofu`],
  ["a backend under another case", `${ROOT}/Backend.TF`],
  [
    "a backend deep in a module",
    "assets/shared/backend.tf",
    file("assets/shared/backend.tf", 'terraform {\n  backend "local" {}\n}\n'),
  ],
  ["a test", "tests/more.tftest.hcl"],
  ["a test beside the module", "more.tftest.json"],
  ["a test for OpenTofu", `${ROOT}/more.tofutest.hcl`],
  ["a mock", "tests/more.tfmock.hcl"],
  ["a mock in JSON", "tests/azurerm/more.tfmock.json"],
  ["a query", `${ROOT}/more.tfquery.hcl`],
  ["configuration of a kind to come", "more.tfcomponent.hcl"],
  ["variables of the tests", "tests/terraform.tfvars"],
  ["variables in a module", "assets/shared/terraform.tfvars"],
  ["a workflow", ".github/workflows/more.yml"],
  ["an action", ".github/actions/x/action.yml"],
  ["a file that functions list", "assets/more.txt"],
  ["a file that the configuration names", "named.txt"],
  ["a module in a new folder", "modules/x/main.tf"],
  ["a lock file of a module", "assets/shared/.terraform.lock.hcl"],
  ["a repository in an asset", "assets/shared/.git", file("assets/shared/.git/config", "[core]")],
  ["a link to a file", "linked.txt", link("linked.txt", "/etc/passwd")],
  ["a link to a folder", `${ROOT}/.terraform`, link(`${ROOT}/.terraform`, "/tmp")],
  ["a link for variables", "terraform.tfvars", link("terraform.tfvars", "/etc/passwd")],
  ["a link that leads back", "loop", link("loop", "loop")],
  ["a pipe", "pipe.txt", (bundle) => execFileSync("mkfifo", [join(bundle, "pipe.txt")])],
  ["a downloaded module", `${ROOT}/.terraform/modules/x`, file(`${ROOT}/.terraform/modules/x/main.tf`, RESOURCE)],
];

const installed = (text: string): Tampering => file(`${ROOT}/.terraform/modules/modules.json`, text);
const modules = (...list: readonly unknown[]): Tampering => installed(JSON.stringify({ Modules: list }));
const TOP = { Key: "", Source: "", Dir: "." };

const RECORDS: readonly (readonly [what: string, tamper: Tampering])[] = [
  ["elsewhere on the machine", modules(TOP, { Key: "grant", Source: "../..", Dir: "/tmp/evil" })],
  ["another folder", modules(TOP, { Key: "grant", Source: "../..", Dir: "../../assets" })],
  ["a folder outside", modules(TOP, { Key: "x", Source: "../../../evil", Dir: "../../../evil" })],
  ["what was downloaded", modules(TOP, { Key: "x", Source: "registry.terraform.io/a/b/c", Dir: ".terraform/modules/x" })],
  ["the root elsewhere", modules({ ...TOP, Dir: "../evil" })],
  ["a folder by a name in another case", modules(TOP, { Key: "grant", Source: "../..", Dir: "../..", dir: "/tmp/evil" })],
  ["a key twice", installed('{"Modules":[{"Key":"","Source":"","Dir":"x","Dir":"."}]}')],
  ["two entries of one key", modules(TOP, { ...TOP, Dir: "." })],
  ["a module of no caller", modules(TOP, { Key: "a.b", Source: "./x", Dir: "x" })],
  ["an array", installed("[]")],
  ["no JSON", installed("{")],
];

const edited =
  (path: string, edit: (text: string) => string): Tampering =>
  (bundle) =>
    writeFileSync(join(bundle, path), edit(readFileSync(join(bundle, path), "utf8")));

const sealed = (content: JsonObject): string => print({ ...content, digest: digestOf(print(content)) });

const CHANGED: readonly (readonly [what: string, expected: string, tamper: Tampering])[] = [
  ["a byte of a file", "changed main.tf.json", edited("main.tf.json", (text) => `${text} `)],
  ["line ends", "changed README.md", edited("README.md", (text) => text.replace(/\n/g, "\r\n"))],
  ["a missing file", "missing stack.json", (bundle) => rmSync(join(bundle, "stack.json"))],
  ["a file that may be run now", "changed README.md", (bundle) => chmodSync(join(bundle, "README.md"), 0o755)],
  ["a file that may be run no longer", "changed assets/run.sh", (bundle) => chmodSync(join(bundle, "assets/run.sh"), 0o644)],
  [
    "a folder for a file",
    "missing README.md",
    (bundle) => {
      rmSync(join(bundle, "README.md"));
      mkdirSync(join(bundle, "README.md"));
    },
  ],
  [
    "the owner in the manifest",
    "changed manifest.json",
    edited("manifest.json", (text) => text.replace('"commit"', '"owner": "x", "commit"')),
  ],
  [
    "only how the manifest is written",
    "changed manifest.json",
    edited("manifest.json", (text) => JSON.stringify(JSON.parse(text))),
  ],
  ["an interrupted handoff", "unfinished .hand-off", file(".hand-off/versions/0/manifest.json", "{}")],
];

const DAMAGED: readonly (readonly [what: string, message: string, tamper: Tampering])[] = [
  ["half of it", "is damaged: it is not JSON", edited("manifest.json", (text) => text.slice(0, text.length / 2))],
  ["nothing", "is damaged: it is not JSON", edited("manifest.json", () => "")],
  ["an array", "is damaged: it is no JSON object", edited("manifest.json", (text) => `[${text}]`)],
  [
    "a key twice",
    "is damaged: it has the key 'files' twice",
    edited("manifest.json", (text) => text.replace("{", '{"files": {},')),
  ],
  ["a byte order mark", "is damaged: it is not JSON", edited("manifest.json", (text) => `\ufeff${text}`)],
  [
    "5,000 levels",
    "is damaged: it is nested more than",
    edited("manifest.json", (text) => text.replace("{", `{"a": ${"[".repeat(5000)}${"]".repeat(5000)},`)),
  ],
  [
    "no UTF-8",
    "is damaged: it is not UTF-8",
    (bundle) => writeFileSync(join(bundle, "manifest.json"), Buffer.from([0x22, 0xff, 0x22])),
  ],
  ["no files", "is damaged: it lists no files", edited("manifest.json", (text) => text.replace('"files"', '"file"'))],
  ["100 MiB", "is damaged: it is larger than 64 MiB", (bundle) => truncateSync(join(bundle, "manifest.json"), 100 * 2 ** 20)],
  ["another program's", "contains no manifest.json of a handoff", edited("manifest.json", () => '{"stacks":{}}')],
  ["none", "contains no manifest.json of a handoff", (bundle) => rmSync(join(bundle, "manifest.json"))],
  ["3 GiB for a file", "README.md' is larger than 1024 MiB", (bundle) => truncateSync(join(bundle, "README.md"), 3 * 2 ** 30)],
  [
    "a link for a folder",
    "is a link",
    (bundle) => {
      renameSync(join(bundle, ROOT), join(folder, "moved-away"));
      symlinkSync(join(folder, "moved-away"), join(bundle, ROOT));
    },
  ],
];

/** What belongs to the receiver, which the answer names. */
const OWN: readonly (readonly [path: string, content: string])[] = [
  [`${ROOT}/backend.tf`, 'terraform {\n  backend "azurerm" {}\n}\n'],
  [
    `${ROOT}/backend.tf`,
    '# where our state is\nterraform {\n  backend "azurerm" {\n    key      = "a" // one\n    use_oidc = true\n    list     = ["a", 1]\n  }\n}\n',
  ],
  [
    `${ROOT}/backend.tf`,
    'terraform {\n  cloud {\n    organization = "x"\n    workspaces {\n      tags = { a = "b", "c" : "d" }\n    }\n  }\n}\n',
  ],
  [`${ROOT}/backend.tf.json`, '{"terraform":[{"backend":{"local":[{"path":"x"}]}}]}'],
  ["backend.tf", 'terraform {\r\n  backend "local" {}\r\n}\r\n'],
  [`${ROOT}/terraform.tfvars`, 'object_id = "x"'],
  [`${ROOT}/mine.auto.tfvars`, 'object_id = "x"'],
  [`${ROOT}/mine.auto.tfvars.json`, "{}"],
  [`${ROOT}/.terraform.lock.hcl`, 'provider "x" {\n  hashes = ["h1:other"]\n}\n'],
  [`${ROOT}/terraform.tfstate`, "{}"],
  ["notes.txt", "x"],
  [".github/CODEOWNERS", "* @x"],
];

test.each(BACKENDS)("a backend.tf with %s is not the receiver's own", (_what, text) => {
  const path = `${ROOT}/backend.tf`;
  expect(verified(BUNDLE, file(path, text))).toMatchObject({ code: 1, found: [`additional ${path}`], own: [] });
});

test.each(JSON_BACKENDS)("a backend.tf.json with %s is not the receiver's own", (_what, text) => {
  const path = `${ROOT}/backend.tf.json`;
  expect(verified(BUNDLE, file(path, text))).toMatchObject({ code: 1, found: [`additional ${path}`], own: [] });
});

const withTampering = ADDITIONAL.map(([what, path, tamper = file(path, RESOURCE)]) => [what, path, tamper] as const);

test.each(withTampering)("%s is read in addition: %s", (_what, path, tamper) => {
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found: expect.arrayContaining([`additional ${path}`]) });
});

test.each(RECORDS)("modules are not read from %s", (_what, tamper) => {
  const found = [`additional ${ROOT}/.terraform/modules/modules.json`];
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found });
});

test.each(CHANGED)("%s is a deviation: %s", (_what, expected, tamper) => {
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found: [expected] });
});

test.each(DAMAGED)("a bundle with %s is refused: %s", (_what, message, tamper) => {
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found: [], error: expect.stringContaining(message) });
});

test.each(OWN)("the receiver's own %s passes and is named", (path, content) => {
  expect(verified(BUNDLE, file(path, content))).toEqual({ code: 0, found: [], own: [path], error: "" });
});

test("what init writes for local modules passes and is named", () => {
  const local = [
    TOP,
    { Key: "grant", Source: "../..", Dir: "../.." },
    { Key: "grant.shared", Source: "./assets/shared", Dir: "../../assets/shared" },
    { Key: "test.tests.blocks.module", Source: "./tests/blocks", Dir: "tests/blocks" },
  ];
  const own = [`${ROOT}/.terraform`];
  expect(verified(BUNDLE, modules(...local))).toEqual({ code: 0, found: [], own, error: "" });
});

const IN_INDEX: readonly (readonly [what: string, expected: string, tamper: Tampering])[] = [
  ["a file beside the bundles", "additional more.tf", file("more.tf", RESOURCE)],
  ["a bundle that nobody handed over", "additional three/main.tf", file("three/main.tf", RESOURCE)],
  [
    "a bundle with a manifest of its own",
    "changed one/manifest.json",
    edited("one/manifest.json", (text) => {
      const { digest: _digest, ...content } = objectOf(JSON.parse(text));
      return sealed({ ...content, source: { owner: "somebody else" } });
    }),
  ],
  ["a damaged manifest of a bundle", "changed one/manifest.json", edited("one/manifest.json", () => "[")],
  ["a bundle less", "missing two/manifest.json", (index) => rmSync(join(index, "two"), { recursive: true })],
];

test.each(IN_INDEX)("in a folder of bundles, %s is a deviation: %s", (_what, expected, tamper) => {
  expect(verified(INDEX, tamper)).toMatchObject({ code: 1, found: expect.arrayContaining([expected]) });
});

test("untouched copies are what was handed over", () => {
  expect(verified(BUNDLE, () => {})).toEqual({ code: 0, found: [], own: [], error: "" });
  expect(verified(INDEX, () => {})).toEqual({ code: 0, found: [], own: [], error: "" });
});
