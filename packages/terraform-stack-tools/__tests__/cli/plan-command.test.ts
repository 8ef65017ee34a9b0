import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { checkOutputs, lineDiff, snapshotDifference } from "../../src/cli/plan/outcome";
import { checkPairs, pairsOf, plannedPairs, readInput } from "../../src/cli/plan/plan-stacks";
import type { Source } from "../../src/shared/files";
import type { JsonObject } from "../../src/stack/json";
import { GRANT, inFolder, sourceOf, stackFolder, writeFiles } from "../support/hand-off";
import { outsideOfPipelines } from "../support/pipeline";

jest.mock("../../src/plan/plan", () => ({
  ...jest.requireActual("../../src/plan/plan"),
  madePlan: () => ({ shown: jest.requireActual("../../src/planned/plan-json").readPlan({}), providers: [] }),
}));

outsideOfPipelines();

describe("which stacks are compared", () => {
  const stacksNamed = (isApp: boolean, names: readonly string[]) => ({
    isApp,
    sources: names.map((name) => ({ ...sourceOf({ terraform: {} }), name })),
  });
  const app = (...names: readonly string[]) => stacksNamed(true, names);
  const single = (name: string) => stacksNamed(false, [name]);

  /** `=` in both versions, `+` created, `-` deleted. */
  test.each<[what: string, changed: ReturnType<typeof app>, existing: ReturnType<typeof app> | undefined, signs: string]>([
    ["those of two apps by name, and others are created or deleted", app("b", "new"), app("a", "b"), "-a =b +new"],
    ["none without an earlier version", app("a", "b"), undefined, "+a +b"],
    ["two single ones whatever their names", single("new-name"), single("old-name"), "=new-name"],
    ["one with that of an app, whose others are left alone", single("b"), app("a", "b"), "=b"],
    ["one that the app does not have with none", single("c"), app("a", "b"), "+c"],
    ["that of an app with an earlier one", app("a", "b"), single("b"), "+a =b"],
  ])("%s", (_what, changed, existing, signs) => {
    const told = pairsOf(changed, existing).map(({ name, ...pair }) => {
      const isKept = pair.changed !== undefined && pair.existing !== undefined;
      return isKept ? `=${name}` : `${pair.changed === undefined ? "-" : "+"}${name}`;
    });
    expect(told.join(" ")).toBe(signs);
  });

  test("a version is a folder, a cdk.tf.json or any other file with the JSON", () => {
    inFolder((folder) => {
      const stack = stackFolder(folder, GRANT);
      writeFiles(folder, { "saved.json": GRANT });
      for (const path of [stack, join(stack, "cdk.tf.json"), join(folder, "saved.json")]) {
        const [{ name, stack: read }] = readInput(path).sources;
        expect([name, ...read.blocks.map(({ address }) => address)]).toEqual(["grant", "azurerm_role_assignment.pull"]);
      }
    });
  });

  const stack = (name: string | undefined, subnets: JsonObject, more: JsonObject = {}): Source => {
    const metadata: JsonObject = name === undefined ? {} : { "//": { metadata: { stackName: name } } };
    return { ...sourceOf({ ...metadata, resource: { azurerm_subnet: subnets }, ...more }), name: name ?? "folder" };
  };
  const [a, b] = [{ a: { name: "a" } }, { b: { name: "b" } }];
  const shop = stack("shop", a);
  const renamed = stack("shop", { other: {} }, { moved: [{ from: "azurerm_subnet.a", to: "azurerm_subnet.other" }] });
  const NOTHING_IN_COMMON = "has no address in common with the earlier version";
  const [created, deleted] = [
    { name: "shop", changed: shop },
    { name: "billing", existing: stack("billing", b) },
  ];

  test.each<[what: string, pairs: Parameters<typeof checkPairs>[0], refusal: string]>([
    [
      "stacks of two names",
      [{ name: "shop", changed: shop, existing: stack("billing", a) }],
      "stack 'shop' would be compared with a stack of a different name, 'billing'; check --existing, or add --as-rename if both are versions of one stack.",
    ],
    ["stacks with nothing in common", [{ name: "shop", changed: shop, existing: stack("shop", b) }], NOTHING_IN_COMMON],
    [
      "stacks without names and with nothing in common",
      [{ name: "folder", changed: stack(undefined, a), existing: stack(undefined, b) }],
      NOTHING_IN_COMMON,
    ],
    [
      "apps that have no stack in common",
      [created, deleted],
      "the apps have no stack in common: one has 'shop', the earlier one 'billing'; check --existing, or add --as-rename if all stacks are to be deleted and created.",
    ],
    ["apps with one in common", [created, deleted, { name: "kept", changed: shop, existing: shop }], ""],
    ["a stack that is created", [created], ""],
    ["an address in common", [{ name: "shop", changed: stack("shop", { ...a, ...b }), existing: shop }], ""],
    ["a block under another address", [{ name: "shop", changed: stack("shop", { renamed: a.a }), existing: shop }], ""],
    ["the origin of a move", [{ name: "shop", changed: renamed, existing: shop }], ""],
    ["an empty stack that gets some", [{ name: "shop", changed: shop, existing: stack("shop", {}) }], ""],
    ["a stack that gets empty", [{ name: "shop", changed: stack("shop", {}), existing: shop }], ""],
  ])("%s", (_what, pairs, refusal) => {
    let message = "";
    try {
      checkPairs(pairs);
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    expect(message).toContain(refusal);
    expect(message === "").toBe(refusal === "");
  });

  test("a stack that is compared with one of another name says so, a deleted one and one without a name do not", () => {
    const named = (name?: string) => {
      const source = sourceOf({ ...GRANT, variable: {}, output: {} });
      return { ...source, name: name ?? "folder", stack: { ...source.stack, name } };
    };
    const pairs = [
      { name: "a", changed: named("a"), existing: named("b") },
      { name: "b", changed: named("b"), existing: named("b") },
      { name: "c", changed: named("a"), existing: named() },
      { name: "gone", existing: named("a") },
    ];
    const planned = plannedPairs(pairs, {}, { mocks: {}, binary: "terraform" });
    expect(planned.map(({ reviewed }) => reviewed.formerName)).toEqual(["b", undefined, undefined, undefined]);
  });
});

describe("a snapshot", () => {
  const inFile = (before: string | undefined, body: (file: string) => void) =>
    inFolder((folder) => {
      const file = join(folder, "plans", "a.plan");
      writeFiles(folder, before === undefined ? {} : { "plans/a.plan": before });
      body(file);
    });

  test("is written if it is missing, with the folder that it is in, and is the same then", () =>
    inFile(undefined, (file) => {
      expect(snapshotDifference(file, "Plan\n", false)).toBeUndefined();
      expect(readFileSync(file, "utf8")).toBe("Plan\n");
      expect(snapshotDifference(file, "Plan\n", false)).toBeUndefined();
    }));

  test.each([{ CI: "true" }, { CI: "1" }, { TF_BUILD: "True" }])("is not written in a pipeline: %j", (variables) => {
    Object.assign(process.env, variables);
    inFile(undefined, (file) => {
      expect(snapshotDifference(file, "Plan\n", false)?.message).toContain("CI writes none");
      expect(existsSync(file)).toBe(false);
      expect(snapshotDifference(file, "Plan\n", true)).toBeUndefined();
    });
  });

  test("differs by lines, and is replaced only by --update", () =>
    inFile("one\ntwo\n", (file) => {
      expect(snapshotDifference(file, "one\nthree\n", false)).toEqual({
        message: `the plan differs from '${file}'; if that is intended, run again with --update and commit it.`,
        diff: "  one\n- two\n+ three\n",
      });
      expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
      expect(snapshotDifference(file, "one\nthree\n", true)).toBeUndefined();
      expect(readFileSync(file, "utf8")).toBe("one\nthree\n");
    }));

  test("may have the line breaks of another system", () =>
    inFile("one\r\ntwo\r\n", (file) => expect(snapshotDifference(file, "one\ntwo\n", false)).toBeUndefined()));

  const lines = (change?: string) => Array.from("abcdefghijklmn", (one) => (one === "f" ? (change ?? one) : one)).join("\n");

  test.each([
    ["a\nb\nc", "a\nc", "  a\n- b\n  c"],
    ["a\nc", "a\nb\nc", "  a\n+ b\n  c"],
    ["a\na", "a\na\na", "  a\n  a\n+ a"],
    ["", "a", "-\n+ a"],
    ["a", "a", "…"],
    [lines(), lines("new"), "…\n  c\n  d\n  e\n- f\n+ new\n  g\n  h\n  i\n…"],
  ])("has a difference from %j to %j", (before, after, diff) => {
    expect(lineDiff(before, after)).toBe(diff);
  });

  test("is compared at once, also with another large text", () => {
    const text = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word} ${index}`).join("\n");
    const all = lineDiff(text("a"), text("b")).split("\n");
    expect([all.length, all[0], all[9_999]]).toEqual([10_000, "- a 0", "+ b 4999"]);
  });
});

test("neither a report nor a snapshot takes the place of what is planned", () => {
  inFolder((folder) => {
    const file = join(stackFolder(folder, GRANT), "cdk.tf.json");
    const link = join(folder, "link");
    symlinkSync(file, link);
    const check = (options: Partial<Parameters<typeof checkOutputs>[0]>) => () =>
      checkOutputs({ reports: [], ...options }, [file]);
    for (const options of [
      { reports: [{ format: "json" as const, out: file }] },
      { reports: [{ format: "json" as const, out: link }] },
      { snapshot: file },
      { snapshot: "a", varFile: ["./a"] },
      { snapshot: "a", mocks: "./a" },
    ]) {
      expect(check(options)).toThrow("would overwrite an input");
    }
    expect(check({ snapshot: "a", reports: [{ format: "text" }] })).not.toThrow();
  });
});
