/** A command of the program. `stack-tools <name> --help` prints its help, `stack-tools --help` a line of each. */
export interface Command {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** A command line that somebody would type. */
  readonly example: string;
  /** What `--help` prints, in lines of at most 90 characters. */
  readonly help: () => string;
  /**
   * Carries the command out.
   * @param args what follows the name of the command
   * @throws UsageError for a command line without a meaning
   * @throws Refusal for what cannot be done
   */
  readonly run: (args: readonly string[], onProgress: (line: string) => void) => Outcome;
}

/** What a command ends with. */
export interface Outcome {
  /** What it prints to standard output. Nothing is printed where it is empty. */
  readonly output: string;
  /** What stands in the way, which it prints to standard error after the output. @default nothing */
  readonly refusal?: string;
  /** @default 0 */
  readonly exitCode?: number;
}

/** The command line has no meaning. */
export class UsageError extends Error {
  public override readonly name = "UsageError";
}
