import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A program of the testbed, or an archive with several. */
export interface Program {
  readonly name: string;
  readonly version: string;
  /** `sha256:…` or `sha512:…` of the archive, `h1:…` of the module. */
  readonly digest?: string;
  /** How the digest is known. */
  readonly known: string;
  /** Where the publisher has the archive, a `.zip` or a `.tar.gz`. */
  readonly url?: string;
  /** Where the publisher has the digests of its archives, for one whose digest is not known. */
  readonly checksums?: string;
  /** The module of Go that it is built from. */
  readonly module?: string;
  readonly package?: string;
  /** Its source address, if it is a provider. */
  readonly provider?: string;
  /** Its files by their names in the archive, and where they belong. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly platform: string;
  /** Where the source of the replaying providers is, if they belong to it. */
  readonly replaying?: string;
  readonly programs: readonly Program[];
}

/** The lock file of this repository. Beside this module, Node.js itself would take it for the module, as it does before tests. */
export const LOCK = join(__dirname, "../programs.lock.json");

const HOSTS = ["registry.terraform.io", "registry.opentofu.org"];

export function readLock(file: string): Lock {
  return JSON.parse(readFileSync(file, "utf8"));
}

export function titleOf({ name, version }: Program): string {
  return `${name} ${version}`;
}

/** Where each file of a program belongs. The name of a provider's program differs by its publisher, so that its beginning counts. */
export function filesOf({ name, version, provider, files }: Program, platform: string): [file: string, paths: string[]][] {
  if (provider) {
    const program = `terraform-provider-${name}`;
    const place = `${provider}/${version}/${platform}/${program}_v${version}`;
    return [[`${program}*`, HOSTS.map((host) => `mirror/${host}/${place}`)]];
  }
  return Object.entries(files ?? {}).map(([file, path]) => [file, [path]]);
}

/** Another name for other content. How a digest is known makes no difference. */
export function idOf(content: unknown): string {
  const text = JSON.stringify(content, (key, value) => (key === "known" ? undefined : value));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
