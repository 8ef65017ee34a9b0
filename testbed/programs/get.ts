import { existsSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildReplaying, idOfReplaying, layOutReplaying } from "../terraform/replaying";
import { hasGo } from "./go-module";
import { filesOf, type Lock, type Program, titleOf } from "./lock-file";
import { CONTENTS, digestOf, type Getting, inNewFolder, moveTo, store } from "./store";
import { plain } from "./unpack";

export interface Got {
  /** Why something is not there, as sentences. */
  readonly failures: readonly string[];
}

/** Gets every program that is not kept yet, and lays all of them out in a folder, in place of what is there. */
export async function getPrograms(
  lock: Lock,
  laid: string,
  getting: Getting,
  say: (line: string) => void,
): Promise<Got> {
  const failures: string[] = [];
  const stored: [program: Program, place: string][] = [];
  for (const program of lock.programs) {
    const title = titleOf(program);
    try {
      const begin = () => {
        checkGo(program.module);
        say(`${title}: ${program.module ? `built from ${program.module}` : `from ${new URL(program.url ?? "").host}`}`);
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
      "The replaying providers are missing: they are built from testbed/terraform/replay, and Go is not on the PATH.",
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
    say("the replaying providers: built from testbed/terraform/replay");
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
