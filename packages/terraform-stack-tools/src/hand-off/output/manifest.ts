import { createHash } from "node:crypto";
import { posix, resolve } from "node:path";
import type { Source } from "../../shared/files";
import { publicUrl } from "../../shared/process";
import { withoutCredentials } from "../../stack/credentials";
import {
  defined,
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  print,
  quoted,
} from "../../stack/json";
import { parseExactJson } from "../../stack/json-text";
import { StackError } from "../../stack/stack";
import type { Layout } from "../module/layout";
import type { Provenance, StatedProvenance } from "../module/provenance";
import type { Names } from "../module/renamed-stack";
import type { AllowedProvider, Format } from "../module/root-module";
import { type Files, Folder, WORKSPACE } from "./folder";

export const MANIFEST = "manifest.json";

/** Says that this program wrote the manifest. The number changes with its members. */
const FORMAT = "terraform-stack-tools hand-off 1";

interface Origin {
  readonly source: Source;
  readonly providers: readonly AllowedProvider[];
  readonly language: string;
  readonly provenance: Provenance;
  readonly remembered: Remembered;
}

/** Options of a hand-off that the next one goes on with, as texts. Owner and contact are part of the source. */
export type Remembered = Partial<Record<"format" | "layout" | "names" | "repository", string>>;

/** The origin of a bundle, and the digests of its files, which show later what was edited. */
export function bundleManifest(
  { source, providers, language, provenance, remembered }: Origin,
  files: Files,
): JsonObject {
  const { name, bytes, stack, executables } = source;
  const { cdktfVersion } = stack;
  return sealed({
    format: FORMAT,
    language,
    generator: generatorOf(provenance),
    ...sourceOf(provenance),
    stack: { name, digest: digestOf(bytes), ...(cdktfVersion === undefined ? {} : { cdktf: cdktfVersion }) },
    providers: Object.fromEntries(providers.map((one) => [one.name, requirement(one)])),
    options: remembered,
    files: digestsOf(files),
    ...(executables.size === 0 ? {} : { executables: [...executables].sort() }),
  });
}

function requirement({ source, version, range }: AllowedProvider): JsonObject {
  return { source, pinned: version, allowed: range };
}

/** The manifest of a folder of bundles. `files` are those beside the bundles, and the manifests of the bundles. */
export function indexManifest(
  bundles: readonly string[],
  provenance: Provenance,
  remembered: Remembered,
  files: Files,
): JsonObject {
  const generator = generatorOf(provenance);
  return sealed({
    format: FORMAT,
    generator,
    ...sourceOf(provenance),
    bundles,
    options: remembered,
    files: digestsOf(files),
  });
}

/** With the digest of its own content, by which people name what they have approved. It proves no author. */
function sealed(manifest: JsonObject): JsonObject {
  return { ...manifest, digest: digestOf(print(manifest)) };
}

function isSealed({ digest, ...manifest }: JsonObject, bytes: Buffer): boolean {
  return digest === digestOf(print(manifest)) && bytes.equals(Buffer.from(print({ ...manifest, digest })));
}

function generatorOf({ version }: Provenance): string {
  return `terraform-stack-tools ${version}`;
}

function sourceOf({ repository, commit, hasUncommittedChanges, owner, contact }: Provenance): JsonObject {
  const source = {
    ...(repository === undefined ? {} : { repository }),
    ...(commit === undefined ? {} : { commit }),
    ...(hasUncommittedChanges === undefined ? {} : { uncommittedChanges: true }),
    ...(owner === undefined ? {} : { owner }),
    ...(contact === undefined ? {} : { contact }),
  };
  return entries(source).length === 0 ? {} : { source };
}

function digestsOf(files: Files): JsonObject {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, digestOf(bytes)]));
}

export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A manifest of a thousand bundles is a hundredth of this. */
const MAXIMUM_BYTES = 2 ** 26;

