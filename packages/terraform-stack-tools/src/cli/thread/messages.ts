import type { MessagePort } from "node:worker_threads";
import type { Program } from "../../shared/program";
import type { Remainder } from "../../shared/supervisor";

/** What the thread that works says to the one that answers signals, which answers `run` with an `Ended`. */
export type Message =
  | { readonly kind: "run"; readonly program: Program }
  | { readonly kind: "note" | "forget"; readonly remainder: Remainder }
  | { readonly kind: "out" | "error"; readonly text: string }
  | { readonly kind: "end"; readonly exitCode: number };

/** What the thread that works begins with. */
export interface Beginning {
  readonly args: readonly string[];
  readonly port: MessagePort;
  /** Shared memory with the fields below. */
  readonly memory: Int32Array;
  /** Whether standard error is a terminal, which only the main thread knows. */
  readonly isTerminal: boolean;
}

/** Fields of the shared memory. */
export const STATE = 0;
export const ANSWERED = 1;

/** Values of `STATE`. */
export const INTERRUPTIBLE = 0;
export const UNINTERRUPTED = 1;
export const STOPPED = 2;
