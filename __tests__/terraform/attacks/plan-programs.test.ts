import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { commitAll } from "../../../packages/terraform-stack-tools/__tests__/support/repository";
import { plan } from "../../../packages/terraform-stack-tools/src/plan";
import type { Json, JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { binaries } from "../../support/terraform";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "plan-attacks-")));
const marks = join(folder, "marks");
const requests = join(folder, "requests");
const PORT = 20_000 + (process.pid % 20_000);
const URL = `http://127.0.0.1:${PORT}`;

/** A file with this name tells that an attack ran. */
const touch = (name: string) => `touch '${join(marks, name)}'`;
const stored = (body: string) => `resource "terraform_data" "a" {\n${body}\n}\n`;
const exec = (name: string) => `provisioner "local-exec" {\n command = "${touch(name)}"\n}`;
const json = (value: JsonObject) => JSON.stringify(value);
const inJson = (provisioner: Json) => json({ resource: { terraform_data: { a: { provisioner } } } });
const CONNECTION = `connection {\n host = "127.0.0.1"\n port = ${PORT}\n user = "u"\n password = "p"\n timeout = "2s"\n}`;
const state = (address: string, more = "") =>
  `data "terraform_remote_state" "net" {\n backend = "http"\n config = { address = "${address}" }\n${more}\n}\n`;
const READS = `resource "terraform_data" "a" {\n input = data.terraform_remote_state.net.outputs.vnet\n}\n`;

