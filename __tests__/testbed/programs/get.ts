import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { buildReplaying, idOfReplaying, layOutReplaying } from "../terraform/replaying";
import { filesOf, idOf, type Lock, type Program, titleOf } from "./lock-file";
import type { Programs } from "./place";
import { buildModule, download, hasGo, plain, unpack } from "./sources";

interface Got {
  /** Why something is not there, as sentences. */
  readonly failures: readonly string[];
}

/** Gets every program that is not kept yet, and lays all of them out in a folder, in place of what is there. */
export async function getPrograms(lock: Lock, laid: string, getting: Getting, say: (line: string) => void): Promise<Got> {
  const failures: string[] = [];
  const stored: [program: Program, place: string][] = [];
  for (const program of lock.programs) {
    const title = titleOf(program);
    try {
      const begin = () => {
        checkGo(program.module);
        say(`${title}: ${program.module ? `built from ${program.module}` : `from ${new URL(program.url ?? "").host}`}`);
        if (program.digest === undefined) {
          say(`${title} has no digest in the lock file: only ${program.checksums} vouches for it`);
        }
      };
      stored.push([program, await store(getting, program, begin)]);
    } catch (error) {
      getting.signal?.throwIfAborted();
      failures.push(`${title} is missing: ${error instanceof Error ? error.message : error}`);
    }
  }
  const replaying = lock.replaying ? await replayingProvider(getting, say) : undefined;
  if (lock.replaying && replaying === undefined) {
    failures.push(
      "The replaying providers are missing: they are built from __tests__/testbed/terraform/replay, and Go is not on the PATH.",
    );
  }
  await inNewFolder(getting.folder, (work) => {
    const files = stored.flatMap(([program, place]) => layOut(program, place, getting.platform, work));
    if (replaying !== undefined) {
      layOutReplaying(replaying, join(work, "replaying"));
    }
    writeFileSync(join(work, CONTENTS), JSON.stringify({ failures, files: Object.fromEntries(files) }));
    replace(laid, work);
  });
  return { failures };
}

function checkGo(module: string | undefined): void {
  if (module !== undefined && !hasGo()) {
    throw new Error("it is built from its source, and Go is not on the PATH.");
  }
}

async function replayingProvider({ folder }: Getting, say: (line: string) => void): Promise<string | undefined> {
  const program = join(folder, "store", `replaying-${idOfReplaying()}`);
  if (!existsSync(program)) {
    if (!hasGo()) {
      return undefined;
    }
    say("the replaying providers: built from __tests__/testbed/terraform/replay");
    await inNewFolder(folder, (work) => {
      buildReplaying(join(work, "replay"), false);
      moveTo(join(work, "replay"), program);
    });
  }
  return program;
}

/** Links the files of a program to where they belong. @returns their paths and digests */
function layOut(program: Program, place: string, platform: string, folder: string): [path: string, digest: string][] {
  return filesOf(program, platform).flatMap(([file, paths]) => {
    const source = join(place, plain(file));
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      linkSync(source, join(folder, path));
    }
    const digest = digestOf(source);
    return paths.map((path): [string, string] => [path, digest]);
  });
}

/** What runs meanwhile keeps the programs that it has started. */
function replace(laid: string, work: string): void {
  const before = `${work}-before`;
  if (existsSync(laid)) {
    renameSync(laid, before);
  }
  renameSync(work, laid);
  rmSync(before, { recursive: true, force: true });
}

export interface Getting {
  /** The folder that keeps what was got. */
  readonly folder: string;
  readonly platform: string;
  readonly signal?: AbortSignal;
}

/** Where a program is kept, once it was got: other content has another place. */
function storedAt({ folder, platform }: Getting, program: Program): string {
  return join(folder, "store", idOf([platform, program]));
}

/** The list of files with their digests, beside them. */
const CONTENTS = "contents.json";

/**
 * Gets a program, unless it is kept already as it was got. It is there whole, or not at all.
 * @param begin called before it is got
 */
