import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { inFolder, writeFiles } from "../../../../../__tests__/support/hand-off";
import type { Consent } from "../../../src/hand-off/output/consent";
import { UNFINISHED } from "../../../src/hand-off/output/exchange";
import { digestOf, type Files } from "../../../src/hand-off/output/manifest";
import { withOutputFolder } from "../../../src/hand-off/output/output-folder";

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

const ALL: Consent = { force: true, replaceStack: true, allowDelete: true };

function bundle(contents: Readonly<Record<string, string>>): Files {
  const digests = Object.fromEntries(Object.entries(contents).map(([path, text]) => [path, digestOf(text)]));
  const manifest = JSON.stringify({ format: "terraform-stack-tools hand-off 1", files: digests });
  return new Map(Object.entries({ ...contents, "manifest.json": manifest }).map(([path, text]) => [path, Buffer.from(text)]));
}

/** Bundles in folders, with an index. */
function app(bundles: Readonly<Record<string, Files>>): Files {
  const index = JSON.stringify({ format: "terraform-stack-tools hand-off 1", files: {}, bundles: Object.keys(bundles) });
  return new Map([
    ["manifest.json", Buffer.from(index)],
    ...Object.entries(bundles).flatMap(([name, files]) => [...files].map(([path, bytes]) => [`${name}/${path}`, bytes] as const)),
  ]);
}

const OLD = bundle({ "main.tf.json": "old", "same.txt": "same", "deep/gone.txt": "old", "tests/plan": "old" });
const NEW = bundle({ "main.tf.json": "new", "same.txt": "same", "tests/plan": "new", "added/x.txt": "new" });
const OTHER = bundle({ "main.tf.json": "other" });

interface Place {
  readonly root: string;
  readonly out: string;
  readonly write: (files: Files) => void;
}

function inPlace(body: (place: Place) => void): void {
  inFolder((root) => {
    const input = writeFiles(join(root, "input"), { x: "" });
    const out = join(root, "out");
    const write = (files: Files) =>
      withOutputFolder(out, input, (output) => output.write({ files, executables: new Set(), deletedAddresses: [] }, ALL));
    body({ root, out, write: (files) => void write(files) });
  });
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
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.sort().map((file) => [file.slice(folder.length + 1), fs.readFileSync(file, "utf8")]));
}

const textsOf = (files: Files) => Object.fromEntries([...files].sort().map(([path, bytes]) => [path, bytes.toString()]));

const withoutWorkspace = (contents: Record<string, string>) =>
  Object.fromEntries(Object.entries(contents).filter(([path]) => !path.startsWith(".hand-off/")));

test.each([
  ["of one bundle", OLD, NEW],
  ["of several bundles, one of which is new and one is gone", app({ a: OLD, b: OTHER }), app({ a: NEW, c: OTHER })],
])(
  "an update %s that is killed at any moment is whole or refused by Terraform, and the next run ends it",
  (_case, before, after) => {
    let moment = 1;
    for (let wasKilled = true; wasKilled; moment++) {
      inPlace(({ root, out, write }) => {
        write(before);
        writeFiles(out, { "backend.tf": "mine" });
        const mine = { "backend.tf": "mine" };
        wasKilled = killedAt(moment, () => write(after));
        const found = withoutWorkspace(contentsOf(out));
        if (!Object.keys(found).some((path) => path.endsWith(UNFINISHED))) {
          expect([
            { ...textsOf(before), ...mine },
            { ...textsOf(after), ...mine },
          ]).toContainEqual(found);
        }
        bury(join(out, ".hand-off"));
        write(after);
        expect(contentsOf(out)).toEqual({ ...textsOf(after), ...mine });
        expect(fs.readdirSync(root).sort()).toEqual(["input", "out"]);
        expect(fs.readdirSync(out)).not.toContain(".hand-off");
      });
    }
    expect(moment).toBeGreaterThan(25);
  },
);

test("a first handoff that is killed leaves no folder or a whole one, and the next run leaves nothing else", () => {
  let moment = 1;
  for (let wasKilled = true; wasKilled; moment++) {
    inPlace(({ root, out, write }) => {
      wasKilled = killedAt(moment, () => write(NEW));
      expect([{}, textsOf(NEW)]).toContainEqual(fs.existsSync(out) ? contentsOf(out) : {});
      bury(join(root, ".out.hand-off"));
      write(NEW);
      expect(contentsOf(out)).toEqual(textsOf(NEW));
      expect(fs.readdirSync(root).sort()).toEqual(["input", "out"]);
    });
  }
  expect(moment).toBeGreaterThan(10);
});

test("the next run may bring something else, after the interrupted one has ended", () => {
  for (let moment = 5; moment < 40; moment += 3) {
    inPlace(({ out, write }) => {
      write(OLD);
      killedAt(moment, () => write(NEW));
      bury(join(out, ".hand-off"));
      write(OTHER);
      expect(contentsOf(out)).toEqual(textsOf(OTHER));
    });
  }
});

describe("a journal", () => {
  const interrupted = (body: (place: Place) => void) =>
    inPlace((place) => {
      place.write(OLD);
      const moment = momentOf(place, OLD, NEW);
      killedAt(moment, () => place.write(NEW));
      bury(join(place.out, ".hand-off"));
      body(place);
    });

  /** The first moment at which the journal is complete and no file has moved. */
  const momentOf = ({ out, write }: Place, before: Files, after: Files): number => {
    for (let moment = 1; ; moment++) {
      killedAt(moment, () => write(after));
      const isPending = fs.existsSync(join(out, ".hand-off/journal.json"));
      bury(join(out, ".hand-off"));
      write(before);
      if (isPending) {
        return moment;
      }
    }
  };

  test("does not overwrite what somebody has edited since", () => {
    interrupted(({ out, write }) => {
      writeFiles(out, { "main.tf.json": "mine" });
      const careful = () =>
        withOutputFolder(out, join(out, "../input"), (output) =>
          output.write({ files: NEW, executables: new Set(), deletedAddresses: [] }, { ...ALL, force: false }),
        );
      expect(careful).toThrow("'main.tf.json'");
      expect(fs.readFileSync(join(out, "main.tf.json"), "utf8")).toBe("mine");
      write(NEW);
      expect(contentsOf(out)).toEqual(textsOf(NEW));
    });
  });

  test("that was forged reaches nothing outside of the folder", () => {
    inPlace(({ root, out, write }) => {
      write(OLD);
      writeFiles(root, { precious: "mine", "elsewhere/x": "mine" });
      fs.symlinkSync(join(root, "elsewhere"), join(out, "link"));
      const from = digestOf("mine");
      const steps = ["../precious", join(root, "precious"), "a/../../precious"].map((path) => ({ path, from, to: null }));
      writeFiles(out, { ".hand-off/journal.json": { steps, bundles: ["..", "/"] } });
      write(NEW);
      writeFiles(out, { ".hand-off/journal.json": { steps: [{ path: "link/x", from, to: null }], bundles: [] } });
      expect(() => write(NEW)).toThrow("is a link");
      expect(fs.readFileSync(join(root, "precious"), "utf8")).toBe("mine");
      expect(fs.readFileSync(join(root, "elsewhere/x"), "utf8")).toBe("mine");
    });
  });
});

test("a workspace that is a link is refused", () => {
  inPlace(({ root, out, write }) => {
    write(OLD);
    fs.mkdirSync(join(root, "elsewhere"));
    fs.symlinkSync(join(root, "elsewhere"), join(out, ".hand-off"));
    expect(() => write(NEW)).toThrow("is a link or a file, but the handoff needs this name");
  });
});
