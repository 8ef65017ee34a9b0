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
  return `${where} ${withoutPlace(complaint)}`;
}

function withoutPlace({ property, must, got, repair, see = "property-rules" }: Complaint): string {
  return `${property} must ${must}${got === undefined ? "" : `, got '${got}'`}; ${repair}; ${hint(see)}`;
}

/** Fails the validation of the stack, once all of it is there. cdktf writes the path of the construct. */
export function failValidation(construct: IConstruct, fault: () => Complaint | readonly Complaint[] | undefined): void {
  construct.node.addValidation({ validate: () => [fault() ?? []].flat().map(withoutPlace) });
}

export function fail(place: Place, complaint: Complaint): never {
  throw new Error(sentence(place, complaint));
}
