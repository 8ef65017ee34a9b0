import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GRANT, writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { Compiled } from "../../support/compiled";

const root = realpathSync(mkdtempSync(join(tmpdir(), "machine-")));
const tools = new Compiled("terraform-stack-tools");
const starter = new Compiled("create-cdktf-acr-aks");

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  tools.remove();
  starter.remove();
});

let folders = 0;

/** A new folder with a stack. */
function place(): string {
  return writeFiles(join(root, `${folders++}`), { "app.ts": "app", "stack/cdk.tf.json": GRANT });
}

interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  /** Goes before the command. */
  readonly prefix?: string;
  /** Goes after it, such as a redirection. */
  readonly suffix?: string;
}

/** Runs a program by a shell in a folder, and fails after a while where it never ends. */
function shell(folder: string, program: string, args: string, { env = {}, prefix = "", suffix = "" }: Settings = {}) {
  const command = `${prefix} '${process.execPath}' '${program}' ${args} ${suffix}`;
  return spawnSync("bash", ["-c", command], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
  return execFileSync("git", ["-C", folder, ...identity, ...args], { encoding: "utf8" }).trim();
}

function repository(folder: string): string {
  git(folder, "init", "--quiet");
  git(folder, "remote", "add", "origin", "https://example.com/true.git");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "x");
  return folder;
}

const CREDENTIALS = {
  ARM_CLIENT_SECRET: "canary-1",
  AWS_SECRET_ACCESS_KEY: "canary-2",
  GITHUB_TOKEN: "canary-3",
  LC_TOKEN: "canary-4",
  NPM_TOKEN: "canary-5",
  SSH_AUTH_SOCK: "canary-6",
  TF_TOKEN_app_terraform_io: "canary-7",
  "npm_config_//registry.example.com/:_authToken": "canary-8",
  npm_config__auth: "canary-9",
  PATH_TO_SECRET: "canary-10",
  WHATEVER_COMES_NEXT: "canary-11",
};

/** A program that notes its environment, and then is the real one. */
function recorder(folder: string, name: string): Readonly<Record<string, string>> {
  const real = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
  const ending = name === "npm" ? "exit 0" : `exec '${real}' "$@"`;
  writeFiles(folder, { [`bin/${name}`]: `#!/bin/sh\nenv >> '${folder}/environment'\n${ending}\n` });
  chmodSync(join(folder, "bin", name), 0o755);
  return { PATH: `${join(folder, "bin")}:${process.env.PATH}` };
}

test.each([
  ["git", () => tools.program, "hand-off stack --out out"],
  ["npm", () => starter.program, "project"],
])("%s gets no credential, but a path and a home", (name, program, args) => {
  const folder = repository(place());
  const env = { ...CREDENTIALS, LANG: "C.UTF-8", npm_config_registry: "https://example.com/", ...recorder(folder, name) };
  expect(shell(folder, program(), args, { env }).status).toBe(0);
  const got = readFileSync(join(folder, "environment"), "utf8");
  expect(got.match(/^.*canary.*$/gm)).toBeNull();
  expect(got).toMatch(/^LANG=C\.UTF-8$/m);
  expect(got).toContain(`HOME=${folder}`);
  expect(got.includes("npm_config_registry")).toBe(name === "npm");
});

