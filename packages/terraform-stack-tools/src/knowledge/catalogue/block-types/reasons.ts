import { isList, type Json, texts } from "../../../stack/json";
import type { Reason } from "../block-type";

/** The reason of an argument that is `true`. */
export function whereTrue(argument: string, text: string): Reason {
  return { argument, text, applies: (value) => value === true };
}

/** The reason of a list with an entry that begins with a text, such as the type of a block in `depends_on`. */
export function whereListed(argument: string, entry: string, text: string): Reason {
  return { argument, text, applies: (value) => isList(value) && value.some((one) => startsWith(one, entry)) };
}

function startsWith(value: Json, entry: string): boolean {
  return texts(value).some(({ text }) => text.replace("${", "").startsWith(entry));
}

export const PASSWORD_REPLACED = whereTrue(
  "lifecycle.create_before_destroy",
  "What uses the password gets the new one before the old one is deleted.",
);
