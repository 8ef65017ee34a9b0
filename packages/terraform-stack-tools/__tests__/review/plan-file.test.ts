import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasTerraform } from "../../src/providers/terraform-binary";
import { called } from "../support/program";

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-plan-file-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function review(content: string | Buffer, ...more: readonly string[]) {
  const file = join(folder, "plan.json");
  writeFileSync(file, content);
  return called("review", file, ...more);
}

const PLAN = { format_version: "1.2", terraform_version: "1.11.4", resource_changes: [] };
const STATE = { version: 4, terraform_version: "1.11.4", serial: 3, lineage: "a", outputs: {}, resources: [] };
const SHOWN_STATE = { format_version: "1.0", terraform_version: "1.11.4", values: { root_module: {} } };

test.each<[what: string, content: string | Buffer, sentence: RegExp]>([
  [
    "a saved plan",
    Buffer.from("PK\u0003\u0004\u0014\u0000rest", "latin1"),
    /is a saved plan in binary form; show the saved plan with `terraform show -json/,
  ],
  ["an empty file", " \n", /is empty/],
  ["no JSON", "Terraform will perform the following actions:", /is not JSON/],
  ["another object", '{"a":1}', /is JSON, but not that of a plan/],
  ["a state", JSON.stringify(STATE), /is a state, which says what exists and not what would change/],
  ["a state that was shown", JSON.stringify(SHOWN_STATE), /is the JSON of a state, not of a plan/],
  [
    "a stack",
    JSON.stringify({ terraform: {}, resource: {} }),
    /is a synthesized stack, not a plan; compare stacks with `terraform-stack-tools plan`/,
  ],
  [
    "lines of plan -json",
    '{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info","@message":"x"}\n',
    /has the output of `plan -json`/,
  ],
  [
    "a plan that failed",
    JSON.stringify({ ...PLAN, errored: true }),
    /is a plan that failed, .* correct what the engine reported, plan again, and show the saved plan with `terraform show -json/,
  ],
  [
    "format version 2",
    JSON.stringify({ ...PLAN, format_version: "2.0" }),
    /has format version '2.0', and this version reads 1.x/,
  ],
  ["no format version", JSON.stringify({ resource_changes: [] }), /has format version none/],
])("%s is refused in a sentence", (_what, content, sentence) => {
  const { code, out, error } = review(content);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(error).toMatch(sentence);
  expect(error).toMatch(/^terraform-stack-tools: '[^']+plan\.json' .*\.\n$/);
});

test("a folder and a missing file are refused, and so are names that nothing matches", () => {
  expect(called("review", folder)).toMatchObject({ code: 1, error: expect.stringMatching(/is a folder; give the plans in it/) });
  expect(called("review", join(folder, "none.json"))).toMatchObject({ code: 1, error: expect.stringMatching(/does not exist/) });
  expect(called("review", join(folder, "none*.json"))).toMatchObject({
    code: 1,
    error: expect.stringMatching(/no file matches/),
  });
});

test("no engine is started, whatever the shell names", () => {
  const [engine, started] = [join(folder, "engine"), join(folder, "started")];
  writeFileSync(engine, `#!/bin/sh\ntouch '${started}'\necho "Terraform v1.11.4"\n`, { mode: 0o755 });
  process.env.TERRAFORM_BINARY_NAME = engine;
  try {
    expect(review(JSON.stringify(PLAN), "--format", "markdown").code).toBe(0);
    expect(existsSync(started)).toBe(false);
    expect(hasTerraform()).toBe(true);
    expect(existsSync(started)).toBe(true);
  } finally {
    delete process.env.TERRAFORM_BINARY_NAME;
  }
});

test("a command line without a meaning is refused", () => {
  expect(called("review")).toMatchObject({ code: 2, error: expect.stringContaining("review takes the JSON of a plan") });
  expect(called("review", "a", "a")).toMatchObject({ code: 2, error: expect.stringContaining("is given twice") });
  expect(called("review", "a", "--snapshot", "b")).toMatchObject({
    code: 2,
    error: expect.stringContaining("unknown option '--snapshot'"),
  });
  expect(called("review", "a", "--fail-on", "all")).toMatchObject({ code: 2 });
});

test("what PowerShell and editors write is read: UTF-16, and a byte order mark", () => {
  const text = JSON.stringify(PLAN);
  expect(review(`\ufeff${text}`)).toMatchObject({ code: 0 });
  expect(review(Buffer.from(`\ufeff${text}`, "utf16le"))).toMatchObject({ code: 0 });
  expect(review(Buffer.from(`\ufeff${text}`, "utf16le").swap16())).toMatchObject({ code: 0 });
});

test("no report takes the place of a plan", () => {
  const file = join(folder, "plan.json");
  writeFileSync(file, JSON.stringify(PLAN));
  expect(called("review", file, "--out", file)).toMatchObject({ code: 1, error: expect.stringContaining("would overwrite") });
});

test("a pattern that the shell leaves alone means the files, and each has a name of its own", () => {
  for (const name of ["a", "b"]) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "tfplan.json"), JSON.stringify(PLAN));
  }
  writeFileSync(join(folder, "a", "other.json"), JSON.stringify(PLAN));
  expect(called("review", join(folder, "a", "*.json")).out).toMatch(/Stack other\n[\s\S]*Stack a\n/);
  expect(called("review", join(folder, "a", "tfplan.json"), join(folder, "b", "tfplan.json")).out).toMatch(
    /Stack a\n[\s\S]*Stack b\n/,
  );
  writeFileSync(join(folder, "b", "other.json"), JSON.stringify(PLAN));
  expect(called("review", join(folder, "a", "other.json"), join(folder, "b", "other.json")).out).toMatch(
    /a\/other\.json\n[\s\S]*b\/other\.json\n/,
  );
});
