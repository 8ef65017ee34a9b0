import { referencesOf, variablesIn } from "../../../src/terraform/reference";
import { blocks } from "../../support/hand-off";

const all = blocks({
  resource: { a_x: { one: {}, "two-2": {}, on: {} } },
  data: { a_x: { one: {} } },
  ephemeral: { e_x: { one: {} } },
});
const addresses = (value: never) => referencesOf(value, all).map(({ address }) => address);

test.each([
  ["${a_x.one.id}", ["a_x.one"]],
  ["a_x.two-2", ["a_x.two-2"]],
  ["a_x.two-2[each.key]", ["a_x.two-2"]],
  ["${data.a_x.one.id}", ["data.a_x.one"]],
  ['${join("", [a_x.one[0].id, ephemeral.e_x.one.value])}', ["a_x.one", "ephemeral.e_x.one"]],
  ["a sentence that names a_x.one", []],
  ["${module.a_x.one}", []],
  ["${a_x.ones.id}", []],
])("%s refers to %j", (text, expected) => {
  expect(addresses({ argument: [text] } as never).sort()).toEqual(expected);
});

test("variables are found by name", () => {
  expect(variablesIn({ a: "${var.x}/${var.y-z.id}", b: "var z" })).toEqual(["x", "y-z"]);
});
