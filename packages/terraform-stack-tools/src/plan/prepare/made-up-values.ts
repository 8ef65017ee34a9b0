import { createHash } from "node:crypto";
import { type MadeUp, ZERO_GUID } from "../../knowledge/catalogue/made-up";
import { type Named, textFor } from "../../knowledge/catalogue/name-rules";
import type { MadeUpText } from "../../planned/sensitive";
import type { AttributeSchema, AttributeType, NestedAttributeType } from "../../providers/schema";
import type { Json } from "../../stack/json";

/** Values for what a block answers, of the form that the cloud gives them and the same in every run. */
export class MadeUpValues {
  private readonly known = new Map<string, string | undefined>();

  /**
   * @param seed another seed makes up other values
   * @param exampleId an id of the form that the provider accepts for the block
   */
  constructor(
    private readonly seed: string,
    private readonly exampleId?: string,
  ) {}

  /** The texts that identify the block they were made up for. In the plan of another block, they come from this one. */
  public get texts(): readonly MadeUpText[] {
    return [...this.known].map(([text, source]) => (source === undefined ? { text } : { text, source }));
  }

  /** A text for the output of another stack, of which only the name is known. */
  public output(name: string, source?: string): string {
    return this.text({ name }, { address: "", ...(source === undefined ? {} : { source }) });
  }

  public attribute(schema: AttributeSchema, name: string, owner: Owner): Json {
    return schema.nested_type === undefined
      ? this.ofType(schema.type ?? "dynamic", name, owner)
      : this.nested(schema.nested_type, name, owner);
  }

  private nested({ nesting_mode, attributes }: NestedAttributeType, name: string, owner: Owner): Json {
    if (nesting_mode === "map") {
      return {};
    }
    const whole = nesting_mode === "list" ? firstOf(owner) : owner;
    const fields = Object.entries(attributes).map(([field, schema]) => [
      field,
      this.attribute(schema, field, memberOf(whole, name, field)),
    ]);
    const element = Object.fromEntries(fields);
    return nesting_mode === "single" ? element : [element];
  }

  public ofType(type: AttributeType, name: string, owner: Owner): Json {
    if (typeof type === "string") {
      return this.primitive(type, name, owner);
    }
    switch (type[0]) {
      case "object":
        return Object.fromEntries(
          Object.entries(type[1]).map(([field, one]) => [field, this.ofType(one, field, memberOf(owner, name, field))]),
        );
      // No key and no length can be made up.
      case "map":
        return {};
      case "tuple":
        return [];
      // One element, so that reading `[0]` succeeds.
      default:
        return [this.ofType(type[1], name, type[0] === "list" ? firstOf(owner) : owner)];
    }
  }

  private primitive(type: "string" | "number" | "bool" | "dynamic", name: string, owner: Owner): Json {
    switch (type) {
      case "number":
        return 1;
      case "bool":
        return name === "admin_enabled";
      default:
        return this.text({ name, blockType: owner.type }, owner);
    }
  }

  private text(named: Named, { address, source }: Omit<Owner, "type">): string {
    const hash = createHash("sha256").update(`${this.seed} ${address} ${named.name}`).digest("hex");
    const text = this.textFrom(named, hash);
    // A text that is the same for every object, such as a location, may also come from the stack.
    if (text !== this.textFrom(named, [...hash].reverse().join(""))) {
      this.known.set(text, source);
    }
    return text;
  }

  private textFrom(named: Named, hash: string): string {
    const madeUp = madeUpFrom(hash);
    return named.name === "id" && this.exampleId !== undefined
      ? idLike(this.exampleId, madeUp)
      : (textFor(named, madeUp) ?? madeUp.name);
  }
}

/** An id of another object of the same type. */
function idLike(example: string, { name, guid }: MadeUp): string {
  const segments = example.split("/");
  const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(segments.at(-1) ?? "");
  return [...segments.slice(0, -1), isGuid ? guid : name].join("/");
}

/** The block that values are made up for. */
export interface Owner {
  readonly address: string;
  readonly type: string;
  /** What the value itself is, as a reference; undefined in modules. */
  readonly source?: string;
}

function memberOf(owner: Owner, name: string, member: string): Owner {
  const { address, source } = owner;
  return {
    ...owner,
    address: `${address}.${name}`,
    ...(source === undefined ? {} : { source: `${source}.${member}` }),
  };
}

function firstOf(owner: Owner): Owner {
  return owner.source === undefined ? owner : { ...owner, source: `${owner.source}[0]` };
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
