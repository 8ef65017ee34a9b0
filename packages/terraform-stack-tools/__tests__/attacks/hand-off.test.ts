import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../src/stack/json";
import { attacked } from "../support/attacked";
import { writeFiles } from "../support/hand-off";

const HCL = ["--format", "hcl"];
const LOCALS = { locals: { a: 1 } };
const nulls = (body: JsonObject): Json => ({ resource: { null_resource: { a: body } } });

/** An object with a member of any name: a literal would take `__proto__` for its prototype. */
const named = (name: string, value: Json): JsonObject => Object.fromEntries([[name, value]]);

/** Where a name of `Object.prototype` may stand. */
const POSITIONS: Readonly<Record<string, (name: string) => Json>> = {
  section: (name) => ({ ...LOCALS, ...named(name, { a: 1 }) }),
  variable: (name) => ({ variable: named(name, { type: "string" }) }),
  "variable with a default": (name) => ({ variable: named(name, { default: "x" }) }),
  "member of a variable": (name) => ({ variable: { a: named(name, "x") } }),
  "key of a default": (name) => ({ variable: { a: { default: named(name, "x") } } }),
  "attribute of a type": (name) => ({ variable: { a: { type: `\${object({ ${name} = string })}` } } }),
  type: (name) => ({ variable: { a: { type: name } } }),
  validation: (name) => ({
    variable: { a: { validation: [{ condition: "${true}", error_message: name, ...named(name, "x") }] } },
  }),
  local: (name) => ({ locals: { ...named(name, "x"), b: `\${local.${name}}` } }),
  "key of a local": (name) => ({ locals: { a: named(name, "x") } }),
  output: (name) => ({ output: named(name, { value: "x" }) }),
  "member of an output": (name) => ({ output: { a: { value: "x", ...named(name, "y") } } }),
  resource: (name) => ({ resource: { null_resource: named(name, { triggers: { a: "b" } }) } }),
  "type of a resource": (name) => ({ resource: named(name, { a: { b: "c" } }) }),
  argument: (name) => nulls(named(name, "x")),
  "argument of a known type": (name) => ({
    resource: { azurerm_resource_group: { a: { name: "x", ...named(name, { a: 1 }) } } },
  }),
  "nested key": (name) => nulls({ triggers: named(name, "x") }),
  instance: (name) => nulls({ for_each: named(name, "x") }),
  lifecycle: (name) => nulls({ lifecycle: named(name, "x") }),
  "list of a lifecycle": (name) =>
    nulls({ lifecycle: { ignore_changes: [name], replace_triggered_by: [`null_resource.${name}`] } }),
  dependency: (name) => nulls({ depends_on: [`null_resource.${name}`] }),
  provisioner: (name) => nulls({ provisioner: [named(name, { command: "x" })] }),
  connection: (name) => nulls({ connection: named(name, "x") }),
  provider: (name) => ({ provider: named(name, [{ a: 1 }]) }),
  alias: (name) => ({ provider: { aws: [{ alias: name }] }, ...(nulls({ provider: `aws.${name}` }) as JsonObject) }),
  "argument of a provider": (name) => ({ provider: { azurerm: [named(name, { a: 1 })] } }),
  "required provider": (name) => ({ terraform: { required_providers: named(name, { source: "a/b", version: "1.0.0" }) } }),
  "member of a requirement": (name) => ({ terraform: { required_providers: { a: { source: "a/b", ...named(name, "x") } } } }),
  setting: (name) => ({ terraform: named(name, { a: 1 }) }),
  backend: (name) => ({ terraform: { backend: named(name, { a: 1 }) } }),
  module: (name) => ({ module: named(name, { source: "a/b/c" }) }),
  "input of a module": (name) => ({ module: { a: { source: "a/b/c", ...named(name, "x") } } }),
  "provider of a module": (name) => ({ module: { a: { source: "a/b/c", providers: named(name, "aws") } } }),
  "data source": (name) => ({ data: { null_data_source: named(name, { inputs: { a: "b" } }) } }),
  "type of a data source": (name) => ({ data: named(name, { a: { b: 1 } }) }),
  "ephemeral resource": (name) => ({ ephemeral: { random_password: named(name, { length: 1 }) } }),
  "state of another stack": (name) => ({
    data: { terraform_remote_state: named(name, { backend: "local", config: { path: "x" } }) },
  }),
  check: (name) => ({ check: named(name, { assert: [{ condition: "${true}", error_message: "x" }] }) }),
  "data source of a check": (name) => ({ check: { a: { data: { null_data_source: named(name, { inputs: { a: "1" } }) } } } }),
  moved: (name) => ({ moved: [{ from: `null_resource.${name}`, to: "null_resource.a" }], ...(nulls({}) as JsonObject) }),
  "member of moved": (name) => ({ moved: [named(name, "x")], ...LOCALS }),
  import: (name) => ({ import: [{ to: `null_resource.${name}`, id: "x" }], resource: { null_resource: named(name, {}) } }),
  "member of import": (name) => ({ import: [named(name, "x")], ...LOCALS }),
  dynamic: (name) => ({
    resource: { azurerm_kubernetes_cluster: { a: { dynamic: named(name, { for_each: [1], content: [{ a: 1 }] }) } } },
  }),
  reference: (name) => ({ locals: { a: `\${null_resource.${name}.id} \${var.${name}} \${module.${name}.${name}}` } }),
  function: (name) => ({ locals: { a: `\${${name}(1)}` } }),
  "key in an expression": (name) => ({ locals: { a: `\${{ ${name} = 1 }}` } }),
  labels: (name) => ({ resource: { kubernetes_namespace_v1: { a: { metadata: [{ name, labels: named(name, name) }] } } } }),
  role: (name) => ({
    resource: { azurerm_role_assignment: { a: { scope: name, principal_id: name, role_definition_name: name } } },
  }),
  stack: (name) => ({ "//": { metadata: { stackName: name } }, ...LOCALS }),
};

