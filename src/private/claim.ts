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
  let claimed = claims.get(stack);
  if (claimed === undefined) {
    claimed = new Map();
    claims.set(stack, claimed);
  }
  const first = claimed.get(thing);
  if (first) {
    failValidation(construct, () => complaint(first));
    return false;
  }
  claimed.set(thing, construct);
  return true;
}
