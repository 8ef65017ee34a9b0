import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { handOff } from "../../src/hand-off";
import { cdktfOut, GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";

const FILES = ["main.tf.json", "outputs.tf.json", "terraform.tfvars.example", "variables.tf.json", "versions.tf.json"];

test("writes the bundle of one stack, a root module with a README", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    expect(handOff({ input: stackFolder(folder, GRANT), out })).toEqual({ folder: out, stacks: ["grant"] });
    expect(readdirSync(out).sort()).toEqual([".gitignore", "README.md", ...FILES]);
  });
});

test("writes a folder of bundles with an index for a cdktf.out, and reports progress", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const lines: string[] = [];
    const input = cdktfOut(folder, { one: GRANT, two: GRANT });
    const result = handOff({ input, out, format: "hcl", onProgress: (line) => lines.push(line) });
    expect(result.stacks).toEqual(["one", "two"]);
    expect(readdirSync(out).sort()).toEqual(["README.md", "one", "two"]);
    expect(existsSync(join(out, "one/main.tf"))).toBe(true);
    expect(lines).toEqual(["'one': 7 files", "'two': 7 files"]);
  });
});

test("removes what has no content any more, and says so", () => {
  inFolder((folder) => {
    const [out, lines]: [string, string[]] = [join(folder, "out"), []];
    const first = writeFiles(stackFolder(folder, GRANT), { "assets/a.txt": "x" });
    handOff({ input: first, out });
    const { output: _output, ...rest } = GRANT;
    const second = stackFolder(folder, rest, "second");
    handOff({ input: second, out, force: true, onProgress: (line) => lines.push(line) });
    expect(lines.slice(1)).toEqual(["removed: 'assets/a.txt'", "removed: 'outputs.tf.json'"]);
    expect(existsSync(join(out, "assets"))).toBe(false);
  });
});

test("refuses a folder of another stack, of an app, and of the other format, whatever is forced", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const input = stackFolder(folder, GRANT);
    handOff({ input, out });
    expect(() => handOff({ input: stackFolder(folder, { locals: { a: 1 } }, "x"), out, force: true })).toThrow(
      "begins with '# grant'",
    );
    expect(() => handOff({ input: cdktfOut(folder, { grant: GRANT }), out, force: true })).toThrow("this one with '# Modules'");
    expect(() => handOff({ input, out, format: "hcl", force: true })).toThrow(/in another format; .*:\n {2}'main\.tf\.json'\n/);
  });
});

test.each(["json", "hcl"] as const)("refuses what nobody can parse, as %s too, by its place in the app", (format) => {
  inFolder((folder) => {
    const body = { "//": { metadata: { path: "app/data/a" } }, input: "${tostring(<X>)}" };
    const input = stackFolder(folder, { resource: { terraform_data: { data_a_12345678: body } } });
    const refused = "  'terraform_data.data_a_12345678.input' of the construct 'app/data/a': a value is missing before '<'";
    expect(() => handOff({ input, out: join(folder, "out"), format })).toThrow(refused);
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

test("names the place of each secret by its stack", () => {
  inFolder((folder) => {
    const input = cdktfOut(folder, { one: GRANT, two: { locals: { password: "canary" } } });
    expect(() => handOff({ input, out: join(folder, "out") })).toThrow(/--allow-secrets:\n {2}'two\/locals\.password'\n/);
    expect(readdirSync(folder)).toEqual(["cdktf.out"]);
  });
});
