import { Fn, type TerraformStack, TerraformVariable } from "cdktf";
import { operand } from "../../../../src/constructs/private/operand";
import { rendered } from "../../../support/rendered";
import { emptyStack } from "../../../support/stack";

const variable = (stack: TerraformStack, id: string) => new TerraformVariable(stack, id, { type: "string" }).stringValue;

function asOperand(stack: TerraformStack, text: string): string {
  return rendered(stack, Fn.sha256(operand(text)));
}

test.each(["", "pull", "0f-A_b.c@d", "https://contoso.azurecr.io:443/v2"])("a plain literal stays readable: '%s'", (text) => {
  expect(asOperand(emptyStack(), text)).toBe(`\${sha256("${text}")}`);
});

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
])("the literal %j passes unharmed through Terraform", (text, base64) => {
  expect(asOperand(emptyStack(), text)).toBe(`\${sha256(base64decode("${base64}"))}`);
});

test("a token is its reference", () => {
  const stack = emptyStack();
  expect(asOperand(stack, variable(stack, "one"))).toBe("${sha256(var.one)}");
});

test("a template is joined by Terraform, in its order, each literal part as if it stood alone", () => {
  const stack = emptyStack();
  const [one, two] = [variable(stack, "one"), variable(stack, "two")];
  expect(asOperand(stack, `a-${one}"${two}${one}%{`)).toBe(
    '${sha256(join("", ["a-", var.one, base64decode("Ig=="), var.two, var.one, base64decode("JXs=")]))}',
  );
});

test("cdktf has nothing to warn of", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation();
  const stack = emptyStack();
  asOperand(stack, `a-${variable(stack, "one")}`);
  expect(warn).not.toHaveBeenCalled();
});

test("an expression without a type is its reference, as TerraformVariable.value is", () => {
  const stack = emptyStack();
  const variable = new TerraformVariable(stack, "any", { type: "string" });
  expect(rendered(stack, Fn.upper(operand(variable.value)))).toBe("${upper(var.any)}");
});