async function store(getting: Getting, program: Program, begin: () => void): Promise<string> {
  const place = storedAt(getting, program);
  if (!isKept(place)) {
    begin();
    await inNewFolder(getting.folder, async (work) => {
      const files = join(work, "files");
      const names = filesOf(program, getting.platform).map(([file]) => file);
      if (program.module) {
        buildModule(program, plain(names[0]), files);
      } else {
        unpack(await archiveOf(getting, program, work), program.url ?? "", names, files);
      }
      const digests = names.map((name): [string, string] => [plain(name), digestOf(join(files, plain(name)))]);
      writeFileSync(join(files, CONTENTS), JSON.stringify(Object.fromEntries(digests)));
      rmSync(place, { recursive: true, force: true });
      moveTo(files, place);
    });
  }
  return place;
}

/** What is laid out is linked, so that whoever writes to a program there changes the one that is kept. */
function isKept(place: string): boolean {
  const list = join(place, CONTENTS);
  // What was got before there were lists has none.
  const digests = existsSync(list) ? listIn<Readonly<Record<string, string>>>(list) : {};
  const files = Object.entries(digests ?? {});
  return existsSync(place) && digests !== undefined && files.every(([file, digest]) => digestIn(join(place, file)) === digest);
}

/** What a list of files says, unless it is damaged, as by a full disk. */
function listIn<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function digestIn(file: string): string | undefined {
  return existsSync(file) ? digestOf(file) : undefined;
}

function digestOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** Downloads an archive that is the one of the lock file, or that its publisher lists. Any other one is removed. */
async function archiveOf(getting: Getting, program: Program, work: string): Promise<string> {
  const { url = "", checksums } = program;
  const { signal } = getting;
  const path = join(work, "archive");
  const expected = program.digest ?? (await publishedDigest(getting, program, work));
  const digest = await download({ url, path, signal, algorithm: expected.split(":")[0] });
  if (digest !== expected) {
    rmSync(path);
    const source = program.digest ? "the lock file says" : `${checksums} says`;
    throw new Error(`${url} has the digest ${digest}, and ${source} ${expected}: it is refused.`);
  }
  return path;
}

/** What the publisher says of an archive, on a page beside it. */
async function publishedDigest({ signal }: Getting, { url = "", checksums = "" }: Program, work: string): Promise<string> {
  const path = join(work, "checksums");
  await download({ url: checksums, path, signal, algorithm: "sha256" });
  const name = url.slice(url.lastIndexOf("/") + 1);
  const page = readFileSync(path, "utf8");
  const line = page.split(/\r?\n/).find((one) => one.endsWith(` ${name}`));
  // Kubernetes has a page for each archive, with its digest alone.
  const text = line === undefined ? page.trim() : line.slice(0, -name.length).trim();
  const [digest] = /^([0-9a-f]{128}|[0-9a-f]{64})$/.exec(text) ?? [];
  if (!digest) {
    throw new Error(`${checksums} has no checksum of ${name}.`);
  }
  return `${digest.length === 128 ? "sha512" : "sha256"}:${digest}`;
}

/** Works in a folder that is gone afterwards, and removes those of processes that were killed. */
async function inNewFolder<T>(folder: string, body: (work: string) => T | Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const [, owner] = /^new-(\d+)-/.exec(name) ?? [];
    if (owner !== undefined && !isRunning(Number(owner))) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
  const work = mkdtempSync(join(folder, `new-${process.pid}-`));
  try {
    return await body(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Another process may have been faster, with the same content. */
function moveTo(from: string, to: string): void {
  mkdirSync(join(to, ".."), { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) {
      throw error;
    }
  }
}

function isRunning(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

interface Contents {
  readonly failures: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** What is missing of the lock file's programs, or is not what was got, as sentences. */
export function faultsIn(lock: Lock, laid: string): string[] {
  const list = join(laid, CONTENTS);
  if (!existsSync(list)) {
    return ["Nothing was got yet."];
  }
  const contents = listIn<Contents>(list);
  if (contents === undefined) {
    return [`${list} is damaged.`];
  }
  const { failures, files } = contents;
  const changed = Object.entries(files).filter(
    ([file, digest]) => !existsSync(join(laid, file)) || digestOf(join(laid, file)) !== digest,
  );
  const wanted = lock.programs.flatMap((program) => filesOf(program, lock.platform).flatMap(([, paths]) => paths));
  const absent = failures.length === 0 ? wanted.filter((path) => !(path in files)) : [];
  return [
    ...failures,
    ...absent.map((path) => `${path} is missing.`),
    ...changed.map(([file]) => `${file} is not what was got.`),
  ];
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
