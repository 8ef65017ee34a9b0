/** A plan that cannot be made. The message says everything, so there is no stack trace. */
export class PlanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PlanError";
    this.stack = `${this.name}: ${message}`;
  }
}
