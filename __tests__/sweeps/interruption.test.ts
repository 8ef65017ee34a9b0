import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join, posix } from "node:path";
import { inFolder, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { type Part, UNFINISHED, writeFolder } from "../../packages/terraform-stack-tools/src/export/folder";

jest.mock("node:fs", () => {
  const real = jest.requireActual("node:fs");
  const death = { moment: Number.POSITIVE_INFINITY, calls: 0 };
  const mortal = (name: string) => (path: string, content: unknown, options: unknown) => {
    death.calls++;
    if (death.calls === death.moment && name === "writeFileSync") {
      real.writeFileSync(path, String(content).slice(0, 5), options);
    }
    if (death.calls >= death.moment) {
      throw new Error("killed");
    }
    return real[name](path, content, options);
  };
  const writing = ["copyFileSync", "linkSync", "mkdirSync", "renameSync", "rmSync", "rmdirSync", "writeFileSync"];
  return { ...real, ...Object.fromEntries(writing.map((name) => [name, mortal(name)])), death };
});

/** What is counted: the calls that write. From the given one on, none has an effect. */
const { death } = jest.requireMock<{ death: { moment: number; calls: number } }>("node:fs");

/** The id of a process that has ended. */
const DEAD = String(spawnSync(process.execPath, ["--version"]).pid);

/** What is written for a stack in its folder. */
function bundle(texts: Readonly<Record<string, string>>, place = "."): Part {
  const files = Object.entries({ "README.md": "# shop\n", ...texts });
  return {
    place,
    files: new Map(files.map(([path, text]) => [path, Buffer.from(text)])),
    executables: new Set(),
    names: ["main.tf", "moved.tf", "assets/"],
    isStranger: (path) => path.endsWith(".json"),
  };
}

const OLD = { "main.tf": "old", ".gitignore": "same", "moved.tf": "old", "assets/deep/gone": "old", "assets/x": "old" };
const NEW = { "main.tf": "new", ".gitignore": "same", "assets/x": "new", "assets/added/x": "new" };
const OTHER = { "main.tf": "other" };

/** Somebody's own files, which stay as they are. */
const MINE = { "backend.tf": "mine", "terraform.tfstate": "mine" };

interface Place {
  readonly root: string;
  readonly out: string;
  readonly write: (parts: readonly Part[], force?: boolean) => void;
}

function inPlace<T>(body: (place: Place) => T): T {
  return inFolder((root) => {
    const input = writeFiles(join(root, "input"), { x: "" });
    const out = join(root, "out");
    const write: Place["write"] = (parts, force = false) => void writeFolder(out, input, parts, force);
    return body({ root, out, write });
  });
}

/** Commits everything in a folder. Since then, git has what is overwritten. */
function commit(folder: string): void {
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message=one"],
  ]) {
    spawnSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x", ...args]);
  }
}

/** Runs an action that is killed at its n-th call which writes. Returns whether it had that many. */
function killedAt(moment: number, action: () => void): boolean {
  Object.assign(death, { moment, calls: 0 });
  try {
    action();
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "killed") {
      throw error;
    }
  } finally {
    death.moment = Number.POSITIVE_INFINITY;
  }
  return death.calls >= moment;
}

/** The process that holds the lock in a workspace is this one, which lives. */
function bury(workspace: string): void {
  const lock = join(workspace, "lock");
  if (fs.existsSync(lock)) {
    const hasId = fs.existsSync(join(lock, "pid")) && fs.readFileSync(join(lock, "pid"), "utf8") === String(process.pid);
    if (hasId) {
      fs.writeFileSync(join(lock, "pid"), DEAD);
    }
    fs.utimesSync(lock, 0, 0);
  }
}

