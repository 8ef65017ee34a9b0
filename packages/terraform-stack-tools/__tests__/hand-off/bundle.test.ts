import { type Bundle, bundleOf } from "../../src/hand-off/bundle";
import { modulesOf } from "../../src/hand-off/module/layout";
import type { Format } from "../../src/hand-off/module/root-module";
import { digestOf } from "../../src/hand-off/output/manifest";
import { isList, isObject, type Json, type JsonObject } from "../../src/stack/json";
import { GRANT, HOSTILE, sourceOf } from "../support/hand-off";
import { SCENARIOS } from "../support/scenarios";

const bundle = (stack: Json, assets: Record<string, string> = {}, format: Format = "json"): Bundle =>
  bundleOf(sourceOf(stack, assets), modulesOf(sourceOf(stack, assets), "module"), {
    format,
    provenance: { version: "1.2.3" },
    changes: "",
  });

const textOf = ({ files }: Bundle, path: string): string => files.get(path)?.toString() ?? "";

test("has these files, each with its digest in the manifest", () => {
  const made = bundle(GRANT, { "assets/x": "x" });
  expect([...made.files.keys()]).toEqual([
    ".gitattributes",
    ".gitignore",
    "CHANGES.md",
    "README.md",
    "assets/x",
    "examples/default/main.tf.json",
    "examples/default/moved.tf.json",
    "examples/default/outputs.tf.json",
    "examples/default/terraform.tfvars.example",
    "examples/default/variables.tf.json",
    "examples/default/versions.tf.json",
    "main.tf.json",
    "outputs.tf.json",
    "stack.json",
    "tests/example.tftest.hcl",
    "variables.tf.json",
    "versions.tf.json",
    "manifest.json",
  ]);
  const paths = [...made.files.keys()].filter((path) => path !== "manifest.json");
  expect(JSON.parse(textOf(made, "manifest.json"))).toEqual({
    format: "terraform-stack-tools hand-off 1",
    language: "json",
    generator: "terraform-stack-tools 1.2.3",
    stack: { name: "grant", cdktf: "0.21.0", digest: digestOf(JSON.stringify(GRANT)) },
    providers: { azurerm: { source: "hashicorp/azurerm", pinned: "4.55.0", allowed: ">= 4.55.0, < 5.0.0" } },
    options: {},
    digest: expect.stringMatching(/^sha256:/),
    files: Object.fromEntries(paths.map((path) => [path, digestOf(textOf(made, path))])),
  });
});

test("keeps its line feeds on every system, so that a checkout does not look edited, and assets as they are", () => {
  const lines = textOf(bundle(GRANT), ".gitattributes").split("\n");
  expect(lines.indexOf("* text=auto eol=lf")).toBeGreaterThan(-1);
  // The last pattern that matches counts.
  expect(lines.indexOf("assets/** -text")).toBeGreaterThan(lines.indexOf("* text=auto eol=lf"));
});

test("keeps states, plans and inputs out of Git, but neither the example nor the lock file", () => {
  const lines = textOf(bundle(GRANT), ".gitignore").split("\n");
  expect(lines).toEqual(expect.arrayContaining([".terraform/", "*.tfstate", "*.tfvars", "*.tfvars.json", "plan"]));
  expect(lines).not.toContain(".terraform.lock.hcl");
});

test.each([["grant", GRANT] as const, ...SCENARIOS])("has the same bytes for %s whatever the order of its keys", (_id, stack) => {
  const textsOf = ({ files }: Bundle) => [...files].map(([path, bytes]) => [path, bytes.toString()] as const);
  const isContent = ([path]: readonly [string, string]) => path !== "manifest.json";
  const texts = textsOf(bundle(stack));
  expect(textsOf(bundle(reversed(stack))).filter(isContent)).toEqual(texts.filter(isContent));
  expect(textsOf(bundle(stack))).toEqual(texts);
});

