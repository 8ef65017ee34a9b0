import { addressIn, blockAddress, parseAddress } from "../stack/address";
import { collected, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, texts } from "../stack/json";
import { memberAt, type Reference, referencesIn, type Step, wholeReference } from "../stack/reference";
import { isTemplate, quote } from "../stack/template";

/** What an expression comes from, as far as a plan tells. */
export interface Meaning {
  /** Attributes of instances, such as `aws_subnet.a["west"].id`, and variables of the root module. */
  readonly sources: readonly string[];
  /** What a plan does not show, such as `local.ids of module.network`. */
  readonly open: readonly string[];
  /** What decides which of the sources it is, where a plan does not show that. */
  readonly choice: readonly string[];
}

const NOTHING: Meaning = { sources: [], open: [], choice: [] };

/** What `each` and `count` stand for in an expression. */
export interface Each {
  readonly key?: string | number;
  /** The expression of the collection. */
  readonly forEach?: Json;
}

type Keyed = Pick<Each, "key">;

/** What is known of the root module, beside its configuration. */
interface RootValues {
  readonly variables: JsonObject;
  /** A plan has none, so that they are only known of a stack that was planned here. */
  readonly locals?: ReadonlyMap<string, Json>;
}

/** What the whole of a plan has. */
interface Surroundings extends RootValues {
  readonly instances: Instances;
  /** How many references an expression may still lead to: a configuration that nobody wrote by hand may have circles. */
  readonly remaining: { steps: number };
}

const MAXIMUM_STEPS = 1_000;

interface Caller extends Each {
  readonly parent: ConfiguredModule;
  readonly call: JsonObject;
}

/** Values lead no further than this, unless the configuration is none. */
const DEEPEST = 100;

/**
 * The configuration in a plan.
 * @param addresses those of all instances that the plan names
 */
export function configurationIn(
  rootModule: JsonObject,
  known: RootValues,
  addresses: Iterable<string>,
): ConfiguredModule {
  return new ConfiguredModule(rootModule, "", {
    ...known,
    instances: instancesAmong(addresses),
    remaining: { steps: 0 },
  });
}

/** One instance of a module, and what its expressions come from across the borders of modules. */
export class ConfiguredModule {
  private readonly children = new Map<string, ConfiguredModule | undefined>();
  private resources?: ReadonlyMap<string, JsonObject>;

  /** @param address empty for the root module */
  constructor(
    private readonly configuration: JsonObject,
    private readonly address: string,
    private readonly surroundings: Surroundings,
    private readonly caller?: Caller,
  ) {}

  /** @param step such as `module.network["west"]` */
  public child(step: string): ConfiguredModule | undefined {
    const known = this.children.get(step);
    if (known !== undefined || this.children.has(step)) {
      return known;
    }
    const address = parseAddress(step);
    const call =
      address?.kind === "module" ? lookUp(objectOf(this.configuration.module_calls), address.name) : undefined;
    const { module, for_each_expression: forEach } = objectOf(call);
    const child = isObject(module)
      ? new ConfiguredModule(module, this.within(step), this.surroundings, {
          parent: this,
          call: objectOf(call),
          key: address?.key,
          forEach,
        })
      : undefined;
    this.children.set(step, child);
    return child;
  }

  /** @param block its address in this module, such as `data.aws_subnet.a` */
  public resource(block: string): JsonObject | undefined {
    this.resources ??= new Map(
      listOf(this.configuration.resources).map((one) => {
        const { mode, type, name } = objectOf(one);
        return [`${mode === "data" ? "data." : ""}${type}.${name}`, objectOf(one)];
      }),
    );
    return this.resources.get(block);
  }

