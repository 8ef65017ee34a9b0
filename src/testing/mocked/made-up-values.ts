import { createHash } from "node:crypto";
import { type MadeUp, ZERO_GUID } from "../../catalogue/made-up";
import { type Named, textFor } from "../../catalogue/name-rules";
import { blockOf, isObject, type Json } from "./json";

/** Values for what a resource, a data source or an ephemeral resource answers, shaped as Azure would and the same in every run. */
export class MadeUpValues {
  /** Every text that was made up: where one turns up in a plan, the real one is unknown. */
  public readonly texts = new Set<string>();

  /** Another seed gives other values. */
  constructor(private readonly seed: string) {}

  /** Values for the computed attributes of a block that its configuration does not set. */
  public of(address: string, type: string, schema: Json, configuration: Json = {}): Json {
    const values: Json = {};
    for (const [name, attribute] of Object.entries<Json>(schema.attributes ?? {})) {
      const isSet = configuration[name] !== undefined && configuration[name] !== null;
      if (attribute.computed && !isSet) {
        values[name] = this.value(attribute.nested_type ?? attribute.type, name, address, type);
      }
    }
    for (const [name, { block }] of Object.entries<Json>(schema.block_types ?? {})) {
      // Mocks fill blocks that are there, and take one object for all of a kind.
      const body = configuration[name] ?? blockOf(configuration.dynamic)?.[name]?.content;
      const nested =
        body === undefined || body === null || body.length === 0 ? {} : this.of(`${address}.${name}`, type, block, blockOf(body));
      if (Object.keys(nested).length > 0) {
        values[name] = nested;
      }
    }
    return values;
  }

  /** A text for the output of another stack, of which only the name is known. */
  public output(name: string): string {
    return this.text({ name }, "");
  }

  private value(type: unknown, name: string, address: string, resourceType: string): unknown {
    if (isObject(type)) {
      const fields = Object.entries<Json>(type.attributes).map(([field, one]) => [field, one.nested_type ?? one.type]);
      return collected(type.nesting_mode, this.fields(Object.fromEntries(fields), address, resourceType, name));
    }
    if (Array.isArray(type)) {
      const [kind, element] = type;
      const inner =
        kind === "object"
          ? this.fields(element, address, resourceType, name)
          : () => this.value(element, name, address, resourceType);
      return collected(kind, inner);
    }
    switch (type) {
      case "number":
        return 1;
      case "bool":
        return name === "admin_enabled";
      default:
        return this.text({ name, blockType: resourceType }, address);
    }
  }

  private fields(types: Json, address: string, resourceType: string, name: string): () => Json {
    const entries = () =>
      Object.keys(types).map((field) => [field, this.value(types[field], field, `${address}.${name}`, resourceType)]);
    return () => Object.fromEntries(entries());
  }

  private text(named: Named, address: string): string {
    const hash = createHash("sha256").update(`${this.seed} ${address} ${named.name}`).digest("hex");
    const text = textOf(named, hash);
    // A text that is the same for every object, such as a location, may also come from the stack.
    if (text !== textOf(named, [...hash].reverse().join(""))) {
      this.texts.add(text);
    }
    return text;
  }
}

/** One element, so that `[0]` finds something; no key can be made up. */
function collected(kind: string, element: () => unknown): unknown {
  switch (kind) {
    case "map":
      return {};
    case "tuple":
      return [];
    case "object":
    case "single":
      return element();
    default:
      return [element()];
  }
}

function textOf(named: Named, hash: string): string {
  const madeUp = madeUpFrom(hash);
  return textFor(named, madeUp) ?? madeUp.name;
}

/** Parts that are different for each hash, so that whatever refers to a new object is seen to change. */
function madeUpFrom(hash: string): MadeUp {
  const number = hash.slice(0, 8);
  const seconds = Number.parseInt(number, 16) % (365 * 24 * 3600);
  return {
    subscription: ZERO_GUID,
    resourceGroup: "made-up",
    name: `madeup${number}`,
    guid: [8, 4, 4, 4, 12].map((length, at) => hash.slice(at * 5, at * 5 + length)).join("-"),
    time: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().replace(".000", ""),
  };
}
