import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { handOff, verify } from "../../../src/hand-off";
import { digestOf } from "../../../src/hand-off/output/manifest";
import { isObject, type JsonObject, print } from "../../../src/stack/json";
import { cdktfOut, GRANT, inFolder, writeFiles } from "../../support/hand-off";
import { called } from "../../support/program";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** A folder of two bundles as it was handed over. */
function inBundles(body: (out: string) => void): void {
  inFolder((folder) => {
    const out = join(folder, "out");
    const input = cdktfOut(folder, { one: GRANT, two: GRANT });
    handOff({ input, out, format: "hcl", commit: COMMIT, owner: "Platform", repository: "https://example.com/app" });
    body(out);
  });
}

const found = (folder: string) => verify(folder).deviations.map(({ kind, path }) => `${kind} ${path}`);

function call(...args: string[]) {
  return called("verify", ...args);
}

function manifestOf(path: string): JsonObject {
  const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
  return isObject(manifest) ? manifest : {};
}

test("a bundle and a folder of bundles are what was handed over, with the receiver's own files", () => {
  inBundles((out) => {
    writeFiles(out, {
      "one/backend.tf": 'terraform {\n  backend "local" {}\n}\n',
      "one/terraform.tfvars": "x",
      "one/.terraform.lock.hcl": "x",
      "one/.terraform/environment": "x",
      "one/notes.txt": "x",
      ".git/HEAD": "x",
    });
    expect(found(out)).toEqual(["additional one/backend.tf", "additional one/terraform.tfvars"]);
    const allow = ["one/backend.tf", "one/terraform.tfvars"];
    const own = [".terraform/environment", ".terraform.lock.hcl", "backend.tf", "notes.txt", "terraform.tfvars"];
    expect(verify(out, { allow })).toMatchObject({ deviations: [], own: [".git", ...own.map((path) => `one/${path}`)] });
    const { code, out: said } = call(out, ...allow.flatMap((path) => ["--allow", path]));
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/\nyours: {6}'\.git', 'one\/\.terraform\/environment', .*, 'one\/terraform\.tfvars'\n$/),
    });
    expect(verify(join(out, "one"), { allow: ["backend.tf", "terraform.tfvars"] }).deviations).toEqual([]);
    expect(verify(out)).toMatchObject({
      stacks: ["one", "two"],
      source: { commit: COMMIT, owner: "Platform", repository: "https://example.com/app" },
    });
  });
});

test("the digest of a manifest is that of its content, and the index stands for the bundles", () => {
  inBundles((out) => {
    const { digest, ...content } = manifestOf(join(out, "manifest.json"));
    expect(digest).toBe(digestOf(print(content)));
    expect(content.files).toMatchObject({ "one/manifest.json": digestOf(readFileSync(join(out, "one/manifest.json"))) });
    expect(verify(out).digest).toBe(digest);
  });
});

test("finds what was changed, is missing or would be read in addition", () => {
  inBundles((out) => {
    writeFiles(out, {
      "one/main.tf": "edited",
      "one/more.tf": "x",
      "two/tests/more.tftest.hcl": "x",
      "two/x_override.tf.json": "{}",
    });
    rmSync(join(out, "two/outputs.tf"));
    expect(found(out)).toEqual([
      "changed one/main.tf",
      "additional one/more.tf",
      "missing two/outputs.tf",
      "additional two/tests/more.tftest.hcl",
      "additional two/x_override.tf.json",
    ]);
  });
});

test("finds an edited manifest, of a bundle even if its digest was edited with it", () => {
  inBundles((out) => {
    const file = join(out, "one/manifest.json");
    const { digest = null, ...content } = manifestOf(file);
    const forged = { ...content, source: { owner: "somebody else" } };
    writeFiles(out, { "one/manifest.json": print({ ...forged, digest }) });
    expect(found(join(out, "one"))).toEqual(["changed manifest.json"]);
    writeFiles(out, { "one/manifest.json": print({ ...forged, digest: digestOf(print(forged)) }) });
    expect(found(join(out, "one"))).toEqual([]);
    expect(found(out)).toEqual(["changed one/manifest.json"]);
  });
});

test("finds a bundle that is missing, and a hand-off that was interrupted", () => {
  inBundles((out) => {
    rmSync(join(out, "two"), { recursive: true });
    writeFiles(out, { "one/unfinished-handoff.tf.json": "{}", ".hand-off/versions/0/manifest.json": "{}" });
    expect(found(out)).toEqual([
      "unfinished .hand-off",
      "unfinished one/unfinished-handoff.tf.json",
      "missing two/manifest.json",
    ]);
  });
});

test("the program says so, with an exit code, as text and as JSON", () => {
  inBundles((out) => {
    expect(call(out)).toMatchObject({ code: 0, error: "" });
    expect(call(out).out).toMatch(
      /^\d+ files are what was handed over\.\nstacks: +one, two\nrepository: https:\/\/example\.com\/app\ncommit: +0123456789abcdef/,
    );
    writeFiles(out, { "one/main.tf": "edited" });
    expect(call(out)).toMatchObject({ code: 1, out: expect.stringMatching(/^changed: 'one\/main\.tf'\n/) });
    const { code, out: json } = call(out, "--format", "json");
    expect({ code, deviations: JSON.parse(json).deviations }).toEqual({
      code: 1,
      deviations: [{ kind: "changed", path: "one/main.tf" }],
    });
  });
});

test("a pipe instead of a manifest or a file is a deviation or a refusal, and nobody waits for it", () => {
  inBundles((out) => {
    const replace = (path: string) => {
      rmSync(join(out, path));
      execFileSync("mkfifo", [join(out, path)]);
    };
    replace("one/main.tf");
    expect(found(out)).toEqual(["missing one/main.tf"]);
    replace("one/manifest.json");
    expect(found(out)).toContain("missing one/manifest.json");
    expect(() => verify(join(out, "one"))).toThrow("contains no manifest.json of a hand-off");
  });
});

test.each([
  [["a", "b"], 2, "verify takes one folder"],
  [["a", "--format", "yaml"], 2, "--format must be one of text, json, got 'yaml'"],
  [[__dirname], 1, "contains no manifest.json of a hand-off"],
])("refuses %j", (args, code, message) => {
  expect(call(...args)).toEqual({ code, out: "", error: expect.stringContaining(message) });
});