const NAMES = ["constructor", "__proto__", "toString", "hasOwnProperty"];
const STYLES = [[], HCL];

/** Every position, with another name and another style each time. */
const ROTATED = Object.entries(POSITIONS).flatMap(([position, make], index) =>
  NAMES.map((name, turn) => [name, position, STYLES[(index + turn) % STYLES.length], make(name)] as const),
);

test.each(ROTATED)("%s is a name like any other as %s (%j)", (name, _position, args, stack) => {
  const { code, error, strangers } = attacked(stack, args);
  expect({ strangers, isPolluted: "x" in {} || "a" in {} }).toEqual({ strangers: [], isPolluted: false });
  if (code !== 0) {
    // HCL cannot say everything, and then says what; a stack without known sections is none.
    expect(error).toMatch(/cannot be written as HCL|is not a stack|unknown schema|has no schema/);
  }
  expect({ name, code: [0, 1].includes(code) }).toEqual({ name, code: true });
});

const nested = (open: string, close: string, levels = 8000): string => `${open.repeat(levels)}1${close.repeat(levels)}`;
const deep = (levels: number): string => `{"locals": {"a": ${nested("[", "]", levels)}}}`;
const local = (text: string): Json => ({ locals: { a: text } });
const role = (condition: string): Json => ({
  resource: { azurerm_role_assignment: { a: { scope: "x", principal_id: "y", role_definition_name: "AcrPull", condition } } },
});

const UNREADABLE = /names or expressions that Terraform cannot read/;
const TOO_DEEP = /nested more than 200 levels deep/;
const WRITTEN = "";

