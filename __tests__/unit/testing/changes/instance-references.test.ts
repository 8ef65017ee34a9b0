import { changedInstances, type Version } from "../../../../src/testing/changes/instance-references";
import type { Json } from "../../../support/stack";

const RESOURCES = { registry: { acr: { for_each: "${toset(var.x)}" }, one: {} } };
const same = { before: { scope: "id", sku: "a" }, after: { scope: "id", sku: "a" } };

const version = (body: Json, json: Json = {}, variables: Json = {}): Version => ({
  body,
  configuration: { json: { resource: RESOURCES, ...json }, variables },
});

test("another instance of a block is seen, although its made-up id is the same", () => {
  const [existing, changed] = ['${registry.acr["a"].id}', '${registry.acr["b"].id}'].map((scope) => version({ scope }));
  expect(changedInstances(existing, changed, same, undefined)).toEqual(["scope"]);
  expect(changedInstances(existing, existing, same, undefined)).toEqual([]);
});

test.each<[string, Version, Version]>([
  [
    "a local",
    version({ scope: "${local.scope}" }, { locals: { scope: '${registry.acr["a"].id}' } }),
    version({ scope: "${local.scope}" }, { locals: { scope: '${registry.acr["b"].id}' } }),
  ],
  [
    "a variable",
    version({ scope: "${registry.acr[var.key].id}" }, { variable: { key: { default: "a" } } }),
    version({ scope: "${registry.acr[var.key].id}" }, { variable: { key: { default: "a" } } }, { key: "b" }),
  ],
  [
    "the value of its instance",
    version({ scope: "${registry.acr[each.value].id}", for_each: { one: "a" } }),
    version({ scope: "${registry.acr[each.value].id}", for_each: { one: "b" } }),
  ],
  [
    "the value of its instance, in a variable",
    version({ scope: "${registry.acr[each.value].id}", for_each: "${var.map}" }, {}, { map: { one: "a" } }),
    version({ scope: "${registry.acr[each.value].id}", for_each: "${var.map}" }, {}, { map: { one: "b" } }),
  ],
])("and so it is by way of %s", (_case, existing, changed) => {
  expect(changedInstances(existing, changed, same, "one")).toEqual(["scope"]);
  expect(changedInstances(changed, changed, same, "one")).toEqual([]);
});

test("an instance that comes beside others changes none of them", () => {
  const scope = "${registry.acr[each.value].id}";
  const [existing, changed] = [{ one: "a" }, { one: "a", two: "b" }].map((for_each) => version({ scope, for_each }));
  expect(changedInstances(existing, changed, same, "one")).toEqual([]);
  const sets = ["a", "b"].map((key) => version({ scope, for_each: `\${toset(["a", "${key}"])}` }));
  expect(changedInstances(sets[0], sets[1], same, "a")).toEqual([]);
});

test("a change that is planned, and one that names no instance, is left to the plan", () => {
  const [existing, changed] = ['${registry.acr["a"].id}', '${registry.acr["b"].id}'].map((scope) => version({ scope }));
  expect(changedInstances(existing, changed, { before: { scope: "id" }, after: { scope: "other" } }, undefined)).toEqual([]);
  expect(changedInstances(version({ sku: "a" }), version({ sku: "${var.sku}" }), same, undefined)).toEqual([]);
});
