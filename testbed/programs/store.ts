import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DownloadError, download, type Patience } from "./download";
import { buildModule } from "./go-module";
import { filesOf, idOf, type Program } from "./lock-file";
import { plain, unpack } from "./unpack";

export interface Getting {
  /** The folder that keeps what was got. */
  readonly folder: string;
  readonly platform: string;
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
}

/** Where a program is kept, once it was got: other content has another place. */
function storedAt({ folder, platform }: Getting, program: Program): string {
  return join(folder, "store", idOf([platform, program]));
}

/** The list of files with their digests, beside them. */
export const CONTENTS = "contents.json";

/**
 * Gets a program, unless it is kept already as it was got. It is there whole, or not at all.
 * @param begin called before it is got
 */
export async function store(getting: Getting, program: Program, begin: () => void): Promise<string> {
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
  return (
    existsSync(place) &&
    digests !== undefined &&
    files.every(([file, digest]) => digestIn(join(place, file)) === digest)
  );
}

/** What a list of files says, unless it is damaged, as by a full disk. */
export function listIn<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function digestIn(file: string): string | undefined {
  return existsSync(file) ? digestOf(file) : undefined;
}

export function digestOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** Downloads an archive that is the one of the lock file, or that its publisher lists. Any other one is removed. */
async function archiveOf(getting: Getting, program: Program, work: string): Promise<string> {
  const { url = "", checksums } = program;
  const { signal, patience } = getting;
  const path = join(work, "archive");
  const expected = program.digest ?? (await publishedDigest(getting, program, work));
  const digest = await download({ url, path, signal, algorithm: expected.split(":")[0] }, patience);
  if (digest !== expected) {
    rmSync(path);
    const source = program.digest ? "the lock file says" : `${checksums} says`;
    throw new DownloadError(`${url} has the digest ${digest}, and ${source} ${expected}: it is refused.`);
  }
  return path;
}

/** What the publisher says of an archive, on a page beside it. */
export async function publishedDigest(
  { signal, patience }: Getting,
  { url = "", checksums = "" }: Program,
  work: string,
): Promise<string> {
  const path = join(work, "checksums");
  await download({ url: checksums, path, signal, algorithm: "sha256" }, patience);
  const name = url.slice(url.lastIndexOf("/") + 1);
  const line = readFileSync(path, "utf8")
    .split(/\r?\n/)
    .find((one) => one.endsWith(` ${name}`));
  const digest = /^[0-9a-f]{64}(?= )/.exec(line ?? "")?.[0];
  if (!digest) {
    throw new DownloadError(`${checksums} has no checksum of ${name}.`);
  }
  return `sha256:${digest}`;
}

/** Works in a folder that is gone afterwards, and removes those of processes that were killed. */
export async function inNewFolder<T>(folder: string, body: (work: string) => T | Promise<T>): Promise<T> {
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
export function moveTo(from: string, to: string): void {
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
