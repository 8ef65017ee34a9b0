/** What the input or the target folder does not allow. The words name the place and say what to do; the program exits with 1. */
export class Refusal extends Error {
  public override readonly name = "Refusal";
}

/** A command line that nothing can be done with. The program exits with 2. */
export class UsageError extends Error {
  public override readonly name = "UsageError";
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "does not exist; check the path"],
  ["EACCES", "is not allowed to this user; change its rights, or choose another folder"],
  ["EPERM", "is not allowed to this user; change its rights, or choose another folder"],
  ["ENOTDIR", "lies below a file; choose a path of folders"],
  ["EISDIR", "is a folder where a file was expected; move it away"],
  ["EROFS", "is on a file system that may only be read; choose another folder"],
  ["ENOSPC", "does not fit: the disk is full; make room and run it again"],
  ["EDQUOT", "does not fit: the quota of the disk is used up; make room and run it again"],
  ["EFBIG", "does not fit: the largest size of a file is reached; raise the limit and run it again"],
  ["ENAMETOOLONG", "has a name that is too long for the file system; choose a shorter folder"],
  ["ELOOP", "is a chain of links without an end; give the folder itself"],
]);

/** Runs what touches the disk, and turns its faults into words. */
export function onDisk<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code = "" } = error as { code?: string };
    if (!/^E[A-Z0-9]+$/.test(code)) {
      throw error;
    }
    throw new Refusal(`${shown(path)} ${REASONS.get(code) ?? `cannot be used (${code}); choose another folder`}.`);
  }
}

/** A text of the input in a message: quoted, in one line and without anything that a terminal would obey. */
export function shown(text: string): string {
  const limited = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return `'${limited.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`)}'`;
}
