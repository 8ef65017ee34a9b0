import { hiddenValues } from "../../../src/knowledge/secrets/secret-scan";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const machine = (admin_password: string) => ({ azurerm_linux_virtual_machine: { a: { admin_password, size: "${var.size}" } } });

test.each<[string, JsonObject, string[]]>([
  ["by its declaration", { variable: { a: { sensitive: true, default: "x" }, size: { default: "x" } } }, ["var.a"]],
  ["by its name", { variable: { db_password: { default: "x" }, size: { default: "x" } } }, ["var.db_password"]],
  [
    "by its use, by way of a local value too",
    {
      variable: { a: { default: "x" }, size: { default: "x" } },
      locals: { login: "${var.a}" },
      resource: machine("${local.login}"),
    },
    ["var.a", "local.login"],
  ],
])("the value of an input is hidden that is secret %s, and no other one", (_how, stack, expected) => {
  expect([...hiddenValues(readStack(stack))]).toEqual(expected);
});