/** What would exhaust the call stack, and what must happen: a refusal, or a bundle. */
const DEEP: readonly (readonly [what: string, stack: Json | string, refusal: RegExp | ""])[] = [
  ["brackets of an expression", local(`\${${nested("(", ")")}}`), UNREADABLE],
  ["lists of an expression", local(`\${${nested("[", "]")}}`), UNREADABLE],
  ["objects of an expression", local(`\${${nested("{a=", "}")}}`), UNREADABLE],
  ["texts of an expression", local(nested('${"', '"}')), UNREADABLE],
  ["open brackets", local(`\${${"(".repeat(8000)}}`), UNREADABLE],
  ["heredocs", local("${<<A\n".repeat(8000)), UNREADABLE],
  ["open directives", local("%{if true}".repeat(8000)), UNREADABLE],
  ["directives", local("%{if true}".repeat(8000) + "%{endif}".repeat(8000)), WRITTEN],
  ["brackets of an output", { output: { a: { value: `\${${nested("(", ")")}}` } } }, UNREADABLE],
  [
    "brackets of a condition of a variable",
    { variable: { a: { validation: [{ condition: `\${${nested("(", ")")}}`, error_message: "x" }] } } },
    UNREADABLE,
  ],
  [
    "brackets of a precondition",
    nulls({ lifecycle: { precondition: [{ condition: `\${${nested("(", ")")}}`, error_message: "x" }] } }),
    UNREADABLE,
  ],
  ["brackets of a module's input", { module: { a: { source: "a/b/c", x: `\${${nested("(", ")")}}` } } }, UNREADABLE],
  ["brackets of a provider", { provider: { aws: [{ region: `\${${nested("(", ")")}}` }] } }, UNREADABLE],
  [
    "brackets of a check",
    { check: { a: { assert: [{ condition: `\${${nested("(", ")")}}`, error_message: "x" }] } } },
    UNREADABLE,
  ],
  [
    "brackets of an import",
    { import: [{ to: "null_resource.a", id: `\${${nested("(", ")")}}` }], ...(nulls({}) as JsonObject) },
    UNREADABLE,
  ],
  ["brackets of for_each", nulls({ for_each: `\${${nested("(", ")")}}` }), UNREADABLE],
  ["brackets of a key", { locals: { a: { [`\${${nested("(", ")")}}`]: 1 } } }, UNREADABLE],
  ["brackets of a dependency", nulls({ depends_on: [nested("(", ")")] }), UNREADABLE],
  ["brackets for a provider", nulls({ provider: nested("(", ")") }), UNREADABLE],
  ["types", { variable: { a: { type: `${"list(".repeat(8000)}string${")".repeat(8000)}` } } }, UNREADABLE],
  ["brackets of a role's condition", role(nested("(", ")")), WRITTEN],
  ["negations of a role's condition", role("!".repeat(20000)), WRITTEN],
  ["alternatives of a role's condition", role(`ActionMatches{'a'}${" OR ActionMatches{'a'}".repeat(20000)}`), WRITTEN],
  [
    "modules of an address",
    { moved: [{ from: `${"module.a.".repeat(8000)}x.y`, to: "null_resource.a" }], ...(nulls({}) as JsonObject) },
    WRITTEN,
  ],
  ["steps of a reference", local(`\${local.a${".b".repeat(8000)}}`), WRITTEN],
  [
    "local values that name the next",
    { locals: Object.fromEntries([...Array(3000).keys()].map((key) => [`a${key}`, `\${local.a${key + 1}}`])) },
    WRITTEN,
  ],
  ["local values in a circle", { locals: { a: "${local.b}", b: "${local.a}" }, ...(role("${local.a}") as JsonObject) }, WRITTEN],
  [
    "moves one after the other",
    {
      moved: [...Array(500).keys()].map((key) => ({ from: `null_resource.a${key}`, to: `null_resource.a${key + 1}` })),
      resource: { null_resource: { a500: {} } },
    },
    WRITTEN,
  ],
  ["lists of JSON", deep(8000), TOO_DEEP],
  ["a million lists of JSON", deep(1_000_000), TOO_DEEP],
  ["lists just below the limit", deep(190), WRITTEN],
  ["lines of a text", local("a\n".repeat(200_000)), WRITTEN],
  [
    "members of an object",
    { locals: { a: Object.fromEntries([...Array(20_000).keys()].map((key) => [`k${key}`, key])) } },
    WRITTEN,
  ],
  ["references in one list", local(`\${[${[...Array(20_000).keys()].map((key) => `local.b${key}`).join(",")}]}`), WRITTEN],
  ["one word of a megabyte", { locals: { a: "x".repeat(2 ** 20) }, output: { b: { value: "_".repeat(2 ** 20) } } }, WRITTEN],
  ["one word that may be a secret", { locals: { [`${"a_".repeat(50_000)}x`]: "b", c: "A".repeat(2 ** 20) } }, WRITTEN],
  ["spaces", local(`${" ".repeat(2 ** 20)}x`), WRITTEN],
  ["dollars", local("$".repeat(2 ** 20)), WRITTEN],
  ["settings", local("a=".repeat(200_000)), WRITTEN],
  ["slashes", local(`://${":".repeat(100_000)}`), WRITTEN],
];

