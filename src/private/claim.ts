import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Complaint, failValidation } from "./fail";

const claims = new WeakMap<TerraformStack, Map<string, IConstruct>>();

/**
 * Reserves a thing in the stack. A second construct that claims it fails the validation of the stack with the
 * complaint, if it has one.
 */
export function claim(
  construct: IConstruct,
  thing: string,
  complaint: (first: IConstruct) => Complaint | undefined,
): void {
  const stack = TerraformStack.of(construct);
  const claimed = claims.get(stack) ?? new Map<string, IConstruct>();
  claims.set(stack, claimed);
  const first = claimed.get(thing);
  if (first) {
    failValidation(construct, () => complaint(first));
  } else {
    claimed.set(thing, construct);
  }
}
