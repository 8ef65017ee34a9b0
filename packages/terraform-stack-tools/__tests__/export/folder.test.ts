import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkPaths, type Part, UNFINISHED, writeFolder } from "../../src/export/folder";
import { writeFiles } from "../support/hand-off";
import { commitAll, git } from "../support/repository";

jest.mock("node:fs", () => {
  const real = jest.requireActual("node:fs");
  const failing = ["renameSync", "writeFileSync"].map((name) => [name, jest.fn(real[name])]);
  return { ...real, ...Object.fromEntries(failing) };
});
const realFs = jest.requireActual<typeof import("node:fs")>("node:fs");

beforeEach(() => {
  jest.mocked(renameSync).mockImplementation(realFs.renameSync);
  jest.mocked(writeFileSync).mockImplementation(realFs.writeFileSync);
});

/** A bundle, whose README names its stack. */
function part(texts: Readonly<Record<string, string>>, more: Partial<Part> = {}, name = "shop"): Part {
  const files = Object.entries({ "README.md": `# ${name}\n`, ...texts });
  return {
    place: ".",
    files: new Map(files.map(([path, text]) => [path, Buffer.from(text)])),
    executables: new Set(),
    names: ["README.md", "main.tf", "moved.tf", "assets/"],
    isStranger: (path) => path.endsWith(".tf.json"),
    ...more,
  };
}

const FIRST = part({ "main.tf": "one", "moved.tf": "one", "assets/a/gone": "one", "assets/kept": "one" });
const SECOND = part({ "main.tf": "two", "assets/kept": "two" });

/** An output folder that does not exist yet, nor does the folder it is in. */
let root = "";
let out = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  out = join(root, "deep/out");
  writeFiles(join(root, "input"), { x: "" });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(parts: Part | readonly Part[], force = false): readonly string[] {
  return writeFolder(out, join(root, "input"), [parts].flat(), force);
}

const pathsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.includes(".git/"))
    .sort();

const contentsOf = (folder: string) =>
  Object.fromEntries(pathsIn(folder).map((path) => [path, readFileSync(join(folder, path), "utf8")]));

const systemError = (code: string) => Object.assign(new Error(code), { code });

describe("a folder that does not exist", () => {
  test("is created with its parents, readable as any other, and nothing beside it", () => {
    write(FIRST);
    expect(readdirSync(out).sort()).toEqual(["README.md", "assets", "main.tf", "moved.tf"]);
    expect(readdirSync(join(out, ".."))).toEqual(["out"]);
    expect(statSync(out).mode).toBe(statSync(join(out, "..")).mode);
  });

  test.each([
    ["ENOSPC", "because the disk is full; free some space and try again"],
    ["EDQUOT", "because the disk quota is exceeded"],
    ["EIO", "cannot be used (EIO)"],
  ])("is not created, nor are its parents, when the disk fails half-way (%s)", (code, message) => {
    let calls = 0;
    jest.mocked(writeFileSync).mockImplementation((path, data, options) => {
      calls++;
      if (calls === 3) {
        realFs.writeFileSync(path, "half");
        throw systemError(code);
      }
      realFs.writeFileSync(path, data, options);
    });
    expect(() => write(FIRST)).toThrow(message);
    expect(readdirSync(root)).toEqual(["input"]);
  });

  (process.getuid?.() === 0 ? test.skip : test)("is refused where permissions are missing", () => {
    chmodSync(root, 0o500);
    expect(() => write(FIRST)).toThrow("permission denied");
    chmodSync(root, 0o700);
    expect(existsSync(out)).toBe(false);
  });
});

const OWN = {
  "backend.tf": "mine",
  "terraform.tfstate": "mine",
  "terraform.tfvars": "mine",
  ".terraform.lock.hcl": "mine",
  ".terraform/x": "mine",
  "other/main.tf": "mine",
  "assets/.cache": "mine",
};

