import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/files";
import type { Stack } from "../stack/stack";
import { type Configuration, configurationOf, ownersAmong, readsAmong, startOf } from "./configuration";
import { withConstants } from "./rewrite/constants";
import { withJsonDocuments } from "./rewrite/documents";
import { type Draft, draftOf } from "./rewrite/draft";
import { withPlainNames } from "./rewrite/names";
import { withNamedOutputs } from "./rewrite/outputs";
import { withInstances } from "./rewrite/siblings";
import { withVariables } from "./rewrite/variables";

export interface RewriteOptions {
  /** Whether siblings become one block with `for_each`. */
  readonly instances: boolean;
  /** Whether values become variables. */
  readonly variables: boolean;
}

/** What becomes of all stacks of an app, in their order: each keeps its state, and therefore a configuration of its own. */
export function configurationsOf(
  sources: readonly Source[],
  schemas: KnownSchemas,
  options: RewriteOptions,
): Configuration[] {
  const owners = ownersAmong(sources);
  const stacks = sources.map((source) => {
    const reads = readsAmong(source, owners);
    return { name: source.name, source, reads, draft: rewritten(startOf(source, reads), options) };
  });
  const drafts = withNamedOutputs(stacks);
  return stacks.map(({ source, reads }, index) => configurationOf(source, reads, drafts[index], schemas));
}

/** A stack as a person would have written it. What Terraform plans for it stays the same. */
export function rewritten(stack: Stack, { instances, variables }: RewriteOptions): Draft {
  const named = withConstants(withPlainNames(draftOf(stack)));
  const whole = instances ? withInstances(named) : named;
  return withJsonDocuments(variables ? withVariables(whole) : whole);
}
