/** What was asked cannot be done on this machine as it is. The message names the place and says what to do. */
export class Refusal extends Error {
  public override readonly name = "Refusal";
}

/** The command line has no meaning. */
export class UsageError extends Error {
  public override readonly name = "UsageError";
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "cannot be created there; choose another folder",
  EEXIST: "exists already; choose another path",
  EACCES: "cannot be written (permission denied); change its permissions, or choose another folder",
  ENOTDIR: "is below a file, not a folder; choose another path",
  EROFS: "is on a read-only file system; choose another folder",
  ENOSPC: "cannot be written because the disk is full; free some space and try again",
};

/** Runs an action on the disk. @throws Refusal that names the path where the file system reports an error */
export function onDisk<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
    if (!/^E[A-Z0-9]+$/.test(code)) {
      throw error;
    }
    throw new Refusal(`${quoted(path)} ${REASONS[code] ?? `cannot be written (${code}); choose another folder`}.`);
  }
}

/** Untrusted text for a message: on one line, without characters that a terminal would interpret. */
export function quoted(text: string): string {
  return `'${text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`)}'`;
}