/** Modules that want to run a program or to ask somebody, each in its own folder. Nothing may happen, and all are planned. */
const MODULES: Readonly<Record<string, (name: string) => Readonly<Record<string, string>>>> = {
  "a local-exec": (name) => ({ "main.tf": stored(exec(name)) }),
  "several of them": (name) => ({ "main.tf": stored(`${exec(name)}\n${exec(name)}`) }),
  "with an interpreter, an environment and a folder": (name) => ({
    "main.tf": stored(
      `provisioner "local-exec" {\n command = "$X"\n interpreter = ["sh", "-c"]\n working_dir = "/"\n environment = { X = "${touch(name)}" }\n quiet = true\n}`,
    ),
  }),
  "in a heredoc": (name) => ({ "main.tf": stored(`provisioner "local-exec" {\n command = <<-EOT\n   ${touch(name)}\n EOT\n}`) }),
  "whose failure is ignored": (name) => ({
    "main.tf": stored(`provisioner "local-exec" {\n command = "${touch(name)}; false"\n on_failure = continue\n}`),
  }),
  "of a destruction": (name) => ({
    "main.tf": stored(
      `triggers_replace = timestamp()\nprovisioner "local-exec" {\n when = destroy\n command = "${touch(name)}"\n}`,
    ),
  }),
  "a remote-exec": () => ({ "main.tf": stored(`provisioner "remote-exec" {\n${CONNECTION}\n inline = ["id"]\n}`) }),
  "with the connection of the resource": () => ({
    "main.tf": stored(`${CONNECTION}\nprovisioner "remote-exec" {\n inline = ["id"]\n}`),
  }),
  "a file": () => ({ "main.tf": stored(`${CONNECTION}\nprovisioner "file" {\n content = "x"\n destination = "/tmp/x"\n}`) }),
  "unquoted labels": (name) => ({
    "main.tf": `resource terraform_data a {\n provisioner local-exec {\n command = "${touch(name)}"\n}\n}`,
  }),
  "comments between the words": (name) => ({
    "main.tf": `resource /* a */ "terraform_data" /* b */ "a" {\n provisioner /* c */ "local-exec" /* d */ { // e\n command = "${touch(name)}"\n}\n}`,
  }),
  "a byte order mark": (name) => ({ "main.tf": `\uFEFF${stored(exec(name))}` }),
  "carriage returns": (name) => ({ "main.tf": stored(exec(name)).replace(/\n/g, "\r\n") }),
  JSON: (name) => ({ "main.tf.json": inJson({ "local-exec": { command: touch(name) } }) }),
  "JSON with lists": (name) => ({ "main.tf.json": inJson([{ "local-exec": [{ command: touch(name) }] }]) }),
  "JSON with lists in lists": (name) => ({
    "main.tf.json": json({
      resource: [{ terraform_data: [{ a: [{ provisioner: [{ "local-exec": [{ command: touch(name) }] }] }] }] }],
    }),
  }),
  "JSON with escaped letters": (name) => ({
    "main.tf.json": inJson({ "local-exec": { command: touch(name) } }).replace("local-exec", "loc\\u0061l-exec"),
  }),
  "an override": (name) => ({ "main.tf": stored('input = "x"'), "override.tf": stored(exec(name)) }),
  "a file that overrides another": (name) => ({ "main.tf": stored('input = "x"'), "z_override.tf": stored(exec(name)) }),
  "an override in JSON": (name) => ({
    "main.tf": stored('input = "x"'),
    "z_override.tf.json": inJson([{ "local-exec": { command: touch(name) } }]),
  }),
  ".tofu beside .tf": (name) => ({ "main.tf": stored('input = "x"'), "main.tofu": stored(exec(name)) }),
  ".tofu.json beside .tf": (name) => ({
    "main.tf.json": json({ resource: { terraform_data: { a: {} } } }),
    "main.tofu.json": inJson({ "local-exec": { command: touch(name) } }),
  }),
  "a module in a module": (name) => ({
    "main.tf": 'module "child" {\n source = "./child"\n}',
    "child/main.tf": stored(exec(name)),
  }),
  "two levels below, repeated": (name) => ({
    "main.tf": 'module "child" {\n source = "./child"\n for_each = toset(["x", "y"])\n}',
    "child/main.tf": 'module "grandchild" {\n source = "../grandchild"\n count = 2\n}',
    "grandchild/main.tf": stored(exec(name)),
  }),
  "a state of another stack": (name) => ({ "main.tf": state(`${URL}/${name}`) + READS }),
  "a state in JSON": (name) => ({
    "main.tf.json": json({
      data: { terraform_remote_state: { net: { backend: "http", config: { address: `${URL}/${name}` } } } },
      output: { o: { value: "${data.terraform_remote_state.net.outputs.vnet}" } },
    }),
  }),
  "a state by unquoted labels": (name) => ({
    "main.tf": state(`${URL}/${name}`).replace('"terraform_remote_state" "net"', "terraform_remote_state net") + READS,
  }),
  "a state by another name of the built-in provider": (name) => ({
    "main.tf":
      'terraform {\n required_providers {\n  tf = { source = "terraform.io/builtin/terraform" }\n }\n}\n' +
      state(`${URL}/${name}`, " provider = tf") +
      READS,
  }),
  "a state that an override moves": (name) => ({
    "main.tf": state("http://127.0.0.1:1") + READS,
    "override.tf": state(`${URL}/${name}`),
  }),
  "a state, repeated": (name) => ({
    "main.tf": state(`${URL}/${name}`, " count = 2") + READS.replace("net.outputs", "net[0].outputs"),
  }),
  "a state in a check": (name) => ({
    "main.tf": `check "c" {\n${state(`${URL}/${name}`)}\nassert {\n condition = data.terraform_remote_state.net.outputs.vnet != ""\n error_message = "x"\n}\n}`,
  }),
  "a state below a module": (name) => ({
    "main.tf": 'module "child" {\n source = "./child"\n}',
    "child/main.tf": state(`${URL}/${name}`) + READS,
  }),
  "a backend": (name) => ({ "main.tf": `terraform {\n backend "http" {\n address = "${URL}/${name}"\n}\n}\n${stored("")}` }),
  "HCP Terraform": () => ({
    "main.tf": `terraform {\n cloud {\n hostname = "127.0.0.1:${PORT}"\n organization = "x"\n workspaces {\n name = "x"\n}\n}\n}\n${stored("")}`,
  }),
  "an encryption of the state by a program": (name) => ({
    "main.tf": stored(""),
    "main.tofu":
      `terraform {\n encryption {\n key_provider "external" "k" {\n command = ["touch", "${join(marks, name)}"]\n}\n` +
      'method "aes_gcm" "m" {\n keys = key_provider.external.k\n}\n state {\n method = method.aes_gcm.m\n}\n}\n}\n' +
      stored(""),
  }),
};

