import { blockOf, type Json } from "../testing/mocked/json";

/**
 * The text of a value, and of what it refers to: two texts differ where the values may. Sensitive variables count by name alone, since
 * made-up values come from this text.
 */
export function meaningOf(value: unknown, json: Json, variables: Json): string {
  const seen = new Set<string>();
  const parts: string[] = [];
  const add = (part: unknown) => {
    const text = JSON.stringify(part ?? null);
    parts.push(text);
    follow(text);
  };
  const follow = (text: string) => {
    for (const [reference, first, second, key = "", third] of text.matchAll(REFERENCE)) {
      if (!seen.has(reference)) {
        seen.add(reference);
        add(referred(json, variables, [first, second, third]));
        follow(key);
      }
    }
  };
  add(value);
  return parts.join("\n");
}

const REFERENCE = /\b([a-zA-Z][\w-]*)\.([a-zA-Z_][\w-]*)(?:\[([^\]]*)\])?(?:\.([a-zA-Z_][\w-]*))?/g;

function referred(json: Json, variables: Json, [first, second, third]: string[]): unknown {
  switch (first) {
    case "var": {
      const { sensitive, ephemeral, default: fallback } = blockOf(json.variable?.[second]);
      return sensitive || ephemeral ? second : (variables[second] ?? fallback);
    }
    case "local":
      return blockOf(json.locals)[second];
    case "data":
      return blockOf(json.data?.[second]?.[third]);
    default:
      return blockOf(json.resource?.[first]?.[second])[third];
  }
}

/** The attributes of a block that a text reads. */
export function attributesRead(text: string, address: string): string[] {
  const pattern = new RegExp(`(?<![\\w.-])${address.replace(/\./g, "\\.")}(?:\\[[^\\]]*\\])?\\.(\\w+)`, "g");
  return [...new Set([...text.matchAll(pattern)].map(([, attribute]) => attribute))];
}
