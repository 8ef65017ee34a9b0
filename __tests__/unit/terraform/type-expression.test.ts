import { parseType } from "../../../src/terraform/type-expression";

test.each([
  ["string", { name: "string" }],
  ["list(number)", { name: "list", element: { name: "number" } }],
  ["tuple([string, bool])", { name: "tuple", elements: [{ name: "string" }, { name: "bool" }] }],
  ["map(set(any))", { name: "map", element: { name: "set", element: { name: "any" } } }],
  [
    'object({ a = string, "b" = optional(list(string), ["x", ")"])\n c = any })',
    {
      name: "object",
      attributes: [
        { name: "a", type: { name: "string" }, isOptional: false },
        { name: "b", type: { name: "list", element: { name: "string" } }, isOptional: true },
        { name: "c", type: { name: "any" }, isOptional: false },
      ],
    },
  ],
])("%s is read", (text, type) => {
  expect(parseType(text)).toEqual(type);
});

test.each(["", "list(", "object({a", "tuple([string", "list string", "object({a=}})"])("'%s' is any type", (text) => {
  expect(["any", "object"]).toContain(parseType(text).name);
});
