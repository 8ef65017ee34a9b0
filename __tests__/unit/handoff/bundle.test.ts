import { bundleOf } from "../../../src/handoff/bundle";
import { digestOf } from "../../../src/handoff/output/manifest";
import { scenarios } from "../../../stacks/main";
import { GRANT, HOSTILE } from "../../support/hand-off";
import { stacksOf } from "../../support/scenarios";
import { type Json, render } from "../../support/stack";

const bundle = (stack: Json, assets: Record<string, string> = {}) =>
  bundleOf(
    {
      name: "grant",
      file: "cdk.tf.json",
      bytes: Buffer.from(JSON.stringify(stack)),
      stack,
      assets: new Map(Object.entries(assets).map(([path, text]) => [path, Buffer.from(text)])),
    },
    "json",
    "1.2.3",
  );

const textOf = (stack: Json) =>
  [...bundle(stack).files]
    .filter(([path]) => path !== "main.tf.json" && path !== "variables.tf.json")
    .map(([, bytes]) => bytes.toString());

test("a bundle has these files, and the digest of each in its manifest", () => {
  const { files } = bundle(GRANT, { "assets/x": "x" });
  expect([...files.keys()]).toEqual([
    ".gitignore",
    "README.md",
    "assets/x",
    "main.tf.json",
    "outputs.tf.json",
    "terraform.tfvars.example",
    "tests/plan.tftest.json",
    "tests/plan.tofutest.json",
    "variables.tf.json",
    "versions.tf.json",
    "manifest.json",
  ]);
  const manifest = JSON.parse(files.get("manifest.json")?.toString() ?? "");
  expect(manifest.files["main.tf.json"]).toBe(digestOf(files.get("main.tf.json") as Buffer));
  expect(Object.keys(manifest.files)).toHaveLength(files.size - 1);
});

test("state, plans and inputs stay out of Git, the example and the lock file do not", () => {
  const lines = bundle(GRANT).files.get(".gitignore")?.toString().split("\n");
  expect(lines).toEqual(expect.arrayContaining([".terraform/", "*.tfstate", "*.tfvars", "*.tfvars.json", "/plan"]));
  expect(lines).not.toContain(".terraform.lock.hcl");
});

test("the same stack gives the same bytes, whatever the order of its keys", () => {
  const turned = (value: Json): Json =>
    Array.isArray(value)
      ? value.map(turned)
      : value && typeof value === "object"
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, child]) => [key, turned(child)]),
          )
        : value;
  const withoutManifest = (stack: Json) => [...bundle(stack).files].filter(([path]) => path !== "manifest.json");
  for (const stack of [GRANT, ...stacksOf(scenarios).map(render)]) {
    expect(withoutManifest(turned(stack))).toEqual(withoutManifest(stack));
    expect(bundle(stack)).toEqual(bundle(stack));
  }
});

test("no path of the machine is left of a stack", () => {
  expect([...bundle(GRANT).files.values()].join()).not.toContain("/Users/someone");
});

test("a secret of the stack is in the module alone, and one of an input in no file at all", () => {
  const canary = "canary-4f1c";
  const stack = {
    variable: { password: { type: "string", sensitive: true, default: canary } },
    output: { o: { value: "${var.password}", sensitive: true } },
    resource: {
      kubernetes_secret_v1: { pull: { type: "kubernetes.io/dockerconfigjson", data: { x: `\${base64encode("${canary}")}` } } },
    },
  };
  expect(textOf(stack).join()).not.toContain(canary);
});

test("fails when an asset would be a file of ours", () => {
  expect(() => bundle(GRANT, { "README.md": "x" })).toThrow("two things would be the file 'README.md'; rename the asset");
});

test.each<[string, Json]>([
  ["an empty stack", { "//": {} }],
  [
    "hostile names",
    { resource: { [HOSTILE]: { [HOSTILE]: { [HOSTILE]: HOSTILE } } }, variable: { [HOSTILE]: {} }, output: { [HOSTILE]: {} } },
  ],
  ["names of Object", JSON.parse('{"resource":{"constructor":{"__proto__":{"x":1}}},"provider":{"__proto__":[{}]}}')],
  [
    "null everywhere",
    { variable: { a: { default: null, type: null, validation: null } }, output: { a: { value: null } }, provider: { b: null } },
  ],
  [
    "modules, imports, moves and checks",
    {
      module: { m: [{ source: "./m", providers: { a: "a.b" } }] },
      import: [{ to: "a.b", id: "x" }],
      moved: [{ from: "a.b", to: "a.c" }],
      removed: [{ from: "a.d", lifecycle: { destroy: false } }],
      check: { health: { assert: [{ condition: "${true}", error_message: "x" }] } },
      locals: { a: 1 },
    },
  ],
  ["a section to come", { action: { a: {} } }],
])("%s goes through", (_case, stack) => {
  expect(bundle(stack).files.size).toBeGreaterThan(5);
});
