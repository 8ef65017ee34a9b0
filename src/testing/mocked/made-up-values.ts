import { createHash } from "node:crypto";
import { type MadeUp, ZERO_GUID } from "../../catalogue/made-up";
import { type Named, textFor } from "../../catalogue/name-rules";
import type { AttributeSchema, AttributeType, BlockSchema, NestedAttributeType } from "../../providers/schema";
import { blockOf, dynamicContent, isList, type Json, type JsonObject } from "../../terraform/json";

/** Values for what a block answers, of the form that Azure gives them and the same in every run. */
export class MadeUpValues {
  private readonly known = new Set<string>();

  /** @param seed another seed makes up other values */
  constructor(private readonly seed: string) {}

  /**
   * The texts that identify the block they were made up for. Where one appears in a plan, the real value is unknown.
   */
  public get texts(): ReadonlySet<string> {
    return this.known;
  }

  /** Values for the computed attributes that the configuration of a block does not set. */
  public of(address: string, type: string, schema: BlockSchema, configuration: JsonObject = {}): JsonObject {
    const owner = { address, type };
    const computed = Object.entries(schema.attributes ?? {}).filter(
      ([name, attribute]) => attribute.computed === true && (configuration[name] ?? null) === null,
    );
    const values = computed.map(([name, attribute]): [string, Json] => [name, this.attribute(attribute, name, owner)]);
    const blocks = Object.entries(schema.block_types ?? {}).flatMap(([name, nested]): [string, Json][] => {
      // Mocks fill blocks that exist, and take one object for all blocks of a name.
      const body = bodyOf(configuration, name);
      const answers = body === undefined ? {} : this.of(`${address}.${name}`, type, nested.block, body);
      return Object.keys(answers).length > 0 ? [[name, answers]] : [];
    });
    return Object.fromEntries([...values, ...blocks]);
  }

  /** A text for the output of another stack, of which only the name is known. */
  public output(name: string): string {
    return this.text({ name }, "");
  }

  private attribute(schema: AttributeSchema, name: string, owner: Owner): Json {
    return schema.nested_type === undefined
      ? this.value(schema.type ?? "dynamic", name, owner)
      : this.nested(schema.nested_type, name, owner);
  }

  private nested({ nesting_mode, attributes }: NestedAttributeType, name: string, owner: Owner): Json {
    if (nesting_mode === "map") {
      return {};
    }
    const inner = { ...owner, address: `${owner.address}.${name}` };
    const fields = Object.entries(attributes).map(([field, schema]) => [field, this.attribute(schema, field, inner)]);
    const element = Object.fromEntries(fields);
    return nesting_mode === "single" ? element : [element];
  }

  private value(type: AttributeType, name: string, owner: Owner): Json {
    if (typeof type === "string") {
      return this.primitive(type, name, owner);
    }
    switch (type[0]) {
      case "object": {
        const inner = { ...owner, address: `${owner.address}.${name}` };
        return Object.fromEntries(
          Object.entries(type[1]).map(([field, one]) => [field, this.value(one, field, inner)]),
        );
      }
      // No key and no length can be made up.
      case "map":
        return {};
      case "tuple":
        return [];
      // One element, so that reading `[0]` succeeds.
      default:
        return [this.value(type[1], name, owner)];
    }
  }

  private primitive(
    type: "string" | "number" | "bool" | "dynamic",
    name: string,
    { address, type: blockType }: Owner,
  ): Json {
    switch (type) {
      case "number":
        return 1;
      case "bool":
        return name === "admin_enabled";
      default:
        return this.text({ name, blockType }, address);
    }
  }

  private text(named: Named, address: string): string {
    const hash = createHash("sha256").update(`${this.seed} ${address} ${named.name}`).digest("hex");
    const text = textOf(named, hash);
    // A text that is the same for every object, such as a location, may also come from the stack.
    if (text !== textOf(named, [...hash].reverse().join(""))) {
      this.known.add(text);
    }
    return text;
  }
}

/** The block that values are made up for. */
interface Owner {
  readonly address: string;
  readonly type: string;
}

/** A nested block that a configuration has, also by a `dynamic` block. */
function bodyOf(configuration: JsonObject, name: string): JsonObject | undefined {
  const value = configuration[name] ?? null;
  if (value === null) {
    return dynamicContent(configuration, name);
  }
  return isList(value) && value.length === 0 ? undefined : blockOf(value);
}

function textOf(named: Named, hash: string): string {
  const madeUp = madeUpFrom(hash);
  return textFor(named, madeUp) ?? madeUp.name;
}

/** Parts that differ for each hash, so that a change shows in whatever refers to a new object. */
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
