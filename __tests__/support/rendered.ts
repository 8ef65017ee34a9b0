import { TerraformOutput, type TerraformStack } from "cdktf";

/** What a value becomes in the JSON of its stack, even if Terraform allows it in some places only, such as `each.value`. */
export function rendered<T>(stack: TerraformStack, value: T): T {
  new TerraformOutput(stack, "rendered", { value });
  stack.prepareStack();
  return stack.toTerraform().output.rendered.value;
}
