import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutCredentials } from "../stack/credentials";
import { type JsonObject, objectOf, quoted, textOf } from "../stack/json";
import { parseJson } from "../stack/json-text";

/** What was asked cannot be done on this machine as it is. The message names the place and says what to do. */
export class Refusal extends Error {
  public override readonly name = "Refusal";

  /** @param topic where docs/errors.md says more */
  constructor(message: string, topic?: ErrorTopic) {
    super(withHint(message, topic));
  }
}

/** A plan that cannot be made. The message says everything, so there is no stack trace. */
export class PlanError extends Error {
  public override readonly name = "PlanError";

  /** @param topic where docs/errors.md says more */
  constructor(message: string, topic?: ErrorTopic) {
    super(withHint(message, topic));
    this.stack = `${this.name}: ${this.message}`;
  }
}

function withHint(message: string, topic: ErrorTopic | undefined): string {
  const shown = withoutCredentials(message);
  return topic === undefined ? shown : `${shown}\n${hint(topic)}`;
}

const PERMISSION_DENIED = "cannot be accessed (permission denied); change its permissions, or choose another folder";

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "does not exist; check the path"],
  ["EEXIST", "exists already; choose another path"],
  ["EACCES", PERMISSION_DENIED],
  ["EPERM", PERMISSION_DENIED],
  ["ENOTDIR", "is below a file, not a folder; choose another path"],
  ["EISDIR", "is a folder, but a file was expected; move it away"],
  ["EROFS", "is on a read-only file system; choose another folder"],
  ["ENOSPC", "cannot be written because the disk is full; free some space and try again"],
  ["EDQUOT", "cannot be written because the disk quota is exceeded; free some space and try again"],
  ["EFBIG", "cannot be written because it exceeds the maximum file size; raise the limit and try again"],
  ["ENAMETOOLONG", "has a name that is too long for the file system; choose a shorter path"],
  ["ELOOP", "contains symbolic links that lead back to themselves; give the folder itself"],
]);

/** Runs an action on the disk. @throws Refusal that names the path where the file system reports an error */
export function onDisk<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) {
      throw error;
    }
    throw new Refusal(`${quoted(path)} ${REASONS.get(code) ?? `cannot be used (${code}); choose another folder`}.`);
  }
}

/** The code of a system error, such as `ENOENT`. Node.js has codes of another form for everything else. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error) || typeof error.code !== "string") {
    return undefined;
  }
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** The anchors of the page on errors. They are part of messages, so renaming one breaks links that people keep. */
export const ERROR_TOPICS = [
  "terraform-binary",
  "provider-download",
  "replacement-unknown",
  "edited-bundle",
  "replaced-stack",
  "literal-secrets",
  "handoff-running",
  "hcl-bundles",
  "handoff-input",
] as const;

export type ErrorTopic = (typeof ERROR_TOPICS)[number];

/** The end of a message that the page on errors says more about. */
export function hint(topic: ErrorTopic): string {
  return `see ${ownPage(`docs/errors.md#${topic}`)}`;
}

/** The folder of this package, wherever it is installed. */
const PACKAGE_FOLDER = join(__dirname, "..", "..");

/** The package.json of this package. */
function ownManifest(): JsonObject {
  return objectOf(parseJson(readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8")));
}

/** The address of a page of this project, such as `docs/errors.md`. */
export function ownPage(path: string): string {
  return `${textOf(objectOf(ownManifest().repository).url).replace(/\.git$/, "")}/blob/main/${path}`;
}

export function ownVersion(): string {
  return textOf(ownManifest().version);
}
