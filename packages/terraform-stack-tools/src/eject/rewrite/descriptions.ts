import { addressIn, printAddress } from "../../stack/address";
import { wholeReference } from "../../stack/expression/reference";
import { unwrapped } from "../../stack/expression/template";
import { blockOf, entries, type Json, objectOf } from "../../stack/json";
import { type Draft, moved } from "./draft";

/** The draft with a description of each output that is one attribute, and that nobody has described. */
export function withDescriptions(draft: Draft): Draft {
  const { sections } = draft.stack;
  const outputs = entries(sections.output).map(([name, bodies]): [string, Json] => {
    const body = blockOf(bodies);
    const text = body.description === undefined ? descriptionOf(body.value) : undefined;
    return [name, text === undefined ? bodies : { ...body, description: text }];
  });
  return outputs.length === 0
    ? draft
    : moved(draft, { ...objectOf(sections), output: Object.fromEntries(outputs) }, new Map());
}

function descriptionOf(value: Json | undefined): string | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const reference = expression === undefined ? undefined : wholeReference(expression);
  const found = reference && addressIn(reference);
  const last = found?.path[found.path.length - 1];
  return found !== undefined && last?.kind === "attribute"
    ? `${last.name} of ${printAddress(found.address)}`
    : undefined;
}
