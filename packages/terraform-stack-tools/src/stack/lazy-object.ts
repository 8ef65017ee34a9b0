import type { Json, JsonObject } from "./json";

/**
 * An object whose members are made when somebody asks for them, each once: of most objects of a large plan, nobody reads more
 * than a name. To whoever reads it, it is like any other object.
 * @param names of all members, as far as they are there
 * @param make a member; undefined where there is none
 */
export function lazyObject(names: () => readonly string[], make: (name: string) => Json | undefined): JsonObject {
  return new Proxy<JsonObject>({}, new Members(names, make));
}

/** The object behind it stays empty, and has what every object inherits. */
class Members implements ProxyHandler<JsonObject> {
  private readonly known = new Map<string, Json | undefined>();
  private keys?: readonly string[];

  constructor(
    private readonly names: () => readonly string[],
    private readonly make: (name: string) => Json | undefined,
  ) {}

  public get(target: JsonObject, name: string | symbol): unknown {
    const member = this.member(name);
    return member === undefined ? Reflect.get(target, name) : member;
  }

  public has(target: JsonObject, name: string | symbol): boolean {
    return this.member(name) !== undefined || Reflect.has(target, name);
  }

  public ownKeys(): readonly string[] {
    // An object has keys that are numbers first, whatever their order was.
    this.keys ??= Object.keys(
      Object.fromEntries(this.names().flatMap((name) => (this.member(name) === undefined ? [] : [[name, null]]))),
    );
    return this.keys;
  }

  public getOwnPropertyDescriptor(_target: JsonObject, name: string | symbol): PropertyDescriptor | undefined {
    const value = this.member(name);
    return value === undefined ? undefined : { value, configurable: true, enumerable: true, writable: true };
  }

  private member(name: string | symbol): Json | undefined {
    if (typeof name === "symbol") {
      return undefined;
    }
    const known = this.known.get(name);
    if (known !== undefined || this.known.has(name)) {
      return known;
    }
    const made = this.make(name);
    this.known.set(name, made);
    return made;
  }
}
