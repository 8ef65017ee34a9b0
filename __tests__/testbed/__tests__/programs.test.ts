import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockedVersions } from "../kubernetes/versions";
import { filesOf, idOf, LOCK, type Program, readLock } from "../programs/lock-file";
import { environmentOfEngines, laidFolder, programs } from "../programs/place";

const MAIN = ["--import", "tsx", join(__dirname, "../programs/main.ts")];
/** `provider`, in the file terraform-provider-azurerm_v4.55.0_x5. */
const PROVIDER = Buffer.from(
  `UEsDBBQAAAAAAAAAIQCcc8SSCAAAAAgAAAAlAAAAdGVycmFmb3JtLXByb3ZpZGVyLWF6dXJlcm1fdjQuNTUuMF94NXByb3ZpZGVyUEsBAhQDFAAAAAAAAAAhAJxz
xJIIAAAACAAAACUAAAAAAAAAAAAAAIABAAAAAHRlcnJhZm9ybS1wcm92aWRlci1henVyZXJtX3Y0LjU1LjBfeDVQSwUGAAAAAAEAAQBTAAAASwAAAAAA`,
  "base64",
);

let root: string;
let server: Server;
let page: string;
let requests: string[];
let served: Record<string, Buffer | string>;
let before: NodeJS.ProcessEnv;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "testbed programs "));
  [requests, served] = [[], {}];
  server = createServer(({ url = "" }, response) => {
    requests.push(url);
    response.writeHead(served[url] === undefined ? 404 : 200, url === "/cut.zip" ? { "content-length": 9 } : {});
    response.end(served[url], () => url === "/cut.zip" && response.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  before = { ...process.env };
  for (const name of ["K8S_BIN", "TF_PLUGIN_DIR", "TF_CLI_ARGS_init", "ENGINES"]) {
    delete process.env[name];
  }
  process.env.TESTBED_PROGRAMS = cache();
});

afterEach(() => {
  process.env = before;
  server.close();
  rmSync(root, { recursive: true });
});

const cache = () => join(root, "cache");
const digest = (content: Buffer, algorithm = "sha256") => createHash(algorithm).update(content).digest("hex");

/** An archive with the program `engine`, in a folder of the same name, and a link to a file of this machine. */
function archived(): Buffer {
  mkdirSync(join(root, "made/engine"), { recursive: true });
  writeFileSync(join(root, "made/engine/engine"), "#!/bin/sh\necho engine\n");
  symlinkSync("/etc/hostname", join(root, "made/link"));
  return execFileSync("tar", ["--create", "--gzip", "--directory", join(root, "made"), "engine", "link"]);
}

/** Runs the command with a lock file, while the page answers. */
async function run(locked: readonly Partial<Program>[], ...args: readonly string[]) {
  const usual = { name: "engine", version: "1.0.0", known: "made here", url: `${page}/engine.tar.gz` };
  const lock = { platform: "linux_amd64", programs: locked.map((one) => ({ ...usual, ...one })) };
  writeFileSync(join(root, "lock.json"), JSON.stringify(lock));
  const child = spawn(process.execPath, [...MAIN, "--lock", join(root, "lock.json"), ...args], { env: process.env });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part) => parts.push(part));
  child.stderr.on("data", (part) => parts.push(part));
  const [code] = await once(child, "close");
  return { code, output: Buffer.concat(parts).toString() };
}

const laid = () => laidFolder(cache(), join(root, "lock.json"));
const isPlatform = process.platform === "linux" && process.arch === "x64";
const has = (...names: readonly string[]) => names.every((name) => spawnSync(name, ["-v"]).error === undefined);
const testWith = (...names: readonly string[]) => (isPlatform && has(...names) ? test : test.skip);

