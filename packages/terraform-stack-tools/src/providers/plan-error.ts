import { type ErrorTopic, hint } from "../shared/error-topics";

/** A plan that cannot be made. The message says everything, so there is no stack trace. */
export class PlanError extends Error {
  /** @param topic where docs/errors.md says more */
  constructor(message: string, topic?: ErrorTopic) {
    super(topic === undefined ? message : `${message}\n${hint(topic)}`);
    this.name = "PlanError";
    this.stack = `${this.name}: ${this.message}`;
  }
}
