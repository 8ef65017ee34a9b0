import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformVariable } from "cdktf";
import { expressionOf, expressionsOf } from "../../../../src/constructs/private/expression";
import { emptyStack } from "../../../support/stack";

test("is a literal itself", () => {
  expect(expressionOf(emptyStack(), "apps")).toBe("apps");
  expect(expressionsOf(emptyStack(), ["apps", "jobs"])).toEqual(["apps", "jobs"]);
});

test("is the reference behind a token, also in a template", () => {
  const stack = emptyStack();
  const team = new TerraformVariable(stack, "team", { type: "string" }).stringValue;
  expect(expressionOf(stack, team)).toBe("${var.team}");
  expect(expressionOf(stack, `${team}-apps`)).toBe("${var.team}-apps");
});

test("is the references behind the tokens of a list", () => {
  const stack = emptyStack();
  const team = new TerraformVariable(stack, "team", { type: "string" }).stringValue;
  expect(expressionsOf(stack, ["jobs", team])).toEqual(["jobs", "${var.team}"]);
});

test("is the reference behind a token that stands for a whole list", () => {
  const stack = emptyStack();
  const teams = new TerraformVariable(stack, "teams", { type: "list(string)" }).listValue;
  expect(expressionsOf(stack, teams)).toEqual(["${var.teams}"]);
});

test("is equal for two tokens of one attribute", () => {
  const stack = emptyStack();
  const group = new ResourceGroup(stack, "group", { name: "rg", location: "westeurope" });
  const [one, other] = [group.id, group.id];
  expect(one).not.toBe(other);
  expect(expressionOf(stack, one)).toBe("${azurerm_resource_group.group.id}");
  expect(expressionOf(stack, other)).toBe(expressionOf(stack, one));
});
