import { changedInstances } from "../../src/testing/instance-references";

const json = { resource: { registry: { acr: { for_each: "${toset(var.x)}" }, one: {} } } };
const same = { before: { scope: "id", sku: "a" }, after: { scope: "id", sku: "a" } };

test("another instance of a block is seen, although its made-up id is the same", () => {
  const [existing, changed] = ['${registry.acr["a"].id}', '${registry.acr["b"].id}'].map((scope) => ({ scope }));
  expect(changedInstances(existing, changed, same, json)).toEqual(["scope"]);
  expect(changedInstances(existing, existing, same, json)).toEqual([]);
});

test("a change that is planned, and one that names no instance, is left to the plan", () => {
  const [existing, changed] = ['${registry.acr["a"].id}', '${registry.acr["b"].id}'].map((scope) => ({ scope }));
  expect(changedInstances(existing, changed, { before: { scope: "id" }, after: { scope: "other" } }, json)).toEqual([]);
  expect(changedInstances({ sku: "a" }, { sku: "${var.sku}" }, same, json)).toEqual([]);
});
