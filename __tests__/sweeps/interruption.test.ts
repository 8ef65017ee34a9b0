import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { cdktfOut, inFolder, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { handOff } from "../../packages/terraform-stack-tools/src/hand-off";
import type { Consent } from "../../packages/terraform-stack-tools/src/hand-off/output/changes";
import { type Files, UNFINISHED } from "../../packages/terraform-stack-tools/src/hand-off/output/folder";
import { digestOf } from "../../packages/terraform-stack-tools/src/hand-off/output/manifest";
import { withOutputFolder } from "../../packages/terraform-stack-tools/src/hand-off/output/output-folder";

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

/** Nothing may be overwritten that no hand-off wrote, and nothing lost but the bundle that is gone. */
const CAREFUL: Consent = { force: false, replaceStack: false, allowDelete: ["b"], allowTarget: false, allowSecrets: false };

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

const filesOf = (texts: Readonly<Record<string, string>>): Files =>
  new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));

/** Two configurations, of which no manifest tells. */
const EJECTED = filesOf({
  "README.md": "new",
  "dev/main.tf": "new",
  "dev/README.md": "new",
  "dev/assets/x.txt": "new",
  "prod/main.tf": "new",
});

interface Place {
  readonly root: string;
  readonly out: string;
  readonly write: (files: Files, consent?: Consent, isOwned?: boolean) => void;
}

