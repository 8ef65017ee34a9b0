import { checkPairs } from "../../../src/cli/plan/belonging";
import type { Json, JsonObject } from "../../../src/stack/json";
import { sourceOf } from "../../support/hand-off";

function source(name: string | undefined, subnets: JsonObject, more: Readonly<Record<string, Json>> = {}) {
  const metadata: JsonObject = name === undefined ? {} : { "//": { metadata: { stackName: name } } };
  const made = sourceOf({ ...metadata, resource: { azurerm_subnet: subnets }, ...more });
  return { ...made, name: name ?? "folder" };
}

const [shop, billing] = [{ a: { name: "a" } }, { b: { name: "b" } }];

function refusal(...[changed, existing]: ReturnType<typeof source>[]): string {
  try {
    checkPairs([{ name: changed.name, changed, existing }]);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

test("stacks of two names are refused", () => {
  expect(refusal(source("shop", shop), source("billing", shop))).toBe(
    "stack 'shop' would be compared with a stack of another name, 'billing'; check --existing, or add --as-rename if both are versions of one stack.",
  );
});

test("stacks of one name or of none are refused if they have nothing in common", () => {
  for (const name of ["app", undefined]) {
    expect(refusal(source(name, shop), source(name, billing))).toContain("has no address in common with the earlier version");
  }
});

test.each<[string, JsonObject, Readonly<Record<string, Json>>]>([
  ["an address", { ...shop, b: {} }, {}],
  ["a block under another address", { renamed: { name: "a" } }, {}],
  ["the origin of a move", { other: { name: "x" } }, { moved: [{ from: "azurerm_subnet.a", to: "azurerm_subnet.other" }] }],
])("%s in common is enough", (_what, subnets, more) => {
  expect(refusal(source("shop", subnets, more), source("shop", shop))).toBe("");
});

test("an empty stack may become any, and any an empty one", () => {
  expect(refusal(source("shop", shop), source("shop", {}))).toBe("");
  expect(refusal(source("shop", {}), source("shop", shop))).toBe("");
});

test("apps that have no stack in common are refused; one in common is enough", () => {
  const [created, deleted] = [
    { name: "shop", changed: source("shop", shop) },
    { name: "billing", existing: source("billing", billing) },
  ];
  expect(() => checkPairs([created, deleted])).toThrow(
    "the apps have no stack in common: one has 'shop', the earlier one 'billing'; check --existing, or add --as-rename if all stacks are to be deleted and created.",
  );
  const kept = { name: "kept", changed: source("kept", shop), existing: source("kept", shop) };
  expect(() => checkPairs([created, deleted, kept])).not.toThrow();
  expect(() => checkPairs([created])).not.toThrow();
});
