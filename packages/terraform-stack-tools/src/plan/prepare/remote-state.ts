import type { MadeUpText } from "../../planned/sensitive";
import { expandedText } from "../../stack/expanded-text";
import { type JsonObject, objectOf } from "../../stack/json";
import { remoteOutputs } from "../../stack/references";
import type { Block } from "../../stack/stack";
import { MadeUpValues } from "./made-up-values";
import type { Mocks } from "./mocks";
import type { Plannable } from "./versions";

/** What a stack reads of the state of another one. */
export interface RemoteState {
  readonly address: string;
  readonly outputs: JsonObject;
  /** The texts made up for its outputs. */
  readonly madeUp: readonly MadeUpText[];
}

/** The states of other stacks that a stack reads, with made-up outputs. Another state has other outputs. */
export function remoteStates(version: Plannable, mocks: Mocks): RemoteState[] {
  const outputs = remoteOutputs(version.stack);
  const states = version.stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  return states.map((block): RemoteState => {
    const { address, blockType } = block;
    const values = new MadeUpValues(expandedText(lookupOf(block), version.stack, version.variables));
    const madeUp = Object.fromEntries(
      (outputs.get(address) ?? []).map((output) => [output, values.output(output, `${address}.outputs.${output}`)]),
    );
    const given = { ...mocks[blockType], ...mocks[address] };
    return { address, outputs: { ...madeUp, ...objectOf(given.outputs) }, madeUp: values.texts };
  });
}

function lookupOf({ body }: Block): JsonObject {
  return { ...body, lifecycle: null, depends_on: null };
}

/** The names after `outputs` in a text, whatever it is the outputs of: one too many does no harm. */
export function outputNames(text: string): string[] {
  const names = text.matchAll(/\boutputs\s*(?:\.\s*([\p{ID_Start}_][\p{ID_Continue}-]*)|\[\s*\\?"([^"\\]+)\\?")/gu);
  return [...new Set([...names].map(([, attribute, key]) => attribute ?? key))];
}
