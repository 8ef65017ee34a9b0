import type { Ended, Program } from "./program";

/** What must be undone if a signal ends the program before the program has done it itself. */
export type Remainder =
  | { readonly kind: "folder"; readonly path: string }
  /** Folders that go only where they are empty, from the path up to another one. */
  | { readonly kind: "empty folders"; readonly path: string; readonly top: string }
  /** A work tree of the git repository at the top folder. */
  | { readonly kind: "work tree"; readonly path: string; readonly top: string };

/**
 * The thread that answers signals while another one works. Most of this package is synchronous, and a thread that waits
 * hears no signal.
 */
export interface Supervisor {
  /** Runs a process that ends with the program. */
  readonly run: (program: Program) => Ended;
  /** Runs what a signal must not cut in two. It must be short: the program ends only after it. */
  readonly uninterrupted: <T>(body: () => T) => T;
  readonly note: (remainder: Remainder) => void;
  readonly forget: (remainder: Remainder) => void;
}

let own: Supervisor | undefined;

/** Undefined for who calls this package as a library: the signals are theirs. */
export function supervisor(): Supervisor | undefined {
  return own;
}

export function superviseBy(one: Supervisor): void {
  own = one;
}

/** Runs what a signal must not cut in two. */
export function uninterrupted<T>(body: () => T): T {
  return own === undefined ? body() : own.uninterrupted(body);
}

/**
 * Creates something temporary, and runs a body with it. A signal that ends the program meanwhile undoes it too.
 * @param create makes it, and says what to undo
 * @param undo is called at the end of the body, however that ends
 */
export function withRemainder<R extends Remainder, T>(
  create: () => R,
  body: (remainder: R) => T,
  undo: (remainder: R) => void,
): T {
  const remainder = uninterrupted(() => {
    const created = create();
    own?.note(created);
    return created;
  });
  try {
    return body(remainder);
  } finally {
    undo(remainder);
    own?.forget(remainder);
  }
}
