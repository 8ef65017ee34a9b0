import { DataAzureadServicePrincipal } from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import { ServicePrincipal } from "@cdktf/provider-azuread/lib/service-principal";
import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { conditional, Fn, Lazy, Op, TerraformLocal, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { condition, isInput } from "../../../src/private/condition";
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
