import { addressIn, blockAddress, parseAddress } from "../../stack/address";
import { type Reference, type Step, wholeReference } from "../../stack/expression/reference";
import { isObject, type Json, type JsonObject, listOf, lookUp, objectOf } from "../../stack/json";
import { chosenBy, type Each, type Keyed, memberOf } from "./choice";
import type { Instances } from "./instances";
import { all, isIndex, longest, type Meaning, NOTHING, printSteps } from "./meaning";

/** What the whole of a plan has. */
export interface Surroundings {
  readonly instances: Instances;
  /** The values of the variables of the root module. */
  readonly variables: JsonObject;
  /** How many references an expression may still lead to: a configuration that nobody wrote by hand may have circles. */
  readonly remaining: { steps: number };
}

const MAXIMUM_STEPS = 1_000;

interface Caller extends Each {
  readonly parent: ConfiguredModule;
  readonly call: JsonObject;
}

interface Choice<T> {
  readonly meant: readonly T[];
  /** In words, what decides which of them it is. */
  readonly choice: readonly string[];
}

/** Values lead no further than this, unless the configuration is none. */
const DEEPEST = 100;

/** One instance of a module, and what its expressions come from across the borders of modules. */
export class ConfiguredModule {
  private readonly children = new Map<string, ConfiguredModule | undefined>();
  private resources?: ReadonlyMap<string, JsonObject>;

  /** @param address empty for the root module */
  constructor(
    private readonly configuration: JsonObject,
    public readonly address: string,
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
    const texts = longest(listOf(objectOf(expression).references).map(String));
    const { remaining } = this.surroundings;
    remaining.steps = depth === 0 ? MAXIMUM_STEPS : remaining.steps - 1;
    if (depth > DEEPEST || remaining.steps < 0) {
      return { ...NOTHING, open: texts.slice(0, 1) };
    }
    // Of several, none is known to be the value that the rest is read of.
    const others = texts.filter((text) => !isIndex(text));
    const steps = others.length > 1 ? [] : rest;
    const indexes = texts.filter(isIndex);
    // Beside another reference, such an index chooses one of its instances.
    const read = others.length > 0 ? others : indexes;
    return all(
      read.map((text) => {
        const reference = wholeReference(text);
        return reference === undefined ? NOTHING : this.referred(reference, indexes, each, steps, depth + 1);
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
        return first?.kind === "attribute" ? this.hanging(`local.${first.name}`) : NOTHING;
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

  /** What `each.value` comes from: the instance with the same key, or all that the collection comes from. */
  private element(each: Each, rest: readonly Step[], depth: number): Meaning {
    if (each.forEach === undefined) {
      return this.hanging(`each.value${printSteps(rest)}`);
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
    const keys = this.surroundings.instances.keysOf(this.within(call)).map((key) => ({ key }));
    const key = found.address.key;
    const { meant, choice } = key === undefined ? this.chosen(keys, indexes, each) : { meant: [{ key }], choice: [] };
    const meanings = meant.flatMap((one) => {
      const child = this.child(`${call}${one.key === undefined ? "" : printSteps([{ kind: "key", key: one.key }])}`);
      const outputs = objectOf(child?.configuration.outputs);
      const named = step?.kind === "attribute" ? [lookUp(outputs, step.name)] : Object.values(outputs);
      return named.map((output) => child?.meaning(objectOf(output).expression, {}, others, depth) ?? NOTHING);
    });
    const missing = meanings.length === 0 ? [this.hanging(`${call}${printSteps(found.path)}`)] : [];
    return all([...meanings, ...missing, { ...NOTHING, choice }]);
  }

  private attribute(reference: Reference, indexes: readonly string[], each: Each, rest: readonly Step[]): Meaning {
    const found = addressIn(reference);
    if (found === undefined) {
      return NOTHING;
    }
    const { address, path } = found;
    const every = this.surroundings.instances.of(this.within(blockAddress(address)));
    const read = (path.length === 0 ? rest : path).filter(({ kind }) => kind !== "every");
    const [first] = read;
    // What is read of a collection of instances begins with the key of one.
    const given = first?.kind === "key" ? first.key : undefined;
    const key = address.key ?? (every.some((one) => one.key === given) ? given : undefined);
    const printed = printSteps(given === undefined || address.key !== undefined ? read : read.slice(1));
    const { meant, choice } =
      key === undefined
        ? this.chosen(every, indexes, each)
        : { meant: every.filter((one) => one.key === key), choice: [] };
    return { sources: meant.map(({ text }) => `${text}${printed}`), open: [], choice };
  }

  private chosen<T extends Keyed>(every: readonly T[], indexes: readonly string[], each: Each): Choice<T> {
    const { meant, undecided } = chosenBy(indexes, every, each, this.constant(each.forEach));
    return { meant, choice: undecided.map((text) => this.named(text, each)) };
  }

  /** The value of an expression that is constant, or that is a variable as a whole. */
  public constant(expression: Json | undefined, depth = 0): Json | undefined {
    const { constant_value, references } = objectOf(expression);
    if (constant_value !== undefined || depth > DEEPEST) {
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
    return path.reduce<Json | undefined>(memberOf, given ?? fallback);
  }

  private within(own: string): string {
    return this.address === "" ? own : `${this.address}.${own}`;
  }

  private hanging(what: string): Meaning {
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