test.each(DEEP.flatMap((row) => [[...row, []] as const, [...row, HCL] as const]))(
  "many nested or long %s end in a sentence or in a bundle",
  (_what, stack, refusal, args) => {
    const start = Date.now();
    const { code, error } = attacked(stack, args);
    expect(Date.now() - start).toBeLessThan(20_000);
    if (refusal === "" && code === 1) {
      // HCL has words for less than JSON.
      expect({ args, error }).toEqual({ args: HCL, error: expect.stringMatching(/cannot be written as HCL/) });
    } else {
      expect({ code, error }).toEqual({ code: refusal === "" ? 0 : 1, error: expect.stringMatching(refusal) });
    }
  },
);

/** Letters that nobody sees, in every text that a bundle shows. */
const HIDDEN = ["\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "\u{e0041}"];
const TEXTS: Readonly<Record<string, (letter: string) => Json>> = {
  "a local value": (letter) => ({ locals: { a: `x${letter}y` } }),
  "a key": (letter) => ({ locals: { a: { [`x${letter}y`]: 1 } } }),
  "a text in an expression": (letter) => ({ locals: { a: `\${upper("x${letter}y")}` } }),
  "a heredoc": (letter) => ({ locals: { a: `line\nx${letter}y \${1 + 1}\n` } }),
  "a description": (letter) => ({ variable: { a: { type: "string", description: `x${letter}y`, default: `x${letter}y` } } }),
  "a message": (letter) => ({
    variable: { a: { type: "string", validation: [{ condition: '${var.a != ""}', error_message: `x${letter}y.` }] } },
  }),
  "an output": (letter) => ({ output: { a: { value: `x${letter}y`, description: `x${letter}y` } } }),
  "an argument": (letter) => ({ resource: { azurerm_resource_group: { a: { name: `x${letter}y`, location: "x" } } } }),
  "a role": (letter) => ({
    resource: { azurerm_role_assignment: { a: { scope: "x", principal_id: "y", role_definition_name: `x${letter}y` } } },
  }),
  "the source of a module": (letter) => ({ module: { a: { source: `./x${letter}y` } } }),
  "the name of the stack": (letter) => ({ "//": { metadata: { stackName: `x${letter}y` } }, ...LOCALS }),
};

const HIDING = Object.entries(TEXTS).flatMap(([place, make], index) =>
  [HIDDEN[index % HIDDEN.length], "\u202e"].map(
    (letter, turn) => [place, letter.codePointAt(0)?.toString(16) ?? "", make(letter), turn === 0 ? [] : HCL] as const,
  ),
);

test.each(HIDING)("no bundle hides letters: %s with U+%s", (_place, _code, stack, args) => {
  expect(attacked(stack, args)).toMatchObject({ code: 0, strangers: [] });
});

const SECRET = "canary-4711";

const commands = (command: string): Json => nulls({ provisioner: [{ "local-exec": { command } }] });

const manifests = (manifest: Json): Json => ({ resource: { kubernetes_manifest: { a: { manifest } } } });

/** Where a secret stops a hand-off. */
const SECRETS: readonly (readonly [place: string, stack: Json])[] = [
  ["locals.password", { locals: { password: SECRET } }],
  ["locals.validation.db_password", { locals: { validation: { db_password: SECRET } } }],
  ["locals.labels.token", { locals: { labels: { token: SECRET } } }],
  ["locals.lifecycle.a[0].client_secret", { locals: { lifecycle: { a: [{ client_secret: SECRET }] } } }],
  ["locals.api_key", { locals: { api_key: `\${base64encode("${SECRET}")}` } }],
  ["locals.password", { locals: { password: `\${coalesce(var.x, "${SECRET}")}` }, variable: { x: {} } }],
  [
    "locals.settings",
    { locals: { settings: `\${jsonencode({ password = "${SECRET}.example", other = var.x })}` }, variable: { x: {} } },
  ],
  ["locals.text", { locals: { text: `-----BEGIN PRIVATE KEY-----\n${SECRET}` } }],
  ["locals.url", { locals: { url: `https://user:${SECRET}@example.com` } }],
  ["variable.db_password", { variable: { db_password: { default: SECRET } } }],
  ["variable.a", { variable: { a: { default: SECRET, sensitive: true } } }],
  ["output.token", { output: { token: { value: SECRET } } }],
  ["null_resource.a.connection.password", nulls({ connection: { password: SECRET } })],
  [
    "null_resource.a.provisioner[0].local-exec.environment.DB_PASSWORD",
    nulls({ provisioner: [{ "local-exec": { command: "x", environment: { DB_PASSWORD: SECRET } } }] }),
  ],
  ["locals.a.pass\\u{200b}word", { locals: { a: { "pass\u200bword": SECRET } } }],
  ["locals.a", { locals: { a: `Authorization: Basic ${SECRET}` } }],
  ["locals.a", { locals: { a: `{"auths":{"x":{"auth":"${SECRET}"}}}` } }],
  ["null_resource.a.provisioner[0].local-exec.command", commands(`docker login x -u a -p ${SECRET}`)],
  ["null_resource.a.provisioner[0].local-exec.command", commands(`helm registry login x --password ${SECRET}`)],
  ["null_resource.a.provisioner[0].local-exec.command", commands(`curl -u admin:${SECRET} https://example.com`)],
  ["kubernetes_manifest.a.manifest.stringData.foo", manifests({ kind: "Secret", stringData: { foo: SECRET } })],
  ["kubernetes_manifest.a.manifest.data.foo", manifests({ kind: '${"Secret"}', data: { foo: SECRET } })],
  ["provider.aws.secret_key", { provider: { aws: [{ secret_key: SECRET }] } }],
  ["module.a.source", { module: { a: { source: `git::https://x:${SECRET}@example.com/y.git` } } }],
  ["module.a.source", { module: { a: { source: `git::https://${SECRET}@example.com/y.git` } } }],
  ["module.a.source", { module: { a: { source: `https://example.com/y.zip?token=${SECRET}` } } }],
  ["module.a.lifecycle.password", { module: { a: { source: "a/b/c", lifecycle: { password: SECRET } } } }],
  [
    "data.http.b.request_headers.Authorization",
    { check: { a: { data: { http: { b: { url: "x", request_headers: { Authorization: SECRET } } } } } } },
  ],
  [
    "kubernetes_secret_v1.a",
    {
      resource: {
        kubernetes_secret_v1: {
          a: {
            type: "kubernetes.io/dockerconfigjson",
            data: { ".dockerconfigjson": `{"auths":{"x":{"password":"${SECRET}"}}}` },
          },
        },
      },
    },
  ],
];

test.each(SECRETS)("a secret in %s stops the hand-off, and no message shows it", (place, stack) => {
  const { code, error } = attacked(stack);
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(`\n  '${place}'\n`) });
  expect(error).not.toContain(SECRET);
  const allowed = attacked(stack, ["--allow-secrets"]);
  expect(allowed.code).toBe(0);
  // What is handed over has it in the module, and nowhere else.
  const shown = Object.entries(allowed.files).filter(([, text]) => text.includes(SECRET));
  expect(shown.map(([path]) => path).filter((path) => /README|example$/.test(path))).toEqual([]);
});