function inPlace<T>(body: (place: Place) => T): T {
  return inFolder((root) => {
    const input = writeFiles(join(root, "input"), { x: "" });
    const out = join(root, "out");
    const write = (files: Files, consent = CAREFUL, isOwned = false): void => {
      withOutputFolder(out, input, (output) =>
        output.write({ files, executables: new Set(), isOwned, risks: [], addresses: [], secrets: [] }, consent),
      );
    };
    return body({ root, out, write });
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

const isMarked = (folder: string) => fs.existsSync(join(folder, UNFINISHED));

const within = (contents: Readonly<Record<string, string>>, bundle: string) =>
  Object.fromEntries(Object.entries(contents).filter(([path]) => bundle === "." || path.startsWith(`${bundle}/`)));

const withoutWorkspace = (contents: Record<string, string>) =>
  Object.fromEntries(Object.entries(contents).filter(([path]) => !path.startsWith(".hand-off/")));

test.each([
  ["of one bundle", OLD, NEW, ["."]],
  [
    "of several bundles, one of which is new and one is gone",
    app({ a: OLD, b: OTHER }),
    app({ a: NEW, c: OTHER }),
    ["a", "b", "c"],
  ],
])(
  "an update %s that is killed at any moment leaves each bundle old, new or refused by Terraform, and the next run succeeds",
  (_case, before, after, bundles) => {
    let moment = 1;
    for (let wasKilled = true; wasKilled; moment++) {
      inPlace(({ root, out, write }) => {
        write(before);
        writeFiles(out, { "backend.tf": "mine" });
        const mine = { "backend.tf": "mine" };
        wasKilled = killedAt(moment, () => write(after));
        const found = withoutWorkspace(contentsOf(out));
        for (const bundle of bundles.filter((one) => !isMarked(join(out, one)))) {
          const versions = [textsOf(before), textsOf(after)].map((version) => within({ ...version, ...mine }, bundle));
          expect(versions).toContainEqual(within(found, bundle));
        }
        bury(join(out, ".hand-off"));
        write(after);
        expect(contentsOf(out)).toEqual({ ...textsOf(after), ...mine });
        expect(fs.readdirSync(root).sort()).toEqual(["input", "out"]);
        expect(fs.readdirSync(out)).not.toContain(".hand-off");
      });
    }
    expect(moment).toBeGreaterThan(30);
  },
);

test("a first hand-off that is killed leaves nothing, what Terraform refuses or a whole bundle, and the next run succeeds", () => {
  let moment = 1;
  for (let wasKilled = true; wasKilled; moment++) {
    inPlace(({ root, out, write }) => {
      wasKilled = killedAt(moment, () => write(NEW));
      if (!isMarked(out)) {
        expect([{}, textsOf(NEW)]).toContainEqual(fs.existsSync(out) ? withoutWorkspace(contentsOf(out)) : {});
      }
      bury(join(out, ".hand-off"));
      write(NEW);
      expect(contentsOf(out)).toEqual(textsOf(NEW));
      expect(fs.readdirSync(root).sort()).toEqual(["input", "out"]);
    });
  }
  expect(moment).toBeGreaterThan(10);
});

test.each([
  ["into a new folder", filesOf({})],
  ["over another one, by force", filesOf({ "README.md": "old", "dev/main.tf": "old", "dev/README.md": "old" })],
])(
  "an ejection %s that is killed leaves the old one, the new one or what Terraform refuses, and the next run succeeds",
  (_where, before) => {
    const force = { ...CAREFUL, force: before.size > 0 };
    let moment = 1;
    for (let wasKilled = true; wasKilled; moment++) {
      inPlace(({ root, out, write }) => {
        if (before.size > 0) {
          writeFiles(out, textsOf(before));
        }
        wasKilled = killedAt(moment, () => write(EJECTED, force, true));
        const found = fs.existsSync(out) ? withoutWorkspace(contentsOf(out)) : {};
        for (const folder of ["dev", "prod"].filter((one) => !isMarked(join(out, one)))) {
          const versions = [before, EJECTED].map((files) => within(textsOf(files), folder));
          expect(versions).toContainEqual(within(found, folder));
        }
        bury(join(out, ".hand-off"));
        write(EJECTED, force, true);
        expect(contentsOf(out)).toEqual(textsOf(EJECTED));
        expect(fs.readdirSync(root).sort()).toEqual(["input", "out"]);
      });
    }
    expect(moment).toBeGreaterThan(20);
  },
);

test("the next run may bring something else, and be killed too", () => {
  for (let moment = 12; moment < 40; moment += 5) {
    for (let next = 12; next < 50; next += 9) {
      inPlace(({ out, write }) => {
        write(OLD);
        killedAt(moment, () => write(NEW));
        bury(join(out, ".hand-off"));
        killedAt(next, () => write(OTHER));
        bury(join(out, ".hand-off"));
        write(OTHER);
        expect(contentsOf(out)).toEqual(textsOf(OTHER));
      });
    }
  }
});

test("a hand-off of two stacks that is killed at 60 moments ends with the bytes of one that was not", () => {
  inFolder((root) => {
    const [out, former] = [join(root, "out"), join(root, "former")];
    const input = (version: string) => {
      const output = { version: { value: version } };
      return cdktfOut(join(root, version), { one: { output }, two: { output, variable: { x: {} } } });
    };
    const [first, second] = [input("first"), input("second")];
    const run = (format: "json" | "hcl") => void handOff({ input: second, out, format });
    handOff({ input: first, out: former });
    for (const format of ["json", "hcl"] as const) {
      const restore = () => {
        fs.rmSync(out, { recursive: true, force: true });
        fs.cpSync(former, out, { recursive: true });
      };
      restore();
      killedAt(Number.POSITIVE_INFINITY, () => run(format));
      const [calls, whole] = [death.calls, contentsOf(out)];
      for (let moment = 1; moment <= 30; moment++) {
        restore();
        expect(killedAt(Math.ceil((moment * calls) / 30), () => run(format))).toBe(true);
        bury(join(out, ".hand-off"));
        run(format);
        expect(contentsOf(out)).toEqual(whole);
      }
    }
  });
});

describe("what an interrupted hand-off has left", () => {
  test("does not overwrite what somebody has edited since", () => {
    inPlace(({ out, write }) => {
      write(OLD);
      killedAt(momentOfExchange(), () => write(NEW));
      bury(join(out, ".hand-off"));
      writeFiles(out, { "main.tf.json": "mine" });
      expect(() => write(NEW)).toThrow("'main.tf.json'");
      expect(fs.readFileSync(join(out, "main.tf.json"), "utf8")).toBe("mine");
      write(NEW, { ...CAREFUL, force: true });
      expect(contentsOf(out)).toEqual(textsOf(NEW));
    });
  });

  /** The first moment at which a file has moved. */
  const momentOfExchange = (): number => {
    for (let moment = 1; ; moment++) {
      const hasMoved = inPlace(({ out, write }) => {
        write(OLD);
        killedAt(moment, () => write(NEW));
        return fs.readFileSync(join(out, "main.tf.json"), "utf8") === "new";
      });
      if (hasMoved) {
        return moment;
      }
    }
  };

  test("reaches nothing outside of the folder, even if it was forged", () => {
    inPlace(({ root, out, write }) => {
      write(OLD);
      const mine = { precious: "mine", "elsewhere/x": "mine", "elsewhere/unfinished-handoff.tf.json": "mine" };
      writeFiles(root, mine);
      fs.symlinkSync(join(root, "elsewhere"), join(out, "link"));
      const forged = (paths: readonly string[], bundles: readonly string[]) => {
        const files = Object.fromEntries(paths.map((path) => [path, digestOf("mine")]));
        const manifest = { format: "terraform-stack-tools hand-off 1", files };
        writeFiles(out, {
          ".hand-off/versions/0/manifest.json": { ...manifest, bundles },
          ".hand-off/versions/0/link/manifest.json": { ...manifest, files: {} },
        });
      };
      forged(["../precious", join(root, "precious"), "a/../../precious"], ["..", "/", "../elsewhere"]);
      write(NEW);
      forged(["link/x"], []);
      expect(() => write(OLD)).toThrow("is a link");
      forged([], ["link"]);
      expect(() => write(OLD)).toThrow("is a link");
      for (const [path, text] of Object.entries(mine)) {
        expect(fs.readFileSync(join(root, path), "utf8")).toBe(text);
      }
    });
  });

  test.each([".hand-off/versions", ".hand-off/versions/0", ".hand-off/new"])("is not followed where it is a link: %s", (path) => {
    inPlace(({ root, out, write }) => {
      write(OLD);
      fs.mkdirSync(join(root, "elsewhere"));
      fs.mkdirSync(join(out, path, ".."), { recursive: true });
      fs.symlinkSync(join(root, "elsewhere"), join(out, path));
      write(NEW);
      expect(contentsOf(out)).toEqual(textsOf(NEW));
      expect(fs.readdirSync(join(root, "elsewhere"))).toEqual([]);
    });
  });
});

test("a workspace that is a link is refused", () => {
  inPlace(({ root, out, write }) => {
    write(OLD);
    fs.mkdirSync(join(root, "elsewhere"));
    fs.symlinkSync(join(root, "elsewhere"), join(out, ".hand-off"));
    expect(() => write(NEW)).toThrow("is a link or a file, but the hand-off needs this name");
  });
});