  /**
   * What an expression comes from.
   * @param rest what is read of its value
   */
  public meaning(expression: Json | undefined, each: Each, rest: readonly Step[] = [], depth = 0): Meaning {
    const { remaining } = this.surroundings;
    const { texts: all, rest: steps } = referencesOf(expression, rest);
    remaining.steps = depth === 0 ? MAXIMUM_STEPS : remaining.steps - 1;
    if (depth > DEEPEST || remaining.steps < 0) {
      return { ...NOTHING, open: all.slice(0, 1) };
    }
    const others = all.filter((text) => !isIndex(text));
    const indexes = all.filter(isIndex);
    // Beside another reference, such an index chooses one of its instances.
    const read = others.length > 0 ? others : indexes;
    // Of several, none is known to be the value that the rest is read of.
    const own = others.length > 1 ? [] : steps;
    return joined(
      read.map((text) => {
        const reference = wholeReference(text);
        return reference === undefined ? NOTHING : this.referred(reference, indexes, each, own, depth + 1);
      }),
    );
  }

  private referred(
    reference: Reference,
    indexes: readonly string[],
    each: Each,
    rest: readonly Step[],
    depth: number,
  ): Meaning {
    const { root, steps } = reference;
    const [first, ...others] = steps;
    switch (root) {
      case "var":
        return first?.kind === "attribute" ? this.variable(first.name, [...others, ...rest], depth) : NOTHING;
      case "each":
        return first?.kind === "attribute" && first.name === "value"
          ? this.element(each, [...others, ...rest], depth)
          : NOTHING;
      case "local":
        return first?.kind === "attribute" ? this.local(first.name, [...others, ...rest], depth) : NOTHING;
      case "module":
        return this.output(reference, indexes, each, rest, depth);
      case "count":
      case "path":
      case "self":
      case "terraform":
        return NOTHING;
      default:
        return this.attribute(reference, indexes, each, rest);
    }
  }

  private variable(name: string, rest: readonly Step[], depth: number): Meaning {
    if (this.caller === undefined) {
      return { ...NOTHING, sources: [`var.${name}`] };
    }
    const { parent, call, key, forEach } = this.caller;
    const given = lookUp(objectOf(call.expressions), name);
    return given === undefined ? NOTHING : parent.meaning(given, { key, forEach }, rest, depth);
  }

  private local(name: string, rest: readonly Step[], depth: number): Meaning {
    const value = this.caller === undefined ? this.surroundings.locals?.get(name) : undefined;
    if (value === undefined) {
      return this.open(`local.${name}`);
    }
    const references = referencesIn(value).map((one) => `${one.root}${printSteps(one.steps)}`);
    return this.meaning({ constant_value: value, references }, {}, rest, depth);
  }

  /** What `each.value` comes from: the instance with the same key, or all that the collection comes from. */
  private element(each: Each, rest: readonly Step[], depth: number): Meaning {
    if (each.forEach === undefined) {
      return this.open(`each.value${printSteps(rest)}`);
    }
    const key: Step[] = each.key === undefined ? [] : [{ kind: "key", key: each.key }];
    return this.meaning(each.forEach, {}, [...key, ...rest], depth);
  }

  /** What the output comes from that a reference such as `module.network["west"].id` names. */
  private output(
    reference: Reference,
    indexes: readonly string[],
    each: Each,
    rest: readonly Step[],
    depth: number,
  ): Meaning {
    const found = addressIn(reference);
    if (found?.address.kind !== "module") {
      return NOTHING;
    }
    const [step, ...others] = [...found.path, ...rest].filter(({ kind }) => kind !== "every");
    const call = blockAddress(found.address);
    const keys = (this.surroundings.instances.keysOfCall.get(this.within(call)) ?? []).map((key) => ({ key }));
    const { key } = found.address;
    const { meant, choice } = this.chosen(key === undefined ? keys : [{ key }], indexes, each, key);
    const meanings = meant.flatMap((one) => {
      const child = this.child(`${call}${one.key === undefined ? "" : printSteps([{ kind: "key", key: one.key }])}`);
      const outputs = objectOf(child?.configuration.outputs);
      const named = step?.kind === "attribute" ? [lookUp(outputs, step.name)] : Object.values(outputs);
      return named.map((output) => child?.meaning(objectOf(output).expression, {}, others, depth) ?? NOTHING);
    });
    const missing = meanings.length === 0 ? [this.open(`${call}${printSteps(found.path)}`)] : [];
    return joined([...meanings, ...missing, { ...NOTHING, choice }]);
  }

