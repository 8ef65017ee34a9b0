import type { Stack } from "../../stack/stack";
import { draftOf } from "./draft";
import { type Environments, environmentsIn } from "./environments";
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

/**
 * All stacks of an app as a person would have written them, in groups of those that differ in nothing but values. What
 * Terraform plans for them stays the same.
 */
export function rewrittenAll(stacks: readonly Stack[], { instances, variables }: RewriteOptions): Environments[] {
  const drafts = stacks.map((stack) => {
    const named = withPlainExpressions(withPlainNames(draftOf(stack)));
    return instances ? withInstances(named) : named;
  });
  if (!variables) {
    return drafts.map((draft, index) => ({
      name: draft.stack.name ?? "",
      members: [{ index, draft }],
      parameters: [],
    }));
  }
  return environmentsIn(drafts).map((group) => ({
    ...group,
    members: group.members.map(({ index, draft }) => ({ index, draft: withVariables(draft) })),
  }));
}