function contentsOf(folder: string): Record<string, string> {
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const paths = files.map((file) => file.slice(folder.length + 1)).filter((path) => !/^\.(git|hand-off)\//.test(path));
  return Object.fromEntries(paths.sort().map((path) => [path, fs.readFileSync(join(folder, path), "utf8")]));
}

const textsOf = (parts: readonly Part[]): Record<string, string> =>
  Object.fromEntries(
    parts.flatMap(({ place, files }) => [...files].map(([path, bytes]) => [posix.join(place, path), bytes.toString()])),
  );

const isMarked = (folder: string) => fs.existsSync(join(folder, UNFINISHED));

const within = (contents: Readonly<Record<string, string>>, place: string) =>
  Object.fromEntries(Object.entries(contents).filter(([path]) => place === "." || path.startsWith(`${place}/`)));

const UPDATES: readonly (readonly [what: string, before: readonly Part[], after: readonly Part[]])[] = [
  ["a first hand-off", [], [bundle(NEW)]],
  ["an update of one bundle", [bundle(OLD)], [bundle(NEW)]],
  [
    "an update of several bundles, one of which is new and one is left out",
    [bundle(OLD, "a"), bundle(OTHER, "b")],
    [bundle(NEW, "a"), bundle(OTHER, "c")],
  ],
];

test.each(UPDATES)(
  "%s that is killed at any moment leaves each bundle old, new or refused by Terraform, and the same command ends it",
  (_what, before, after) => {
    let moment = 1;
    for (let wasKilled = true; wasKilled; moment++) {
      inPlace(({ root, out, write }) => {
        const mine = before.length === 0 ? {} : MINE;
        if (before.length > 0) {
          write(before);
          writeFiles(out, mine);
          commit(out);
        }
        wasKilled = killedAt(moment, () => write(after));
        const found = contentsOf(out);
        for (const { place } of [...before, ...after].filter((one) => !isMarked(join(out, one.place)))) {
          const versions = [before, after, []].map((version) => within({ ...textsOf(version), ...mine }, place));
          expect(versions).toContainEqual(within(found, place));
        }
        bury(join(out, ".hand-off"));
        write(after);
        const left = before.filter(({ place }) => !after.some((one) => one.place === place));
        expect(contentsOf(out)).toEqual({ ...textsOf(left), ...textsOf(after), ...mine });
        expect(fs.readdirSync(root).sort()).toEqual(["input", "out"]);
        expect(fs.readdirSync(out)).not.toContain(".hand-off");
      });
    }
    expect(moment).toBeGreaterThan(15);
  },
);

test("the next run may bring something else by force, and be killed too", () => {
  for (let moment = 8; moment < 30; moment += 5) {
    for (let next = 8; next < 40; next += 9) {
      inPlace(({ out, write }) => {
        write([bundle(OLD)]);
        killedAt(moment, () => write([bundle(NEW)], true));
        bury(join(out, ".hand-off"));
        killedAt(next, () => write([bundle(OTHER)], true));
        bury(join(out, ".hand-off"));
        write([bundle(OTHER)], true);
        expect(contentsOf(out)).toEqual({ ...textsOf([bundle(OTHER)]), ".gitignore": "same" });
      });
    }
  }
});

describe("what an interrupted hand-off has left", () => {
  test("does not overwrite what somebody has edited since", () => {
    inPlace(({ out, write }) => {
      write([bundle(OLD)]);
      commit(out);
      killedAt(momentOfExchange(), () => write([bundle(NEW)]));
      bury(join(out, ".hand-off"));
      writeFiles(out, { "main.tf": "mine" });
      expect(() => write([bundle(NEW)])).toThrow("'main.tf'");
      expect(fs.readFileSync(join(out, "main.tf"), "utf8")).toBe("mine");
      write([bundle(NEW)], true);
      expect(contentsOf(out)).toEqual(textsOf([bundle(NEW)]));
    });
  });

  /** The first moment at which a file has moved. */
  const momentOfExchange = (): number => {
    for (let moment = 1; ; moment++) {
      const hasMoved = inPlace(({ out, write }) => {
        write([bundle(OLD)]);
        killedAt(moment, () => write([bundle(NEW)], true));
        return fs.readFileSync(join(out, "main.tf"), "utf8") === "new";
      });
      if (hasMoved) {
        return moment;
      }
    }
  };

  test("is not followed where it is a link", () => {
    inPlace(({ root, out, write }) => {
      write([bundle(OLD)]);
      fs.mkdirSync(join(root, "elsewhere"));
      fs.mkdirSync(join(out, ".hand-off"));
      fs.symlinkSync(join(root, "elsewhere"), join(out, ".hand-off/new"));
      write([bundle(NEW)], true);
      expect(contentsOf(out)).toEqual(textsOf([bundle(NEW)]));
      expect(fs.readdirSync(join(root, "elsewhere"))).toEqual([]);
    });
  });
});

test("a workspace that is a link is refused", () => {
  inPlace(({ root, out, write }) => {
    write([bundle(OLD)]);
    fs.mkdirSync(join(root, "elsewhere"));
    fs.symlinkSync(join(root, "elsewhere"), join(out, ".hand-off"));
    expect(() => write([bundle(NEW)], true)).toThrow("is a link or a file, but the hand-off needs this name");
  });
});
