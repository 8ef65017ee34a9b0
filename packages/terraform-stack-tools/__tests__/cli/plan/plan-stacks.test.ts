import { join } from "node:path";
import { checkPairs, pairsOf, plannedPairs, readInput } from "../../../src/cli/plan/plan-stacks";
import { Refusal } from "../../../src/shared/refusal";
import type { Json, JsonObject } from "../../../src/stack/json";
import { GRANT, inFolder, sourceOf, stackFolder, writeFiles } from "../../support/hand-off";

jest.mock("../../../src/plan/plan", () => ({
  ...jest.requireActual("../../../src/plan/plan"),
  madePlan: () => ({ shown: jest.requireActual("../../../src/planned/plan-json").readPlan({}), providers: [] }),
}));

const stacksNamed = (isApp: boolean, ...names: readonly string[]) => ({
  isApp,
  sources: names.map((name) => ({ ...sourceOf({ terraform: {} }), name })),
});
const appOf = (...names: readonly string[]) => stacksNamed(true, ...names);
const singleOf = (name: string) => stacksNamed(false, name);

/** Names with a sign: `=` in both versions, `+` created, `-` deleted. */
function signs(...versions: Parameters<typeof pairsOf>): string[] {
  return pairsOf(...versions).map(({ name, changed, existing }) => {
    if (changed === undefined) {
      return `-${name}`;
    }
    return existing === undefined ? `+${name}` : `=${name}`;
  });
}

test("a version is a folder, a cdk.tf.json or any other file with the JSON", () => {
  inFolder((folder) => {
    const stack = stackFolder(folder, GRANT);
    writeFiles(folder, { "saved.json": GRANT });
    for (const path of [stack, join(stack, "cdk.tf.json"), join(folder, "saved.json")]) {
      const [{ name, stack: read }] = readInput(path).sources;
      expect([name, ...read.blocks.map(({ address }) => address)]).toEqual(["grant", "azurerm_role_assignment.pull"]);
    }
    expect(() => readInput(join(folder, "missing"))).toThrow(Refusal);
  });
});

test("stacks of two apps belong together by name; others are created or deleted", () => {
  expect(signs(appOf("b", "new"), appOf("a", "b"))).toEqual(["-a", "=b", "+new"]);
});

test("without an earlier version, every stack is created", () => {
  expect(signs(appOf("a", "b"), undefined)).toEqual(["+a", "+b"]);
  expect(signs(singleOf("a"), undefined)).toEqual(["+a"]);
});

test("two single stacks belong together whatever their names", () => {
  expect(signs(singleOf("new-name"), singleOf("old-name"))).toEqual(["=new-name"]);
});

test("one stack is found in an app, whose other stacks are left alone", () => {
  expect(signs(singleOf("b"), appOf("a", "b"))).toEqual(["=b"]);
  expect(signs(singleOf("c"), appOf("a", "b"))).toEqual(["+c"]);
  expect(signs(appOf("a", "b"), singleOf("b"))).toEqual(["+a", "=b"]);
  expect(signs(appOf("a"), singleOf("of-another-app"))).toEqual(["+a"]);
});

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
    "stack 'shop' would be compared with a stack of a different name, 'billing'; check --existing, or add --as-rename if both are versions of one stack.",
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

const SETTINGS = { mocks: {}, binary: "terraform" };

test("a stack that is compared with one of another name says so, a deleted one and one without a name do not", () => {
  const named = (name?: string) => {
    const source = sourceOf({ ...GRANT, variable: {}, output: {} });
    return { ...source, name: name ?? "folder", stack: { ...source.stack, name } };
  };
  const [a, b, unnamed] = [named("a"), named("b"), named()];
  const pairs = [
    { name: "a", changed: a, existing: b },
    { name: "b", changed: b, existing: b },
    { name: "c", changed: a, existing: unnamed },
    { name: "gone", existing: a },
  ];
  const former = plannedPairs(pairs, {}, SETTINGS).map(({ reviewed }) => reviewed.formerName);
  expect(former).toEqual(["b", undefined, undefined, undefined]);
});
