import type { KnownSchemas } from "../providers/schemas/known-schemas";
import { type BodySchema, isGap } from "../providers/schemas/schema-source";
import type { RequiredProvider, Stack } from "../stack/stack";
import { providersOf } from "./providers";
import { type Describe, withDescriptions } from "./rewrite/descriptions";
import { withJsonDocuments } from "./rewrite/documents";
import type { Draft } from "./rewrite/draft";
import { withSharedKeys } from "./rewrite/shared-keys";

/** A draft with what is the same for all environments: shared keys, documents, and descriptions. */
export function finished(draft: Draft, schemas: KnownSchemas): Draft {
  return withDescriptions(withJsonDocuments(withSharedKeys(draft)), describing(draft.stack, schemas));
}

/** What the schemas say, in one sentence. */
function describing(stack: Stack, schemas: KnownSchemas): Describe {
  const providers: readonly RequiredProvider[] = providersOf(stack, schemas);
  return ({ blockType, provider }, names) => {
    const required = providers.find(({ name }) => name === provider);
    const answer = required && schemas.find(blockType, required);
    return answer === undefined || isGap(answer) ? undefined : sentenceIn(answer.body, names);
  };
}

const LONGEST = 160;

function sentenceIn(body: BodySchema, [name, ...rest]: readonly string[]): string | undefined {
  if (name === undefined) {
    return undefined;
  }
  const [next] = rest;
  if (next !== undefined) {
    const block = body.blockOf(name);
    return block && sentenceIn(block, rest);
  }
  const text = body.describe?.(name)?.replace(/\s+/g, " ").trim() ?? "";
  const [sentence] = /^.*?[.!?](?= [A-Z]|$)/.exec(text) ?? [text];
  const words = sentence.replace(/\.$/, "");
  return words === "" || words.length > LONGEST || /[$%]\{/.test(words) ? undefined : words;
}
