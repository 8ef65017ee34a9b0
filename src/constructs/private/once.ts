import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

const claims = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** A stack in which two constructs claim the same thing does not validate; the second one says so. */
export function once(construct: IConstruct, thing: string, complaint: (first: IConstruct) => string): void {
  const stack = TerraformStack.of(construct);
  const claimed = claims.get(stack) ?? new Map<string, IConstruct>();
  claims.set(stack, claimed);
  const first = claimed.get(thing);
  if (first) {
    construct.node.addValidation({ validate: () => [complaint(first)] });
  } else {
    claimed.set(thing, construct);
  }
}
