import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Complaint, failValidation } from "./fail";

const claims = new WeakMap<TerraformStack, Map<string, IConstruct>>();

/**
 * Reserves a thing in the stack. A second construct that claims it fails the validation of the stack with the
 * complaint.
 *
 * @returns whether nothing else has it
 */
export function claim(construct: IConstruct, thing: string, complaint: (first: IConstruct) => Complaint): boolean {
  const stack = TerraformStack.of(construct);
  const claimed = claims.get(stack) ?? new Map<string, IConstruct>();
  claims.set(stack, claimed);
  const first = claimed.get(thing);
  if (first) {
    failValidation(construct, () => complaint(first));
    return false;
  }
  claimed.set(thing, construct);
  return true;
}