function reversed(value: Json): Json {
  if (isList(value)) {
    return value.map(reversed);
  }
  if (!isObject(value)) {
    return value;
  }
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([key, child]) => [key, reversed(child)]));
}

test("contains no path of the machine", () => {
  expect([...bundle(GRANT).files.values()].join()).not.toContain("/Users/someone");
});

test("contains a secret of the stack in the module only", () => {
  const canary = "canary-4f1c";
  const data = { x: `\${base64encode("${canary}")}` };
  const { files } = bundle({
    variable: { password: { type: "string", sensitive: true, default: canary } },
    output: { o: { value: "${var.password}", sensitive: true } },
    resource: { kubernetes_secret_v1: { pull: { type: "kubernetes.io/dockerconfigjson", data } } },
  });
  const paths = [...files].filter(([, bytes]) => bytes.includes(canary)).map(([path]) => path);
  expect(paths).toEqual(["examples/default/variables.tf.json", "main.tf.json", "stack.json", "variables.tf.json"]);
});

describe("a value that is a secret by where it is used alone", () => {
  const canary = "canary-4f1c";
  const stack = (value: Json): JsonObject => ({
    variable: { code: { type: "string", default: value }, phrase: { default: value }, login: { default: value } },
    locals: { inner: "${var.phrase}", written: value },
    provider: { aws: [{ secret_key: "${var.login}" }] },
    resource: {
      aws_db_instance: { a: { password: "${var.code}" }, b: { password: "${local.inner}" }, c: { password: "${local.written}" } },
    },
  });

  test.each(["json", "hcl"] as const)("is in the module only, in %s", (format) => {
    const made = bundle(stack(canary), {}, format);
    const paths = [...made.files].filter(([, bytes]) => bytes.includes(canary)).map(([path]) => path);
    const suffix = format === "json" ? ".tf.json" : ".tf";
    const code = [`examples/default/variables${suffix}`, `main${suffix}`, "stack.json", `variables${suffix}`];
    expect(paths.sort()).toEqual(code.sort());
    expect(textOf(made, "README.md")).toContain("**secret by its use, but not marked `sensitive`**");
    expect(textOf(made, "examples/default/terraform.tfvars.example")).toContain("# Secret: export TF_VAR_code=…");
  });

  test("is shown where it is none", () => {
    const made = bundle(stack(null));
    expect(textOf(made, "README.md")).toContain("| `code` | `string` |  | `null` |");
  });
});

test("refuses an asset with the path of one of its own files", () => {
  expect(() => bundle(GRANT, { "README.md": "x" })).toThrow(
    "'cdk.tf.json': an asset has the path of the bundle's own 'README.md'; rename the asset.",
  );
});

test.each(
  Object.entries<Json>({
    "an empty stack": { "//": {} },
    "hostile texts": {
      resource: { null_resource: { a: { [HOSTILE]: HOSTILE } } },
      variable: { a: { description: HOSTILE, default: HOSTILE } },
      output: { a: { value: HOSTILE, description: HOSTILE } },
    },
    "names of Object": JSON.parse('{"resource":{"constructor":{"__proto__":{"x":1}}},"provider":{"__proto__":[{}]}}'),
    "null everywhere": {
      variable: { a: { default: null, type: null, validation: null } },
      output: { a: { value: null } },
      provider: { b: null },
    },
    "modules, imports, moves and checks": {
      module: { m: [{ source: "./m", providers: { a: "a.b" } }] },
      import: [{ to: "a.b", id: "x" }],
      moved: [{ from: "a.b", to: "a.c" }],
      removed: [{ from: "a.d", lifecycle: { destroy: false } }],
      check: { health: { assert: [{ condition: "${true}", error_message: "x" }] } },
      locals: { a: 1 },
    },
    "a section of a newer Terraform": { terraform: {}, action: { a: {} } },
  }),
)("can be made of %s", (_case, stack) => {
  expect(JSON.parse(textOf(bundle(stack), "versions.tf.json"))).toHaveProperty("terraform.required_version");
});
