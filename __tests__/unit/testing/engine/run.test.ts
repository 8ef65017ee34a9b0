import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../../../src/terraform/json";
import { readStack } from "../../../../src/terraform/stack";
import { type CheckResult, NO_FAILED_CHECKS } from "../../../../src/testing/engine/checks";
import { planError } from "../../../../src/testing/engine/diagnostics";
import { calledModules } from "../../../../src/testing/engine/module-manifest";
import { run } from "../../../../src/testing/engine/run";
import { moduleId } from "../../../../src/testing/mocked/requirements";
import { plannable } from "../../../support/plannable";

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** A Terraform that fails for the first of some checks that a stack still has, and prints an empty plan if there is none. */
function program(failures: Readonly<Record<string, string>>): string {
  const path = join(folder, `terraform-${readdirSync(folder).length}`);
  const lines = Object.entries(failures).map(([check, summary]) => {
    const event = { type: "diagnostic", diagnostic: { severity: "error", summary, snippet: { context: `check.${check}` } } };
    return `if grep -q '"${check}"' main.tf.json; then echo '${JSON.stringify(event)}'; exit 1; fi`;
  });
  const plan = JSON.stringify({ type: "test_plan", test_plan: { resource_changes: [] } });
  writeFileSync(path, `#!/bin/sh\n${[...lines, `echo '${plan}'`].join("\n")}\n`);
  chmodSync(path, 0o755);
  return path;
}

function answerOf(json: JsonObject, command: string, product: "Terraform" | "OpenTofu" = "Terraform") {
  const initialized = {
    binary: { command, product, version: "1.11.4" },
    folder,
    schemas: () => ({ attributes: { id: { type: "string", computed: true }, sku: { computed: true } } }) as const,
    providerVersions: {},
    mocks: {},
    versions: plannable(json, undefined, {}),
  };
  return run(initialized, [], NO_FAILED_CHECKS);
}

const check = (condition: string) => ({ assert: [{ condition, error_message: "no" }] });
const FAILED = "Check block assertion failed";
const UNKNOWN = "Check block assertion known after apply";

describe("a check block that fails", () => {
  const json = {
    check: { one: check("${var.x}"), two: check("${var.x}"), three: check("${var.x}") },
    variable: { x: { default: true } },
  };

  test("is left out of the next attempt, and keeps its result", () => {
    const { checks, failedChecks } = answerOf(json, program({ one: FAILED, two: UNKNOWN }));
    const expected: Record<string, CheckResult> = { "check.one": "failed", "check.three": "passed", "check.two": "unknown" };
    expect(checks).toEqual(expected);
    expect([...failedChecks.changed]).toEqual([
      ["one", "failed"],
      ["two", "unknown"],
    ]);
  });

  test("ends the plan if anything else fails too", () => {
    expect(() => answerOf(json, program({ one: FAILED, two: "Invalid function argument" }))).toThrow(
      "the stack cannot be planned\n\ncheck.two: Invalid function argument",
    );
    expect(() => answerOf({}, program({ terraform: FAILED }))).toThrow("the stack cannot be planned");
  });
});

test("OpenTofu decides checks with made-up answers, which therefore count as unknown", () => {
  const json = {
    resource: { a: { b: { sku: "Basic" } } },
    check: { sets: check("${a.b.sku}"), reads: check("${local.id}") },
    locals: { id: "${a.b.id}" },
  };
  const command = program({ reads: FAILED });
  expect(answerOf(json, command, "OpenTofu").checks).toEqual({ "check.reads": "unknown", "check.sets": "passed" });
  expect(answerOf(json, command).checks).toEqual({ "check.reads": "failed", "check.sets": "passed" });
  expect([answerOf(json, command, "OpenTofu").madeUp.size, answerOf(json, command).madeUp.size]).toEqual([1, 0]);
});

test("a binary that prints nothing fails with what it says on the other stream", () => {
  const silent = join(folder, "silent");
  writeFileSync(silent, "#!/bin/sh\necho 'out of memory' >&2\n");
  chmodSync(silent, 0o755);
  expect(() => answerOf({}, silent)).toThrow("the stack cannot be planned\n\nIt ended without a plan\n  out of memory");
});

