import { TerraformOutput, type TerraformStack } from "cdktf";
import { type Json, synthesize } from "./stack";

/** What a value becomes in the JSON of its stack. */
export function rendered(stack: TerraformStack, value: unknown): Json {
  new TerraformOutput(stack, "rendered", { value });
  return synthesize(stack).output.rendered.value;
}
