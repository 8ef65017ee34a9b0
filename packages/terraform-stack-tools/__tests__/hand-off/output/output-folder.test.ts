import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Consent } from "../../../src/hand-off/output/changes";
import { checkPaths, type Files, UNFINISHED } from "../../../src/hand-off/output/folder";
import { digestOf } from "../../../src/hand-off/output/manifest";
import { withOutputFolder } from "../../../src/hand-off/output/output-folder";
import type { JsonObject } from "../../../src/stack/json";
import { inFolder, writeFiles } from "../../support/hand-off";

jest.mock("node:fs", () => {
  const real = jest.requireActual("node:fs");
  const failing = ["renameSync", "rmSync", "writeFileSync"].map((name) => [name, jest.fn(real[name])]);
  return { ...real, ...Object.fromEntries(failing) };
});
const realFs = jest.requireActual<typeof import("node:fs")>("node:fs");

beforeEach(() => {
  jest.mocked(renameSync).mockImplementation(realFs.renameSync);
  jest.mocked(rmSync).mockImplementation(realFs.rmSync);
  jest.mocked(writeFileSync).mockImplementation(realFs.writeFileSync);
});

/** The text of a manifest for files with these contents. */
function manifest(contents: Readonly<Record<string, string>>, more: JsonObject = {}): string {
  const files = Object.fromEntries(Object.entries(contents).map(([path, text]) => [path, digestOf(text)]));
  return JSON.stringify({ format: "terraform-stack-tools hand-off 1", files, ...more });
}

const filesOf = (contents: Readonly<Record<string, string>>): Files =>
  new Map(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text)]));

/** Files with their manifest. */
const bundle = (contents: Readonly<Record<string, string>>): Files =>
  filesOf({ ...contents, "manifest.json": manifest(contents) });

const FIRST = bundle({ "main.tf.json": "one", "tests/plan": "one", "old/gone": "one" });
const SECOND = bundle({ "main.tf.json": "two", "tests/plan": "one" });

const NOTHING: Consent = { force: false, replaceStack: false, allowDelete: [], allowTarget: false, allowSecrets: false };
const FORCE: Consent = { ...NOTHING, force: true };
const allowing = (...names: readonly string[]): Consent => ({ ...NOTHING, allowDelete: names });

function writeFolder(out: string, input: string, files: Files, consent = NOTHING, executables: readonly string[] = []) {
  return withOutputFolder(out, input, ({ write }) =>
    write({ files, executables: new Set(executables), risks: [], addresses: [], secrets: [] }, consent),
  );
}

interface Target {
  readonly out: string;
  readonly root: string;
  readonly write: (files: Files, consent?: Consent, executables?: readonly string[]) => readonly string[];
}

/** An output folder that does not exist yet, nor does the folder it is in. */
function inTarget(body: (target: Target) => void): void {
  inFolder((root) => {
    const input = writeFiles(join(root, "input"), { x: "" });
    const out = join(root, "deep/out");
    body({ out, root, write: (...args) => writeFolder(out, input, ...args) });
  });
}

const pathsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const contentsOf = (folder: string) =>
  Object.fromEntries(pathsIn(folder).map((path) => [path, readFileSync(join(folder, path), "utf8")]));

const systemError = (code: string) => Object.assign(new Error(code), { code });

test("secrets that the receiver could read are written with consent alone", () => {
  inTarget(({ root, out }) => {
    const content = { files: FIRST, executables: new Set<string>(), risks: [], addresses: [], secrets: ["local.token"] };
    const handOff = (consent: Consent) => withOutputFolder(out, join(root, "input"), ({ write }) => write(content, consent));
    expect(() => handOff(FORCE)).toThrow(/--allow-secrets:\n {2}'local\.token'/);
    expect(existsSync(out)).toBe(false);
    handOff({ ...NOTHING, allowSecrets: true });
    expect(existsSync(out)).toBe(true);
  });
});

