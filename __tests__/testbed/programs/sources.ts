import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { inflateRawSync } from "node:zlib";
import type { Program } from "./lock-file";

interface Target {
  readonly url: string;
  readonly path: string;
  readonly algorithm: string;
  /** Ends it. Whoever ends it removes what has arrived. */
  readonly signal?: AbortSignal;
}

/** Downloads a file, through redirects. @returns its digest, such as `sha256:…` */
export async function download({ url, path, algorithm, signal }: Target): Promise<string> {
  const hash = createHash(algorithm);
  const measured = async function* (parts: AsyncIterable<Buffer>) {
    for await (const part of parts) {
      hash.update(part);
      yield part;
    }
  };
  try {
    const { ok, status, body } = await fetch(url, { signal, headers: { "accept-encoding": "identity" } });
    if (!ok || body === null) {
      throw new Error(`it answers with the status ${status}`);
    }
    // A stream that opens its file by itself may do so after it has failed, when somebody already removes the folder.
    const file = await open(path, "w");
    try {
      // The same class under two names in the types of Node.js.
      await pipeline(Readable.fromWeb(body as ReadableStream), measured, file.createWriteStream(), { signal });
    } finally {
      await file.close();
    }
    return `${algorithm}:${hash.digest("hex")}`;
  } catch (error) {
    signal?.throwIfAborted();
    // What fetch itself says is only that it failed.
    const { cause = error } = error as { readonly cause?: unknown };
    throw new Error(`${url} has not arrived: ${cause instanceof Error ? cause.message : cause}.`);
  }
}

/**
 * Writes files of an archive to a folder.
 * @param names of the files in the archive, wherever they are in it; `*` at the end stands for any ending
 * @param folder gets each file under that name, without the `*`
 */
export function unpack(archive: string, url: string, names: readonly string[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (url.endsWith(".zip")) {
    const entries = entriesOf(readFileSync(archive));
    for (const name of names) {
      const entry = entries.find((one) => !one.name.endsWith("/") && matches(basename(one.name), name));
      writeFileSync(join(folder, plain(name)), entry?.content() ?? missing(name, url), { mode: 0o755 });
    }
    return;
  }
  const contents = join(folder, "contents");
  mkdirSync(contents);
  // Its complaint of a missing file is said below.
  spawnSync("tar", ["--extract", "--gzip", "--file", archive, "--directory", contents, "--no-anchored", ...names]);
  const paths = readdirSync(contents, { recursive: true, encoding: "utf8" });
  // A link could lead to any file of this machine.
  const files = paths.filter((path) => lstatSync(join(contents, path)).isFile());
  for (const name of names) {
    renameSync(join(contents, files.find((file) => basename(file) === name) ?? missing(name, url)), join(folder, name));
  }
  rmSync(contents, { recursive: true });
}

/** A name without the sign for any ending. */
export function plain(name: string): string {
  return name.replace(/\*$/, "");
}

function matches(file: string, name: string): boolean {
  return name.endsWith("*") ? file.startsWith(plain(name)) : file === name;
}

function missing(name: string, url: string): never {
  throw new Error(`${url} has no file ${name}; the lock file has to name what is in it.`);
}

/** A file in a ZIP archive. */
interface Entry {
  readonly name: string;
  content(): Buffer;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** The files of an archive, as release pages have them: below 4 GiB, stored or deflated. The digest of the archive has been checked. */
function entriesOf(archive: Buffer): Entry[] {
  const end = archive.lastIndexOf(littleEndian(END));
  if (end === -1) {
    throw new Error("It is no ZIP archive.");
  }
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0 && archive.readUInt32LE(at) === ENTRY; left--) {
    const [name, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const [method, size, start] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 42)];
    entries.push({
      name: archive.toString("utf8", at + 46, at + 46 + name),
      content: () => contentOf(archive, method, size, start),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

function contentOf(archive: Buffer, method: number, size: number, start: number): Buffer {
  const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const packed = archive.subarray(data, data + size);
  return method === 0 ? packed : inflateRawSync(packed);
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function hasGo(): boolean {
  return spawnSync("go", ["version"]).status === 0;
}

/** Builds a program from a module of Go, which Go itself compares with its checksum database, and this with the lock file. */
export function buildModule({ module, version, package: main = ".", digest }: Program, program: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const {
    Dir: source,
    Sum: sum,
    Error: reason,
  } = JSON.parse(go(folder, "mod", "download", "-json", `${module}@v${version}`) || "{}");
  if (sum === undefined) {
    throw new Error(`${module} v${version} cannot be downloaded: ${reason ?? "Go says no reason"}.`);
  }
  if (sum !== digest) {
    throw new Error(`${module} v${version} has the checksum ${sum}, and the lock file says ${digest}: it is refused.`);
  }
  go(source, "build", "-trimpath", "-mod=readonly", "-o", join(folder, program), main);
}

function go(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false", GOWORK: "off" };
  const { status, stdout, stderr } = spawnSync("go", args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0 && !stdout.startsWith("{")) {
    throw new Error(`go ${args.join(" ")} fails:\n${stderr}`);
  }
  return stdout;
}