describe("a folder in git", () => {
  test("gets the new files, loses those without content, and keeps everything else", () => {
    write(FIRST);
    writeFiles(out, { ".gitignore": ".cache\n*.tfstate\n" });
    commitAll(out);
    writeFiles(out, OWN);
    expect(write(SECOND)).toEqual(["assets/a/gone", "moved.tf"]);
    expect(contentsOf(out)).toEqual({
      ...OWN,
      ".gitignore": ".cache\n*.tfstate\n",
      "README.md": "# shop\n",
      "main.tf": "two",
      "assets/kept": "two",
    });
    expect(existsSync(join(out, "assets/a"))).toBe(false);
  });

  test("is refused with each file that is changed, staged, or not tracked, until forced", () => {
    write(FIRST);
    commitAll(out);
    writeFiles(out, { ...OWN, "main.tf": "mine", "moved.tf": "mine", "assets/new": "mine" });
    git(out, "add", "moved.tf");
    const before = contentsOf(out);
    expect(() => write(SECOND)).toThrow(
      /since no commit of git has them; .*--force .*:\n {2}'assets\/\.cache'\n {2}'assets\/new'\n {2}'main\.tf'\n {2}'moved\.tf'\nsee \S+docs\/errors\.md#edited-bundle$/,
    );
    expect(contentsOf(out)).toEqual(before);
    write(SECOND, true);
    const { "assets/.cache": _, ...others } = OWN;
    expect(contentsOf(out)).toEqual({ ...others, "README.md": "# shop\n", "main.tf": "two", "assets/kept": "two" });
  });

  test("may be one of a repository, or have repositories in it", () => {
    const parts = ["one", "two"].map((place) => ({ ...FIRST, place }));
    write(parts);
    commitAll(join(out, "one"));
    commitAll(root);
    expect(write(["one", "two"].map((place) => ({ ...SECOND, place })))).toHaveLength(4);
  });

  test("does not count what a repository among the assets has, of which the commits of the folder know nothing", () => {
    write(FIRST);
    commitAll(join(out, "assets"));
    commitAll(out);
    writeFiles(out, { "assets/kept": "mine" });
    expect(() => write(SECOND)).toThrow(/:\n {2}'assets\/a\/gone'\n {2}'assets\/kept'\nsee/);
    write(SECOND, true);
    expect(existsSync(join(out, "assets/.git/HEAD"))).toBe(true);
  });

  test.each(["--assume-unchanged", "--skip-worktree"])("does not lose an edit that %s hides", (bit) => {
    write(FIRST);
    commitAll(out);
    git(out, "update-index", bit, "main.tf");
    writeFiles(out, { "main.tf": "mine" });
    expect(() => write(SECOND)).toThrow("main.tf");
    expect(readFileSync(join(out, "main.tf"), "utf8")).toBe("mine");
  });

  test("is as one without where git ignores it", () => {
    writeFiles(root, { ".gitignore": "deep\n" });
    commitAll(root);
    write(FIRST);
    expect(() => write(SECOND)).toThrow(/:\n {2}'assets\/a\/gone'\n {2}'assets\/kept'\n {2}'main\.tf'\n {2}'moved\.tf'\n/);
    write(SECOND, true);
    expect(pathsIn(out)).toEqual(["README.md", "assets/kept", "main.tf"]);
  });

  test("runs no program that its repository names", () => {
    write(FIRST);
    commitAll(out);
    git(out, "config", "core.fsmonitor", "touch ran; false");
    write(SECOND);
    expect(existsSync(join(out, "ran"))).toBe(false);
  });
});

describe("a folder without git", () => {
  test("stays as it is when the same is written again", () => {
    write(FIRST);
    const before = contentsOf(out);
    expect(write(FIRST)).toEqual([]);
    expect(contentsOf(out)).toEqual(before);
  });

  test("is refused with each file that differs, until forced, and takes an edit that is what comes", () => {
    write(FIRST);
    writeFiles(out, { ...OWN, "main.tf": "two", "assets/kept": "mine" });
    expect(() => write(SECOND)).toThrow(/:\n {2}'assets\/\.cache'\n {2}'assets\/a\/gone'\n {2}'assets\/kept'\n {2}'moved\.tf'\n/);
    write(SECOND, true);
    expect(readFileSync(join(out, "backend.tf"), "utf8")).toBe("mine");
  });

  (process.getuid?.() === 0 ? test.skip : test)("stays as it is where one of its folders cannot be written to", () => {
    write(FIRST);
    const before = contentsOf(out);
    chmodSync(join(out, "assets"), 0o500);
    expect(() => write(SECOND, true)).toThrow("permission denied");
    expect(contentsOf(out)).toEqual(before);
    chmodSync(join(out, "assets"), 0o700);
  });

  test("is refused by Terraform after a file cannot be moved, until the next run", () => {
    write(FIRST);
    jest.mocked(renameSync).mockImplementation((from, to) => {
      if (to === join(out, "main.tf")) {
        throw systemError("EIO");
      }
      realFs.renameSync(from, to);
    });
    expect(() => write(SECOND, true)).toThrow("EIO");
    expect(pathsIn(out)).toContain(UNFINISHED);
    jest.mocked(renameSync).mockImplementation(realFs.renameSync);
    write(SECOND, true);
    expect(pathsIn(out)).toEqual(["README.md", "assets/kept", "main.tf"]);
  });

  test("is written from inside, because it may be a mount point", () => {
    write(FIRST);
    jest.mocked(renameSync).mockClear();
    write(SECOND, true);
    const sources = jest.mocked(renameSync).mock.calls.map(([from]) => String(from));
    expect(sources.filter((path) => !path.startsWith(`${out}/`))).toEqual([]);
    expect(sources).toHaveLength(2);
  });
});