test("the folder of a test is removed", () => {
  answerOf({}, program({}));
  expect(readdirSync(tmpdir()).filter((entry) => entry.startsWith(`cdktf-acr-aks-plan-${process.pid}-`))).toEqual([]);
});

describe("an error", () => {
  const source = readStack({
    resource: { registry: { acr: { "//": { metadata: { path: "stack/acr/Default" } } } } },
    data: { vault: { one: { "//": { metadata: { path: "stack/vault" } } } } },
    variable: { size: { "//": { metadata: { path: "stack/size" } } } },
  });
  const message = (diagnostic: object, secrets: string[] = []) =>
    planError("the stack", [{ severity: "error", summary: "Bad", ...diagnostic }], source, secrets).message;

  test.each<[string, object, string]>([
    ["its address", { address: "registry.acr" }, "[stack/acr/Default] registry.acr: Bad"],
    ["the address of an instance", { address: 'registry.acr["a.b"]' }, "[stack/acr/Default] registry.acr: Bad"],
    ["a data source", { address: "data.vault.one" }, "[stack/vault] data.vault.one: Bad"],
    ["a place in the file", { snippet: { context: "resource.registry.acr.lifecycle" } }, "[stack/acr/Default] registry.acr: Bad"],
    ["a variable", { snippet: { context: "variable.size" } }, "[stack/size] variable.size: Bad"],
    ["an address in its words", { detail: 'Use "registry.acr.id".' }, '[stack/acr/Default] registry.acr: Bad\n  Use "registry'],
    ["an address that has no construct", { address: "module.m.a.b" }, "planned\n\nmodule.m: Bad"],
    ["nothing", { snippet: { context: null } }, "cannot be planned\n\nBad"],
  ])("names the construct by %s", (_name, diagnostic, expected) => {
    expect(message(diagnostic)).toContain(expected);
  });

  test("is in the provider's words, each said once, without warnings and without a stack trace", () => {
    const bad = { severity: "error", summary: "Bad", detail: "line one\nline two" } as const;
    const error = planError("the stack", [bad, bad, { severity: "warning", summary: "Old" }], readStack({ terraform: {} }), []);
    expect(error.message).toBe("the stack cannot be planned\n\nBad\n  line one\n  line two");
    expect(error.stack).toBe(`PlanError: ${error.message}`);
  });

  test("hides secrets, the longest first", () => {
    expect(message({ detail: "got canary-4f1c and canary" }, ["canary-4f1c", "canary"])).toContain(
      "got (sensitive value) and (sensitive value)",
    );
  });

  test("names a variable whose value is rejected", () => {
    const snippet = { context: "run.changed", values: [{ traversal: "local.x" }, { traversal: "var.name" }] };
    const summary = "Invalid value for variable";
    expect(message({ summary, snippet })).toContain(`var.name: ${summary}`);
    expect(message({ snippet })).not.toContain("var.name");
  });

  test("may be a warning, if that is all there is", () => {
    const diagnostics = [{ severity: "warning", summary: "Failed to render" }] as const;
    expect(planError("the stack", diagnostics, source, []).message).toBe("the stack cannot be planned\n\nFailed to render");
  });

  test("says how to set outputs of another stack where a stack reads them", () => {
    const reader = readStack({ data: { terraform_remote_state: { net: {} } } });
    expect(planError("the stack", [], reader, []).message).toContain(
      'Outputs of other stacks are made up; set them with mocks: { "data.terraform_remote_state.net": { outputs: { … } } }',
    );
  });
});

test("called modules are entered under the names of their calls, with the modules in them", () => {
  const id = moduleId({ source: "a/b/c" });
  const entries = [id, `${id}.inner`, moduleId({ source: "other" })].map((Key) => ({ Key, Source: "s", Dir: Key }));
  const keys = (key: string) =>
    calledModules(key, readStack({ module: { m: { source: "a/b/c" } } }), entries).map(({ Key }) => Key);
  expect(keys("")).toEqual(["m", "m.inner"]);
  expect(keys("test.x")).toEqual(["test.x.m", "test.x.m.inner"]);
});
