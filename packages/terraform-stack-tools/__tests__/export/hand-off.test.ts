import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleOf, handOff } from "../../src/export/hand-off";
import { isList, isObject, type Json } from "../../src/stack/json";
import { cdktfOut, GRANT, sourceOf, stackFolder, writeFiles } from "../support/hand-off";
import { commitAll, git } from "../support/repository";
import { SCENARIOS } from "../support/scenarios";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FILES = ["main.tf.json", "outputs.tf.json", "terraform.tfvars.example", "variables.tf.json", "versions.tf.json"];

test("writes the bundle of one stack, a root module with a README, and no path of the machine", () => {
  const out = join(folder, "out");
  expect(handOff({ input: stackFolder(folder, GRANT), out })).toEqual({ folder: out, stacks: ["grant"] });
  const files = readdirSync(out);
  expect(files.sort()).toEqual([".gitignore", "README.md", ...FILES]);
  const texts = files.map((file) => readFileSync(join(out, file), "utf8"));
  expect(texts.join()).not.toContain("/Users/someone");
  const ignored = texts[0].split("\n");
  expect(ignored).toEqual(expect.arrayContaining(["/.terraform/", "/*.tfstate", "/*.tfvars", "/*.tfvars.json", "/plan"]));
  expect(ignored).not.toContain(".terraform.lock.hcl");
  // Assets may have any names.
  expect(ignored.filter((line) => line !== "" && !/^[#/]/.test(line))).toEqual([]);
});

test("writes a folder of bundles with an index for a cdktf.out, and reports progress", () => {
  const out = join(folder, "out");
  const lines: string[] = [];
  const input = cdktfOut(folder, { one: GRANT, two: GRANT });
  const result = handOff({ input, out, format: "hcl", onProgress: (line) => lines.push(line) });
  expect(result.stacks).toEqual(["one", "two"]);
  expect(readdirSync(out).sort()).toEqual(["README.md", "one", "two"]);
  expect(existsSync(join(out, "one/main.tf"))).toBe(true);
  expect(lines).toEqual(["'one': 7 files", "'two': 7 files"]);
});

test("removes what has no content any more, and says so", () => {
  const [out, lines]: [string, string[]] = [join(folder, "out"), []];
  handOff({ input: writeFiles(stackFolder(folder, GRANT), { "assets/a.txt": "x" }), out });
  const { output: _output, ...rest } = GRANT;
  handOff({ input: stackFolder(folder, rest, "second"), out, force: true, onProgress: (line) => lines.push(line) });
  expect(lines.slice(1)).toEqual(["removed: 'assets/a.txt'", "removed: 'outputs.tf.json'"]);
  expect(existsSync(join(out, "assets"))).toBe(false);
});

test("refuses a folder of another stack, of an app, and of the other format, whatever is forced", () => {
  const [input, out] = [stackFolder(folder, GRANT), join(folder, "out")];
  handOff({ input, out });
  const forced = (other: string, format: "json" | "hcl" = "json") => {
    return () => handOff({ input: other, out, format, force: true });
  };
  expect(forced(stackFolder(folder, { locals: { a: 1 } }, "x"))).toThrow("begins with '# grant'");
  expect(forced(cdktfOut(folder, { grant: GRANT }))).toThrow("this one with '# Modules'");
  expect(forced(input, "hcl")).toThrow(/in another format; .*:\n {2}'main\.tf\.json'\n/);
});

const UNREADABLE = { "//": { metadata: { path: "app/data/a" } }, input: "${tostring(<X>)}" };

test.each<[what: string, second: Json, reason: string | RegExp, format?: "hcl"]>([
  [
    "what nobody can parse",
    { resource: { terraform_data: { data_a_12345678: UNREADABLE } } },
    "  'terraform_data.data_a_12345678.input' of the construct 'app/data/a': a value is missing before '<'",
  ],
  ["it in HCL", { resource: { terraform_data: { a: UNREADABLE } } }, "'terraform_data.a.input' of the construct", "hcl"],
  ["what is no stack", { resource: 1 }, "resource must be an object"],
  ["a secret, with its place", { locals: { password: "canary" } }, /--allow-secrets:\n {2}'two\/locals\.password'\n/],
])("writes nothing where one of several stacks has %s", (_what, two, reason, format = undefined) => {
  const input = cdktfOut(folder, { one: GRANT, two });
  expect(() => handOff({ input, out: join(folder, "out"), format })).toThrow(reason);
  expect(readdirSync(folder)).toEqual(["cdktf.out"]);
});

test.each([["grant", GRANT] as const, ...SCENARIOS])(
  "writes the same bytes for %s whatever the order of its keys",
  (_id, stack) => {
    const textsOf = (json: Json) =>
      [...bundleOf(sourceOf(json), { format: "json" }).files].map(([path, bytes]) => [path, `${bytes}`]);
    const texts = textsOf(stack);
    expect(textsOf(reversed(stack))).toEqual(texts);
    expect(textsOf(stack)).toEqual(texts);
  },
);

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

test.each(["json", "hcl"] as const)("writes what is a secret by its use alone to the module only, in %s", (format) => {
  const canary = "canary-4f1c";
  const { files } = bundleOf(
    sourceOf({
      variable: { code: { type: "string", default: canary }, phrase: { default: canary }, login: { default: canary } },
      locals: { inner: "${var.phrase}", written: canary },
      provider: { aws: [{ secret_key: "${var.login}" }] },
      resource: {
        aws_db_instance: {
          a: { password: "${var.code}" },
          b: { password: "${local.inner}" },
          c: { password: "${local.written}" },
        },
      },
    }),
    { format },
  );
  const paths = [...files].filter(([, bytes]) => bytes.includes(canary)).map(([path]) => path);
  const suffix = format === "json" ? ".tf.json" : ".tf";
  expect(paths.sort()).toEqual([`main${suffix}`, `variables${suffix}`]);
  expect(`${files.get("README.md")}`).toContain("**secret by its use, but not marked `sensitive`**");
  expect(`${files.get("terraform.tfvars.example")}`).toContain("# Secret: export TF_VAR_code=…");
});

test("names the commit in the README, and uncommitted changes, except in folders that programs write", () => {
  const input = stackFolder(folder, GRANT, "cdktf.out/stacks/grant");
  const out = join(folder, "hand-off");
  const origin = () => {
    handOff({ input, out, force: true });
    return /generated from (.*?) of a source/.exec(readFileSync(join(out, "README.md"), "utf8"))?.[1];
  };
  git(folder, "init", "--quiet");
  expect(origin()).toBe("an unknown commit");
  commitAll(writeFiles(folder, { ".gitignore": "cdktf.out\n", "main.ts": "x" }));
  const hash = git(folder, "rev-parse", "HEAD").trim();
  expect(origin()).toBe(`the commit \`${hash}\``);
  writeFiles(folder, { "main.ts": "changed" });
  expect(origin()).toBe(`the commit \`${hash}\` with uncommitted changes`);
});