test("a backend's secret is not handed over", () => {
  const { code, files } = attacked({ terraform: { backend: { s3: { secret_key: SECRET } } }, ...LOCALS });
  expect(code).toBe(0);
  expect(Object.values(files).filter((text) => text.includes(SECRET))).toEqual([]);
});

const OVERLAPS: readonly (readonly [what: string, out: string])[] = [
  ["the stack itself", "stack"],
  ["a folder in the stack", "stack/out"],
  ["the folder around the stack", "."],
  ["the folder around that", ".."],
  ["the stack by another way", "out/../stack"],
  ["a link to the stack", "link"],
  ["a folder in a link to the stack", "link/out"],
  ["a link to the folder around it", "around/out/.."],
  ["the file of the stack", "stack/cdk.tf.json"],
];

test.each(OVERLAPS)("nothing is written over %s", (_what, place) => {
  const prepare = (folder: string) => {
    symlinkSync(join(folder, "stack"), join(folder, "link"));
    symlinkSync(folder, join(folder, "around"));
  };
  const { code, error, strangers } = attacked(LOCALS, (folder) => ["--out", join(folder, place)], prepare);
  expect({ code, strangers }).toEqual({ code: 1, strangers: [] });
  expect(error).toMatch(/overlap; choose a folder elsewhere|is a (link|file); give a folder/);
});