describe("a folder that does not exist", () => {
  test("is created with its parents, readable as any other, and nothing beside it", () => {
    inTarget(({ out, write }) => {
      write(FIRST);
      expect(pathsIn(out)).toEqual(["main.tf.json", "manifest.json", "old/gone", "tests/plan"]);
      expect(readdirSync(join(out, ".."))).toEqual(["out"]);
      expect(statSync(out).mode).toBe(statSync(join(out, "..")).mode);
    });
  });

  test.each([
    ["ENOSPC", "because the disk is full; free some space and try again"],
    ["EDQUOT", "because the disk quota is exceeded"],
    ["EIO", "cannot be used (EIO)"],
  ])("is not created, nor are its parents, when the disk fails half-way (%s)", (code, message) => {
    inTarget(({ root, write }) => {
      let calls = 0;
      jest.mocked(writeFileSync).mockImplementation((path, data, options) => {
        calls++;
        if (calls === 2) {
          realFs.writeFileSync(path, "half");
          throw systemError(code);
        }
        realFs.writeFileSync(path, data, options);
      });
      expect(() => write(FIRST)).toThrow(message);
      expect(readdirSync(root)).toEqual(["input"]);
    });
  });

  (process.getuid?.() === 0 ? test.skip : test)("is refused where permissions are missing", () => {
    inTarget(({ out, root, write }) => {
      chmodSync(root, 0o500);
      expect(() => write(FIRST)).toThrow("permission denied");
      chmodSync(root, 0o700);
      expect(existsSync(out)).toBe(false);
    });
  });
});

