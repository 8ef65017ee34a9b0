import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import {
  interrupted,
  moments,
  NUMBERS,
  processesLeftIn,
} from "../../../packages/terraform-stack-tools/__tests__/support/signals";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { Compiled } from "../../support/compiled";
import { providerMirror } from "../../support/provider-mirror";
import { binaries } from "../../support/terraform";

const root = realpathSync(mkdtempSync(join(tmpdir(), "m-")));
const tools = new Compiled("terraform-stack-tools");

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  tools.remove();
});

const json = (hours: number): JsonObject => ({
  terraform: { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } },
  variable: { x: { type: "string" } },
  resource: { time_offset: { one: { offset_hours: hours } } },
});

let folders = 0;

/** A folder with two versions of a stack, for temporary files and for a cache. */
function place(): string {
  const folder = join(root, `${folders++}`);
  mkdirSync(join(folder, "tmp"), { recursive: true });
  return writeFiles(folder, { "old/stack/cdk.tf.json": json(1), "new/stack/cdk.tf.json": json(2), "a.tfvars": 'x = "1"\n' });
}

function environmentIn(folder: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, TF_CLI_ARGS_init } = process.env;
  return { PATH, TF_CLI_ARGS_init, HOME: folder, TMPDIR: join(folder, "tmp"), XDG_CACHE_HOME: join(folder, "cache"), ...more };
}

const PLAN = ["plan", "new/stack", "--existing", "old/stack", "--var-file", "a.tfvars"];

function plan(folder: string, binary: string, more: Readonly<Record<string, string>> = {}, prefix: readonly string[] = []) {
  const [command, ...args] = [...prefix, process.execPath, tools.program, ...PLAN, "--binary", binary];
  return spawnSync(command, args, { cwd: folder, encoding: "utf8", env: environmentIn(folder, more) });
}

/** What is set in the shell, and the only command that gets it. */
const VARIABLES = {
  ARM_CLIENT_SECRET: [],
  AWS_SECRET_ACCESS_KEY: [],
  AZURE_CLIENT_SECRET: [],
  GITHUB_TOKEN: [],
  GIT_DIR: [],
  HTTPS_PROXY: ["init"],
  KUBECONFIG: [],
  LD_PRELOAD_CANARY: [],
  no_proxy: ["init"],
  SSH_AUTH_SOCK: ["init"],
  TF_LOG_PATH_CANARY: [],
  TF_TOKEN_example_com: ["init"],
  TF_VAR_x: [],
  VAULT_TOKEN: [],
  WHATEVER_COMES_NEXT: [],
};

test.each(binaries())("%s and its providers get no variable of the shell that they do not need", (binary) => {
  const folder = place();
  const noted = (name: string) => `env > '${folder}/got-${name}'"-$$"`;
  const mirror = providerMirror(join(folder, "mirror"), `${noted("provider")}\nexec "$REAL"`);
  writeFileSync(join(folder, "engine"), `#!/bin/sh\n${noted('"$1"')}\nexec ${binary} "$@"\n`.replace(`got-"$1"'`, `got-'"$1"`), {
    mode: 0o755,
  });
  const set = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, `canary-${name}`]));
  const result = plan(folder, join(folder, "engine"), { ...set, TF_CLI_ARGS_init: `-plugin-dir='${mirror}'` });
  expect(result).toMatchObject({ status: 0, stderr: "" });
  const got = readdirSync(folder).filter((name) => name.startsWith("got-"));
  const commandOf = (name: string) => name.split("-")[1];
  expect([...new Set(got.map(commandOf))].sort()).toEqual(
    ["apply", "console", "init", "plan", "provider", "providers", "show", "version"].sort(),
  );
  const receivers = Object.keys(VARIABLES).map((name): [string, string[]] => {
    const files = got.filter((file) => readFileSync(join(folder, file), "utf8").includes(`canary-${name}\n`));
    return [name, [...new Set(files.map(commandOf))]];
  });
  expect(Object.fromEntries(receivers)).toEqual(VARIABLES);
});

/** The promise is a second; a busy machine gets more. */
const LIMIT = 2000;

