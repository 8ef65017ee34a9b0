import { DataAzureadServicePrincipal } from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import { ServicePrincipal } from "@cdktf/provider-azuread/lib/service-principal";
import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { conditional, Fn, Lazy, Op, TerraformLocal, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { condition, isInput } from "../../../src/private/condition";
import { digestOf } from "../../../src/private/rendering/digest";
import { expressionOf } from "../../../src/private/rendering/expression";
import { operand } from "../../../src/private/rendering/operand";
import { Rules } from "../../../src/private/rules";
import { RULES, type TextRule } from "../../../src/private/text-rules";
import { rendered } from "../../support/rendered";
import { emptyStack, SEE_RULES, variable } from "../../support/stack";
import { CLIENT_ID, LOGIN_SERVER } from "../../support/values";

const group = (stack: TerraformStack) => new ResourceGroup(stack, "group", { name: "rg", location: "westeurope" });
const registry = (stack: TerraformStack) =>
  new DataAzurermContainerRegistry(stack, "registry", { name: "contoso", resourceGroupName: "rg" });

type Source = [string, (stack: TerraformStack) => string];

describe("the plan checks", () => {
  test.each<Source>([
    ["a variable", (stack) => variable(stack, "name")],
    ["a local", (stack) => new TerraformLocal(stack, "name", "contoso").asString],
    ["a function of a variable", (stack) => Fn.lower(variable(stack, "name"))],
    ["a function of an Azure attribute", (stack) => Fn.lower(group(stack).name)],
    ["a template of a variable", (stack) => `${variable(stack, "name")}.azurecr.io`],
    ["a template of an Azure attribute", (stack) => `${group(stack).name}/x`],
    [
      "a choice that Azure decides",
      (stack) => Token.asString(conditional(registry(stack).adminEnabled, variable(stack, "name"), "contoso")),
    ],
  ])("%s", (_source, value) => {
    const stack = emptyStack();
    expect(isInput(stack, value(stack))).toBe(true);
  });

  test("an attribute other than those of the rule, since a client id is no object id", () => {
    const stack = emptyStack();
    const { id, loginServer, adminUsername } = registry(stack);
    const principal = new ServicePrincipal(stack, "principal", { clientId: CLIENT_ID });
    const inputs = (rule: TextRule, ...texts: string[]) => texts.map((text) => isInput(stack, text, rule));
    expect(inputs(RULES.objectId, principal.objectId, principal.clientId, id)).toEqual([false, true, true]);
    expect(inputs(RULES.registryId, id, loginServer)).toEqual([false, true]);
    expect(inputs(RULES.loginServer, loginServer, id, adminUsername)).toEqual([false, true, true]);
  });
});

describe("the plan does not check", () => {
  test.each<Source>([
    ["a literal", () => "contoso"],
    ["an empty text", () => ""],
    [
      "what a function makes of literals, since Terraform refuses a condition that refers to nothing",
      () => Fn.join("", ["acr", '$prod."a"']),
    ],
    ["a text that is produced late", () => Lazy.stringValue({ produce: () => "contoso.azurecr.io" })],
    ["the content of a file", () => Fn.file("password.txt")],
    ["an attribute of an azurerm resource", (stack) => group(stack).name],
    ["a sensitive attribute", (stack) => Fn.sensitive(registry(stack).adminPassword)],
    ["an attribute of an azuread resource", (stack) => new ServicePrincipal(stack, "sp", { clientId: CLIENT_ID }).objectId],
    [
      "an attribute of an azuread data source",
      (stack) => new DataAzureadServicePrincipal(stack, "sp", { clientId: CLIENT_ID }).objectId,
    ],
  ])("%s", (_source, value) => {
    const stack = emptyStack();
    expect(isInput(stack, value(stack))).toBe(false);
  });
});

describe("the rules of a construct", () => {
  test("become conditions with the words of synth, in the order of the calls", () => {
    const stack = emptyStack();
    const rules = new Rules(stack);
    rules.text("clusterName", variable(stack, "name"), RULES.clusterName);
    rules.text("loginServer", LOGIN_SERVER, RULES.loginServer);
    rules.text("location", variable(stack, "location"), RULES.notEmpty, { atPlan: "left to the provider" });
    rules.that(true, { property: "a", must: "hold", repair: "do" });
    rules.that(Op.neq(variable(stack, "b"), "x"), { property: "b", must: "not be x", got: "x", repair: "set b" });
    expect(rendered(stack, rules.lifecycle({ ignoreChanges: ["tags"], replaceTriggeredBy: [] }))).toEqual({
      ignoreChanges: ["tags"],
      precondition: [
        {
          condition: '${can(regex("^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$", var.name))}',
          errorMessage:
            "[stack] clusterName must be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit; " +
            `choose another name${SEE_RULES}`,
        },
        { condition: '${(var.b != "x")}', errorMessage: `[stack] b must not be x, got 'x'; set b${SEE_RULES}` },
      ],
    });
  });

  test("accept the limits of a range, and a number that is unknown until plan", () => {
    const stack = emptyStack();
    for (const value of [1, 1000, new TerraformVariable(stack, "count", { type: "number" }).numberValue]) {
      const range = { minimum: 1, maximum: 1000, repair: "change it" };
      expect(() => new Rules(stack).wholeNumber("count", value, range)).not.toThrow();
    }
  });
});

describe("a condition", () => {
  test.each(Object.entries(RULES))("contains the pattern of %s unchanged", (_name, rule) => {
    const stack = emptyStack();
    const rules = new Rules(stack);
    rules.text("name", variable(stack, "name"), rule);
    const condition = rendered(stack, rules.lifecycle())?.precondition?.[0].condition;
    const forbidden = "forbidden" in rule ? rule.forbidden : undefined;
    const [matches, excludes] = [rule.pattern, forbidden].map((pattern) => `can(regex("${pattern}", var.name))`);
    expect(condition).toBe(forbidden === undefined ? `\${${matches}}` : `\${(${matches} && !${excludes})}`);
  });

  test("leaves a token out of its message, where a sensitive value would hide all of it", () => {
    const stack = emptyStack();
    const words = { property: "name", must: "be x", repair: "do y" };
    const messageOf = (got: string) => condition(stack, "${true}", { ...words, got }).errorMessage;
    expect(messageOf(variable(stack, "name"))).toBe(`[stack] name must be x; do y${SEE_RULES}`);
    expect(messageOf("z")).toBe(`[stack] name must be x, got 'z'; do y${SEE_RULES}`);
  });
});

describe("how values are written", () => {
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
});
