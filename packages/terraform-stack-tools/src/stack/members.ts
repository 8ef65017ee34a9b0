import type { Json, JsonObject } from "./json";

/** The members of an object that are made when somebody asks: of most objects of a large plan, nobody reads more than a name. */
export interface Members {
  /** In order. Some of them may be none. */
  readonly names: () => readonly string[];
  /** Undefined where there is none. */
  readonly member: (name: string) => Json | undefined;
}

/** The same members, each of which is made once. */
export function remembering({ names, member }: Members): Members {
  let known: Map<string, Json | undefined> | undefined;
  return {
    names,
    member: (name) => {
      known ??= new Map();
      const found = known.get(name);
      if (found !== undefined || known.has(name)) {
        return found;
      }
      const made = member(name);
      known.set(name, made);
      return made;
    },
  };
}

/** To whoever reads it, it is like any other object, but that it inherits nothing: whatever it has is its own. */
export function objectWith(members: Members): JsonObject {
  return new Proxy<JsonObject>(Object.create(null), new Reading(members));
}

/** The object behind it stays empty. */
class Reading implements ProxyHandler<JsonObject> {
  constructor(private readonly members: Members) {}

  public get(_target: JsonObject, name: string | symbol): Json | undefined {
    return typeof name === "symbol" ? undefined : this.members.member(name);
  }

  public has(target: JsonObject, name: string | symbol): boolean {
    return this.get(target, name) !== undefined;
  }

  public ownKeys(): readonly string[] {
    const { names, member } = this.members;
    return inOrder(names().filter((name) => member(name) !== undefined));
  }

  public getOwnPropertyDescriptor(target: JsonObject, name: string | symbol): PropertyDescriptor | undefined {
    const value = this.get(target, name);
    return value === undefined ? undefined : { value, configurable: true, enumerable: true, writable: true };
  }
}

/** An object has keys that are numbers first, whatever their order was. */
function inOrder(names: readonly string[]): readonly string[] {
  return names.some((name) => /^\d/.test(name))
    ? Object.keys(Object.fromEntries(names.map((name) => [name, null])))
    : names;
}
