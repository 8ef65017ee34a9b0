import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { entriesOf } from "./zip";

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
