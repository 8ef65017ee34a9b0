import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildReplaying, idOfReplaying, layOutReplaying } from "../terraform/replaying";
import { filesOf, idOf, type Lock, type Program, titleOf } from "./lock-file";
import type { Programs } from "./place";

/** The list of files with their digests, beside them. */
const CONTENTS = "contents.json";

interface Contents {
  /** Why something is not there, as sentences. */
  readonly failures: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Gets every program that is not kept in a folder yet, and lays all of them out, in place of what is there.
 * @returns why something is not there, as sentences
 */
export async function getPrograms({ platform, programs, replaying }: Lock, laid: string, folder: string): Promise<string[]> {
  const failures: string[] = [];
  const attempt = async (title: string, id: string, make: (files: string) => Promise<void> | void) => {
    try {
      return await stored(folder, id, make);
    } catch (error) {
      failures.push(`${title} is missing: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  };
  const stores: (readonly [Program, string | undefined])[] = [];
  for (const program of programs) {
    const make = (files: string) => made(program, platform, files);
    stores.push([program, await attempt(titleOf(program), idOf([platform, program]), make)]);
  }
  const replay = () =>
    attempt("replaying", idOf(["replaying", idOfReplaying()]), (files) => buildReplaying(join(files, "replay")));
  const replayed = replaying === undefined ? undefined : await replay();
  await inNewFolder(folder, (work) => {
    const files = stores.flatMap(([program, store]) => (store === undefined ? [] : layOut(program, store, platform, work)));
    if (replayed !== undefined) {
      layOutReplaying(join(replayed, "replay"), join(work, "replaying"));
    }
    writeFileSync(join(work, CONTENTS), JSON.stringify({ failures, files: Object.fromEntries(files) }));
    // What runs meanwhile keeps the programs that it has started.
    rmSync(laid, { recursive: true, force: true });
    renameSync(work, laid);
  });
  return failures;
}

/** Where something is kept, whole or not at all, once it was made. */
async function stored(folder: string, id: string, make: (files: string) => Promise<void> | void): Promise<string> {
  const place = join(folder, "store", id);
  if (!existsSync(place)) {
    await inNewFolder(folder, async (work) => {
      await make(work);
      mkdirSync(dirname(place), { recursive: true });
      renameSync(work, place);
    });
  }
  return place;
}

/** Works in a folder that is gone afterwards, unless it was moved, and removes those of processes that were killed. */
async function inNewFolder(folder: string, body: (work: string) => Promise<void> | void): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const [, owner] = /^new-(\d+)-/.exec(name) ?? [];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
  const work = mkdtempSync(join(folder, `new-${process.pid}-`));
  try {
    await body(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Links the files of a program to where they belong. @returns their paths and digests */
function layOut(program: Program, store: string, platform: string, folder: string): [path: string, digest: string][] {
  return filesOf(program, platform).flatMap(([file, paths]) => {
    const source = join(store, plain(file));
    const digest = digestOf(readFileSync(source), "sha256");
    return paths.map((path): [string, string] => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      linkSync(source, join(folder, path));
      return [path, digest];
    });
  });
}

/** Builds a program, or downloads its archive, whose digest is the one of the lock file or that its publisher lists. */
async function made(program: Program, platform: string, folder: string): Promise<void> {
  const { url = "", module, digest, checksums } = program;
  const names = filesOf(program, platform).map(([file]) => file);
  console.log(`${titleOf(program)}: ${module ? `built from ${module}` : `from ${new URL(url).host}`}`);
  if (module) {
    buildModule(program, plain(names[0]), folder);
    return;
  }
  if (digest === undefined) {
    console.log(`${titleOf(program)} has no digest in the lock file: only ${checksums} vouches for it`);
  }
  const archive = await download(url);
  const expected = digest ?? (await publishedDigest(program));
  const found = digestOf(archive, expected.split(":")[0]);
  if (found !== expected) {
    throw new Error(
      `${url} has the digest ${found}, and ${digest ? "the lock file" : checksums} says ${expected}: it is refused.`,
    );
  }
  unpack(archive, url, names, folder);
}

async function download(url: string): Promise<Buffer> {
  try {
    const response = await fetch(url, { headers: { "accept-encoding": "identity" } });
    if (!response.ok) {
      throw new Error(`it answers with the status ${response.status}`);
    }
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    // What fetch itself says is only that it failed.
    const { cause = error } = error as { readonly cause?: unknown };
    throw new Error(`${url} has not arrived: ${cause instanceof Error ? cause.message : cause}.`);
  }
}

/** What the publisher says of an archive, on a page beside it. */
async function publishedDigest({ url = "", checksums = "" }: Program): Promise<string> {
  const page = (await download(checksums)).toString();
  const line = page.split(/\r?\n/).find((one) => one.endsWith(` ${basename(url)}`));
  // Kubernetes has a page for each archive, with its digest alone.
  const [digest] = /^([0-9a-f]{128}|[0-9a-f]{64})(?=\s|$)/.exec(line ?? page) ?? [];
  if (digest === undefined || (line === undefined && page.trim() !== digest)) {
    throw new Error(`${checksums} has no checksum of ${basename(url)}.`);
  }
  return `${digest.length === 128 ? "sha512" : "sha256"}:${digest}`;
}

function digestOf(content: Buffer, algorithm: string): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest("hex")}`;
}

/** Writes files of an archive to a folder. @param names in the archive, wherever they are; `*` at the end stands for any ending */
function unpack(archive: Buffer, url: string, names: readonly string[], folder: string): void {
  const contents = join(folder, "contents");
  mkdirSync(contents);
  const path = join(contents, "archive");
  writeFileSync(path, archive);
  const tar = ["--extract", "--gzip", "--file", path, "--directory", contents, "--no-anchored"];
  const [program, args] = url.endsWith(".zip") ? ["unzip", ["-q", "-d", contents, path]] : ["tar", tar];
  // Complaints of a missing file are said below, a missing program here.
  const { error } = spawnSync(program, [...args, ...names]);
  if (error) {
    throw error;
  }
  // A link could lead to any file of this machine.
  const paths = readdirSync(contents, { recursive: true, encoding: "utf8" });
  const files = paths.filter((one) => lstatSync(join(contents, one)).isFile());
  for (const name of names) {
    const found = files.find((file) => (name.endsWith("*") ? basename(file).startsWith(plain(name)) : basename(file) === name));
    if (found === undefined) {
      throw new Error(`${url} has no file ${name}; the lock file has to name what is in it.`);
    }
    chmodSync(join(contents, found), 0o755);
    renameSync(join(contents, found), join(folder, plain(name)));
  }
  rmSync(contents, { recursive: true });
}

/** A name without the sign for any ending. */
function plain(name: string): string {
  return name.replace(/\*$/, "");
}

/** Builds a program from a module of Go, which Go itself compares with its checksum database, and this with the lock file. */
function buildModule({ module, version, package: main = ".", digest }: Program, program: string, folder: string): void {
  const { Dir: source, Sum: sum, Error: reason } = JSON.parse(go(folder, "mod", "download", "-json", `${module}@v${version}`));
  if (sum !== digest) {
    throw new Error(`${module} v${version} has the checksum ${sum ?? reason}, and the lock file says ${digest}: it is refused.`);
  }
  go(source, "build", "-trimpath", "-mod=readonly", "-o", join(folder, program), main);
}

function go(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false", GOWORK: "off" };
  const { status, stdout, stderr, error } = spawnSync("go", args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error || (status !== 0 && !stdout.startsWith("{"))) {
    throw new Error(`go ${args.join(" ")} fails:\n${error?.message ?? stderr}`);
  }
  return stdout;
}

/** What is missing of the lock file's programs, or is not what was got, as sentences. */
export function faultsIn(laid: string): string[] {
  if (!existsSync(laid)) {
    return ["Nothing was got yet."];
  }
  const { failures, files }: Contents = JSON.parse(readFileSync(join(laid, CONTENTS), "utf8"));
  const isThere = ([file, digest]: [string, string]) =>
    existsSync(join(laid, file)) && digestOf(readFileSync(join(laid, file)), "sha256") === digest;
  const changed = Object.entries(files).filter((entry) => !isThere(entry));
  return [...failures, ...changed.map(([file]) => `${file} is not what was got; delete ${dirname(laid)} to get it again.`)];
}

/** Everybody has the first ones already, and the suites say by themselves which of the others they leave out. */
const DISPENSABLE = /^(bin\/(terraform|kubectl)|oldest\/.*|kubernetes\/kube-(apiserver|controller-manager)-.*)$/;

/** What a folder that was not got lacks. Other versions than those of the lock file are its own affair, but for the providers. */
export function missingIn(lock: Lock, { mirror, kubernetes, bin, replaying }: Programs): string[] {
  const folders: Readonly<Record<string, string>> = { mirror, kubernetes, bin };
  const paths = lock.programs
    .flatMap((program) => filesOf(program, lock.platform).flatMap(([, places]) => places))
    .filter((path) => !DISPENSABLE.test(path))
    .map((path) => path.replace(/^\w+/, (part) => folders[part]));
  return [...paths, replaying].filter((path) => !existsSync(path)).map((path) => `${path} is missing.`);
}
