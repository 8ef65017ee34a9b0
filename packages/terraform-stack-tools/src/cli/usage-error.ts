/** The command line has no meaning. */
export class UsageError extends Error {
  public override readonly name = "UsageError";
}
