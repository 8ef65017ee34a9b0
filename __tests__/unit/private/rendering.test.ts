import { Fn, type TerraformStack, TerraformVariable } from "cdktf";
import { digestOf } from "../../../src/private/rendering/digest";
import { expressionOf } from "../../../src/private/rendering/expression";
import { operand } from "../../../src/private/rendering/operand";
import { rendered } from "../../support/rendered";
import { emptyStack, variable } from "../../support/stack";

function asOperand(stack: TerraformStack, text: string): string {
  return rendered(stack, Fn.sha256(operand(text)));
}

describe("an operand of a function", () => {
  test.each([
    ['a"b', "YSJi"],
    ["a\\b", "YVxi"],
    ["a$b", "YSRi"],
    ["a%b", "YSVi"],
    ["a{b", "YXti"],
    ["a${b}", "YSR7Yn0="],
    ["a%{b}", "YSV7Yn0="],
    ["a b", "YSBi"],
    ["a\n", "YQo="],
    ["ä", "w6Q="],
  ])("encodes the literal %j, which Terraform or cdktf would misread", (text, base64) => {
    expect(asOperand(emptyStack(), text)).toBe(`\${sha256(base64decode("${base64}"))}`);
  });

  test("is the reference of a token, typed or not", () => {
    const stack = emptyStack();
    const untyped = new TerraformVariable(stack, "two", { type: "string" }).value;
    expect(asOperand(stack, variable(stack, "one"))).toBe("${sha256(var.one)}");
    expect(expressionOf(stack, Fn.upper(operand(untyped)))).toBe("${upper(var.two)}");
  });

  test("lets Terraform join a template in its order, without a warning of cdktf", () => {
    const warn = jest.spyOn(console, "warn").mockImplementation();
    const stack = emptyStack();
    const [one, two] = [variable(stack, "one"), variable(stack, "two")];
    expect(asOperand(stack, `a-${one}"${two}${one}%{`)).toBe(
      '${sha256(join("", ["a-", var.one, base64decode("Ig=="), var.two, var.one, base64decode("JXs=")]))}',
    );
    expect(warn).not.toHaveBeenCalled();
  });
});

test("a digest is computed by Terraform from all parts, including variables and special characters", () => {
  const stack = emptyStack();
  const { numberValue } = new TerraformVariable(stack, "revision", { type: "number" });
  expect(rendered(stack, digestOf(["a.b/c", 'q"', variable(stack, "name"), 1, numberValue]))).toBe(
    '${parseint(substr(sha256(jsonencode(["a.b/c", base64decode("cSI="), var.name, 1, var.revision])), 0, 7), 16)}',
  );
});
