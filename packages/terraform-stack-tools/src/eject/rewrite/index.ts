import type { Stack } from "../../stack/stack";
import { type Draft, draftOf } from "./draft";
import { withPlainExpressions } from "./expressions";
import { withPlainNames } from "./names";
import { withInstances } from "./siblings";
import { withVariables } from "./values/repeated";

export interface RewriteOptions {
  /** Whether siblings become one block with `for_each`. */
  readonly instances: boolean;
  /** Whether values become variables. */
  readonly variables: boolean;
}

/** The stack as a person would have written it. What Terraform plans for it stays the same. */
export function rewritten(stack: Stack, { instances, variables }: RewriteOptions): Draft {
  const named = withPlainExpressions(withPlainNames(draftOf(stack)));
  const repeated = instances ? withInstances(named) : named;
  return variables ? withVariables(repeated) : repeated;
}
