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

/** What a text refers to, such as `var.password`, and the functions of Terraform that it calls. */
export function namesIn(scope: IConstruct, value: unknown): { references: string[]; functions: string[] } {
  const recorder = new Recorder(new StringConcat());
  resolve(scope, value, recorder);
  return { references: [...recorder.references], functions: [...recorder.functions] };
}

/** What cdktf keeps of its tokens. */
interface Reference {
  readonly identifier: string;
  readonly originStack: TerraformStack;
}
interface Call {
  readonly name: string;
}

class Recorder extends DefaultTokenResolver {
  public readonly origins = new Set<TerraformStack>();
  public readonly references = new Set<string>();
  public readonly functions = new Set<string>();

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const { originStack, identifier, name } = token as Partial<Reference & Call>;
    if (originStack) {
      this.origins.add(originStack);
    }
    if (identifier !== undefined) {
      this.references.add(identifier);
    }
    if (name !== undefined) {
      this.functions.add(name);
    }
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
