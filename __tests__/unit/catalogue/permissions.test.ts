import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS, ROLES } from "../../../src/catalogue/permissions";
import { scenarios } from "../../../stacks/main";
import { kindsOf, permissionsPage } from "../../../tools/permissions-page";
import { stacksOf } from "../../support/scenarios";
import { type Json, render } from "../../support/stack";

test("the page says what the code says", () => {
  expect(readFileSync(join(__dirname, "../../../PERMISSIONS.md"), "utf8")).toBe(permissionsPage());
});

test("the page knows every block of every construct", () => {
  const blocks = [...permissionsPage().matchAll(/`((?:data\.|ephemeral\.)?(?:azurerm|azuread|kubernetes)_\w+)`/g)].map(
    ([, kind]) => kind,
  );
  expect(blocks.length).toBeGreaterThan(30);
  expect(blocks.filter((kind) => !(kind in PERMISSIONS))).toEqual([]);
  expect(
    Object.keys(PERMISSIONS).filter(
      (kind) => !kind.startsWith("provider.") && blocks.filter((block) => block === kind).length < 2,
    ),
  ).toEqual([]);
});

test.each(stacksOf(scenarios).map((stack) => [stack.node.id, stack] as const))(
  "every block and role of the stack %s is known",
  (_id, stack) => {
    const json = render(stack);
    expect(kindsOf(json).filter((kind) => !(kind in PERMISSIONS))).toEqual([]);
    const roles = Object.values<Json>(json.resource?.azurerm_role_assignment ?? {}).map(
      ({ role_definition_name }) => role_definition_name,
    );
    expect(roles.filter((role) => !(role in ROLES))).toEqual([]);
  },
);

test("every construct that makes or reads something is on the page", () => {
  const page = permissionsPage();
  const constructs = Object.entries<unknown>(require("../../../src")).filter(([, value]) => typeof value === "function");
  expect(constructs.length).toBeGreaterThan(10);
  expect(constructs.map(([name]) => name).filter((name) => name !== "ProviderGeneration" && !page.includes(name))).toEqual([]);
});

test("no permission is a wildcard", () => {
  const wanted = Object.values(PERMISSIONS).flatMap(({ azure = [], azureData = [], graph = [] }) => [
    ...azure,
    ...azureData,
    ...graph,
  ]);
  expect(wanted.filter((action) => action.includes("*"))).toEqual([]);
});

test("reading asks for no right to write", () => {
  const readers = Object.entries(PERMISSIONS).filter(([kind]) => /^(data|ephemeral)\./.test(kind));
  expect(readers.length).toBeGreaterThan(2);
  for (const [, { azure = [], graph = [] }] of readers) {
    expect([...azure, ...graph].filter((action) => /write|delete/i.test(action))).toEqual([]);
  }
});
