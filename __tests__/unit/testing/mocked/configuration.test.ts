import { configurationOf } from "../../../../src/testing/mocked/configuration";

const of = (json: object, variables = {}) => configurationOf(json, variables, "the stack");

test("what reaches beyond the stack is left out, and the source is not touched", () => {
  const source = {
    terraform: { backend: { local: { path: "/home/x" } }, cloud: {}, required_version: ">= 1.7" },
    resource: { a: { b: [{ provisioner: [{ "local-exec": {} }], connection: {}, name: "x", "//": {} }] } },
  };
  const copy = structuredClone(source);
  expect(of(source).json).toEqual({ terraform: { required_version: ">= 1.7" }, resource: { a: { b: { name: "x" } } } });
  expect(source).toEqual(copy);
});

test("imports are remembered by address, not made", () => {
  const { json, imports } = of({
    import: [
      { to: "${a.b}", id: "/x" },
      { to: 'c.d["e"]', id: "/y" },
      { to: "c.f[each.key]", id: "/z" },
    ],
  });
  expect([json, imports]).toEqual([{}, ["a.b", 'c.d["e"]', "c.f"]]);
});

test("an ephemeral resource becomes a variable wherever it is read", () => {
  const { json, ephemeral } = of({
    ephemeral: { vault_secret: { one: { name: "x" } } },
    resource: { a: { b: { data_wo: "${ephemeral.vault_secret.one.value}", depends_on: ["ephemeral.vault_secret.one", "c.d"] } } },
  });
  expect(json).toEqual({ resource: { a: { b: { data_wo: "${var.ephemeral_vault_secret_one.value}", depends_on: ["c.d"] } } } });
  expect(ephemeral).toEqual({ ephemeral_vault_secret_one: { type: "vault_secret", address: "ephemeral.vault_secret.one" } });
});

test("values go to the variables that are there", () => {
  const json = { variable: { given: {}, defaulted: { default: null }, both: { default: 1 } } };
  expect(of(json, { given: null, both: 2, other: 3 }).variables).toEqual({ given: null, both: 2 });
});

test("fails without a stack trace when a variable has neither default nor value", () => {
  const fault = catchError(() => of({ variable: { one: { type: "string" }, two: [{}], three: { default: "" } } }));
  expect(fault.message).toBe("the stack: no value for one, two; add to variables what has no default");
  expect(fault.stack).not.toContain("configuration.ts");
});

test("fails where mocks cannot follow: ephemeral resources in a loop, modules in folders", () => {
  expect(() => of({ ephemeral: { a: { b: { for_each: "${var.x}" } } } })).toThrow(
    "ephemeral.a.b must have no for_each and no count",
  );
  expect(() => of({ module: { m: { source: "./m" } } })).toThrow("module.m is a folder");
});

function catchError(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

test("what is looked up is what an assignment on it that is imported tells", () => {
  const json = (id: string) => ({
    import: [{ to: "azurerm_role_assignment.pull", id }],
    resource: { azurerm_role_assignment: { pull: { scope: "${data.azurerm_container_registry.acr.id}" } } },
  });
  const { importedScopes } = of(json("/subscriptions/x/registries/contoso/providers/Microsoft.Authorization/roleAssignments/1"));
  expect(importedScopes).toEqual({ "data.azurerm_container_registry.acr": "/subscriptions/x/registries/contoso" });
  expect(of(json("${var.id}")).importedScopes).toEqual({});
});
