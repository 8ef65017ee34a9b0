import type { Json, JsonObject } from "./json";

/** As many as a large plan has names, and none that are as long as documents. */
const MOST = 100_000;
const LONGEST = 1_000;

/** What is read of a text, once as long as there is room. Nothing in it may change. */
export function remembered<V>(read: (text: string) => V): (text: string) => V {
  const known = new Map<string, { readonly value: V }>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) {
      return found.value;
    }
    const value = read(text);
    if (text.length <= LONGEST) {
      if (known.size >= MOST) {
        known.clear();
      }
      known.set(text, { value });
    }
    return value;
  };
}

/** What is read of an object, once for all questions. Nothing in it may change. */
export function once<K extends object, V>(read: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key) ?? { value: read(key) };
    known.set(key, found);
    return found.value;
  };
}

/** The members of an object, each of which is made when somebody asks: of most objects of a large plan, nobody reads more than a name. */
interface Members {
  /** In order. Some of them may be none. */
  readonly names: () => readonly string[];
  /** Undefined where there is none. */
  readonly member: (name: string) => Json | undefined;
}

/** To whoever reads it, it is like any other object, but that it inherits nothing: whatever it has is its own. */
export function objectWith(members: Members): JsonObject {
  return new Proxy<JsonObject>(Object.create(null), new Reading(members));
}

/** The object behind it stays empty. */
class Reading implements ProxyHandler<JsonObject> {
  private known?: Map<string, Json | undefined>;

  constructor(private readonly members: Members) {}

  public get(_target: JsonObject, name: string | symbol): Json | undefined {
    return typeof name === "symbol" ? undefined : this.member(name);
  }

  public has(_target: JsonObject, name: string | symbol): boolean {
    return typeof name === "string" && this.member(name) !== undefined;
  }

  public ownKeys(): readonly string[] {
    return inOrder(this.members.names().filter((name) => this.member(name) !== undefined));
  }

  public getOwnPropertyDescriptor(target: JsonObject, name: string | symbol): PropertyDescriptor | undefined {
    const value = this.get(target, name);
    return value === undefined ? undefined : { value, configurable: true, enumerable: true, writable: true };
  }

  private member(name: string): Json | undefined {
    this.known ??= new Map();
    if (!this.known.has(name)) {
      this.known.set(name, this.members.member(name));
    }
    return this.known.get(name);
  }
}

/** An object has keys that are numbers first, whatever their order was. */
function inOrder(names: readonly string[]): readonly string[] {
  return names.some((name) => /^\d/.test(name))
    ? Object.keys(Object.fromEntries(names.map((name) => [name, null])))
    : names;
}