describe("whose the files are", () => {
  test("another stack's README is refused, also by force", () => {
    write(FIRST);
    expect(() => write(part({ "main.tf": "two" }, {}, "cluster"), true)).toThrow(
      /the README\.md in '.*out' begins with '# shop', and this one with '# cluster'; choose another folder, .*\.\nsee \S+#replaced-stack$/,
    );
    expect(readFileSync(join(out, "main.tf"), "utf8")).toBe("one");
  });

  test("files without a README are refused, also by force", () => {
    writeFiles(out, { "main.tf": "mine", LICENSE: "mine" });
    expect(() => write(FIRST, true)).toThrow(
      /has no README\.md that says which stack .* move them away:\n {2}'main\.tf'\nsee \S+#replaced-stack$/,
    );
    rmSync(join(out, "main.tf"));
    write(FIRST);
    expect(readFileSync(join(out, "LICENSE"), "utf8")).toBe("mine");
  });

  test("the other format, and any other configuration of an ejection, is refused, also by force", () => {
    write(FIRST);
    writeFiles(out, { "outputs.tf.json": "mine", "old.tf": "mine" });
    const refused = (more: Partial<Part>) => () => write(part({ "main.tf": "one" }, more), true);
    expect(refused({})).toThrow(/configuration or in another format; .*:\n {2}'outputs\.tf\.json'$/);
    expect(refused({ isStranger: (path) => path.endsWith(".tf") })).toThrow(/:\n {2}'moved\.tf'\n {2}'old\.tf'$/);
  });
});

test("keeps the right to run a file, and gives it to one that is there already", () => {
  const isRun = () => (statSync(join(out, "main.tf")).mode & 0o111) !== 0;
  write(FIRST);
  expect(isRun()).toBe(false);
  write({ ...FIRST, executables: new Set(["main.tf"]) });
  expect(isRun()).toBe(true);
  write(FIRST);
  expect(isRun()).toBe(false);
});

test("refuses a pipe in the place of a file, which would wait for ever", () => {
  write(FIRST);
  rmSync(join(out, "main.tf"));
  execFileSync("mkfifo", [join(out, "main.tf")]);
  expect(() => write(SECOND, true)).toThrow("main.tf' is a link, a folder or a pipe where a file is expected");
});

test.each([
  ["assets", "elsewhere"],
  ["assets/empty", "elsewhere"],
  [".hand-off", "elsewhere"],
  ["README.md", "elsewhere/kept"],
  [UNFINISHED, "elsewhere/kept"],
])("follows no link, writes nothing by it and removes nothing: %s", (name, target) => {
  const elsewhere = writeFiles(join(root, "elsewhere"), { kept: "theirs" });
  mkdirSync(dirname(join(out, name)), { recursive: true });
  symlinkSync(join(root, target), join(out, name));
  expect(() => write(FIRST, true)).toThrow(/is a link/);
  expect(contentsOf(elsewhere)).toEqual({ kept: "theirs" });
});

test("removes a link in its workspace, and not what it leads to", () => {
  const elsewhere = writeFiles(join(root, "elsewhere"), { kept: "theirs" });
  mkdirSync(join(out, ".hand-off"), { recursive: true });
  symlinkSync(elsewhere, join(out, ".hand-off/new"));
  write(FIRST);
  expect([contentsOf(elsewhere), existsSync(join(out, ".hand-off"))]).toEqual([{ kept: "theirs" }, false]);
});

test("refuses a link, a file, and a path below a file as the folder", () => {
  const writing = (path: string) => () => writeFolder(path, join(root, "input"), [FIRST], true);
  writeFiles(root, { "deep/out": "file" });
  expect(writing(out)).toThrow("is a file; give a folder, or a path that does not exist yet");
  expect(writing(join(out, "below"))).toThrow("is below a file");
  symlinkSync(root, join(root, "link"));
  expect(writing(join(root, "link"))).toThrow(/overlap|is a link; give a folder/);
});

test.each([
  ["assets/A", "assets/a"],
  ["assets/A/x", "assets/a/y"],
  ["README.md", "README.md/main.tf"],
  ["readme.md/main.tf", "README.md"],
])("refuses %s beside %s", (...paths) => {
  expect(() => checkPaths(paths)).toThrow(/cannot be in one folder on every file system; rename one\.$/);
});

test("refuses what Windows cannot store, and accepts what can exist side by side", () => {
  for (const name of ["CON/main.tf", "a/nul.txt", "a/aux", "a/COM1.tar.gz", "a/a.", "a/a ", "a/a:b", "a/a\\b"]) {
    expect(() => checkPaths(["README.md", name])).toThrow("cannot be a file on Windows");
  }
  const paths = ["console/main.tf", "console/tests/plan", "assets/null.txt", "assets/com10", "assets/.a"];
  expect(() => checkPaths(paths)).not.toThrow();
});
