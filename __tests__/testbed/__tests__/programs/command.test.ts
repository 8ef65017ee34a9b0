import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { half, hasPrograms, type ReleasePage, sha256, startReleasePage, zip } from "../support/release-page";

const MAIN = ["--import", "tsx", join(__dirname, "../../programs/main.ts")];
const ENGINE = zip({ engine: "#!/bin/sh\n" });

let root: string;
let page: ReleasePage;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "testbed-command-"));
  page = await startReleasePage();
});

afterEach(async () => {
  await page.stop();
  rmSync(root, { recursive: true });
});

const lockFile = () => join(root, "lock.json");
const cache = () => join(root, "cache with a space");

function writeLock(digest?: string): void {
  const program = { name: "engine", version: "1.0.0", known: "made here", digest, files: { engine: "bin/engine" } };
  const addresses = { url: `${page.url}/engine.zip`, checksums: `${page.url}/SUMS` };
  writeFileSync(lockFile(), JSON.stringify({ platform: "linux_amd64", programs: [{ ...program, ...addresses }] }));
}

function environment(): NodeJS.ProcessEnv {
  const { K8S_BIN: _, TF_PLUGIN_DIR: _two, TF_CLI_ARGS_init: _three, ...rest } = process.env;
  return { ...rest, TESTBED_PROGRAMS: cache() };
}

/** Meanwhile the page answers. */
async function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [...MAIN, ...args], { env: environment() });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part) => parts.push(part));
  child.stderr.on("data", (part) => parts.push(part));
  const [code] = await once(child, "close");
  return { code, output: Buffer.concat(parts).toString() };
}

test("gets, checks, and says that a publisher alone vouches for what the lock file has no digest of", async () => {
  page.serve("/engine.zip", ENGINE);
  page.serve("/SUMS", `${sha256(ENGINE).slice(7)}  engine.zip\n`);
  writeLock();
  expect(await run("--lock", lockFile(), "--check")).toEqual({
    code: 1,
    output: expect.stringContaining("Nothing was got yet."),
  });
  expect(await run("--lock", lockFile())).toEqual({
    code: 0,
    output: expect.stringMatching(/engine 1\.0\.0 has no digest in the lock file: only http\S+SUMS vouches for it/),
  });
  expect(await run("--lock", lockFile(), "--check")).toMatchObject({ code: 0 });
}, 60_000);

test("a signal in the middle of a download leaves nothing", async () => {
  writeLock(sha256(ENGINE));
  const child = spawn(process.execPath, [...MAIN, "--lock", lockFile()], {
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const parts: Buffer[] = [];
  child.stderr.on("data", (part) => parts.push(part));
  const asked = new Promise<void>((resolve) =>
    page.serve(
      "/engine.zip",
      half(ENGINE, () => resolve()),
    ),
  );
  await asked;
  child.kill("SIGTERM");
  const [code] = await once(child, "close");
  expect([code, Buffer.concat(parts).toString()]).toEqual([
    1,
    expect.stringContaining("ended by SIGTERM; what was begun is removed"),
  ]);
  expect(readdirSync(cache())).toEqual([]);
}, 60_000);

test("a failure is said, with what to do, and makes the command fail", async () => {
  writeLock(sha256(ENGINE));
  const { code, output } = await run("--lock", lockFile());
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/answers with the status 404.*\nRun npm run testbed:get again; what has arrived is kept/),
  ]);
}, 60_000);

/** A folder as those who unpack programs by themselves have it. */
function packed(): void {
  for (const part of ["real", "terraform"]) {
    mkdirSync(join(cache(), part, "laid", "mirror"), { recursive: true });
    writeFileSync(join(cache(), part, "lay.sh"), `echo '${join(cache(), part, "laid")}'\n`);
  }
}

(hasPrograms("bash") ? test : test.skip)(
  "where a folder has packed programs, there is nothing to get, and a shell is told where they are",
  async () => {
    packed();
    expect(await run()).toEqual({ code: 0, output: expect.stringContaining("there is nothing to get") });
    const { code, output } = await run("--env");
    expect(code).toBe(0);
    const shell = spawnSync("sh", ["-c", `${output}\necho "$TF_CLI_ARGS_init"; echo "$PATH"`], {
      encoding: "utf8",
      env: environment(),
    });
    expect(shell.stdout).toMatch(
      new RegExp(`^-plugin-dir='${cache()}/terraform/laid/mirror'\n.*:${cache()}/terraform/laid/bin\n$`),
    );
    expect(await run("--check")).toEqual({
      code: 1,
      output: expect.stringMatching(
        /azurerm_v5\.2\.0 is missing[\s\S]*Pack them again, or let TESTBED_PROGRAMS name another folder\.\n$/,
      ),
    });
  },
  60_000,
);

test("the versions of Kubernetes that are here are printed in their order, and the others are said to be left out", async () => {
  const kubernetes = join(root, "kubernetes");
  mkdirSync(kubernetes);
  for (const name of ["kube-apiserver-1.35", "kube-apiserver-1.100", "kube-apiserver", "kube-controller-manager-1.36"]) {
    writeFileSync(join(kubernetes, name), "");
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...MAIN, "--kubernetes"], {
    encoding: "utf8",
    env: { ...environment(), K8S_BIN: kubernetes },
  });
  expect([status, stdout]).toEqual([0, "1.35\n1.100\n"]);
  expect(stderr).toBe("left out, since it is not here: Kubernetes 1.36, 1.37\n");
}, 60_000);

test.each([[["--nonsense"]], [["--check", "--env"]]])(
  "%j is refused",
  async (args) => {
    expect(await run(...args)).toMatchObject({ code: 2 });
  },
  60_000,
);

test("help names every option", async () => {
  const { code, output } = await run("--help");
  expect([code, output]).toEqual([0, expect.stringMatching(/--check[\s\S]*--env[\s\S]*--kubernetes[\s\S]*--lock/)]);
}, 60_000);