describe("a folder with a bundle", () => {
  test("gets the new files, loses the obsolete ones, and keeps everything else", () => {
    inTarget(({ out, write }) => {
      write(FIRST);
      writeFiles(out, { "terraform.tfvars": "mine", ".terraform/x": "mine" });
      expect(write(SECOND)).toEqual(["old/gone"]);
      expect(pathsIn(out)).toEqual([".terraform/x", "main.tf.json", "manifest.json", "terraform.tfvars", "tests/plan"]);
      expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("two");
      expect(existsSync(join(out, "old"))).toBe(false);
    });
  });

  test("stays as it is when the same bundle is written again", () => {
    inTarget(({ out, write }) => {
      write(FIRST);
      const before = contentsOf(out);
      expect(write(FIRST)).toEqual([]);
      expect(contentsOf(out)).toEqual(before);
    });
  });

  test("is refused with the name of every edited file, until forced", () => {
    inTarget(({ out, write }) => {
      write(FIRST);
      writeFiles(out, { "main.tf.json": "mine", "old/gone": "mine", "tests/plan": "mine" });
      expect(() => write(SECOND)).toThrow(
        /--force to overwrite .*:\n {2}'main\.tf\.json'\n {2}'old\/gone'\n {2}'tests\/plan'\nsee \S+docs\/errors\.md#edited-bundle$/,
      );
      expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("mine");
      write(SECOND, FORCE);
      expect(pathsIn(out)).toEqual(["main.tf.json", "manifest.json", "tests/plan"]);
    });
  });

  test("accepts an edit that is what this hand-off writes", () => {
    inTarget(({ out, write }) => {
      write(FIRST);
      writeFiles(out, { "main.tf.json": "two" });
      write(SECOND);
      expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("two");
    });
  });

  test("is refused where somebody's file is in the place of a new one", () => {
    inTarget(({ out, write }) => {
      write(SECOND);
      writeFiles(out, { "new.txt": "mine" });
      expect(() => write(bundle({ "new.txt": "ours" }))).toThrow("'new.txt'");
    });
  });

  test("is one of ours to the next run, whatever that writes, when a file cannot be moved or removed", () => {
    const third = bundle({ "main.tf.json": "three" });
    for (const failing of ["main.tf.json", "manifest.json", "old/gone"]) {
      inTarget(({ out, write }) => {
        write(FIRST);
        const fail = (path: unknown): void => {
          if (path === join(out, failing)) {
            throw systemError("EIO");
          }
        };
        jest.mocked(renameSync).mockImplementation((from, to) => {
          fail(to);
          realFs.renameSync(from, to);
        });
        jest.mocked(rmSync).mockImplementation((path, options) => {
          fail(path);
          realFs.rmSync(path, options);
        });
        expect(() => write(SECOND)).toThrow("EIO");
        expect(pathsIn(out)).toContain(UNFINISHED);
        jest.mocked(renameSync).mockImplementation(realFs.renameSync);
        jest.mocked(rmSync).mockImplementation(realFs.rmSync);
        write(third);
        expect(pathsIn(out)).toEqual(["main.tf.json", "manifest.json"]);
      });
    }
  });

  (process.getuid?.() === 0 ? test.skip : test)("stays as it is where one of its folders cannot be written to", () => {
    inTarget(({ out, write }) => {
      write(FIRST);
      const before = contentsOf(out);
      chmodSync(join(out, "old"), 0o500);
      expect(() => write(SECOND)).toThrow("permission denied");
      expect(contentsOf(out)).toEqual(before);
      chmodSync(join(out, "old"), 0o700);
    });
  });

  test("is written from inside, because it may be a mount point", () => {
    inTarget(({ out, write }) => {
      write(FIRST);
      const sources: string[] = [];
      jest.mocked(renameSync).mockImplementation((from, to) => {
        sources.push(String(from));
        realFs.renameSync(from, to);
      });
      write(SECOND);
      expect(sources.filter((path) => !path.startsWith(`${out}/`))).toEqual([]);
      expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("two");
    });
  });

  test("loses nothing outside of it to a forged manifest", () => {
    inTarget(({ out, root, write }) => {
      write(SECOND);
      writeFiles(root, { precious: "x", "other/manifest.json": manifest({ a: "x" }), "other/a": "x" });
      const files = { "../../precious": "x", [join(root, "precious")]: "x", "a/../../../precious": "x" };
      const bundles = ["../../other", join(root, "other"), "/", ""];
      writeFiles(out, { "manifest.json": manifest(files, { bundles }) });
      write(SECOND, FORCE);
      expect(pathsIn(root)).toEqual(expect.arrayContaining(["precious", "other/manifest.json", "other/a"]));
    });
  });
});

describe("a folder without a manifest of ours", () => {
  test("is as good as none when it is empty", () => {
    inTarget(({ out, write }) => {
      mkdirSync(out, { recursive: true });
      write(FIRST);
      expect(pathsIn(out)).toHaveLength(4);
    });
  });

  test.each([
    "",
    "null",
    "[]",
    "{}",
    '{"stacks":{}}',
    '{"format":"terraform-stack-tools hand-off 1","files":[]}',
    '{"name":"x"}',
  ])("is refused with the name of every file, and keeps them when forced (manifest: '%s')", (text) => {
    inTarget(({ out, write }) => {
      writeFiles(out, { "other.tf": "mine", "manifest.json": text });
      expect(() => write(FIRST)).toThrow(
        /no hand-off wrote .*:\n {2}'manifest\.json'\n {2}'other\.tf'\nsee \S+docs\/errors\.md#edited-bundle$/,
      );
      write(FIRST, FORCE);
      expect(readFileSync(join(out, "other.tf"), "utf8")).toBe("mine");
    });
  });

  test("may have files that are what this hand-off writes, and a repository", () => {
    inTarget(({ out, write }) => {
      writeFiles(out, { "main.tf.json": "two", ".git/HEAD": "x" });
      write(SECOND);
      expect(pathsIn(out)).toEqual([".git/HEAD", "main.tf.json", "manifest.json", "tests/plan"]);
    });
  });
});