/** Variables of git, and settings of a repository that an archive has brought along: what must not happen. */
const GIT: Readonly<Record<string, (folder: string, other: string) => Readonly<Record<string, string>>>> = {
  "names another repository": (_, other) => ({ GIT_DIR: join(other, ".git"), GIT_WORK_TREE: other }),
  "names other objects": (_, other) => ({ GIT_OBJECT_DIRECTORY: join(other, ".git/objects") }),
  "names another common folder": (_, other) => ({ GIT_COMMON_DIR: join(other, ".git") }),
  "names another index": (_, other) => ({ GIT_INDEX_FILE: join(other, ".git/index") }),
  "has a namespace": () => ({ GIT_NAMESPACE: "other" }),
  "hides the repository": (folder) => ({ GIT_CEILING_DIRECTORIES: folder }),
  "states another origin": () => ({
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "remote.origin.url",
    GIT_CONFIG_VALUE_0: "https://example.com/false.git",
  }),
  "states parameters": () => ({ GIT_CONFIG_PARAMETERS: "'remote.origin.url'='https://example.com/false.git'" }),
  "names another configuration": (_, other) => ({ GIT_CONFIG_GLOBAL: join(other, "false"), GIT_CONFIG: join(other, "false") }),
  "names where git's programs are": (_, other) => ({ GIT_EXEC_PATH: other }),
  "traces into a file": (folder) => ({ GIT_TRACE: join(folder, "ran") }),
  "compares with a program": (folder) => ({ GIT_EXTERNAL_DIFF: `touch ${folder}/ran` }),
  "has a file system monitor": (folder) => configured(folder, "core.fsmonitor", `touch ${folder}/ran; false`),
  "has a filter": (folder) => filtered(folder, "evil", "clean"),
  "has a filter process": (folder) => filtered(folder, "evil", "process"),
  "has a filter whose name is a setting": (folder) => filtered(folder, "e=vil.clean", "clean"),
  "has hooks": (folder) => {
    chmodSync(
      join(
        writeFiles(folder, { ".git/hooks/post-index-change": `#!/bin/sh\ntouch ${folder}/ran\n` }),
        ".git/hooks/post-index-change",
      ),
      0o755,
    );
    return {};
  },
  "lacks an object, and fetches by a program": (folder) => {
    configured(folder, "remote.origin.promisor", "true");
    configured(folder, "remote.evil.url", `ext::sh -c touch% ${folder}/ran`);
    configured(folder, "remote.evil.promisor", "true");
    configured(folder, "protocol.ext.allow", "always");
    configured(folder, "extensions.partialClone", "evil");
    configured(folder, "core.repositoryFormatVersion", "1");
    const tree = git(folder, "rev-parse", "HEAD^{tree}");
    rmSync(join(folder, ".git/objects", tree.slice(0, 2), tree.slice(2)), { force: true });
    return {};
  },
};

function configured(folder: string, name: string, value: string): Readonly<Record<string, string>> {
  git(folder, "config", name, value);
  return {};
}

function filtered(folder: string, name: string, kind: string): Readonly<Record<string, string>> {
  configured(folder, `filter.${name}.${kind}`, `touch ${folder}/ran; cat`);
  configured(folder, `filter.${name}.required`, "true");
  writeFiles(folder, { ".git/info/attributes": `* filter=${name}\n`, "app.ts": "app" });
  return {};
}

test.each(Object.entries(GIT))("a repository or shell that %s gives no other commit, and runs nothing", (_name, prepare) => {
  const folder = repository(place());
  const other = repository(writeFiles(join(root, `other${folders++}`), { x: "other" }));
  git(other, "remote", "set-url", "origin", "https://example.com/false.git");
  writeFiles(other, { false: '[remote "origin"]\n\turl = https://example.com/false.git\n' });
  const commit = git(folder, "rev-parse", "HEAD");
  const env = prepare(folder, other);
  const { status, stderr } = shell(folder, tools.program, "hand-off stack --out out", { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining("files") });
  expect(existsSync(join(folder, "ran"))).toBe(false);
  expect(readFileSync(join(folder, "out/README.md"), "utf8")).toContain(`generated from the commit \`${commit}\` `);
});

