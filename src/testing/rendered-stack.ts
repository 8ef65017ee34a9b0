import { readFileSync } from "node:fs";
import { Aspects, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { isObject, type Json } from "./mocked/json";

/** The JSON of a stack: of the construct, as an object, or in a file that is named. Metadata stays, since errors need it. */
export function rendered(stack: TerraformStack | Json | string): Json {
  if (typeof stack === "string") {
    return parsed(stack);
  }
  return typeof stack.toTerraform === "function" ? synthesized(stack as TerraformStack) : objectOf(stack, "the stack");
}

/** What `cdktf synth` does before it writes files. `Testing.synth` of cdktf copies an object once for each of its keys. */
function synthesized(stack: TerraformStack): Json {
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
  return stack.toTerraform();
}

/** Calls aspects parents first, each once for a construct. */
function visit(construct: IConstruct, inherited: readonly { visit(construct: IConstruct): void }[]): void {
  const all = [...new Set([...inherited, ...Aspects.of(construct).all])];
  for (const aspect of all) {
    aspect.visit(construct);
  }
  for (const child of construct.node.children) {
    visit(child, all);
  }
}

function parsed(path: string): Json {
  try {
    return objectOf(JSON.parse(readFileSync(path, "utf8")), path);
  } catch {
    throw new Error(`${path} must be the JSON of a stack, such as cdktf.out/stacks/<stack>/cdk.tf.json; run cdktf synth`);
  }
}

function objectOf(value: unknown, name: string): Json {
  if (!isObject(value)) {
    throw new Error(`${name} must be a TerraformStack, its JSON or the path of that, got ${JSON.stringify(value)}`);
  }
  return value;
}