describe("several bundles", () => {
  const index = (names: readonly string[]): Files => {
    const parts = names.flatMap((name) =>
      [...bundle({ "main.tf.json": name, "tests/plan": name })].map(([path, bytes]) => [`${name}/${path}`, bytes] as const),
    );
    return new Map([...parts, ["manifest.json", Buffer.from(manifest({}, { bundles: [...names] }))]]);
  };

  test("lose one only when that is allowed, with its folder unless somebody's files are in it", () => {
    inTarget(({ out, write }) => {
      write(index(["one", "two", "three"]));
      writeFiles(out, { "three/terraform.tfvars": "mine" });
      const before = contentsOf(out);
      expect(() => write(index(["one"]))).toThrow(
        /contains bundles that are not part of this hand-off; .*--allow-delete:\n {2}'two'\n {2}'three'\nsee \S+docs\/errors\.md#deleted-by-handoff$/,
      );
      expect(contentsOf(out)).toEqual(before);
      expect(() => write(index(["one"]), allowing("two"))).toThrow(/--allow-delete:\n {2}'three'\nsee/);
      write(index(["one"]), allowing("two", "three"));
      expect(pathsIn(out)).toEqual([
        "manifest.json",
        "one/main.tf.json",
        "one/manifest.json",
        "one/tests/plan",
        "three/terraform.tfvars",
      ]);
      expect(existsSync(join(out, "two"))).toBe(false);
    });
  });

  test("are refused where one that would be lost was edited", () => {
    inTarget(({ out, write }) => {
      write(index(["one", "two"]));
      writeFiles(out, { "two/main.tf.json": "mine" });
      expect(() => write(index(["one"]), allowing("two"))).toThrow("'two/main.tf.json'");
      expect(existsSync(join(out, "two/tests/plan"))).toBe(true);
    });
  });

  test("are refused where files are in the folder of a new one, because Terraform would read them", () => {
    inTarget(({ out, write }) => {
      write(index(["one"]));
      writeFiles(out, { "two/other.tf": "mine" });
      expect(() => write(index(["one", "two"]))).toThrow("'two/other.tf'");
      write(index(["one", "two"]), FORCE);
      expect(pathsIn(out)).toContain("two/other.tf");
    });
  });

  test("take the place of one bundle only when that is allowed, and one takes theirs only then", () => {
    inTarget(({ write }) => {
      write(FIRST);
      expect(() => write(index(["one"]))).toThrow(
        /are not part of this hand-off; .*\n {2}'\.'\nsee \S+docs\/errors\.md#deleted-by-handoff$/,
      );
      write(index(["one"]), allowing("."));
      expect(() => write(FIRST)).toThrow(
        /are not part of this hand-off; .*\n {2}'one'\nsee \S+docs\/errors\.md#deleted-by-handoff$/,
      );
    });
  });
});

test("keeps the right to run a file, and gives it to one that is in the folder already", () => {
  inTarget(({ out, write }) => {
    const mode = (path: string) => statSync(join(out, path)).mode & 0o111;
    write(FIRST);
    expect([mode("tests/plan"), mode("main.tf.json")]).toEqual([0, 0]);
    write(FIRST, NOTHING, ["tests/plan"]);
    expect([mode("tests/plan"), mode("main.tf.json")]).toEqual([0o111, 0]);
    write(FIRST);
    expect(mode("tests/plan")).toBe(0);
  });
});

