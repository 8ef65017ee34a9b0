import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeFolder } from "../../../../src/handoff/output/folder";
import type { Files } from "../../../../src/handoff/output/folder-changes";
import { digestOf } from "../../../../src/handoff/output/manifest";
import { inFolder, lay } from "../../../support/hand-off";

jest.mock("node:fs", () => {
  const real = jest.requireActual("node:fs");
  return { ...real, renameSync: jest.fn(real.renameSync), writeFileSync: jest.fn(real.writeFileSync) };
});
const realFs = jest.requireActual<typeof import("node:fs")>("node:fs");

/** A bundle: files with their manifest. */
function bundle(contents: Record<string, string>): Files {
  const digests = Object.fromEntries(Object.entries(contents).map(([path, text]) => [path, digestOf(text)]));
  const manifest = JSON.stringify({ format: "cdktf-acr-aks hand-off 1", files: digests });
  return new Map(Object.entries({ ...contents, "manifest.json": manifest }).map(([path, text]) => [path, Buffer.from(text)]));
}

const FIRST = bundle({ "main.tf.json": "one", "tests/plan": "one", "old/gone": "one" });
const SECOND = bundle({ "main.tf.json": "two", "tests/plan": "one" });

function inTarget(body: (target: { out: string; root: string; write: (files: Files, force?: boolean) => void }) => void): void {
  inFolder((root) => {
    const input = lay(join(root, "input"), { x: "" });
    const out = join(root, "deep/out");
    body({ out, root, write: (files, force = false) => writeFolder(out, files, { input, force }) });
  });
}

const all = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

beforeEach(() => {
  jest.mocked(renameSync).mockImplementation(realFs.renameSync);
  jest.mocked(writeFileSync).mockImplementation(realFs.writeFileSync as never);
});

test("makes the folder, its parents too, and leaves nothing beside it", () => {
  inTarget(({ out, write }) => {
    write(FIRST);
    expect(all(out)).toEqual(["main.tf.json", "manifest.json", "old/gone", "tests/plan"]);
    expect(readdirSync(join(out, ".."))).toEqual(["out"]);
  });
});

test("a second hand-over replaces what the first wrote, removes what is no more, and keeps what is a person's", () => {
  inTarget(({ out, write }) => {
    write(FIRST);
    lay(out, { "terraform.tfvars": "mine", ".terraform/x": "mine" });
    write(SECOND);
    expect(all(out)).toEqual([".terraform/x", "main.tf.json", "manifest.json", "terraform.tfvars", "tests/plan"]);
    expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("two");
  });
});

test("what a person edited is named, every file of it, and stays until --force", () => {
  inTarget(({ out, write }) => {
    write(FIRST);
    lay(out, { "main.tf.json": "mine", "old/gone": "mine", "tests/plan": "mine" });
    expect(() => write(SECOND)).toThrow(/overwrite it with --force:\n {2}'main\.tf\.json'\n {2}'old\/gone'\n {2}'tests\/plan'$/);
    expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("mine");
    write(SECOND, true);
    expect(all(out)).toEqual(["main.tf.json", "manifest.json", "tests/plan"]);
  });
});

test("a file that a person made where a new one goes is named", () => {
  inTarget(({ out, write }) => {
    write(SECOND);
    lay(out, { "new.txt": "mine" });
    expect(() => write(bundle({ "new.txt": "ours" }))).toThrow("'new.txt'");
  });
});

test("the same files again change nothing, also those a person made equal", () => {
  inTarget(({ out, write }) => {
    write(FIRST);
    write(FIRST);
    expect(all(out)).toHaveLength(4);
  });
});

test("a folder of somebody else is refused, and kept with --force", () => {
  inTarget(({ out, write }) => {
    lay(out, { "README.md": "mine", "manifest.json": { name: "theirs" } });
    expect(() => write(FIRST)).toThrow(/'README\.md'\n {2}'manifest\.json'$/);
    write(FIRST, true);
    expect(readFileSync(join(out, "README.md"), "utf8")).toBe("mine");
  });
});

test("an empty folder is as good as none", () => {
  inTarget(({ out, write }) => {
    mkdirSync(out, { recursive: true });
    write(FIRST);
    expect(all(out)).toHaveLength(4);
  });
});

test.each(["ENOSPC", "EDQUOT", "EIO"])(
  "a disk that fails while writing (%s) leaves no folder, no parents and nothing changed",
  (code) => {
    inTarget(({ out, root, write }) => {
      let calls = 0;
      jest.mocked(writeFileSync).mockImplementation(((...args: Parameters<typeof writeFileSync>) => {
        if (++calls === 2) {
          realFs.writeFileSync(args[0], "half");
          throw Object.assign(new Error(code), { code });
        }
        return realFs.writeFileSync(...args);
      }) as never);
      expect(() => write(FIRST)).toThrow(code === "ENOSPC" ? "the disk is full; make room and run it again" : undefined);
      expect(readdirSync(root)).toEqual(["input"]);
      expect(existsSync(out)).toBe(false);
    });
  },
);

test("a move that fails half-way is taken back, file by file", () => {
  inTarget(({ out, write }) => {
    write(FIRST);
    const before = all(out).map((path) => [path, readFileSync(join(out, path), "utf8")]);
    for (let failing = 1; failing <= 7; failing++) {
      let calls = 0;
      jest.mocked(renameSync).mockImplementation((from, to) => {
        if (++calls === failing) {
          throw Object.assign(new Error("EACCES"), { code: "EACCES" });
        }
        realFs.renameSync(from, to);
      });
      expect(() => write(SECOND)).toThrow("is not allowed to this user");
      expect(all(out).map((path) => [path, readFileSync(join(out, path), "utf8")])).toEqual(before);
      expect(readdirSync(join(out, ".."))).toEqual(["out"]);
    }
  });
});

