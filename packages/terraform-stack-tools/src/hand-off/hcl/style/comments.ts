import { type Item, isBlock, MAXIMUM_WIDTH } from "../layout";

/** The members of a body with comments above them. @param comments by the names that lead to a member */
export function withComments(
  items: readonly Item[],
  comments: ReadonlyMap<string, string>,
  path = "",
): readonly Item[] {
  return comments.size === 0 ? items : items.map((item) => commented(item, comments, path));
}

function commented(item: Item, comments: ReadonlyMap<string, string>, path: string): Item {
  const place = path + (isBlock(item) ? item.header : item.name);
  const text = comments.get(place);
  const inner = isBlock(item) ? { ...item, items: withComments(item.items, comments, `${place}.`) } : item;
  return text === undefined ? inner : { ...inner, comment: wrapped(text) };
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + word.length >= MAXIMUM_WIDTH) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines;
}
