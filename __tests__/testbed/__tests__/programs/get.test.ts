import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultsIn, type Getting, getPrograms } from "../../programs/get";
import type { Lock, Program } from "../../programs/lock-file";
import { half, hasPrograms, type ReleasePage, sha256, startReleasePage, zip } from "../support/release-page";

const PLATFORM = "linux_amd64";
const ENGINE = zip({ LICENSE: "free", engine: "#!/bin/sh\necho engine\n" });
const NOT_LISTED = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

let root: string;
let page: ReleasePage;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "testbed-programs-"));
  page = await startReleasePage();
});

afterEach(async () => {
  await page.stop();
  rmSync(root, { recursive: true });
});

const engine = (more: Partial<Program> = {}): Program => ({
  name: "engine",
  version: "1.2.3",
  url: `${page.url}/engine.zip`,
  digest: sha256(ENGINE),
  known: "made here",
  files: { engine: "bin/engine" },
  ...more,
});

const laid = () => join(root, "laid");

async function getAll(...programs: readonly Program[]) {
  const lines: string[] = [];
  const lock: Lock = { platform: PLATFORM, programs };
  const getting: Getting = { folder: root, platform: PLATFORM };
  const { failures } = await getPrograms(lock, laid(), getting, (line) => lines.push(line));
  return { failures, lines, faults: faultsIn(lock, laid()) };
}

/** Nothing of a download is left: only what is whole is kept. */
const remainders = () => readdirSync(root).filter((name) => name.startsWith("new-"));
const kept = () => (existsSync(join(root, "store")) ? readdirSync(join(root, "store")) : []);

test("an archive with the digest of the lock file is unpacked, can be run, and is where its file belongs", async () => {
  page.serve("/engine.zip", ENGINE);
  expect(await getAll(engine())).toEqual({
    failures: [],
    lines: [expect.stringContaining("engine 1.2.3: from 127.0.0.1")],
    faults: [],
  });
  expect(execFileSync(join(laid(), "bin/engine"), { encoding: "utf8" })).toBe("engine\n");
  expect(remainders()).toEqual([]);
});

test("what is kept is not asked for again, and needs no network", async () => {
  page.serve("/engine.zip", ENGINE);
  await getAll(engine());
  await page.stop();
  expect(await getAll(engine())).toEqual({ failures: [], lines: [], faults: [] });
  expect(page.requests).toEqual(["/engine.zip"]);
  page = await startReleasePage();
});

test("a list of files that is damaged is said, and what it lists is got again", async () => {
  page.serve("/engine.zip", ENGINE);
  await getAll(engine());
  for (const folder of [laid(), ...kept().map((name) => join(root, "store", name))]) {
    writeFileSync(join(folder, "contents.json"), '{"eng');
  }
  expect(faultsIn({ platform: PLATFORM, programs: [] }, laid())[0]).toMatch(/contents\.json is damaged\.$/);
  expect(await getAll(engine())).toMatchObject({ failures: [], faults: [] });
  expect(page.requests).toHaveLength(2);
});

test("an archive with another digest is refused and removed", async () => {
  page.serve("/engine.zip", zip({ engine: "another one" }));
  const { failures, faults } = await getAll(engine());
  expect(failures).toEqual([
    expect.stringMatching(
      /engine 1\.2\.3 is missing: .* has the digest sha256:\w{64}, and the lock file says sha256:\w{64}: it is refused/,
    ),
  ]);
  expect(faults).toEqual(failures);
  expect([...kept(), ...remainders()]).toEqual([]);
  expect(page.requests).toHaveLength(1);
});

test("a download that is cut off leaves nothing", async () => {
  page.serve(
    "/engine.zip",
    half(ENGINE, (response) => response.destroy()),
  );
  expect((await getAll(engine())).failures).toEqual([expect.stringMatching(/engine\.zip has not arrived: /)]);
  expect([...kept(), ...remainders()]).toEqual([]);
});

test("a page that leads elsewhere is followed, as release pages do", async () => {
  page.serve("/engine.zip", (_, response) => response.writeHead(302, { location: "/elsewhere" }).end());
  page.serve("/elsewhere", ENGINE);
  expect((await getAll(engine())).failures).toEqual([]);
});

test("a page that is not there is said with its status, and a server that is not there as well", async () => {
  const program = engine();
  expect((await getAll(program)).failures).toEqual([
    expect.stringContaining("engine.zip has not arrived: it answers with the status 404."),
  ]);
  await page.stop();
  expect((await getAll(program)).failures).toEqual([expect.stringContaining("ECONNREFUSED")]);
  page = await startReleasePage();
});

