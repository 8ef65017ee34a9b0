import { TerraformOutput, TerraformVariable } from "cdktf";
import { digestOf } from "../../../../src/constructs/private/digest";
import { emptyStack, synthesize } from "../../../support/stack";

test("Terraform computes a number of all parts, variables and special letters included", () => {
  const stack = emptyStack();
  const { stringValue } = new TerraformVariable(stack, "name", { type: "string" });
  const { numberValue } = new TerraformVariable(stack, "revision", { type: "number" });
  new TerraformOutput(stack, "digest", { value: digestOf(["a.b/c", 'q"', stringValue, 1, numberValue]) });
  expect(synthesize(stack).output.digest.value).toBe(
    '${parseint(substr(sha256(jsonencode(["a.b/c", base64decode("cSI="), var.name, 1, var.revision])), 0, 7), 16)}',
  );
});