const PACKED: readonly string[] = ["in an archive", "in a git repository"];

/** What the stack itself wants to run. */
const PROVISIONERS: JsonObject = Object.fromEntries(
  Object.entries({
    object: { "local-exec": { command: touch("root object") } },
    list: [{ "local-exec": { command: touch("root list") } }],
    lists: [[{ "local-exec": [{ command: touch("root lists") }] }]],
  }).map(([name, provisioner]) => [name, { input: "x", provisioner }]),
);
const ENCRYPTION: JsonObject = {
  key_provider: { external: { k: { command: ["touch", join(marks, "root encryption")] } } },
  method: { aes_gcm: { m: { keys: "${key_provider.external.k}" } } },
  state: { method: "${method.aes_gcm.m}" },
  plan: { method: "${method.aes_gcm.m}" },
};

function stackOf(): JsonObject {
  const sources = [
    ...Object.keys(MODULES).map((name) => join(folder, "modules", name)),
    join(folder, "packed.tar.gz"),
    `git::file://${join(folder, "repository")}`,
  ];
  return {
    terraform: { backend: { http: { address: `${URL}/root-backend` } }, encryption: ENCRYPTION },
    module: Object.fromEntries(sources.map((source, index) => [`m${index}`, { source }])),
    resource: { terraform_data: { ...PROVISIONERS, read: { input: "${data.terraform_remote_state.net.outputs.vnet}" } } },
    data: { terraform_remote_state: { net: { backend: "http", config: { address: `${URL}/root-state` } } } },
    check: {
      c: {
        data: { terraform_remote_state: { other: { backend: "http", config: { address: `${URL}/root-check` } } } },
        assert: [{ condition: '${data.terraform_remote_state.other.outputs.vnet != ""}', error_message: "x" }],
      },
    },
  };
}

let listener: ChildProcess;

beforeAll(async () => {
  mkdirSync(marks, { recursive: true });
  for (const [name, files] of Object.entries(MODULES)) {
    mkdirSync(join(folder, "modules", name), { recursive: true });
    writeFiles(join(folder, "modules", name), files(name));
  }
  for (const name of PACKED) {
    mkdirSync(join(folder, name));
    writeFiles(join(folder, name), { "main.tf": stored(exec(name)) });
  }
  execFileSync("tar", ["-czf", join(folder, "packed.tar.gz"), "-C", join(folder, PACKED[0]), "."]);
  execFileSync("mv", [join(folder, PACKED[1]), join(folder, "repository")]);
  commitAll(join(folder, "repository"));
  // A process of its own, because this one waits for the plan. Whoever connects is refused, and written down.
  const program = `require("node:net").createServer((s) => { require("node:fs").appendFileSync(${JSON.stringify(requests)}, "x"); s.end(); })
    .listen(${PORT}, "127.0.0.1", () => console.log("listening"))`;
  listener = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => listener.stdout?.once("data", resolve));
});

afterAll(() => {
  listener.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

describe.each(binaries())("%s", (binary) => {
  let addresses: readonly string[] = [];

  beforeAll(() => {
    addresses = Object.keys(plan(stackOf(), { existing: stackOf(), binary }).resources);
  });

  test.each([...Object.keys(MODULES), ...PACKED].map((name, index) => [name, `module.m${index}`]))(
    "runs nothing and plans the module: %s",
    (name, module) => {
      expect(readdirSync(marks)).not.toContain(name);
      expect(addresses.filter((address) => address.startsWith(`${module}.`) || name === "a state in JSON")).not.toEqual([]);
    },
  );

  test("nothing else of the stack ran, and nobody was asked", () => {
    expect(readdirSync(marks)).toEqual([]);
    expect(() => readFileSync(requests)).toThrow("ENOENT");
  });
});