/** A manifest as an earlier run left it. It may have been forged, so its paths must be checked before use. */
export interface Manifest {
  /** The digest of each file, by path. */
  readonly digests: ReadonlyMap<string, string>;
  /** The paths of the files that can be run. */
  readonly executables: readonly string[];
  /** The folders of the bundles; empty for the manifest of a bundle. */
  readonly bundles: readonly string[];
  /** The name of the stack; undefined for the manifest of a folder of bundles. */
  readonly stack?: string;
  /** The digest of the stack's JSON. */
  readonly stackDigest?: string;
  readonly language?: string;
  readonly generator?: string;
  /** Its digest, which stands for everything that was handed over; undefined where somebody edited it. */
  readonly digest?: string;
  readonly remembered: Remembered;
  /** What is known of the source. */
  readonly source: StatedProvenance & Pick<Provenance, "hasUncommittedChanges">;
}

/** Reads a manifest that this program wrote; undefined for any other file, and for one that is damaged. */
export function readManifest(bytes: Buffer): Manifest | undefined {
  try {
    return parseManifest(bytes);
  } catch (error) {
    if (error instanceof StackError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Reads a manifest that this program wrote; undefined for the JSON of other programs.
 * @throws StackError where it is damaged
 */
export function parseManifest(bytes: Buffer): Manifest | undefined {
  if (bytes.length > MAXIMUM_BYTES) {
    throw new StackError(`is larger than ${MAXIMUM_BYTES / 2 ** 20} MiB`);
  }
  const manifest = parseExactJson(bytes);
  if (!isObject(manifest)) {
    throw new StackError("is not a JSON object");
  }
  if (manifest.format !== FORMAT) {
    return undefined;
  }
  if (!isObject(manifest.files)) {
    throw new StackError("lists no files");
  }
  const { files, bundles, executables, language, generator } = manifest;
  const { name, digest } = objectOf(manifest.stack);
  const { format, layout, names, repository } = objectOf(manifest.options);
  return {
    ...textMembers({ stack: name, stackDigest: digest, language, generator }),
    ...(isSealed(manifest, bytes) ? textMembers({ digest: manifest.digest }) : {}),
    remembered: textMembers({ format, layout, names, repository }),
    source: readSource(objectOf(manifest.source)),
    digests: new Map(textEntries(files)),
    executables: isList(executables) ? executables.filter(isText) : [],
    bundles: isList(bundles) ? bundles.filter(isText) : [],
  };
}

function readSource({ repository, commit, uncommittedChanges, owner, contact }: JsonObject): Manifest["source"] {
  return {
    ...textMembers({ repository, commit, owner, contact }),
    ...(uncommittedChanges === true ? { hasUncommittedChanges: true } : {}),
  };
}

/** The members that are texts. An earlier version kept addresses as they were stated. */
function textMembers<K extends string>(members: Readonly<Record<K, Json | undefined>>): Partial<Record<K, string>>;
function textMembers(members: Readonly<Record<string, Json | undefined>>): Record<string, string> {
  return Object.fromEntries(textEntries(members).map(([name, text]) => [name, withoutCredentials(text)]));
}

function textEntries(members: Readonly<Record<string, Json | undefined>>): [string, string][] {
  return Object.entries(members).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}

/** What an earlier hand-off wrote to a folder, according to its manifests. */
export interface Previous {
  /** The paths of its manifests, and of those of interrupted hand-offs. */
  readonly manifests: readonly string[];
  /** The digests that its other files may have, by path: several where a hand-off was interrupted. Only paths inside the folder, whatever the manifests say. */
  readonly digests: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether the folder itself was a bundle, and not a folder of bundles. */
  readonly isBundle: boolean;
  /** The name of each bundle's stack, by the bundle's folder. */
  readonly stacks: ReadonlyMap<string, string>;
}

export function readPrevious(folder: Folder): Previous {
  const [own, ...interrupted] = folder.versions().map(manifestsIn);
  const found = [...own, ...interrupted.flat()];
  const digests = new Map<string, Set<string>>();
  for (const [path, digest] of found.flatMap(digestsIn)) {
    digests.set(path, (digests.get(path) ?? new Set()).add(digest));
  }
  return {
    manifests: [...new Set(found.map(({ path }) => path))],
    digests,
    isBundle: own.some(({ path, bundles }) => path === MANIFEST && bundles.length === 0),
    stacks: new Map(own.flatMap(({ path, stack }) => (stack === undefined ? [] : [[posix.dirname(path), stack]]))),
  };
}

/** The manifests of a bundle, or of a folder of bundles and of each of them. */
export function manifestsIn(folder: Folder): FoundManifest[] {
  const top = manifestIn(folder);
  const bundles = (top?.bundles ?? []).map((name) => manifestIn(folder, name));
  return [top, ...bundles].filter((manifest) => manifest !== undefined);
}

/** Whether a file was edited since, or was never written by the hand-off. */
export function isEdited({ digests }: Previous, path: string, bytes: Buffer): boolean {
  return digests.get(path)?.has(digestOf(bytes)) !== true;
}

/** A manifest at a path in a folder. */
export interface FoundManifest extends Manifest {
  readonly path: string;
}

/** The manifest of a bundle, whose folder is in another one; undefined where there is none. */
export function manifestIn(folder: Folder, bundle = "."): FoundManifest | undefined {
  const path = posix.join(bundle, MANIFEST);
  const bytes = bundle === "." || isInside(bundle) ? folder.readIfFile(path) : undefined;
  const manifest = bytes && readManifest(bytes);
  return manifest && { path, ...manifest };
}

/** The digests of files by their paths in the folder that the manifest is below. */
export function digestsIn({ path, digests }: FoundManifest): [string, string][] {
  return [...digests]
    .filter(([name]) => isInside(name))
    .map(([name, digest]) => [posix.join(path, "..", name), digest]);
}

/** The paths of the files that can be run, in the folder that the manifest is below. */
export function executablesIn({ path, executables }: FoundManifest): string[] {
  return executables.map((name) => posix.join(path, "..", name));
}

/** Nothing outside the folder, of its repository or of the workspace is ever removed because of a manifest. */
function isInside(path: string): boolean {
  return path.split("/").every((part) => !NOT_WRITTEN.includes(part) && !/[\\:\0]/.test(part));
}

const NOT_WRITTEN = ["", ".", "..", ".git", WORKSPACE];

/** What somebody states; the rest goes on as the last hand-off left it. */
interface GivenOptions extends StatedProvenance {
  readonly format?: Format;
  readonly layout?: Layout;
  readonly names?: Names;
}

interface ContinuedOptions {
  readonly format: Format;
  readonly layout: Layout;
  readonly names: Names;
  readonly stated: StatedProvenance;
  /** What the next hand-off goes on with. */
  readonly remembered: Remembered;
  /** What is told of the options that nobody stated. */
  readonly lines: readonly string[];
}

/**
 * The options of a hand-off. What the bundle of another stack was written with does not count.
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
    remembered: defined({ format, layout, names, repository: publicUrl(repository ?? "") }),
    lines: continued({ format, layout, names, repository, owner, contact }, given),
  };
}

const DEFAULTS: readonly string[] = ["json", "module", "stack"];

function continued(options: Readonly<Record<string, string | undefined>>, given: GivenOptions): string[] {
  const stated = Object.keys(defined(given));
  const others = textEntries(options).filter(([name, value]) => !stated.includes(name) && !DEFAULTS.includes(value));
  const words = others.map(([name, value]) => `--${name} ${/^[\w-]+$/.test(value) ? value : quoted(value)}`);
  return words.length === 0 ? [] : [`as in the last hand-off: ${words.join(" ")}`];
}

/** The language of what is in a folder; undefined where nothing of a hand-off is. */
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
