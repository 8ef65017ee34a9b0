import { importedScopes } from "../../../src/knowledge/catalogue/made-up";
import { readStack } from "../../../src/stack/stack";

const REGISTRY = "/subscriptions/x/registries/contoso";
const ID = `${REGISTRY}/providers/Microsoft.Authorization/roleAssignments/1`;

const scopesOf = (scope: string, id: string, to = "azurerm_role_assignment.pull") =>
  Object.fromEntries(
    importedScopes(
      readStack({ import: [{ to, id }], resource: { azurerm_role_assignment: { pull: { scope } } }, data: { r: { acr: {} } } }),
    ),
  );

test("an imported role assignment reveals the id of the object that it is on", () => {
  expect(scopesOf("${data.r.acr.id}", ID)).toEqual({ "data.r.acr": REGISTRY });
  expect(scopesOf("${data.r.acr.id}", ID, '${azurerm_role_assignment.pull["a"]}')).toEqual({ "data.r.acr": REGISTRY });
});

test.each([
  ["its id is an expression", "${data.r.acr.id}", "${var.id}"],
  ["part of its id is an expression", "${data.r.acr.id}", `\${var.scope}/providers/Microsoft.Authorization/roleAssignments/1`],
  ["its id is that of something else", "${data.r.acr.id}", REGISTRY],
  ["its scope is no data source", "${r.acr.id}", ID],
  ["its scope is another attribute", "${data.r.acr.name}", ID],
  ["its scope is an instance", "${data.r.acr[each.key].id}", ID],
  ["its scope is a longer text", "${data.r.acr.id}/x", ID],
])("reveals nothing where %s", (_case, scope, id) => {
  expect(scopesOf(scope, id)).toEqual({});
});

test("other resources reveal nothing", () => {
  expect(scopesOf("${data.r.acr.id}", ID, "azurerm_management_lock.pull")).toEqual({});
});