describe("another stack's bundle", () => {
  const bundleOf = (stack: string) =>
    filesOf({ "main.tf.json": stack, "manifest.json": manifest({ "main.tf.json": stack }, { stack: { name: stack } }) });

  test("is replaced only when that is asked for, not by force", () => {
    inTarget(({ out, write }) => {
      write(bundleOf("cluster"));
      for (const consent of [NOTHING, { ...FORCE, allowDelete: ["."] }]) {
        expect(() => write(bundleOf("grants"), consent)).toThrow(
          /contains the bundle of the stack 'cluster', and this one is of 'grants'; .* --replace-stack\..*\nsee \S+docs\/errors\.md#replaced-stack$/,
        );
      }
      expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("cluster");
      write(bundleOf("grants"), { ...NOTHING, replaceStack: true });
      expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("grants");
    });
  });

  test("is found in a folder of bundles", () => {
    inTarget(({ write }) => {
      const within = (stack: string): Files =>
        new Map([
          ...[...bundleOf(stack)].map(([path, bytes]) => [`one/${path}`, bytes] as const),
          ["manifest.json", Buffer.from(manifest({}, { bundles: ["one"] }))],
        ]);
      write(within("cluster"));
      expect(() => write(within("grants"))).toThrow("'cluster' in 'one', and this one is of 'grants'");
    });
  });
});

test("refuses a pipe as the manifest, which would wait for ever", () => {
  inTarget(({ out, write }) => {
    write(FIRST);
    rmSync(join(out, "manifest.json"));
    execFileSync("mkfifo", [join(out, "manifest.json")]);
    for (const consent of [NOTHING, FORCE]) {
      expect(() => write(SECOND, consent)).toThrow("manifest.json' is a link, a folder or a pipe where a file is expected");
    }
  });
});

test("follows no link: neither the folder itself nor one in it", () => {
  inTarget(({ out, root, write }) => {
    const elsewhere = writeFiles(join(root, "elsewhere"), { plan: "theirs" });
    mkdirSync(out, { recursive: true });
    symlinkSync(elsewhere, join(out, "tests"));
    expect(() => write(FIRST, FORCE)).toThrow("is a link, a folder or a pipe where a file is expected");
    renameSync(out, `${out}-`);
    symlinkSync(elsewhere, out);
    expect(() => write(FIRST, FORCE)).toThrow("is a link; give a folder");
    expect(contentsOf(elsewhere)).toEqual({ plan: "theirs" });
  });
});

test("refuses a file, and a path below a file", () => {
  inTarget(({ out, root, write }) => {
    writeFiles(root, { "deep/out": "file" });
    expect(() => write(FIRST)).toThrow("is a file; give a folder, or a path that does not exist yet");
    const input = join(root, "input");
    expect(() => writeFolder(join(out, "below"), input, FIRST)).toThrow("is below a file");
  });
});

test.each(["input", "input/below", "."])("refuses %s, which overlaps with the input", (path) => {
  inFolder((root) => {
    const input = writeFiles(join(root, "input"), { x: "" });
    expect(() => writeFolder(join(root, path), input, FIRST, FORCE)).toThrow("overlap; choose a folder elsewhere");
  });
});

test("refuses a link that leads to the input", () => {
  inFolder((root) => {
    const input = writeFiles(join(root, "input"), { x: "" });
    symlinkSync(input, join(root, "link"));
    expect(() => writeFolder(join(root, "link/out"), input, FIRST, FORCE)).toThrow("overlap");
  });
});

const check = (...paths: readonly string[]) => checkPaths(new Map(paths.map((path) => [path, Buffer.from("")])));

test.each([
  ["assets/A", "assets/a"],
  ["assets/A/x", "assets/a/y"],
  ["README.md", "README.md/main.tf"],
  ["readme.md/main.tf", "README.md"],
])("refuses %s beside %s", (one, other) => {
  expect(() => check(one, other)).toThrow(/cannot be in one folder on every file system; rename one\.$/);
});

test.each([
  "CON/main.tf",
  "assets/nul.txt",
  "assets/aux",
  "assets/COM1.tar.gz",
  "assets/a.",
  "assets/a ",
  "assets/a:b",
  "assets/a\\b",
])("refuses %s, which Windows cannot store", (path) => {
  expect(() => check("README.md", path)).toThrow("cannot be a file on Windows");
});

test("accepts what can exist side by side", () => {
  expect(() => check("console/main.tf", "console/tests/plan", "assets/null.txt", "assets/com10", "assets/.a")).not.toThrow();
});