testWith("tar", "gzip")(
  "what is got can be run, is checked, and is not asked for again",
  async () => {
    const archive = archived();
    Object.assign(served, { "/engine.tar.gz": archive, "/SUMS": `${digest(archive)}  engine.tar.gz\n` });
    const program = { checksums: `${page}/SUMS`, files: { engine: "bin/engine" } };
    mkdirSync(join(cache(), "new-4194999-killed"), { recursive: true });
    expect(await run([program], "--check")).toEqual({ code: 1, output: expect.stringContaining("Nothing was got yet.") });
    const vouched = /engine 1\.0\.0 has no digest in the lock file: only http\S+SUMS vouches for it/;
    expect(await run([program])).toEqual({ code: 0, output: expect.stringMatching(vouched) });
    expect(execFileSync(join(laid(), "bin/engine"), { encoding: "utf8" })).toBe("engine\n");
    expect(readdirSync(cache()).filter((name) => name.startsWith("new-"))).toEqual([]);
    expect(await run([program])).toMatchObject({ code: 0 });
    expect(requests).toEqual(["/engine.tar.gz", "/SUMS"]);
    expect(await run([program], "--check")).toMatchObject({ code: 0 });
    writeFileSync(join(laid(), "bin/engine"), "changed");
    expect(await run([program], "--check")).toMatchObject({
      code: 1,
      output: expect.stringContaining("bin/engine is not what was got"),
    });
  },
  60_000,
);

testWith("tar", "gzip", "unzip")(
  "what is not as it should be is refused, and keeps nothing else away",
  async () => {
    const archive = archived();
    const other = digest(PROVIDER);
    Object.assign(served, { "/engine.tar.gz": archive, "/OTHER": `${other}  engine.tar.gz\n`, "/NONE": `${other}  x\n` });
    Object.assign(served, { "/azurerm.zip": PROVIDER, "/cut.zip": "half", "/SHA512": `${digest(PROVIDER, "sha512")}\n` });
    const right = `sha256:${digest(archive)}`;
    const wrong: readonly (readonly [RegExp, Partial<Program>])[] = [
      [/engine 1.* has the digest sha256:\w+, and the lock file says sha256:0: it is refused/, { digest: "sha256:0" }],
      [/OTHER says sha256:\w+: it is refused/, { checksums: `${page}/OTHER` }],
      [/NONE has no checksum of engine\.tar\.gz/, { checksums: `${page}/NONE` }],
      [/none\.zip has not arrived: it answers with the status 404/, { url: `${page}/none.zip`, digest: right }],
      [/cut\.zip has not arrived: /, { url: `${page}/cut.zip`, digest: right }],
      [/has no file link; the lock file/, { digest: right, files: { link: "bin/link" } }],
    ];
    const azurerm = { name: "azurerm", version: "4.55.0", provider: "hashicorp/azurerm", files: undefined };
    const good = { ...azurerm, url: `${page}/azurerm.zip`, checksums: `${page}/SHA512` };
    const { code, output } = await run([...wrong.map(([, program]) => ({ files: { engine: "bin/engine" }, ...program })), good]);
    expect(code).toBe(1);
    for (const [message] of wrong) {
      expect(output).toMatch(message);
    }
    expect(readdirSync(join(cache(), "store"))).toHaveLength(1);
    for (const host of ["registry.terraform.io", "registry.opentofu.org"]) {
      const place = "hashicorp/azurerm/4.55.0/linux_amd64/terraform-provider-azurerm_v4.55.0";
      expect(readFileSync(join(laid(), "mirror", host, place), "utf8")).toBe("provider");
    }
    expect((await run(wrong.map(([, program]) => program).slice(0, 1), "--check")).code).toBe(1);
  },
  60_000,
);

testWith("bash")(
  "where a folder has packed programs, there is nothing to get, and a shell is told where they are",
  async () => {
    for (const part of ["real", "terraform"]) {
      mkdirSync(join(cache(), part, "laid/mirror"), { recursive: true });
      writeFileSync(join(cache(), part, "lay.sh"), `echo '${join(cache(), part, "laid")}'\n`);
    }
    expect(await run([])).toEqual({ code: 0, output: expect.stringContaining("there is nothing to get") });
    const { output } = await run([], "--env");
    const shell = execFileSync("sh", ["-c", `${output}\necho "$TF_CLI_ARGS_init"; echo "$PATH"`], {
      env: process.env,
      encoding: "utf8",
    });
    expect(shell).toMatch(new RegExp(`^-plugin-dir='${cache()}/terraform/laid/mirror'\n.*:${cache()}/terraform/laid/bin\n$`));
    const missing = /bin\/engine is missing[\s\S]*Pack them again, or let TESTBED_PROGRAMS name another folder\.\n$/;
    const check = await run([{ files: { engine: "bin/engine" } }], "--check");
    expect(check).toEqual({ code: 1, output: expect.stringMatching(missing) });
  },
  60_000,
);