test.each([
  ["with providers at hand", 14, true],
  ["that downloads providers", 6, false],
] as const)("a plan %s ends at %d moments with 128 + n, and leaves nothing", async (_name, count, isWarm) => {
  const [binary] = binaries();
  const args = [tools.program, ...PLAN, "--binary", binary];
  const cache = join(root, `cache-${isWarm}`);
  const settings = (folder: string) => ({
    cwd: folder,
    env: environmentIn(folder, { XDG_CACHE_HOME: isWarm ? cache : join(folder, "cache") }),
  });
  if (isWarm) {
    const first = place();
    expect(await interrupted(args, settings(first), 60_000, "SIGTERM")).toEqual({ code: 0 });
  }
  const measured = place();
  const began = Date.now();
  expect(await interrupted(args, settings(measured), 60_000, "SIGTERM")).toEqual({ code: 0 });
  const codes = new Set<number>();
  for (const [delay, signal] of moments(count, Date.now() - began)) {
    const folder = place();
    const { code, took = 0 } = await interrupted(args, settings(folder), delay, signal);
    codes.add(code);
    const inCache = isWarm ? [] : namesIn(join(folder, "cache/terraform-stack-tools/plan"));
    expect({
      delay,
      code: code === 0 || code === 128 + NUMBERS[signal],
      temporary: readdirSync(join(folder, "tmp")),
      cache: inCache.filter((name) => !/^([0-9a-f]{16}|downloads)$/.test(name)),
      processes: await processesLeftIn(folder),
    }).toEqual({ delay, code: true, temporary: [], cache: [], processes: [] });
    expect(took).toBeLessThan(LIMIT);
  }
  expect([...codes]).toEqual(expect.arrayContaining([143, 130]));
});

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const canUnshare = spawnSync("unshare", ["-rn", "true"]).status === 0;

(canUnshare ? test.each(binaries()) : test.skip.each(binaries()))(
  "%s plans without a network once the providers are there",
  (binary) => {
    const folder = place();
    const online = plan(folder, binary);
    expect(online).toMatchObject({ status: 0, stderr: "" });
    expect(plan(folder, binary, {}, ["unshare", "-rn"])).toMatchObject({ status: 0, stdout: online.stdout });
  },
);

const cacheOf = (folder: string) => {
  const cache = join(folder, "cache/terraform-stack-tools/plan");
  const [name] = readdirSync(cache).filter((one) => one !== "downloads");
  return join(cache, name);
};

/** How a cache is damaged. The next plan is that of a whole one. */
const DAMAGE: Readonly<Record<string, (folder: string) => void>> = {
  "has no record": (folder) => rmSync(join(folder, "record.json")),
  "has half a record": (folder) => truncateSync(join(folder, "record.json"), 20),
  "has no providers": (folder) => rmSync(join(folder, ".terraform"), { recursive: true }),
  "has no schemas": (folder) => rmSync(join(folder, "schemas"), { recursive: true }),
  "has half a provider": (folder) => {
    // The folder is a link to the one that `init` has it from.
    const program = JSON.parse(readFileSync(join(folder, "record.json"), "utf8")).providers[0].file;
    const half = readFileSync(join(folder, program)).subarray(0, 1000);
    rmSync(dirname(join(folder, program)));
    writeFiles(dirname(join(folder, program)), { x: "" });
    writeFileSync(join(folder, program), half, { mode: 0o755 });
  },
  "is a file": (folder) => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
  },
};

test("a damaged cache is made anew", () => {
  const folder = place();
  const [binary] = binaries();
  const { stdout } = plan(folder, binary);
  for (const [name, damage] of Object.entries(DAMAGE)) {
    damage(cacheOf(folder));
    expect({ name, ...plan(folder, binary) }).toMatchObject({ name, status: 0, stdout, stderr: "" });
  }
});

/** What the machine is like, and what is said. */
const SAID: Readonly<Record<string, readonly [more: (folder: string) => Readonly<Record<string, string>>, text: RegExp]>> = {
  "a long folder for temporary files": [
    (folder) => ({ TMPDIR: made(join(folder, "x".repeat(100))) }),
    /the path of the folder for temporary files, .* is too long for the sockets of providers by \d+ characters; set TMPDIR to a shorter one/,
  ],
  "a folder for temporary files that does not exist": [() => ({ TMPDIR: "/nonexistent" }), /'\/nonexistent' does not exist/],
  "a cache where nobody may create folders": [
    () => ({ XDG_CACHE_HOME: "/proc/x" }),
    /cannot be created, .*It is the cache of providers, whose place XDG_CACHE_HOME changes/,
  ],
  "a cache that is a file": [
    (folder) => ({ XDG_CACHE_HOME: join(folder, "a.tfvars") }),
    /is below a file.*XDG_CACHE_HOME changes/,
  ],
};

function made(folder: string): string {
  mkdirSync(folder);
  return folder;
}

test.each(Object.entries(SAID))("%s is told in a sentence", (_name, [more, text]) => {
  const folder = place();
  const { status, stderr } = plan(folder, binaries()[0], more(folder));
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(text) });
  expect(stderr).not.toMatch(/\n\s+at /);
});
