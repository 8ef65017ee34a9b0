import { readFileSync } from "node:fs";
import { isObject, type Json, type JsonObject } from "../stack/json";
import { parseJson } from "../stack/json-text";
import { StackError } from "../stack/sections/check-stack";
import { readStack, type Stack } from "../stack/stack";
import { isLiveStack, jsonOf, synthesizedJson, type TerraformStack } from "./live-stack";

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
  const json = isLiveStack(input) ? synthesizedJson(input) : jsonOf(input);
  return read("the given JSON", () => json);
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
