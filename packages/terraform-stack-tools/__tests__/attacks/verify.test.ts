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
  const args = ["hand-off", input, "--out", out, "--commit", "0123456789", "--repository", "https://example.com/x"];
  expect(call(args)).toMatchObject({ code: 0 });
}

function call(args: readonly string[]): { code: number; out: string; error: string } {
  return called(...args);
}

type Tampering = (bundle: string) => unknown;

/** What `verify` says of a copy that somebody tampered with. */
function verified(
  original: string,
  tamper: Tampering,
  ...allow: string[]
): { code: number; found: string[]; own: string[]; error: string } {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(original, copy, { recursive: true });
  tamper(copy);
  const { code, out, error } = call(["verify", copy, "--format", "json", ...allow.flatMap((path) => ["--allow", path])]);
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

/** What is read in addition, by its path. */
const ADDITIONAL: readonly (readonly [what: string, path: string, tamper?: Tampering])[] = [
  ["a module file", `${ROOT}/more.tf`],
  ["a module file in JSON", "more.tf.json"],
  ["a file for OpenTofu alone", "more.tofu"],
  ["a file for OpenTofu alone, in JSON", `${ROOT}/more.tofu.json`],
  ["an override", `${ROOT}/main_override.tf`],
  ["an override in JSON", "override.tf.json"],
  ["a backend", `${ROOT}/backend.tf`, file(`${ROOT}/backend.tf`, 'terraform {\n  backend "local" {}\n}\n')],
  ["a backend in JSON", "backend.tf.json"],
  ["a backend for OpenTofu, which hides the other", `${ROOT}/backend.tofu`],
  ["variables", `${ROOT}/terraform.tfvars`],
  ["variables in JSON", "terraform.tfvars.json"],
  ["variables that load by themselves", `${ROOT}/mine.auto.tfvars`],
  ["variables that an option names", `${ROOT}/prod.tfvars`],
  ["settings of the command line", ".terraformrc"],
  ["settings of the command line on Windows", `${ROOT}/terraform.rc`],
  ["a pipeline of Azure DevOps", "azure-pipelines.yml"],
  ["a pipeline of GitLab", ".gitlab-ci.yml"],
  ["a pipeline of Jenkins", "Jenkinsfile"],
  ["a project of Atlantis", "atlantis.yaml"],
  ["a script", "deploy.sh"],
  ["a file of no kind that is known", "notes"],
  ["a document under the name of a program", "notes.txt.sh"],
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
  ["a module file that begins like a state", `${ROOT}/evil.tfstate.tf`],
  ["a module file in JSON that begins like a state", "x.tfstate.tf.json"],
  ["a file for OpenTofu that begins like a state", "a.tfstate.tofu"],
  ["variables that begin like a state", `${ROOT}/evil.tfstate.auto.tfvars`],
  ["a test that begins like a state", "evil.tfstate.tftest.hcl"],
  ["a script that begins like a state", "x.tfstate.sh"],
  ["configuration among the states of workspaces", "terraform.tfstate.d/main.tf"],
  ["configuration in the folder of a workspace", `${ROOT}/terraform.tfstate.d/prod/main.tf`],
  [
    "a link among the states of workspaces",
    "terraform.tfstate.d/prod",
    (bundle) => {
      mkdirSync(join(bundle, "terraform.tfstate.d"));
      symlinkSync("/etc", join(bundle, "terraform.tfstate.d/prod"));
    },
  ],
  ["a repository that is elsewhere", ".git", file(".git", "gitdir: /tmp/evil")],
  ["a repository by a link", ".git", link(".git", "/etc")],
  ["a downloaded module", `${ROOT}/.terraform/modules`, file(`${ROOT}/.terraform/modules/x/main.tf`, RESOURCE)],
  ["a record of modules", `${ROOT}/.terraform/modules`, file(`${ROOT}/.terraform/modules/modules.json`, "{}")],
  ["a provider", `${ROOT}/.terraform/providers`, file(`${ROOT}/.terraform/providers/a/b/c/1.0.0/linux_amd64/run`, "x")],
  [
    "a folder in place of the name of the workspace",
    `${ROOT}/.terraform/environment`,
    file(`${ROOT}/.terraform/environment/x`, "x"),
  ],
  ["a plugin where older versions had it", `${ROOT}/.terraform/plugins`, file(`${ROOT}/.terraform/plugins/x`, "x")],
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
  ["an interrupted hand-off", "unfinished .hand-off", file(".hand-off/versions/0/manifest.json", "{}")],
];

const DAMAGED: readonly (readonly [what: string, message: string, tamper: Tampering])[] = [
  ["half of it", "is damaged: it is not JSON", edited("manifest.json", (text) => text.slice(0, text.length / 2))],
  ["nothing", "is damaged: it is not JSON", edited("manifest.json", () => "")],
  ["an array", "is damaged: it is not a JSON object", edited("manifest.json", (text) => `[${text}]`)],
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
  ["another program's", "contains no manifest.json of a hand-off", edited("manifest.json", () => '{"stacks":{}}')],
  ["none", "contains no manifest.json of a hand-off", (bundle) => rmSync(join(bundle, "manifest.json"))],
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

const withTampering = ADDITIONAL.map(([what, path, tamper = file(path, RESOURCE)]) => [what, path, tamper] as const);

test.each(withTampering)("%s is read in addition: %s", (_what, path, tamper) => {
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found: expect.arrayContaining([`additional ${path}`]) });
});