test("the versions of Kubernetes that are here are printed in their order, and the others are said to be left out", async () => {
  process.env.K8S_BIN = root;
  for (const name of ["kube-apiserver-1.35", "kube-apiserver-1.100", "kube-apiserver", "kube-controller-manager-1.36"]) {
    writeFileSync(join(root, name), "");
  }
  const left = "left out, since it is not here: Kubernetes 1.36, 1.37\n";
  expect(await run([], "--kubernetes")).toEqual({ code: 0, output: `1.35\n1.100\n${left}` });
}, 60_000);

test("programs that are not here are missed with the command that gets them", () => {
  expect(programs).toThrow(/The testbed's programs are missing: .*Run npm run testbed:get, or let TESTBED_PROGRAMS name/);
  Object.assign(process.env, { K8S_BIN: join(root, "k8s"), TF_PLUGIN_DIR: join(root, "providers") });
  expect(programs()).toMatchObject({ kubernetes: join(root, "k8s"), mirror: join(root, "providers") });
});

(isPlatform ? test : test.skip)("the oldest engines come before those of the machine, and nothing else in their place", () => {
  const place = laidFolder(cache());
  mkdirSync(join(place, "oldest"), { recursive: true });
  process.env.PATH = "/usr/bin";
  expect(environmentOfEngines(programs()).PATH).toBe(`/usr/bin:${place}/bin`);
  process.env.ENGINES = "oldest";
  writeFileSync(join(place, "oldest/tofu"), "");
  expect(() => environmentOfEngines(programs())).toThrow("The oldest engines are not in");
  writeFileSync(join(place, "oldest/terraform"), "");
  process.env.PATH = environmentOfEngines(programs()).PATH;
  expect(process.env.PATH).toBe(`${place}/oldest:/usr/bin:${place}/bin`);
  // A suite finds what its shell was told already.
  expect(environmentOfEngines(programs()).PATH).toBe(process.env.PATH);
});

test("the lock file has every program that the suites run, each path once, and says where it comes from", () => {
  const { programs: locked, platform } = readLock(LOCK);
  const paths = locked.flatMap((program) => filesOf(program, platform).flatMap(([, places]) => places));
  const controlPlanes = lockedVersions().flatMap((one) => [`kube-apiserver-${one}`, `kube-controller-manager-${one}`]);
  expect(controlPlanes.length).toBeGreaterThan(5);
  const kubernetes = ["etcd", "acr-credential-provider", ...controlPlanes].map((name) => `kubernetes/${name}`);
  const engines = ["bin/terraform", "bin/tofu", "bin/kubectl", "oldest/terraform", "oldest/tofu"];
  expect(paths).toEqual(expect.arrayContaining([...kubernetes, ...engines]));
  expect(new Set(paths).size).toBe(paths.length);
  const source = /^https:\/\/(releases\.hashicorp\.com|github\.com|dl\.k8s\.io)\/.*\.(zip|tar\.gz)$/;
  const proof = /^(h1:[\w+/]{43}=|sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|https:\/\/.*SUMS)$/;
  const faulty = locked.filter(({ url = "", module, version, digest: known, checksums = "" }) => {
    const isNamed = module !== undefined || (source.test(url) && url.includes(version));
    return !isNamed || !proof.test(known ?? checksums);
  });
  expect(faulty).toEqual([]);
  // How a digest is known makes no other program of it.
  expect(idOf([{ digest: "one", known: "so" }])).toBe(idOf([{ digest: "one" }]));
  expect(idOf([{ digest: "one" }])).not.toBe(idOf([{ digest: "two" }]));
});
