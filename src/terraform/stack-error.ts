/** What is wrong with the JSON of a stack. The message completes a sentence that begins with the name of the file. */
export class StackError extends Error {
  public override readonly name = "StackError";
}
