import type { ModuleCall, ModuleConfiguration } from "../../planned/plan-json";
import { type Address, addressIn, parseAddress, printAddress } from "../../stack/address";
import { type Reference, referencesIn, wholeReference } from "../../stack/expression/reference";
import { escaped } from "../../stack/expression/template";
import { isList, isObject, type Json, listOf, lookUp, objectOf } from "../../stack/json";

/** Who calls a module. */
interface Caller {
  readonly parent: ModuleInstance;
  readonly call: ModuleCall;
  /** Of the instance of the module. */
  readonly key?: string | number;
}

/** One instance of a module, and what its expressions refer to across the borders of modules. */
export class ModuleInstance {
  /**
   * @param address such as `module.network["west"]`; empty for the stack itself
   * @param caller undefined for the stack itself
   */
  constructor(
    public readonly configuration: ModuleConfiguration,
    public readonly address: string,
    private readonly caller?: Caller,
  ) {}

  /** A module that this one calls, by an address such as `module.grant["prod"]`. */
  public child(text: string): ModuleInstance | undefined {
    const address = parseAddress(text);
    return address && this.called(address);
  }

  /**
   * What an expression of the plan refers to: as templates with the addresses that the plan prints, and with the variables
   * of the stack. A list where there are several, and an empty one where the plan does not tell.
   */
  public meaning(expression: Json | undefined, forEach?: Json): Json {
    const { references, constant_value = null } = objectOf(expression);
    if (references === undefined) {
      return escaped(constant_value);
    }
    const meanings = longest(listOf(references).map(String)).flatMap((text) => {
      const reference = wholeReference(text);
      return reference === undefined ? [] : this.referred(reference, text, forEach);
    });
    return meanings.length === 1 ? meanings[0] : meanings;
  }

  /** A value of the stack itself, with what the outputs of modules refer to. */
  public withOutputs(value: Json): Json {
    if (isList(value)) {
      return value.map((element) => this.withOutputs(element));
    }
    if (isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.withOutputs(member)]));
    }
    const outputs = referencesIn(value).flatMap((reference) => this.output(reference));
    return outputs.length === 0 ? value : [value, ...outputs];
  }

  private referred(reference: Reference, text: string, forEach: Json | undefined): Json[] {
    const { root, steps } = reference;
    const [first] = steps;
    switch (root) {
      case "var":
        return first?.kind === "attribute" ? [this.variable(first.name)] : [];
      case "each":
        return forEach === undefined ? [] : [this.meaning(forEach)];
      case "module":
        return this.output(reference);
      case "count":
      case "local":
      case "path":
      case "self":
      case "terraform":
        return [];
      default:
        return [`\${${this.address === "" ? text : `${this.address}.${text}`}}`];
    }
  }

  private variable(name: string): Json {
    if (this.caller === undefined) {
      return `\${var.${name}}`;
    }
    const { parent, call, key } = this.caller;
    const given = lookUp(call.expressions ?? {}, name);
    if (given === undefined) {
      return escaped(lookUp(this.configuration.variables ?? {}, name)?.default ?? null);
    }
    const isOwnValue = listOf(objectOf(given).references).includes("each.value");
    const element =
      isOwnValue && key !== undefined ? parent.elementOf(call.for_each_expression, String(key)) : undefined;
    return element ?? parent.meaning(given, call.for_each_expression);
  }

  /** What one element of an object refers to. Only the JSON of a stack tells its elements apart. */
  private elementOf(expression: Json | undefined, key: string): Json | undefined {
    const { references, constant_value } = objectOf(expression);
    if (this.caller === undefined) {
      const element = lookUp(objectOf(constant_value), key);
      return element === undefined ? undefined : this.withOutputs(element);
    }
    const [reference, ...others] = listOf(references).map((text) => wholeReference(String(text)));
    const [step, ...rest] = reference?.root === "var" ? reference.steps : [];
    const isWhole = step?.kind === "attribute" && rest.length === 0 && others.length === 0;
    return isWhole
      ? this.caller.parent.elementOf(lookUp(this.caller.call.expressions ?? {}, step.name), key)
      : undefined;
  }

  /** What the output refers to that a reference such as `module.network["west"].id` names. */
  private output(reference: Reference): Json[] {
    const found = addressIn(reference);
    const [step] = found?.path ?? [];
    if (found?.address.kind !== "module" || step?.kind !== "attribute") {
      return [];
    }
    const child = this.called(found.address);
    const output = child && lookUp(child.configuration.outputs ?? {}, step.name);
    return child === undefined || output === undefined ? [] : [child.meaning(output.expression)];
  }

  private called(address: Address): ModuleInstance | undefined {
    const call = lookUp(this.configuration.module_calls ?? {}, address.name);
    const own = printAddress(address);
    return call?.module === undefined
      ? undefined
      : new ModuleInstance(call.module, this.address === "" ? own : `${this.address}.${own}`, {
          parent: this,
          call,
          key: address.key,
        });
  }
}

/** Plans list `a.b.id` together with `a.b`. */
function longest(references: readonly string[]): string[] {
  return references.filter(
    (text) => !references.some((other) => other.startsWith(`${text}.`) || other.startsWith(`${text}[`)),
  );
}
