import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesOf, type Lock } from "./lock-file";
import type { Programs } from "./place";
import { CONTENTS, digestOf, listIn } from "./store";

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

/** What a folder that was not got lacks. Other versions than those of the lock file are its own affair, but for the providers. */
export function missingIn(lock: Lock, { mirror, kubernetes, bin, replaying }: Programs): string[] {
  const folders: Readonly<Record<string, string>> = { mirror, kubernetes, bin };
  const paths = lock.programs
    .flatMap((program) => filesOf(program, lock.platform).flatMap(([, places]) => places))
    // Everybody has these already.
    .filter((path) => !/^bin\/(terraform|kubectl)$/.test(path))
    .map((path) => path.replace(/^\w+/, (part) => folders[part]));
  return [...paths, replaying].filter((path) => !existsSync(path)).map((path) => `${path} is missing.`);
}
