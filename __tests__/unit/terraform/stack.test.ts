import { blocksOf, checkStack, unknownSections } from "../../../src/terraform/stack";
import { GRANT } from "../../support/hand-off";

test("blocks have the addresses that Terraform gives them, in order", () => {
  const stack = {
    resource: { b: { x: {} }, "//": {} },
    data: { a: { y: { for_each: "${var.all}" } } },
    ephemeral: { c: { z: {} } },
    module: { m: { source: "./m" } },
  };
  expect(blocksOf(stack).map(({ address, sort, repeated }) => [address, sort, repeated])).toEqual([
    ["b.x", "b", false],
    ["data.a.y", "data.a", true],
    ["ephemeral.c.z", "ephemeral.c", false],
    ["module.m", "module", false],
  ]);
});

test("a stack passes as it is, also an empty one", () => {
  expect(checkStack(GRANT, "f")).toBe(GRANT);
  expect(checkStack({ "//": {}, terraform: {} }, "f")).toBeDefined();
});

test.each([
  ["a list", [], "'f': the file must be an object"],
  ["no section", { name: "x" }, "'f': the file must be a stack"],
  ["resources in a list", { resource: [] }, "'f': resource must be an object"],
  ["a type without names", { resource: { a: 1 } }, "'f': resource.'a' must be an object"],
  ["a resource without a body", { resource: { a: { b: "x" } } }, "'f': resource.'a'.'b' must be an object"],
  ["a variable that is a text", { variable: { a: "x" } }, "'f': variable.'a' must be an object"],
  ["a provider that is a number", { provider: { a: [1] } }, "'f': provider.'a' must be an object"],
  ["requirements in a text", { terraform: { required_providers: "x" } }, "'f': terraform.required_providers must be an object"],
])("fails for %s, and names the place", (_case, stack, message) => {
  expect(() => checkStack(stack, "f")).toThrow(message);
});

test("sections of a Terraform to come pass, and are named", () => {
  expect(unknownSections({ resource: {}, zebra: {}, action: {} })).toEqual(["action", "zebra"]);
});
