import { createHash } from "node:crypto";
import type { Source } from "../../shared/input/source";
import { entries, isList, isObject, type Json, type JsonObject, objectOf, print } from "../../stack/json";
import { parseExactJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections";
import type { Provenance, StatedProvenance } from "../module/provenance";
import { type Backend, backendSettings } from "../module/root-module";
import type { AllowedProvider } from "../module/version-constraints";

/** Files by path in a folder, with `/` on every system. */
export type Files = ReadonlyMap<string, Buffer>;

export const MANIFEST = "manifest.json";

/** Says that this program wrote the manifest. The number changes with its members. */
const FORMAT = "terraform-stack-tools hand-off 1";

export interface Origin {
  readonly source: Source;
  readonly providers: readonly AllowedProvider[];
  readonly language: string;
  readonly provenance: Provenance;
  /** Where the source keeps its state. */
  readonly backend?: Backend;
  readonly remembered: Remembered;
}

/** Options of a handoff that the next one goes on with, as texts. Owner and contact are part of the source. */
export type Remembered = Partial<Record<"ci" | "format" | "layout" | "names" | "repository", string>>;

/** The origin of a bundle, and the digests of its files, which show later what was edited. */
export function bundleManifest(
  { source, providers, language, provenance, backend, remembered }: Origin,
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
    providers: Object.fromEntries(providers.map(requirement)),
    backend: backendSettings(backend),
    options: remembered,
    files: digestsOf(files),
    ...(executables.size === 0 ? {} : { executables: [...executables].sort() }),
  });
}

function requirement({ name, source, version, range }: AllowedProvider): [string, JsonObject] {
  return [name, { source, pinned: version, allowed: range }];
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
  /** Where the source keeps its state, by setting; undefined in the manifest of an older version. */
  readonly backend?: Readonly<Record<string, string>>;
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
    throw new StackError("is no JSON object");
  }
  if (manifest.format !== FORMAT) {
    return undefined;
  }
  if (!isObject(manifest.files)) {
    throw new StackError("lists no files");
  }
  const { files, bundles, executables, language, generator } = manifest;
  const { name, digest } = objectOf(manifest.stack);
  const { ci, format, layout, names, repository } = objectOf(manifest.options);
  return {
    ...textMembers({ stack: name, stackDigest: digest, language, generator }),
    ...(isSealed(manifest, bytes) ? textMembers({ digest: manifest.digest }) : {}),
    ...(isObject(manifest.backend) ? { backend: textsIn(manifest.backend) } : {}),
    remembered: textMembers({ ci, format, layout, names, repository }),
    source: readSource(objectOf(manifest.source)),
    digests: new Map(entries(files).filter((entry): entry is [string, string] => isText(entry[1]))),
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

function textsIn(members: JsonObject): Record<string, string> {
  return Object.fromEntries(entries(members).filter((entry): entry is [string, string] => isText(entry[1])));
}

/** The members that are texts. */
function textMembers<K extends string>(members: Readonly<Record<K, Json | undefined>>): Partial<Record<K, string>>;
function textMembers(members: Readonly<Record<string, Json | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, string] => isText(entry[1])));
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}
