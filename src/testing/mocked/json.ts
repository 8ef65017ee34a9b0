/** An object of synthesized JSON, or of what Terraform prints. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is Terraform's and the user's, not ours
export type Json = Record<string, any>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy in which every value has gone through a function, leaves first. Keys are in alphabetical order. */
export function mapped(value: unknown, change: (value: unknown, key: string) => unknown, key = ""): unknown {
  if (Array.isArray(value)) {
    return change(
      value.map((element) => mapped(element, change, key)),
      key,
    );
  }
  if (isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((name) => [name, mapped(value[name], change, name)]);
    return change(Object.fromEntries(entries), key);
  }
  return change(value, key);
}

/** What CDKTF tells its own tools: the paths of constructs, and its version. */
export function withoutMetadata(value: unknown): unknown {
  return mapped(value, (part) => {
    if (isObject(part)) {
      delete part["//"];
    }
    return part;
  });
}

/** A block that JSON may hold bare or in a list of one. */
export function blockOf(value: unknown): Json {
  return (Array.isArray(value) ? value[0] : value) ?? {};
}

/** The blocks of a kind, such as `resource`: type, name and body. */
export function blocksOf(json: Json, kind: "resource" | "data" | "ephemeral"): [type: string, name: string, body: Json][] {
  return Object.entries(json[kind] ?? {}).flatMap(([type, named]) =>
    Object.entries(blockOf(named)).map(([name, body]): [string, string, Json] => [type, name, blockOf(body)]),
  );
}

/** An address without the keys of instances. */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "");
}