  private attribute(reference: Reference, indexes: readonly string[], each: Each, rest: readonly Step[]): Meaning {
    const found = addressIn(reference);
    if (found === undefined) {
      return NOTHING;
    }
    const { address, path } = found;
    const every = this.surroundings.instances.ofBlock.get(this.within(blockAddress(address))) ?? [];
    const read = (path.length === 0 ? rest : path).filter(({ kind }) => kind !== "every");
    const [first] = read;
    // What is read of a collection of instances begins with the key of one.
    const given = first?.kind === "key" ? first.key : undefined;
    const key = address.key ?? (every.some((one) => one.key === given) ? given : undefined);
    const printed = printSteps(given === undefined || address.key !== undefined ? read : read.slice(1));
    const { meant, choice } = this.chosen(every, indexes, each, key);
    return { sources: meant.map(({ text }) => `${text}${printed}`), open: [], choice };
  }

  /** The instances that a key or indexes by `each` or `count` mean: all of them, with the indexes, where the plan does not tell. */
  private chosen<T extends Keyed>(
    every: readonly T[],
    indexes: readonly string[],
    each: Each,
    given: Each["key"],
  ): { readonly meant: readonly T[]; readonly choice: readonly string[] } {
    if (given !== undefined) {
      return { meant: every.filter(({ key }) => key === given), choice: [] };
    }
    if (every.length < 2 || indexes.length === 0) {
      return { meant: every, choice: [] };
    }
    const collection = this.constant(each.forEach);
    const keys = indexes.flatMap((text) => keyBy(text, each, collection) ?? []).map(String);
    const meant = every.filter(({ key }) => keys.includes(String(key)));
    return meant.length === 0
      ? { meant: every, choice: indexes.map((text) => this.named(text, each)) }
      : { meant, choice: [] };
  }

  /** The value of an expression that is constant, or that is a variable as a whole. */
  public constant(expression: Json | undefined, depth = 0): Json | undefined {
    const { constant_value, references } = objectOf(expression);
    if ((constant_value !== undefined && references === undefined) || depth > DEEPEST) {
      return constant_value;
    }
    const [text, ...others] = longest(listOf(references).map(String));
    const reference = text === undefined || others.length > 0 ? undefined : wholeReference(text);
    const [first, ...path] = reference?.root === "var" ? reference.steps : [];
    if (first?.kind !== "attribute") {
      return undefined;
    }
    const fallback = objectOf(lookUp(objectOf(this.configuration.variables), first.name)).default;
    const given =
      this.caller === undefined
        ? lookUp(this.surroundings.variables, first.name)
        : this.caller.parent.constant(lookUp(objectOf(this.caller.call.expressions), first.name), depth + 1);
    return path.reduce<Json | undefined>(memberAt, given ?? fallback);
  }

  private within(own: string): string {
    return this.address === "" ? own : `${this.address}.${own}`;
  }

  private open(what: string): Meaning {
    return { ...NOTHING, open: [this.named(what)] };
  }

  private named(what: string, { forEach }: Each = {}): string {
    const [collection] = longest(listOf(objectOf(forEach).references).map(String));
    if (collection !== undefined) {
      return `${what} in ${this.named(collection)}`;
    }
    return this.address === "" ? what : `${what} of ${this.address}`;
  }
}

/**
 * What an expression refers to. One in Terraform's JSON syntax stands in the plan as it is written, so that the elements
 * of an object are told apart.
 */
