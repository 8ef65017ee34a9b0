import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockedVersions } from "../../kubernetes/versions";
import { filesOf, idOf, LOCK, readLock } from "../../programs/lock-file";
import { environmentOfEngines, findPrograms, laidFolder, programs } from "../../programs/place";

const PROJECT = join(__dirname, "../../../..");
const VARIABLES = ["TESTBED_PROGRAMS", "XDG_CACHE_HOME", "K8S_BIN", "TF_PLUGIN_DIR", "ENGINES"];

let root: string;
let before: NodeJS.ProcessEnv;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "testbed-place-"));
  before = { ...process.env };
  for (const name of VARIABLES) {
    delete process.env[name];
  }
  process.env.XDG_CACHE_HOME = root;
});

afterEach(() => {
  process.env = before;
  rmSync(root, { recursive: true });
});

const isPlatform = process.platform === "linux" && process.arch === "x64";
const onPlatform = isPlatform ? test : test.skip;

test("programs that are not here are missed with the command that gets them", () => {
  expect(findPrograms()).toBeUndefined();
  expect(() => programs()).toThrow(
    /The testbed's programs are missing: .*Run npm run testbed:get, or let TESTBED_PROGRAMS name a folder that has them/,
  );
});

onPlatform("what was got is found in the cache, and in the folder that the variable names", () => {
  const cache = join(root, "cdktf-acr-aks/testbed");
  mkdirSync(laidFolder(cache), { recursive: true });
  expect(programs()).toEqual({
    mirror: join(laidFolder(cache), "mirror"),
    kubernetes: join(laidFolder(cache), "kubernetes"),
    replaying: join(laidFolder(cache), "replaying"),
    bin: join(laidFolder(cache), "bin"),
  });
  process.env.TESTBED_PROGRAMS = join(root, "other");
  expect(findPrograms()).toBeUndefined();
});

test("a command in the testbed finds the programs that the testbed has told it", () => {
  Object.assign(process.env, { K8S_BIN: join(root, "k8s"), TF_PLUGIN_DIR: join(root, "providers") });
  expect(programs()).toMatchObject({ kubernetes: join(root, "k8s"), mirror: join(root, "providers") });
});

const { programs: locked, platform } = readLock(LOCK);
const paths = locked.flatMap((program) => filesOf(program, platform).flatMap(([, places]) => places));

test("the lock file has every program that the suites run, and each path once", () => {
  const controlPlanes = lockedVersions().flatMap((version) => [
    `kube-apiserver-${version}`,
    `kube-controller-manager-${version}`,
  ]);
  expect(controlPlanes.length).toBeGreaterThan(3);
  for (const name of ["etcd", "acr-credential-provider", ...controlPlanes]) {
    expect(paths).toContain(`kubernetes/${name}`);
  }
  expect(paths).toEqual(expect.arrayContaining(["bin/terraform", "bin/tofu", "bin/kubectl", "oldest/terraform", "oldest/tofu"]));
  expect(new Set(paths).size).toBe(paths.length);
});

test.each(locked)("$name $version says where it comes from, which archive it is, and how that is known", (program) => {
  const { digest, checksums, url, module, known } = program;
  expect(known).not.toBe("");
  if (module) {
    expect(digest).toMatch(/^h1:[\w+/]{43}=$/);
    return;
  }
  expect(url).toMatch(/^https:\/\/(releases\.hashicorp\.com|github\.com|dl\.k8s\.io)\/.*\.(zip|tar\.gz)$/);
  expect(url).toContain(program.version);
  expect(digest ?? checksums).toMatch(/^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|https:\/\/.*SUMS)$/);
});

onPlatform(
  "the oldest engines come before those of the machine where they are asked for, and nothing else does in their place",
  () => {
    const laid = laidFolder(join(root, "cdktf-acr-aks/testbed"));
    mkdirSync(join(laid, "bin"), { recursive: true });
    process.env.PATH = "/usr/bin";
    expect(environmentOfEngines(programs()).PATH).toBe(`/usr/bin:${laid}/bin`);
    process.env.ENGINES = "oldest";
    expect(() => environmentOfEngines(programs())).toThrow("The oldest engines are not in");
    mkdirSync(join(laid, "oldest"));
    writeFileSync(join(laid, "oldest/tofu"), "");
    expect(() => environmentOfEngines(programs())).toThrow("The oldest engines are not in");
    writeFileSync(join(laid, "oldest/terraform"), "");
    process.env.PATH = environmentOfEngines(programs()).PATH;
    expect(process.env.PATH).toBe(`${laid}/oldest:/usr/bin:${laid}/bin`);
    // A suite finds what its shell was told already.
    expect(environmentOfEngines(programs()).PATH).toBe(process.env.PATH);
  },
);

test("how a digest is known makes no other program of it", () => {
  expect(idOf([{ digest: "one", known: "so" }])).toBe(idOf([{ digest: "one", known: "otherwise" }]));
  expect(idOf([{ digest: "one" }])).not.toBe(idOf([{ digest: "two" }]));
});

test("no suite and no command knows a folder beside this checkout", () => {
  const files = execFileSync("git", ["ls-files", "*.ts", "*.js", "*.json", "*.yml"], { cwd: PROJECT, encoding: "utf8" })
    .trim()
    .split("\n");
  const beside = new RegExp("\\.\\./shared/(real|terra" + 'form)|join\\(__dirname, "(\\.\\./)+shared"');
  const named = files.filter(
    (file) => file !== "" && existsSync(join(PROJECT, file)) && beside.test(readFileSync(join(PROJECT, file), "utf8")),
  );
  expect(named).toEqual([]);
});
