import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../src/stack/json";
import { attacked } from "../support/attacked";

const HCL = ["--format", "hcl"];
const LOCALS = { locals: { a: 1 } };
const nulls = (body: JsonObject): Json => ({ resource: { null_resource: { a: body } } });

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
  ["module.a.source", { module: { a: { source: `https://example.com/y.zip?t[token]=${SECRET}` } } }],
  ["module.a.source", { module: { a: { source: `https://example.com/y.zip;token=${SECRET}` } } }],
  ["module.a.source", { module: { a: { source: `git::https://user:12/${SECRET}@example.com/y.git` } } }],
  ["module.a.source", { module: { a: { source: `git::user:${SECRET}@example.com:y.git` } } }],
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