/** What somebody may have put into the folder, so that a hand-off writes or removes what it should not. */
const LEFT: readonly (readonly [what: string, prepare: (folder: string) => void])[] = [
  ["a link in place of the assets", (folder) => symlinkSync(join(folder, "keep"), join(folder, "out/assets"))],
  ["a link among the assets", (folder) => linkIn(join(folder, "out/assets"), "empty", join(folder, "keep"))],
  [
    "a link in place of the mark",
    (folder) => linkIn(join(folder, "out"), "unfinished-handoff.tf.json", join(folder, "keep/file")),
  ],
  ["a link in place of the workspace", (folder) => linkIn(join(folder, "out"), ".hand-off", join(folder, "keep"))],
  ["a link in the workspace", (folder) => linkIn(join(folder, "out/.hand-off"), "new", join(folder, "keep"))],
  ["an id of another process", (folder) => void writeFiles(folder, { "out/.hand-off/lock/pid": "1e999" })],
];

function linkIn(folder: string, name: string, target: string): void {
  mkdirSync(folder, { recursive: true });
  symlinkSync(target, join(folder, name));
}

test.each(LEFT)("nothing outside of the folder is written or removed by %s", (_what, left) => {
  const kept = ["keep/file", "keep/new", "out/.git/config"];
  const prepare = (folder: string) => {
    writeFiles(
      folder,
      Object.fromEntries([...kept, "out/README.md"].map((file) => [file, file.startsWith("out/R") ? "# stack" : "keep"])),
    );
    mkdirSync(join(folder, "keep/empty"));
    left(folder);
  };
  attacked(LOCALS, ["--force"], prepare, (folder) => {
    expect(kept.map((file) => readFileSync(join(folder, file), "utf8"))).toEqual(kept.map(() => "keep"));
    expect(readdirSync(join(folder, "keep")).sort()).toEqual(["empty", "file", "new"]);
    rmSync(join(folder, "out/assets"), { recursive: true, force: true });
  });
});

const truncated = (bytes: number) => (folder: string) => {
  mkdirSync(join(folder, "stack/assets"));
  writeFileSync(join(folder, "stack/assets/large"), "");
  truncateSync(join(folder, "stack/assets/large"), bytes);
};

test("an asset of 3 GiB is refused before it is read", () => {
  expect(attacked(LOCALS, [], truncated(3 * 2 ** 30))).toMatchObject({ code: 1, error: expect.stringContaining("too large") });
});

const onLinux = process.platform === "linux" ? test.each : test.skip.each;

onLinux([
  ["below a file system that takes no folder", "/proc/x/y", "cannot be created"],
  ["below a process", "/proc/self/x/y", "cannot be created"],
  ["below a device", "/dev/null/x", "is below a file"],
  ["a device", "/dev/full", "is a file"],
  ["a name that is too long", `/tmp/${"x".repeat(300)}`, "has a name that is too long"],
])("a bundle %s is refused at once", (_what, out, message) => {
  expect(attacked(LOCALS, ["--out", out])).toMatchObject({ code: 1, error: expect.stringContaining(message), strangers: [] });
});
