import { entries, isList, type Json, objectOf } from "../../stack/json";
import { isPublic } from "../catalogue/questions";
import { isPlaceholder } from "../catalogue/secret-names";

/** A text in a body. */
export interface PlacedText {
  /** Such as `aws_db_instance.main.password`. */
  readonly place: string;
  /** The names that lead to it, outermost first. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The texts and numbers in a body, without those that everybody may read. */
export function* textsIn(
  value: Json,
  { place, path }: Omit<PlacedText, "text">,
  blockType: string,
): Generator<PlacedText> {
  if (typeof value === "string" || typeof value === "number") {
    yield { place, path, text: String(value) };
    return;
  }
  if (isList(value)) {
    for (const [index, element] of value.entries()) {
      const option = optionBefore(value[index - 1], element);
      yield* textsIn(element, { place: `${place}[${index}]`, path: [...path, ...option] }, blockType);
    }
    return;
  }
  for (const [name, child] of entries(value)) {
    const names = [...path, name];
    if (!isPublic(names, blockType)) {
      const inner = { place: place === "" ? name : `${place}.${name}`, path: [...names, ...nameBeside(name, value)] };
      yield* textsIn(child, inner, blockType);
    }
  }
}

/** What an argument of a program is called by the option before it, unless it stands for what is written elsewhere. */
function optionBefore(before: Json | undefined, argument: Json): string[] {
  const [, option] = (typeof before === "string" && /^--([\w-]+)$/.exec(before)) || [];
  return option === undefined || typeof argument !== "string" || isPlaceholder(argument) ? [] : [option];
}

/** What a `value` is called by the `name` or `key` beside it, as in the environment of a container or of a pipeline. */
function nameBeside(name: string, siblings: Json): string[] {
  const { key = null, name: own = key, Key = null, Name: capital = Key } = objectOf(siblings);
  const called = name === "value" ? own : capital;
  return ["value", "Value"].includes(name) && typeof called === "string" ? [called] : [];
}
