import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, stackFolder, writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { outsideOfPipelines } from "../../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { called } from "../../../packages/terraform-stack-tools/__tests__/support/program";
import type { Json, JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { binaries } from "../../support/terraform";

outsideOfPipelines();

const PROVIDER = 'provider["terraform.io/builtin/terraform"]';
const object = (name: string, value: string, more: JsonObject = {}): JsonObject => ({
  mode: "managed",
  type: "terraform_data",
  name,
  provider: PROVIDER,
  instances: [
    {
      schema_version: 0,
      attributes: {
        id: name,
        input: { value, type: "string" },
        output: { value, type: "string" },
        triggers_replace: null,
      },
    },
  ],
  ...more,
});
const stateOf = (...resources: readonly Json[]): JsonObject => ({
  version: 4,
  terraform_version: "1.5.0",
  serial: 1,
  lineage: "x",
  outputs: {},
  resources,
});
const data = (body: JsonObject, more: JsonObject = {}): JsonObject => ({
  resource: { terraform_data: { a: { input: "x", ...body } } },
  ...more,
});

describe.each(binaries())("a check with %s", (binary) => {
  /** What it says, and whether a program of the stack ran. */
  const checked = (stackFor: (mark: string) => JsonObject, state?: Json) =>
    inFolder((folder) => {
      const mark = join(folder, "mark");
      const input = stackFolder(folder, stackFor(mark));
      writeFiles(folder, state === undefined ? {} : { state });
      const given = state === undefined ? [] : ["--state", join(folder, "state")];
      const { code, out, error } = called("eject", input, "--out", join(folder, "out"), "--check", "--binary", binary, ...given);
      const written = existsSync(join(folder, "out/main.tf")) ? readFileSync(join(folder, "out/main.tf"), "utf8") : "";
      return { code, said: `${out}${error}`, hasRun: existsSync(mark), written };
    });
  const program = (mark: string, more: JsonObject = {}) => [{ "local-exec": { command: `touch '${mark}'`, ...more } }];
  const BOTH = stateOf(object("a", "x"), object("b", "x"));

  test.each<[what: string, stackFor: (mark: string) => JsonObject, state: Json | undefined, expected: RegExp]>([
    ["of a resource", (mark) => data({ provisioner: program(mark) }), undefined, /no changes/],
    [
      "of what is replaced",
      (mark) => data({ triggers_replace: "y", provisioner: program(mark, { when: "destroy" }) }),
      stateOf(object("a", "x")),
      /the same changes as the app/,
    ],
    [
      "of a removed block",
      (mark) =>
        data(
          {},
          {
            removed: [
              { from: "terraform_data.b", lifecycle: { destroy: true }, provisioner: program(mark, { when: "destroy" }) },
            ],
          },
        ),
      BOTH,
      /the app would change it, too: terraform_data\.b/,
    ],
    [
      "of a backend",
      (mark) =>
        data({}, { terraform: { backend: { kubernetes: { secret_suffix: "a", exec: { command: "touch", args: [mark] } } } } }),
      undefined,
      /no changes/,
    ],
  ])("runs no program %s", (_what, stackFor, state, expected) => {
    const { said, hasRun } = checked(stackFor, state);
    expect(hasRun).toBe(false);
    expect(said).toMatch(expected);
  });

  test("downloads no provider that only a state names, and says which one", () => {
    const evil = object("z", "x", { type: "evil_thing", provider: 'provider["evil.example/x/evil"]' });
    const { code, said } = checked(() => data({}), stateOf(object("a", "x"), evil));
    expect(code).toBe(1);
    expect(said).toContain("evil.example/x/evil");
  });

  test("reads no file of the machine", () => {
    const { code, said } = checked(() =>
      data({ input: '${file("/proc/self/environ")}' }, { output: { a: { value: "${terraform_data.a.input}" } } }),
    );
    expect(code).toBe(1);
    expect(said).toContain("outside of the stack");
  });

  test("shows no value of a state in what a function says of it", () => {
    const more = { output: { a: { value: "${tonumber(terraform_data.a.output)}" } } };
    const { code, said } = checked(
      () => data({ lifecycle: { ignore_changes: ["input"] } }, more),
      stateOf(object("a", "canary")),
    );
    expect(code).toBe(1);
    expect(said).toContain("Invalid function argument");
    expect(said).toContain("The details are left out here");
    expect(said).not.toContain("canary");
  });

  test("shows no value of a state", () => {
    const { code, said } = checked(() => data({}), {
      ...stateOf(object("a", "canary")),
      outputs: { x: { value: "canary", type: "string" } },
    });
    expect(code).toBe(0);
    expect(said).toContain("update (input, output)");
    expect(said).not.toContain("canary");
  });
});
