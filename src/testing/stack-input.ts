import { readFileSync } from "node:fs";
import { Aspects, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { isObject, type Json, type JsonObject } from "../terraform/json";
import { parseJson } from "../terraform/json-text";
import { StackError } from "../terraform/sections/check-stack";
import { readStack, type Stack } from "../terraform/stack";

/**
 * Reads a stack: the construct, its JSON, or the path of a file with its JSON. Writes no file.
 * @throws Error for validation errors and error annotations of the construct, and for what is not a stack
 */
export function stackFrom(input: TerraformStack | JsonObject | string): Stack {
  if (typeof input === "string") {
    return read(input, () => parseJson(readFileSync(input, "utf8")));
  }
  if (!isObject(input)) {
    throw new Error(`the stack must be a TerraformStack, its JSON or the path of that, got ${JSON.stringify(input)}`);
  }
  const json = isConstruct(input) ? synthesized(input) : jsonOf(input);
  return read("the given JSON", () => json);
}

/** A value as JSON has it: without members that are undefined. */
export function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}

function isConstruct(input: TerraformStack | JsonObject): input is TerraformStack {
  return typeof input.toTerraform === "function";
}

function read(name: string, json: () => Json): Stack {
  try {
    const value = json();
    // A configuration without any block is valid.
    return readStack(isObject(value) && Object.keys(value).length === 0 ? { terraform: {} } : value);
  } catch (error) {
    const reason = error instanceof StackError ? error.message : "cannot be read";
    throw new Error(`${name} ${reason}; give the JSON of a stack, such as cdktf.out/stacks/<stack>/cdk.tf.json`);
  }
}

/**
 * Does what `cdktf synth` does before it writes files. `Testing.synth` of cdktf copies an object once for each of its
 * keys.
 */
function synthesized(stack: TerraformStack): JsonObject {
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

/** Calls the aspects of parents first, each once for a construct. */
function visit(construct: IConstruct, inherited: readonly { visit(construct: IConstruct): void }[]): void {
  const all = [...new Set([...inherited, ...Aspects.of(construct).all])];
  for (const aspect of all) {
    aspect.visit(construct);
  }
  for (const child of construct.node.children) {
    visit(child, all);
  }
}
