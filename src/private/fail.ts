import type { IConstruct } from "constructs";
import { type ErrorTopic, hint } from "./error-topics";

/** A construct, or the name of a static factory without a scope. */
export type Place = IConstruct | string;

/** What is wrong with a property. `got` is left out if the value is secret or says nothing. */
export interface Complaint {
  readonly property: string;
  readonly must: string;
  readonly got?: string;
  readonly repair: string;
  /** Where docs/errors.md says more of it than of any property. */
  readonly see?: ErrorTopic;
}

/** The sentence of an error at synth and of a condition at plan, so that both use the same words. */
export function sentence(place: Place, complaint: Complaint): string {
  const where = typeof place === "string" ? `${place}:` : `[${place.node.path}]`;
  const got = complaint.got === undefined ? "" : `, got '${complaint.got}'`;
  const address = hint(complaint.see ?? "property-rules");
  return `${where} ${complaint.property} must ${complaint.must}${got}; ${complaint.repair}; ${address}`;
}

export function fail(place: Place, complaint: Complaint): never {
  throw new Error(sentence(place, complaint));
}
