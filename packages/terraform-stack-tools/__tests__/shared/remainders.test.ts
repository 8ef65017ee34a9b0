import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTemporaryFolder, locked } from "../../src/shared/remainders";
import { writeFiles } from "../support/hand-off";

jest.mock("node:fs", () => {
  const real = jest.requireActual("node:fs");
  return { ...real, renameSync: jest.fn(real.renameSync) };
});
const { renameSync } = jest.requireActual<typeof import("node:fs")>("node:fs");

/** The ids of a process that has ended and of one that runs. */
const DEAD = String(spawnSync(process.execPath, ["--version"]).pid);
const ALIVE = String(process.ppid);

const refusal = (holder?: number) => new Error(`held by ${holder}`);

let folder = "";
let lock = "";
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  lock = join(folder, "deep/lock");
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const run = () => locked(lock, { timeout: 0, refusal }, () => "ran");

test("a lock is held while the body runs, and removed afterwards, also where the body fails", () => {
  expect(locked(lock, { timeout: 0, refusal }, () => fs.readFileSync(join(lock, "pid"), "utf8"))).toBe(String(process.pid));
  const fail = () =>
    locked(lock, { timeout: 0, refusal }, () => {
      throw new Error("broken");
    });
  expect(fail).toThrow("broken");
  expect(run()).toBe("ran");
  expect(fs.existsSync(lock)).toBe(false);
});

test("a lock is refused while another process runs, with its id", () => {
  writeFiles(lock, { pid: ALIVE });
  expect(run).toThrow(`held by ${ALIVE}`);
  expect(fs.readFileSync(join(lock, "pid"), "utf8")).toBe(ALIVE);
});

test("a lock is taken from a process that has ended", () => {
  writeFiles(lock, { pid: DEAD });
  expect(run()).toBe("ran");
  expect(fs.readdirSync(join(lock, ".."))).toEqual([]);
});

test("a lock is taken from a process that ended before it could name itself, but not at once", () => {
  fs.mkdirSync(lock, { recursive: true });
  expect(run).toThrow("held by undefined");
  fs.utimesSync(lock, 0, 0);
  expect(run()).toBe("ran");
});

test("a lock is given back where another process has taken it from the same dead one in the meantime", () => {
  writeFiles(lock, { pid: DEAD });
  jest.mocked(fs.renameSync).mockImplementationOnce((from, to) => {
    writeFiles(lock, { pid: ALIVE });
    renameSync(from, to);
  });
  expect(run).toThrow(`held by ${ALIVE}`);
  expect(fs.readFileSync(join(lock, "pid"), "utf8")).toBe(ALIVE);
});

test.each([0o000, 0o022, 0o077])(
  "a temporary folder is its owner's alone with a umask of %i, and gone after an error",
  (umask) => {
    const former = process.umask(umask);
    let path = "";
    const body = (folder: string) => {
      path = folder;
      expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
      fs.writeFileSync(join(folder, "secret"), "");
      throw new Error("broken");
    };
    try {
      expect(() => inTemporaryFolder("test", body)).toThrow("broken");
    } finally {
      process.umask(former);
    }
    expect(path).not.toBe("");
    expect(fs.existsSync(path)).toBe(false);
  },
);