test("links are never followed: neither the folder itself, nor one in it", () => {
  inTarget(({ out, root, write }) => {
    const elsewhere = lay(join(root, "elsewhere"), { plan: "theirs" });
    mkdirSync(out, { recursive: true });
    symlinkSync(elsewhere, join(out, "tests"));
    expect(() => write(FIRST, true)).toThrow("is a link, or a folder in place of a file");
    renameSync(out, `${out}-`);
    symlinkSync(elsewhere, out);
    expect(() => write(FIRST, true)).toThrow("is a link; give a folder");
    expect(all(elsewhere)).toEqual(["plan"]);
  });
});

test("a forged manifest removes nothing outside the folder", () => {
  inTarget(({ out, root, write }) => {
    write(SECOND);
    lay(root, { precious: "x" });
    const files = { "../../precious": digestOf("x"), [join(root, "precious")]: digestOf("x") };
    lay(out, { "manifest.json": { format: "cdktf-acr-aks hand-off 1", files } });
    write(SECOND, true);
    expect(existsSync(join(root, "precious"))).toBe(true);
  });
});

test("a file, and a path below a file, are no place for a folder", () => {
  inTarget(({ out, root, write }) => {
    lay(root, { "deep/out": "file" });
    expect(() => write(FIRST)).toThrow("is a file; give a folder, or a path where nothing is yet");
    const input = join(root, "input");
    expect(() => writeFolder(join(out, "below"), FIRST, { input, force: false })).toThrow("lies below a file");
  });
});

test.each(["input", "input/below", "."])("fails for %s, which holds or lies in the input", (path) => {
  inFolder((root) => {
    const input = lay(join(root, "input"), { x: "" });
    expect(() => writeFolder(join(root, path), FIRST, { input, force: true })).toThrow(
      "lie in each other; choose a folder elsewhere",
    );
  });
});

test("a link to the input is seen through", () => {
  inFolder((root) => {
    const input = lay(join(root, "input"), { x: "" });
    symlinkSync(input, join(root, "link"));
    expect(() => writeFolder(join(root, "link/out"), FIRST, { input, force: true })).toThrow("lie in each other");
  });
});

(process.getuid?.() === 0 ? test.skip : test)("a folder without rights is named", () => {
  inTarget(({ out, root, write }) => {
    chmodSync(root, 0o500);
    expect(() => write(FIRST)).toThrow("is not allowed to this user");
    chmodSync(root, 0o700);
    expect(existsSync(out)).toBe(false);
  });
});

test("writes into a folder that is a file system of its own, or whose parent is not ours", () => {
  inTarget(({ out, write }) => {
    write(FIRST);
    const parent = readdirSync(join(out, ".."));
    jest.mocked(renameSync).mockImplementation((from, to) => {
      // Nothing comes from beside the folder.
      expect(String(from).startsWith(`${out}/`)).toBe(true);
      realFs.renameSync(from, to);
    });
    write(SECOND);
    expect(readdirSync(join(out, ".."))).toEqual(parent);
    expect(readFileSync(join(out, "main.tf.json"), "utf8")).toBe("two");
  });
});

describe("several bundles", () => {
  const index = (names: string[]): Files => {
    const parts = names.flatMap((name) =>
      [...bundle({ "main.tf.json": name, "tests/plan": name })].map(([path, bytes]) => [`${name}/${path}`, bytes] as const),
    );
    const manifest = JSON.stringify({ format: "cdktf-acr-aks hand-off 1", bundles: names, files: {} });
    return new Map([...parts, ["manifest.json", Buffer.from(manifest)]]);
  };

  test("one that is no more goes by --force alone, with its folder, but for what is a person's", () => {
    inTarget(({ out, write }) => {
      write(index(["one", "two", "three"]));
      lay(out, { "three/terraform.tfvars": "mine" });
      const before = all(out);
      expect(() => write(index(["one"]))).toThrow(
        /holds modules that are no part of this hand-over; .*\n {2}'three'\n {2}'two'|\n {2}'two'\n {2}'three'/,
      );
      expect(all(out)).toEqual(before);
      write(index(["one"]), true);
      expect(all(out)).toEqual([
        "manifest.json",
        "one/main.tf.json",
        "one/manifest.json",
        "one/tests/plan",
        "three/terraform.tfvars",
      ]);
      expect(existsSync(join(out, "two"))).toBe(false);
    });
  });

  test("one that a person edited is named, and stays until --force", () => {
    inTarget(({ out, write }) => {
      write(index(["one", "two"]));
      lay(out, { "two/main.tf.json": "mine" });
      expect(() => write(index(["one"]))).toThrow("'two/main.tf.json'");
      expect(existsSync(join(out, "two/tests/plan"))).toBe(true);
    });
  });

  test("what lies where a new one comes is named: Terraform would take it for a part of the module", () => {
    inTarget(({ out, write }) => {
      write(index(["one"]));
      lay(out, { "two/other.tf": "mine" });
      expect(() => write(index(["one", "two"]))).toThrow("'two/other.tf'");
      write(index(["one", "two"]), true);
      expect(all(out)).toContain("two/other.tf");
    });
  });
});
