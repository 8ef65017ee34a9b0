import { resolve } from "node:path";
import { ownPage } from "../../shared/refusal";
import { quoted } from "../../stack/json";
import type { Layout } from "../module/layout";
import type { StatedProvenance } from "../module/provenance";
import type { Names } from "../module/renamed-stack";
import type { Format } from "../module/root-module";
import { Folder } from "./folder";
import { manifestIn, type Remembered } from "./manifest";

/** What somebody states; the rest goes on as the last handoff left it. */
export interface GivenOptions extends StatedProvenance {
  readonly format?: Format;
  readonly layout?: Layout;
  readonly names?: Names;
}

export interface ContinuedOptions {
  readonly format: Format;
  readonly layout: Layout;
  readonly names: Names;
  readonly stated: StatedProvenance;
  /** What the next handoff goes on with. */
  readonly remembered: Remembered;
  /** What is told of the options that nobody stated. */
  readonly lines: readonly string[];
}

/**
 * The options of a handoff. What the bundle of another stack was written with does not count.
 * @param stack the name of the stack, where the folder is the bundle of one
 */
export function continuedOptions(given: GivenOptions, folder: Folder, stack: string | undefined): ContinuedOptions {
  const { commit } = given;
  const last = lastOptions(folder, stack);
  const format = given.format ?? oneOf(["json", "hcl"] as const, last.format) ?? "json";
  const layout = given.layout ?? oneOf(["module", "root"] as const, last.layout) ?? "module";
  const names = given.names ?? oneOf(["stack", "plain"] as const, last.names) ?? "stack";
  const { owner, contact, repository } = { ...last, ...defined(given) };
  const stated = defined({ owner, contact, repository, commit });
  return {
    format,
    layout,
    names,
    stated,
    remembered: defined({ format, layout, names, repository: repository || undefined }),
    lines: [
      ...continued(defined({ format, layout, names, repository, owner, contact }), given),
      ...(last.ci === undefined
        ? []
        : [`the pipeline of the last handoff goes, since a bundle has none any more: ${ownPage(PIPELINE)}`]),
    ],
  };
}

const PIPELINE = "docs/how-to/pipelines/pipeline-of-a-bundle.md";

const DEFAULTS: readonly string[] = ["json", "module", "stack"];

function continued(options: Readonly<Record<string, string>>, given: GivenOptions): string[] {
  const stated = Object.keys(defined(given));
  const others = Object.entries(options).filter(([name, value]) => !stated.includes(name) && !DEFAULTS.includes(value));
  const words = others.map(([name, value]) => `--${name} ${/^[\w-]+$/.test(value) ? value : quoted(value)}`);
  return words.length === 0 ? [] : [`as in the last handoff: ${words.join(" ")}`];
}

/** The language of what is in a folder; undefined where nothing of a handoff is. */
export function lastFormat(out: string): Format | undefined {
  return oneOf(["json", "hcl"] as const, manifestIn(new Folder(resolve(out)))?.remembered.format);
}

type LastOptions = Remembered & Pick<StatedProvenance, "owner" | "contact">;

function lastOptions(folder: Folder, stack: string | undefined): LastOptions {
  const manifest = manifestIn(folder);
  if (manifest === undefined || manifest.stack !== stack) {
    return {};
  }
  const { remembered, source } = manifest;
  return defined({ ...remembered, owner: source.owner, contact: source.contact });
}

/** A manifest may have been edited. */
function oneOf<T extends string>(values: readonly T[], value: string | undefined): T | undefined {
  return values.find((one) => one === value);
}

function defined<K extends string>(members: Readonly<Partial<Record<K, string>>>): Partial<Record<K, string>>;
function defined(members: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