function referencesOf(
  expression: Json | undefined,
  rest: readonly Step[],
): { readonly texts: string[]; readonly rest: readonly Step[] } {
  const { constant_value: written, references } = objectOf(expression);
  const all = longest(listOf(references).map(String));
  const [element, left] = written === undefined ? [undefined, rest] : elementAt(written, rest);
  if (element === undefined || element === written) {
    return { texts: all, rest };
  }
  const named = texts(element).some(({ text }) => isTemplate(text)) ? referencesIn(element) : [];
  return { texts: longest(named.map((one) => `${one.root}${printSteps(one.steps)}`)), rest: left };
}

/** The part of a value that some steps lead to, as far as they are in it, and those that are left. */
function elementAt(value: Json, [step, ...rest]: readonly Step[]): [element: Json, left: readonly Step[]] {
  const member = step === undefined ? undefined : memberAt(value, step);
  return member === undefined ? [value, step === undefined ? [] : [step, ...rest]] : elementAt(member, rest);
}

/** @param collection what the block is repeated for, where that is constant */
function keyBy(index: string, { key, forEach }: Each, collection: Json | undefined): string | number | undefined {
  if (index === "each.key" || index === "count.index") {
    return key;
  }
  const steps = wholeReference(index)?.steps.slice(1) ?? [];
  if (collection === undefined || key === undefined) {
    // The members of a set that is written out are their own keys.
    return steps.length === 0 && forEach === undefined ? key : undefined;
  }
  const value = [{ kind: "key", key } as const, ...steps].reduce<Json | undefined>(memberAt, collection);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function joined(meanings: readonly Meaning[]): Meaning {
  return {
    sources: [...new Set(meanings.flatMap(({ sources }) => sources))],
    open: [...new Set(meanings.flatMap(({ open }) => open))],
    choice: [...new Set(meanings.flatMap(({ choice }) => choice))],
  };
}

/** Steps as expressions have them. An index that only the engine can evaluate is left out. */
function printSteps(steps: readonly Step[]): string {
  return steps.map(printStep).join("");
}

function printStep(step: Step): string {
  switch (step.kind) {
    case "attribute":
      return `.${step.name}`;
    case "key":
      return `[${typeof step.key === "number" ? step.key : quote(step.key)}]`;
    case "every":
      return "[*]";
    default:
      return "";
  }
}

/** Plans list `a.b.id` together with `a.b`. */
function longest(references: readonly string[]): string[] {
  const unique = [...new Set(references)];
  return unique.filter((text) => !unique.some((other) => other.startsWith(`${text}.`) || other.startsWith(`${text}[`)));
}

/** An index by what differs between instances. */
function isIndex(text: string): boolean {
  return /^(each|count)\b/.test(text);
}

type Key = string | number | undefined;

/** All instances that a plan names. */
interface Instances {
  /** By the address of their block, such as `module.network["west"].aws_subnet.a`. */
  readonly ofBlock: ReadonlyMap<string, readonly { readonly text: string; readonly key: Key }[]>;
  /** The keys of the instances of a module call, by its address, such as `module.a.module.b`. */
  readonly keysOfCall: ReadonlyMap<string, readonly Key[]>;
}

function instancesAmong(addresses: Iterable<string>): Instances {
  const parsed = [...addresses].flatMap((text) => ({ text, address: parseAddress(text) }));
  const steps = parsed.flatMap(({ address }) =>
    (address?.modules ?? []).map((step, depth, modules) => {
      const above = modules.slice(0, depth);
      return [[...above, step].join("."), { above, address: parseAddress(step) }] as const;
    }),
  );
  const calls = [...new Map(steps).values()];
  return {
    ofBlock: collected(
      parsed.flatMap(({ text, address }) =>
        address === undefined ? [] : [[blockAddress(address), { text, key: address.key }] as const],
      ),
    ),
    keysOfCall: collected(
      calls.flatMap(({ above, address }) =>
        address === undefined ? [] : [[[...above, blockAddress(address)].join("."), address.key] as const],
      ),
    ),
  };
}
