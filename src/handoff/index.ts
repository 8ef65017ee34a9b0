import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { print } from "../terraform/json";
import { type Bundle, bundleOf } from "./bundle";
import { shown } from "./input/refusal";
import { readSources } from "./input/source";
import { type Format, whole } from "./module";
import { writeFolder } from "./output/folder";
import { indexManifestOf, MANIFEST } from "./output/manifest";
import { indexOf } from "./readme/page";
import { notesOf } from "./readme/review-notes";

export type { Format } from "./module";

export interface HandOffOptions {
  /** The folder of a synthesized stack, or `cdktf.out`. */
  readonly input: string;
  /** The folder to write: the bundle of one stack, or a folder for each stack of `cdktf.out` and an index. */
  readonly out: string;
  /** @default "json" */
  readonly format?: Format;
  /**
   * Overwrite what a person edited or put there, and remove modules that are no part of this hand-over.
   * @default false
   */
  readonly force?: boolean;
  /** Is told what happens, in one line each. */
  readonly onProgress?: (line: string) => void;
}

export interface HandOffResult {
  /** The folder that was written, as an absolute path. */
  readonly folder: string;
  /** The stacks in it, by name. */
  readonly stacks: readonly string[];
}

/**
 * Turns synthesized stacks into folders that a platform team can read, check and run with Terraform or OpenTofu alone. Nothing of the input is
 * executed, and nothing outside `out` is written. Throws an Error named Refusal that says what to do; then nothing is written at all.
 */
export function handOff({
  input,
  out,
  format = "json",
  force = false,
  onProgress = () => {},
}: HandOffOptions): HandOffResult {
  const { several, sources } = readSources(input);
  const bundles = sources.map((source) => {
    const bundle = bundleOf(source, format, version());
    const notes = notesOf(whole(bundle.module)).length;
    onProgress(
      `${shown(bundle.name)}: ${bundle.files.size} files${notes > 0 ? `, ${notes} to look at (see its README)` : ""}`,
    );
    return bundle;
  });
  const folder = resolve(out);
  for (const path of writeFolder(folder, several ? together(bundles) : bundles[0].files, { input, force })) {
    onProgress(`removed: ${shown(path)}`);
  }
  return { folder, stacks: bundles.map(({ name }) => name) };
}

/** A folder for each bundle, and an index above them. */
function together(bundles: readonly Bundle[]): Map<string, Buffer> {
  const index = new Map([["README.md", Buffer.from(indexOf(bundles))]]);
  const manifest = indexManifestOf(
    bundles.map(({ name }) => name),
    version(),
    index,
  );
  return new Map([
    ...index,
    [MANIFEST, Buffer.from(print(manifest))] as const,
    ...bundles.flatMap(({ name, files }) => [...files].map(([path, bytes]) => [`${name}/${path}`, bytes] as const)),
  ]);
}

/** The version of this package. */
export function version(): string {
  return JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")).version;
}
