import {
  compare,
  entries,
  type Json,
  type JsonObject,
  objectOf,
} from "../packages/terraform-stack-tools/src/stack/json";
import { InputError } from "./inputs";

/** What this package must know of a body: which names are blocks, and which arguments take a collection, are sensitive or required. */
export class Body {
  readonly collections = new Set<string>();
  readonly sensitive = new Set<string>();
  /** Arguments and blocks that some version requires. */
  readonly required = new Set<string>();
  readonly blocks = new Map<string, Body>();

  /** Adds what another version of the provider has. `place` is for messages. */
  merge(block: JsonObject, place: string): void {
    for (const [name, attribute] of objects(block.attributes)) {
      if (this.blocks.has(name)) {
        throw new InputError(
          `${place}.${name} is a block in one version and an argument in another, so no HCL fits both.`,
        );
      }
      if (isSettable(attribute) && takesCollection(attribute)) {
        this.collections.add(name);
      }
      if (attribute.sensitive === true) {
        this.sensitive.add(name);
      }
      if (attribute.required === true) {
        this.required.add(name);
      }
    }
    for (const [name, nested] of objects(block.block_types)) {
      if (nested.nesting_mode === "map" || this.collections.has(name)) {
        throw new InputError(`${place}.${name} is not a block in every version, or has a label, so no HCL fits all.`);
      }
      const child = this.blocks.get(name) ?? new Body();
      this.blocks.set(name, child);
      if (Number(nested.min_items ?? 0) > 0) {
        this.required.add(name);
      }
      child.merge(objectOf(nested.block), `${place}.${name}`);
    }
  }
}

function isSettable({ optional, required }: JsonObject): boolean {
  return optional === true || required === true;
}

function takesCollection({ type, nested_type }: JsonObject): boolean {
  return nested_type !== undefined || typeof type !== "string" || type === "dynamic";
}

interface Written {
  readonly collections?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly required?: readonly string[];
  readonly blocks?: Readonly<Record<string, Written | string>>;
}

/** Writes a body that has blocks and occurs in several places once, under the name of the shortest of these places. */
export class BodyWriter {
  private readonly places = new Map<string, string[]>();
  private readonly found = new Map<string, Written>();

  constructor(bodies: readonly [string, Body][]) {
    for (const [type, body] of bodies) {
      this.note(body, type);
    }
  }

  write(body: Body): Written | string {
    const text = textOf(body);
    const [name, ...others] = this.places.get(text) ?? [];
    if (body.blocks.size === 0 || others.length === 0 || text.length <= SHORT) {
      return this.expanded(body);
    }
    if (!this.found.has(name)) {
      this.found.set(name, this.expanded(body));
    }
    return name;
  }

  shared(): Record<string, Written> {
    return Object.fromEntries([...this.found].sort(byName));
  }

  private expanded(body: Body): Written {
    const blocks = [...body.blocks].sort(byName).map(([name, child]) => [name, this.write(child)]);
    return {
      ...(body.collections.size > 0 ? { collections: [...body.collections].sort() } : {}),
      ...(body.sensitive.size > 0 ? { sensitive: [...body.sensitive].sort() } : {}),
      ...(body.required.size > 0 ? { required: [...body.required].sort() } : {}),
      ...(blocks.length > 0 ? { blocks: Object.fromEntries(blocks) } : {}),
    };
  }

  private note(body: Body, place: string): void {
    const text = textOf(body);
    const places = [...(this.places.get(text) ?? []), place];
    this.places.set(
      text,
      places.sort((left, right) => left.length - right.length || compare(left, right)),
    );
    for (const [name, child] of body.blocks) {
      this.note(child, `${place}.${name}`);
    }
  }
}

/** A body up to this length of JSON is written where it is used. */
const SHORT = 120;

function textOf(body: Body): string {
  const blocks = [...body.blocks].sort(byName).map(([name, child]) => `${JSON.stringify(name)}:${textOf(child)}`);
  const names = [body.collections, body.sensitive, body.required].map((set) => [...set].sort());
  return `{${JSON.stringify(names)},${blocks.join()}}`;
}

export function objects(value: Json | undefined): [string, JsonObject][] {
  return entries(value).map(([name, one]) => [name, objectOf(one)]);
}

export function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return compare(left, right);
}