test("one program that is missing does not keep the others away, which are not got again", async () => {
  page.serve("/engine.zip", ENGINE);
  const other = engine({ name: "other", url: `${page.url}/other.zip`, files: { engine: "bin/other" } });
  expect((await getAll(other, engine())).failures).toHaveLength(1);
  expect(existsSync(join(laid(), "bin/engine"))).toBe(true);
  page.serve("/other.zip", ENGINE);
  expect(await getAll(other, engine())).toMatchObject({ failures: [], faults: [] });
  expect(page.requests).toEqual(["/other.zip", "/engine.zip", "/other.zip"]);
});

test("a program without a digest in the lock file is compared with the publisher's checksums", async () => {
  const program = engine({ digest: undefined, checksums: `${page.url}/SUMS` });
  page.serve("/engine.zip", ENGINE);
  page.serve("/SUMS", `${NOT_LISTED.slice(7)}  engine.zip\n`);
  expect((await getAll(program)).failures).toEqual([expect.stringMatching(/SUMS says sha256:0+: it is refused/)]);
  page.serve("/SUMS", `${NOT_LISTED.slice(7)}  other.zip\n`);
  expect((await getAll(program)).failures).toEqual([expect.stringContaining("SUMS has no checksum of engine.zip")]);
  page.serve("/SUMS", `${NOT_LISTED.slice(7)}  other.zip\n${sha256(ENGINE).slice(7)}  engine.zip\n`);
  expect((await getAll(program)).failures).toEqual([]);
  page.serve("/SUMS", `${createHash("sha512").update(ENGINE).digest("hex")}\n`);
  rmSync(join(root, "store"), { recursive: true });
  expect((await getAll(program)).failures).toEqual([]);
  page.serve("/SUMS", `${createHash("sha512").update("another").digest("hex")}\n`);
  rmSync(join(root, "store"), { recursive: true });
  expect((await getAll(program)).failures).toEqual([expect.stringMatching(/SUMS says sha512:\w+: it is refused/)]);
  // Once the lock file has a digest, what was got without one does not count.
  expect((await getAll(engine({ digest: NOT_LISTED }))).failures).toHaveLength(1);
});

test("a provider is laid out for both registries, however its publisher has called the program", async () => {
  const archive = zip({ "README.md": "", "terraform-provider-azurerm_v4.55.0_x5": "provider" });
  page.serve("/azurerm.zip", archive);
  const provider = { name: "azurerm", version: "4.55.0", provider: "hashicorp/azurerm", files: undefined };
  expect((await getAll(engine({ ...provider, url: `${page.url}/azurerm.zip`, digest: sha256(archive) }))).failures).toEqual([]);
  for (const host of ["registry.terraform.io", "registry.opentofu.org"]) {
    const program = join(laid(), "mirror", host, "hashicorp/azurerm/4.55.0", PLATFORM, "terraform-provider-azurerm_v4.55.0");
    expect(readFileSync(program, "utf8")).toBe("provider");
    expect(statSync(program).mode & 0o111).toBe(0o111);
  }
});

(hasPrograms("tar", "gzip") ? test : test.skip)(
  "a folder that is called like a file of an archive is none, nor is a link that leads out of it",
  async () => {
    mkdirSync(join(root, "made/engine"), { recursive: true });
    writeFileSync(join(root, "made/engine/engine"), "program", { mode: 0o755 });
    symlinkSync("/etc/hostname", join(root, "made/etcd"));
    const archive = execFileSync("tar", ["--create", "--gzip", "--directory", join(root, "made"), "engine", "etcd"]);
    page.serve("/engine.tar.gz", archive);
    const tar = { url: `${page.url}/engine.tar.gz`, digest: sha256(archive) };
    expect((await getAll(engine(tar))).failures).toEqual([]);
    expect(readFileSync(join(laid(), "bin/engine"), "utf8")).toBe("program");
    expect((await getAll(engine({ ...tar, files: { etcd: "kubernetes/etcd" } }))).failures).toEqual([
      expect.stringContaining("has no file etcd"),
    ]);
  },
);

test("what another process has left when it was killed is removed", async () => {
  page.serve("/engine.zip", ENGINE);
  // No process has a number that high.
  const folder = join(root, "new-4194999-xyz");
  mkdirSync(folder);
  await getAll(engine());
  expect(existsSync(folder)).toBe(false);
});

test("what was changed afterwards is got again, since a program in use is the one that is kept", async () => {
  page.serve("/engine.zip", ENGINE);
  await getAll(engine());
  writeFileSync(join(laid(), "bin/engine"), "changed");
  const lock = { platform: PLATFORM, programs: [engine()] };
  expect(faultsIn(lock, laid())).toEqual(["bin/engine is not what was got."]);
  expect(await getAll(engine())).toMatchObject({ failures: [], faults: [] });
  expect(execFileSync(join(laid(), "bin/engine"), { encoding: "utf8" })).toBe("engine\n");
  expect(page.requests).toHaveLength(2);
});
