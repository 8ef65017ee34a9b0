import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  type ITokenResolver,
  StringConcat,
  type TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import type { IConstruct } from "constructs";

/** What a text becomes in the synthesized JSON: equal for two tokens of one attribute, and readable in messages. */
export function expressionOf(scope: IConstruct, value: string): string {
  return Token.isUnresolved(value) ? String(resolve(scope, value)) : value;
}

/** The same for each text of a list. A token for the whole list gives one expression. */
export function expressionsOf(scope: IConstruct, values: string[]): string[] {
  return [resolve(scope, values)].flat().map(String);
}

/** The stacks whose values a text contains. cdktf copies values of another stack through outputs and remote state. */
export function originsOf(scope: IConstruct, value: string): TerraformStack[] {
  const recorder = new Recorder(new StringConcat());
  resolve(scope, value, recorder);
  return [...recorder.origins];
}

/**
 * What a text refers to, such as `var.password`, the functions of Terraform that it calls, and the values of which it is
 * one: the branches of a condition, a fallback.
 */
export function partsOf(scope: IConstruct, value: unknown): Pick<Recorder, "references" | "functions" | "choices"> {
  const recorder = new Recorder(new StringConcat());
  resolve(scope, value, recorder);
  return recorder;
}

/** What cdktf keeps of its tokens. */
interface Reference {
  readonly identifier: string;
  readonly originStack: TerraformStack;
}
interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}
interface Conditional {
  readonly trueValue: unknown;
  readonly falseValue: unknown;
}
/** Of a map, as `Fn.lookup` writes it without a fallback. */
interface PropertyAccess {
  readonly target: unknown;
}

/** The arguments of a function of which its result is one. */
const CHOICES: Readonly<Record<string, (args: readonly unknown[]) => readonly unknown[]>> = {
  coalesce: (args) => args.flat(),
  try: (args) => args.flat(),
  lookup: ([map, , fallback]) => [...Object.values(Object(map)), fallback],
};

class Recorder extends DefaultTokenResolver {
  public readonly origins = new Set<TerraformStack>();
  public readonly references = new Set<string>();
  public readonly functions = new Set<string>();
  public readonly choices: unknown[] = [];

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const {
      originStack,
      identifier,
      name,
      args = [],
      trueValue,
      falseValue,
      target,
    } = token as Partial<Reference & Call & Conditional & PropertyAccess>;
    if (originStack) {
      this.origins.add(originStack);
    }
    if (identifier !== undefined) {
      this.references.add(identifier);
    }
    if (name !== undefined) {
      this.functions.add(name);
    }
    const entries =
      typeof target === "object" && !Tokenization.isResolvable(target) ? Object.values(Object(target)) : [];
    this.choices.push(trueValue, falseValue, ...entries, ...(name === undefined ? [] : (CHOICES[name]?.(args) ?? [])));
    return super.resolveToken(token, context, postProcessor);
  }
}

function resolve(
  scope: IConstruct,
  value: unknown,
  resolver: ITokenResolver = new DefaultTokenResolver(new StringConcat()),
) {
  return Tokenization.resolve(value, { scope, preparing: false, resolver });
}
