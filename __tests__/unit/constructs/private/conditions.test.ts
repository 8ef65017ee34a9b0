import { DataAzureadServicePrincipal } from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import { ServicePrincipal } from "@cdktf/provider-azuread/lib/service-principal";
import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { conditional, Fn, TerraformLocal, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { condition, conditions, isInput, obeys, withRule } from "../../../../src/constructs/private/conditions";
import { RULES } from "../../../../src/constructs/private/rules";
import { rendered } from "../../../support/rendered";
import { emptyStack } from "../../../support/stack";
import { CLIENT_ID, LOGIN_SERVER } from "../../../support/values";

const variable = (stack: TerraformStack) => new TerraformVariable(stack, "name", { type: "string" }).stringValue;
const group = (stack: TerraformStack) => new ResourceGroup(stack, "group", { name: "rg", location: "westeurope" });
const registry = (stack: TerraformStack) =>
  new DataAzurermContainerRegistry(stack, "registry", { name: "contoso", resourceGroupName: "rg" });

type Source = [string, (stack: TerraformStack) => string];

test.each<Source>([
  ["a variable", variable],
  ["a local", (stack) => new TerraformLocal(stack, "name", "contoso").asString],
  ["a function of a variable", (stack) => Fn.lower(variable(stack))],
  ["a function of an Azure attribute", (stack) => Fn.lower(group(stack).name)],
  ["a template of a variable", (stack) => `${variable(stack)}.azurecr.io`],
  ["a template of a variable and an Azure attribute", (stack) => `${variable(stack)}-${group(stack).name}`],
  ["a template of an Azure attribute and a variable", (stack) => `${group(stack).name}${variable(stack)}`],
  ["a template of an Azure attribute", (stack) => `${group(stack).name}/x`],
])("%s is an input", (_, value) => {
  const stack = emptyStack();
  expect(isInput(stack, value(stack))).toBe(true);
});

test.each<Source>([
  ["a literal", () => "contoso"],
  ["an empty text", () => ""],
  ["an attribute of an azurerm resource", (stack) => group(stack).name],
  ["an attribute of an azurerm data source", (stack) => registry(stack).loginServer],
  ["an attribute of an azuread resource", (stack) => new ServicePrincipal(stack, "sp", { clientId: CLIENT_ID }).objectId],
  [
    "an attribute of an azuread data source",
    (stack) => new DataAzureadServicePrincipal(stack, "sp", { clientId: CLIENT_ID }).objectId,
  ],
])("%s is no input", (_, value) => {
  const stack = emptyStack();
  expect(isInput(stack, value(stack))).toBe(false);
});

test("a choice between variables is an input, also where Azure decides", () => {
  const stack = emptyStack();
  const choice = Token.asString(conditional(registry(stack).adminEnabled, variable(stack), "contoso"));
  expect(isInput(stack, choice)).toBe(true);
});

test("checks a variable at plan, in the words of synth", () => {
  const stack = emptyStack();
  expect(rendered(stack, conditions(stack, "clusterName", variable(stack), RULES.clusterName))).toEqual([
    {
      condition: '${can(regex("^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$", var.name))}',
      errorMessage:
        "[stack] clusterName must be 1 to 63 letters, digits, '-' and '_', with a letter or digit at both ends; " +
        "choose another name.",
    },
  ]);
});

test("checks neither a literal nor what Azure answered", () => {
  const stack = emptyStack();
  expect(conditions(stack, "loginServer", LOGIN_SERVER, RULES.loginServer)).toEqual([]);
  expect(conditions(stack, "loginServer", registry(stack).loginServer, RULES.loginServer)).toEqual([]);
});

test.each(Object.entries(RULES))("the pattern of %s reaches Terraform unchanged", (_, rule) => {
  const stack = emptyStack();
  expect(rendered(stack, obeys(variable(stack), rule))).toBe(`\${can(regex("${rule.pattern}", var.name))}`);
});

test("a template is checked with the value of its variable", () => {
  const stack = emptyStack();
  expect(rendered(stack, obeys(`${variable(stack)}.azurecr.io`, RULES.loginServer))).toBe(
    `\${can(regex("${RULES.loginServer.pattern}", join("", [var.name, ".azurecr.io"])))}`,
  );
});

test("a condition that is an expression of its own stays as it is", () => {
  const stack = emptyStack();
  const complaint = { property: "principal", must: "be known", repair: "set principal" };
  expect(rendered(stack, condition(stack, '${self.id != ""}', complaint))).toEqual({
    condition: '${self.id != ""}',
    errorMessage: "[stack] principal must be known; set principal.",
  });
});

test("a complaint takes the words of its rule", () => {
  expect(withRule("dnsPrefix", "a_b", RULES.dnsPrefix)).toEqual({
    property: "dnsPrefix",
    must: "be 1 to 54 letters, digits and '-', with a letter or digit at both ends",
    got: "a_b",
    repair: "set dnsPrefix",
  });
});

test("an attribute that is not the one of the rule is checked, since a client id or `msi` is no object id", () => {
  const stack = emptyStack();
  const { id, loginServer, adminUsername } = registry(stack);
  const principal = new ServicePrincipal(stack, "principal", { clientId: CLIENT_ID });
  expect([principal.objectId, principal.clientId, id].map((text) => isInput(stack, text, RULES.objectId))).toEqual([
    false,
    true,
    true,
  ]);
  expect([id, loginServer].map((text) => isInput(stack, text, RULES.registryId))).toEqual([false, true]);
  expect([loginServer, id, adminUsername].map((text) => isInput(stack, text, RULES.loginServer))).toEqual([false, true, true]);
  expect(isInput(stack, adminUsername)).toBe(false);
});

test("what only the plan knows is not in the sentence, where a sensitive value would hide all of it", () => {
  const stack = emptyStack();
  const complaint = { property: "name", must: "be x", got: variable(stack), repair: "do y" };
  expect(condition(stack, "${true}", complaint).errorMessage).toBe("[stack] name must be x; do y.");
  expect(condition(stack, "${true}", { ...complaint, got: "z" }).errorMessage).toBe("[stack] name must be x, got 'z'; do y.");
});
