import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConfigurationPlan, verdictOf } from "../../src/export/check";
import { eject } from "../../src/export/eject";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { cdktfOut, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DRAFT = { stack: readStack({ terraform: {} }), addresses: new Map([["a.Old_1A2B3C4D", "a.new"]]), outputs: new Map() };

function sized(address: string, size: number, outputs: JsonObject = {}, argument = "size"): ConfigurationPlan {
  return { resources: { [address]: { action: "update", changes: { [argument]: { before: 1, after: size } } } }, outputs };
}

const NOTHING: ConfigurationPlan = { resources: {}, outputs: {} };

const UPDATED = "a.new: update (size)";
const SOURCE = "a.Old_1A2B3C4D";

test.each<
  [
    what: string,
    ejected: ConfigurationPlan,
    own: ConfigurationPlan,
    isStateGiven: boolean,
    differences: string[],
    pending: string[],
  ]
>([
  [
    "what both plan is pending",
    sized("a.new", 2, { o: 1 }),
    sized(SOURCE, 2, { o: 1 }),
    true,
    [],
    [UPDATED, "output 'o' changes"],
  ],
  ["other values differ", sized("a.new", 3, { o: 2 }), sized(SOURCE, 2, { o: 1 }), true, [UPDATED, "output 'o' changes"], []],
  ["over a state that is made up, they are not compared", sized("a.new", 3), sized(SOURCE, 2), false, [], [UPDATED]],
  ["other arguments are", sized("a.new", 3, {}, "name"), sized(SOURCE, 2), false, ["a.new: update (name)"], []],
  ["what the result alone plans differs", sized("a.new", 2), NOTHING, true, [UPDATED], []],
  ["what the source alone plans differs", NOTHING, sized(SOURCE, 2), true, ["a.new: no change, unlike the source"], []],
])("of two plans, under the names that the result has, %s", (_what, ejected, own, isStateGiven, differences, pending) => {
  expect(verdictOf({ draft: DRAFT }, ejected, own, isStateGiven)).toMatchObject({ differences, pending });
});

/** In every place of a state that has values. */
const CANARY = "canary-7f3a";

const STACK: JsonObject = { resource: { terraform_data: { a: { input: "a" } } } };

const state = (...resources: readonly JsonObject[]): JsonObject => ({ version: 4, lineage: CANARY, resources });

const errorOf = (action: () => unknown): string => {
  try {
    action();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe("a file that is no state is refused with a sentence, and nothing is written:", () => {
  test.each<[string, string, string]>([
    ["text", CANARY, "is not JSON"],
    ["a list", `["${CANARY}"]`, "is not a version 4 state, the form that Terraform has written since 0.12"],
    ["half of one", JSON.stringify(state()).slice(0, -9), "is not JSON"],
    [
      "nested",
      JSON.stringify({ ...state(), x: "@" }).replace('"@"', `${"[".repeat(9_000)}"${CANARY}"${"]".repeat(9_000)}`),
      "is nested more than 200 levels deep",
    ],
    ["brackets", "[".repeat(3_000_000), "is not JSON"],
    ["an old one", JSON.stringify({ ...state(), version: 3 }), "is not a version 4 state"],
    ["an encrypted one", JSON.stringify({ meta: CANARY, encrypted_data: CANARY }), "is encrypted"],
    ["no resources", JSON.stringify({ version: 4, resources: { a: CANARY } }), "is not a version 4 state"],
  ])("%s", (_name, content, message) => {
    const file = join(folder, "a.tfstate");
    writeFileSync(file, content);
    const options = { input: stackFolder(folder, STACK), out: join(folder, "out"), state: [file] };
    const said = errorOf(() => eject(options));
    expect(said).toContain(message);
    expect(said).toMatch(/^'.*a\.tfstate' .*\.$/);
    expect(said).not.toContain(CANARY);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  test("a folder, a huge file and one that is not there", () => {
    const [input, out] = [stackFolder(folder, STACK), join(folder, "out")];
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "huge"), "");
    truncateSync(join(folder, "huge"), 2 ** 29);
    const refused = (name: string) => () => eject({ input, out, state: [join(folder, name)] });
    expect(refused("folder")).toThrow("is a folder");
    expect(refused("huge")).toThrow("has more than 256 MB; give a smaller file.");
    expect(refused("none")).toThrow("does not exist; check the path");
  });
});

test.each([
  ["a byte order mark", Buffer.from(`\ufeff${JSON.stringify(state())}`)],
  ["UTF-16, as PowerShell writes it,", Buffer.from(`\ufeff${JSON.stringify(state())}`, "utf16le")],
])("%s is no reason to refuse", (_what, bytes) => {
  writeFileSync(join(folder, "a"), bytes);
  const options = { input: stackFolder(folder, STACK), out: join(folder, "out") };
  expect(() => eject({ ...options, state: [join(folder, "a")] })).not.toThrow();
});

test("of several stacks, a state says which one it belongs to", () => {
  const input = cdktfOut(folder, { a: STACK, b: STACK });
  writeFiles(folder, { "a=b.tfstate": state() });
  const given = (...states: readonly string[]) => errorOf(() => eject({ input, out: join(folder, "out"), state: states }));
  const file = join(folder, "a=b.tfstate");
  expect(given(file)).toContain("does not name the stack of this state; write <stack>=<file>. Stacks: 'a', 'b'");
  expect(given(`a=${file}`, `a=${file}`)).toBe("two states are given for 'a'; leave one of them out.");
  expect(given(`a=${file}`)).toBe("");
});

test("the program reads no state that nothing is planned over", () => {
  const { code, error } = called("eject", "x", "--out", "y", "--state", "z");
  expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining("are for the plans of --check; add it.") });
});
