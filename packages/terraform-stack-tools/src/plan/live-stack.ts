import type { JsonObject } from "../stack/json";

/** A construct of any CDK, as far as it is asked here. */
export interface Construct {
  readonly node: {
    readonly path: string;
    readonly children: readonly Construct[];
    readonly metadata: readonly { readonly type: string; readonly data: unknown }[];
    findAll(): readonly Construct[];
  };
}

/** A stack of cdktf or cdktn. No class of theirs is loaded, so that one build serves both. */
export interface TerraformStack extends Construct {
  prepareStack(): void;
  runAllValidations(): void;
  toTerraform(): object;
}

interface Aspect {
  visit(construct: Construct): void;
}

export function isLiveStack(input: TerraformStack | JsonObject): input is TerraformStack {
  return typeof input.toTerraform === "function";
}

/**
 * Does what `cdktf synth` does before it writes files. `Testing.synth` of cdktf copies an object once for each of its
 * keys.
 * @throws Error for validation errors and error annotations
 */
export function synthesizedJson(stack: TerraformStack): JsonObject {
  visit(stack, []);
  stack.prepareStack();
  stack.runAllValidations();
  const errors = stack.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === "@cdktf/error").map(({ data }) => `[${node.path}] ${data}`),
    );
  if (errors.length > 0) {
    throw new Error(errors.join("\n"));
  }
  return jsonOf(stack.toTerraform());
}

/** A value as JSON has it: without members that are undefined. */
export function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}

/** Calls the aspects of parents first, each once for a construct. */
function visit(construct: Construct, inherited: readonly Aspect[]): void {
  const all = [...new Set([...inherited, ...aspectsOf(construct)])];
  for (const aspect of all) {
    aspect.visit(construct);
  }
  for (const child of construct.node.children) {
    visit(child, all);
  }
}

/** Both CDKs keep the aspects of a construct in a property of its own, which no API reads without their code. */
function aspectsOf(construct: Construct): readonly Aspect[] {
  const symbol = Object.getOwnPropertySymbols(construct).find(({ description }) => description === "cdktf-aspects");
  const aspects: { readonly all?: readonly Aspect[] } | undefined =
    symbol && Object.getOwnPropertyDescriptor(construct, symbol)?.value;
  return aspects?.all ?? [];
}
