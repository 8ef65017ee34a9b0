import { type Bundle, bundleOf } from "../../src/hand-off/bundle";
import type { Format } from "../../src/hand-off/root-module";
import { isList, isObject, type Json, type JsonObject } from "../../src/stack/json";
import { GRANT, sourceOf } from "../support/hand-off";
import { SCENARIOS } from "../support/scenarios";

const bundle = (stack: Json, format: Format = "json"): Bundle => bundleOf(sourceOf(stack), { format });

const textOf = ({ files }: Bundle, path: string): string => files.get(path)?.toString() ?? "";

test("keeps states, plans and inputs out of Git, but neither the example nor the lock file", () => {
  const lines = textOf(bundle(GRANT), ".gitignore").split("\n");
  expect(lines).toEqual(expect.arrayContaining(["/.terraform/", "/*.tfstate", "/*.tfvars", "/*.tfvars.json", "/plan"]));
  expect(lines).not.toContain(".terraform.lock.hcl");
  // Assets may have any names.
  expect(lines.filter((line) => line !== "" && !/^[#/]/.test(line))).toEqual([]);
});

test.each([["grant", GRANT] as const, ...SCENARIOS])("has the same bytes for %s whatever the order of its keys", (_id, stack) => {
  const textsOf = ({ files }: Bundle) => [...files].map(([path, bytes]) => [path, bytes.toString()] as const);
  const texts = textsOf(bundle(stack));
  expect(textsOf(bundle(reversed(stack)))).toEqual(texts);
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
    const made = bundle(stack(canary), format);
    const paths = [...made.files].filter(([, bytes]) => bytes.includes(canary)).map(([path]) => path);
    const suffix = format === "json" ? ".tf.json" : ".tf";
    expect(paths.sort()).toEqual([`main${suffix}`, `variables${suffix}`]);
    expect(textOf(made, "README.md")).toContain("**secret by its use, but not marked `sensitive`**");
    expect(textOf(made, "terraform.tfvars.example")).toContain("# Secret: export TF_VAR_code=…");
  });

  test("is shown where it is none", () => {
    const made = bundle(stack(null));
    expect(textOf(made, "README.md")).toContain("| `code` | `string` |  | `null` |");
  });
});