/** What a machine may be like, and what must be said. No answer is a stack trace. */
const SAID: Readonly<Record<string, readonly [run: (folder: string) => SpawnSyncReturns<string>, status: number, text: RegExp]>> =
  {
    "a working folder that is gone, for the tools": [
      gone(() => tools.program, "hand-off stack --out out"),
      1,
      /the working folder no longer exists/,
    ],
    "a working folder that is gone, for the starter": [
      gone(() => starter.program, "project"),
      1,
      /the working folder no longer exists/,
    ],
    "a full disk behind standard output, for the tools": [
      (folder) => shell(folder, tools.program, "--help", { suffix: "> /dev/full" }),
      1,
      /standard output cannot be written \(ENOSPC\)/,
    ],
    "a full disk behind standard output, for the starter": [
      (folder) => shell(folder, starter.program, "--help", { suffix: "> /dev/full" }),
      1,
      /standard output cannot be written \(ENOSPC\)/,
    ],
    "a full disk behind standard error": [
      (folder) => shell(folder, tools.program, "nothing", { suffix: "2> /dev/full" }),
      2,
      /^$/,
    ],
    "a pipe that is closed at once": [
      (folder) => shell(folder, tools.program, "--help", { prefix: "set -o pipefail;", suffix: "| true" }),
      0,
      /^$/,
    ],
    "a pipe that is closed at once, for the starter": [
      (folder) => shell(folder, starter.program, "--help", { prefix: "set -o pipefail;", suffix: "| true" }),
      0,
      /^$/,
    ],
    "no standard output": [(folder) => shell(folder, tools.program, "--help", { suffix: ">&-" }), 0, /^$/],
    "a bundle where nobody may create folders": [
      (folder) => shell(folder, tools.program, "hand-off stack --out /proc/x/y"),
      1,
      /'\/proc\/x' cannot be created/,
    ],
    "a project where nobody may create folders": [
      (folder) => shell(folder, starter.program, "/proc/x/y"),
      1,
      /cannot be created there; choose another folder/,
    ],
    "a folder for temporary files that is gone": [
      (folder) => shell(folder, tools.program, "hand-off stack --out out", { env: { TMPDIR: "/nonexistent" } }),
      0,
      /files/,
    ],
  };

function gone(program: () => string, args: string): (folder: string) => SpawnSyncReturns<string> {
  return (folder) => {
    mkdirSync(join(folder, "gone"));
    return shell(folder, program(), args, { prefix: "cd gone && rmdir ../gone &&" });
  };
}

test.each(Object.entries(SAID))("%s", (_name, [run, status, text]) => {
  const folder = place();
  const result = run(folder);
  expect({ status: result.status, signal: result.signal }).toEqual({ status, signal: null });
  expect(result.stderr).toMatch(text);
  expect(result.stderr).not.toMatch(/\n\s+at /);
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
});

const isRoot = process.platform === "linux" && process.getuid?.() === 0;

(isRoot ? test : test.skip)("a read-only file system is told as such", () => {
  const folder = place();
  mkdirSync(join(folder, "disk"));
  if (spawnSync("mount", ["-t", "tmpfs", "tmpfs", join(folder, "disk")]).status !== 0) {
    return;
  }
  try {
    mkdirSync(join(folder, "disk/there"));
    execFileSync("mount", ["-o", "remount,ro", join(folder, "disk")]);
    for (const [program, args] of [
      [tools.program, "hand-off stack --out disk/there"],
      [tools.program, "hand-off stack --out disk/new/folder"],
      [starter.program, "disk/there"],
      [starter.program, "disk/new/folder"],
    ]) {
      const { status, stderr } = shell(folder, program, args);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(/' is on a read-only file system; choose another folder\.\n$/),
      });
    }
  } finally {
    execFileSync("umount", [join(folder, "disk")]);
  }
});

const UNSHARED = "unshare -rn";
const canUnshare = spawnSync("bash", ["-c", `${UNSHARED} true`]).status === 0;

(canUnshare ? test : test.skip)("without a network, a bundle is written and updated, and a project is written", () => {
  const folder = repository(place());
  const prefix = UNSHARED;
  const run = (program: string, args: string) => shell(folder, program, args, { prefix }).status;
  expect([
    run(tools.program, "hand-off stack --out out --format hcl"),
    run(tools.program, "hand-off stack --out out --format hcl"),
    run(starter.program, "project --no-install"),
  ]).toEqual([0, 0, 0]);
});
