import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handOff, verify } from "../../src/hand-off";
import { digestOf } from "../../src/hand-off/output/manifest";
import { ownVersion } from "../../src/shared/refusal";
import { type JsonObject, objectOf, print } from "../../src/stack/json";
import { cdktfOut, GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";

test("writes the bundle of one stack", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    expect(handOff({ input: stackFolder(folder, GRANT), out })).toMatchObject({ folder: out, stacks: ["grant"] });
    expect(existsSync(join(out, "main.tf.json"))).toBe(true);
  });
});

test("writes a folder of bundles with an index for a cdktf.out, and reports progress", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const lines: string[] = [];
    const modules = { m: { source: "x/m/azurerm" }, n: { source: "x/n/azurerm" } };
    const stacks = { one: GRANT, two: { ...GRANT, module: { m: modules.m } }, three: { ...GRANT, module: modules } };
    const result = handOff({ input: cdktfOut(folder, stacks), out, onProgress: (line) => lines.push(line) });
    expect(result.stacks).toEqual(["one", "three", "two"]);
    expect(readdirSync(out).sort()).toEqual(["README.md", "manifest.json", "one", "three", "two"]);
    expect(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")).bundles).toEqual(["one", "three", "two"]);
    expect(lines).toEqual([
      expect.stringMatching(/^'one': \d+ files$/),
      expect.stringMatching(/^'three': \d+ files, review notes in its README: 2$/),
      expect.stringMatching(/^'two': \d+ files, review notes in its README: 1$/),
    ]);
  });
});

test("writes a folder of bundles for a cdktf.out with one stack", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff({ input: cdktfOut(folder, { one: GRANT }), out, format: "hcl" });
    expect(readdirSync(out).sort()).toEqual(["README.md", "manifest.json", "one"]);
    expect(existsSync(join(out, "one/main.tf"))).toBe(true);
  });
});

test("refuses to overwrite an edit in one of several bundles until forced", () => {
  inFolder((folder) => {
    const input = cdktfOut(folder, { one: GRANT, two: GRANT });
    const out = join(folder, "out");
    handOff({ input, out });
    handOff({ input, out });
    writeFiles(out, { "two/main.tf.json": "mine" });
    expect(() => handOff({ input, out })).toThrow(/:\n {2}'two\/main\.tf\.json'\nsee \S+docs\/errors\.md#edited-bundle$/);
    handOff({ input, out, force: true });
    expect(readFileSync(join(out, "two/main.tf.json"), "utf8")).toContain("azurerm_role_assignment");
  });
});

test("reports the files that it removes", () => {
  inFolder((folder) => {
    const input = stackFolder(folder, GRANT);
    const out = join(folder, "out");
    const lines: string[] = [];
    handOff({ input, out, layout: "root" });
    handOff({ input, out, layout: "root", format: "hcl", onProgress: (line) => lines.push(line) });
    expect(lines.slice(1)).toEqual(["main", "outputs", "variables", "versions"].map((name) => `removed: '${name}.tf.json'`));
  });
});

test.each(["json", "hcl"] as const)("refuses what nobody can parse, as %s too, by its place in the app", (format) => {
  inFolder((folder) => {
    const body = { "//": { metadata: { path: "app/data/a" } }, input: "${tostring(<X>)}" };
    const input = stackFolder(folder, { resource: { terraform_data: { data_a_12345678: body } } });
    const refused = "  'terraform_data.data_a_12345678.input' of the construct 'app/data/a': a value is missing before '<'";
    for (const dryRun of [false, true]) {
      expect(() => handOff({ input, out: join(folder, "out"), format, names: "plain", dryRun })).toThrow(refused);
    }
    expect(readdirSync(folder)).toEqual(["stack"]);
  });
});

test("writes nothing where one of several stacks is refused", () => {
  inFolder((folder) => {
    const input = cdktfOut(folder, { one: GRANT, two: { resource: 1 } });
    expect(() => handOff({ input, out: join(folder, "out") })).toThrow("resource must be an object");
    expect(readdirSync(folder)).toEqual(["cdktf.out"]);
  });
});

test("has the version of the package", () => {
  expect(ownVersion()).toBe(require("../../package.json").version);
});

/** What earlier versions wrote beside the rest: a pipeline, and tests that hold what is written. */
const FORMER = {
  ".github/workflows/terraform.yml": "name: terraform\n",
  "tests/blocks/main.tf": 'locals { files = fileset(path.module, "*") }\n',
  "tests/blocks.tftest.hcl": "# tests\n",
  "tests/module.tofutest.hcl": "# tests\n",
};

test("a bundle of an earlier version with a pipeline is verified, and the next hand-off removes what it no longer writes", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const input = stackFolder(folder, GRANT);
    handOff({ input, out });
    const { digest: _digest, ...manifest } = objectOf(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")));
    const digests = Object.entries(FORMER).map(([path, text]) => [path, digestOf(text)]);
    const content: JsonObject = {
      ...manifest,
      options: { ...objectOf(manifest.options), ci: "github" },
      files: { ...objectOf(manifest.files), ...Object.fromEntries(digests) },
    };
    writeFiles(out, { ...FORMER, "manifest.json": print({ ...content, digest: digestOf(print(content)) }), "notes.txt": "mine" });
    expect(verify(out)).toMatchObject({ deviations: [], own: ["notes.txt"] });
    const again = () => {
      const lines: string[] = [];
      handOff({ input, out, onProgress: (line) => lines.push(line) });
      return lines.join("\n");
    };
    const said = again();
    expect(Object.keys(FORMER).filter((path) => !said.includes(`removed: '${path}'`) || existsSync(join(out, path)))).toEqual([]);
    expect(verify(out)).toMatchObject({ deviations: [], own: ["notes.txt"] });
  });
});
