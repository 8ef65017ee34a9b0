import { importedAddresses } from "../../src/plan/imported-addresses";
import type { Json, JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

function importedBy(for_each: Json, variables: JsonObject = {}, declared: JsonObject = { apps: {} }): string[] {
  const source = readStack({
    import: [{ for_each, to: "kubernetes_secret_v1.pull[each.key]", id: "${each.key}/pull" }],
    variable: declared,
  });
  return [...importedAddresses({ source, stack: source, variables })];
}

const BOTH = ['kubernetes_secret_v1.pull["apps"]', 'kubernetes_secret_v1.pull["jobs"]'];

test("an import names each instance of a list that is written out", () => {
  expect(importedBy('${toset(["apps", "jobs"])}')).toEqual(BOTH);
});

test("an import names each instance that the value of a variable has, or its default", () => {
  expect(importedBy("${toset(var.apps)}", { apps: ["apps", "jobs"] })).toEqual(BOTH);
  expect(importedBy("${toset(var.apps)}", {}, { apps: { default: ["apps", "jobs"] } })).toEqual(BOTH);
});

test("an import names the whole block where only Terraform can evaluate the keys", () => {
  for (const forEach of ["${toset(local.apps)}", '${toset(["apps", upper("jobs")])}', "${toset(var.apps)}"]) {
    expect(importedBy(forEach)).toEqual(["kubernetes_secret_v1.pull"]);
  }
});