test.each(CHANGED)("%s is a deviation: %s", (_what, expected, tamper) => {
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found: [expected] });
});

test.each(DAMAGED)("a bundle with %s is refused: %s", (_what, message, tamper) => {
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found: [], error: expect.stringContaining(message) });
});

/** What the receiver has beside the bundle, and the answer names: what passes, and what passes where it is allowed. */
const OWN: readonly (readonly [path: string, allow: readonly string[]])[] = [
  [`${ROOT}/.terraform.lock.hcl`, []],
  [`${ROOT}/terraform.tfstate`, []],
  [`${ROOT}/terraform.tfstate.backup`, []],
  [`${ROOT}/plan`, []],
  [`${ROOT}/.terraform/terraform.tfstate`, []],
  [`${ROOT}/.terraform/environment`, []],
  ["notes.txt", []],
  [".github/CODEOWNERS", []],
  ["docs/picture.png", []],
  [`${ROOT}/backend.tf`, [`${ROOT}/backend.tf`]],
  [`${ROOT}/terraform.tfvars`, ["other", `./${ROOT}/terraform.tfvars`]],
  [".github/workflows/plan.yml", [".github/workflows/"]],
  [`${ROOT}/.terraform/modules`, [`${ROOT}/.terraform`]],
];

test.each(OWN)("the receiver's own %s passes and is named, with %j allowed", (path, allow) => {
  expect(verified(BUNDLE, file(path, RESOURCE), ...allow)).toEqual({ code: 0, found: [], own: [path], error: "" });
});

test("only what is named is allowed, and nothing that was handed over", () => {
  const allow = [`${ROOT}/backend.tf`, "main.tf.json", "."];
  const tamper: Tampering = (bundle) => {
    writeFiles(bundle, { [`${ROOT}/backend.tf`]: "", [`${ROOT}/backend.tf.json`]: "", "main.tf.json": "" });
  };
  const found = [`additional ${ROOT}/backend.tf.json`, "changed main.tf.json"];
  expect(verified(BUNDLE, tamper, ...allow)).toMatchObject({ code: 1, found, own: [`${ROOT}/backend.tf`] });
});

test("a file of the bundle that is too large for a text is a deviation, and no crash", () => {
  const tamper: Tampering = (bundle) => {
    writeFiles(bundle, { "notes.txt": "x", "main.tf.json": "" });
    truncateSync(join(bundle, "main.tf.json"), 600 * 2 ** 20);
  };
  expect(verified(BUNDLE, tamper)).toMatchObject({ code: 1, found: expect.arrayContaining(["changed main.tf.json"]) });
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
