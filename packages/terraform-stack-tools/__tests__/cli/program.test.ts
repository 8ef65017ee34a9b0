import { readdirSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS, run } from "../../src/cli/program";
import { ownVersion } from "../../src/shared/refusal";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

function call(...args: string[]) {
  return called(...args);
}

test("answers --help and --version, and does nothing else", () => {
  expect(call("--help")).toEqual({ code: 0, error: "", out: expect.stringContaining("Usage: terraform-stack-tools <command>") });
  expect(call("-h").out).toBe(call("--help").out);
  expect(call("--version")).toEqual({ code: 0, out: `${require("../../package.json").version}\n`, error: "" });
  expect(call("hand-off", "--version").out).toBe(`${ownVersion()}\n`);
  expect(call("-v")).toEqual(call("--version"));
  expect(call("plan", "-v")).toEqual(call("--version"));
  expect(call("plan", "--as-rename", "-v")).toEqual(call("--version"));
  expect(call("help", "plan", "--", "x").out).toBe(call("plan", "--help").out);
});

test("help prints the help of the program, and with a command that of the command", () => {
  expect(call("help")).toEqual(call("--help"));
  expect(call("help", "hand-off")).toEqual(call("hand-off", "--help"));
  expect(call("help", "handoff")).toEqual({
    code: 2,
    out: "",
    error: "terraform-stack-tools: unknown command 'handoff'; did you mean hand-off?\nTry 'terraform-stack-tools --help'.\n",
  });
});

test("spells hand-off one way", () => {
  const pages = [call("--help"), ...COMMANDS.map(({ name }) => call("help", name))].map(({ out }) => out).join("\n");
  expect(pages).toContain("hand-off");
  expect(pages.match(/hand ?offs?\b/gi)).toBeNull();
});

describe.each(COMMANDS.map((command) => [command.name, command] as const))("the command %s", (name, { summary, example }) => {
  test("is in the help of the program, with an example that names it", () => {
    expect(call("--help").out).toMatch(new RegExp(`^  ${name} +${summary}\n +${example}$`, "m"));
    expect(example).toMatch(new RegExp(`^terraform-stack-tools ${name} `));
  });

  test("has a help of its own, wherever the option is", () => {
    const { code, out, error } = call(name, "--help");
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toMatch(new RegExp(`^Usage: terraform-stack-tools ${name} [<[]`));
    expect(out).toContain("Exit codes: 0 success, 1 refused");
    expect(call(name, "--unknown", "-h").out).toBe(out);
  });

  test("points to its own help where its arguments are wrong", () => {
    expect(call(name, "--unknown").error).toContain(`Try 'terraform-stack-tools ${name} --help'.`);
  });
});

test.each([["--help"], ...COMMANDS.map(({ name }) => [name, "--help"])])("prints help that fits a terminal: %s", (...args) => {
  const lines = call(...args).out.split("\n");
  expect(lines.filter((line) => line.length > 90)).toEqual([]);
});

test.each([
  [[], "the first argument must be one of plan, review, hand-off, eject."],
  [["--out", "x", "hand-off"], "the first argument must be one of plan, review, hand-off, eject, got '--out'."],
  [["handoff"], "unknown command 'handoff'; did you mean hand-off?"],
  [["rewiew"], "unknown command 'rewiew'; did you mean review?"],
  [["plna"], "unknown command 'plna'; did you mean plan?"],
  [["p"], "unknown command 'p'; did you mean plan?"],
  [["planning"], "unknown command 'planning'; did you mean plan?"],
  [["--", "plan"], "the first argument must be one of plan, review, hand-off, eject"],
  [["bundle", "--help"], "unknown command 'bundle'; the commands are plan, review, hand-off, eject."],
  [
    ["plan", "a", "b"],
    "plan takes one path: the folder of a stack, its cdk.tf.json, or cdktf.out; without one, it takes cdktf.out here or below.",
  ],
  [["plan", ""], "plan takes one path"],
  [["plan", "a", "--", "-v"], "plan takes one path"],
  [["plan", "a", "--", "--help"], "plan takes one path"],
  [
    ["hand-off", "--out", "x", "--schemas", "-v"],
    "--schemas needs a value; for one that starts with a dash, write '--schemas=-v'.",
  ],
  [["hand-off", "--out", "--help"], "--out needs a value"],
  [["plan", "a", "--format", "yaml"], "--format must be one of text, json, markdown, html, sarif, access, got 'yaml'."],
  [["plan", "a", "--format", "json", "--format", "html"], "--format and --out must be given equally often"],
  [["plan", "a", "--format", "json", "--format", "html", "--out", "x"], "--format and --out must be given equally often"],
  [["plan", "a", "--out", "x", "--out", "y"], "--format and --out must be given equally often"],
  [["plan", "a", "--as-rename"], "--as-rename needs --existing; it says that both are versions of one stack."],
  [
    ["plan", "a", "--existing", "b", "--fail-on", "gain,drifted"],
    "--fail-on must be one of replace, delete, unknown, ineffective, gain, loss, target, drift, check, network, got 'drifted'; did you mean drift?",
  ],
  [["plan", "a", "--fail-on", "gain"], "--fail-on needs --existing; without an earlier version everything is created."],
  [["plan", "a", "--update"], "--update needs --snapshot; name the file to write."],
  [["hand-off", "a", "b", "--out", "x"], "hand-off takes one path"],
  [["hand-off", "a"], "--out is missing; name the folder to write."],
  [["hand-off", "a", "--out", "x", "--schemas", "s"], "--schemas and --init are for --format hcl; JSON needs no schemas."],
  [["hand-off", "a", "--out", "x", "--init"], "--schemas and --init are for --format hcl; JSON needs no schemas."],
  [["hand-off", "a", "--out", "x", "--format", "yaml"], "--format must be one of json, hcl, got 'yaml'."],
  [["ejct"], "unknown command 'ejct'; did you mean eject?"],
  [["eject", "a", "b", "--out", "x"], "eject takes one path"],
  [["eject", "a"], "--out is missing; name the folder to write."],
  [["eject", "a", "--out", "x", "--binary", "tofu"], "are for the plans of --check; add it."],
  [["eject", "a", "--out", "x", "--format", "json"], "unknown option '--format'; the options are --out, "],
  [["hand-off", "a", "--output", "x"], "unknown option '--output'; did you mean --out?"],
  [["hand-off", "a", "--uot", "x"], "unknown option '--uot'; did you mean --out?"],
  [["hand-off", "a", "--out"], "--out needs a value."],
  [["hand-off", "a", "--out", "--force"], "--out needs a value; for one that starts with a dash, write '--out=--force'."],
  [["hand-off", "a", "--out", "x", "--force=yes"], "--force takes no value, got 'yes'."],
  [["plan", "a", "--format", "markdwn"], "got 'markdwn'; did you mean markdown?"],
])("exits with 2 for %j", (args, message) => {
  const { code, out, error } = call(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(error).toContain(message);
  expect(error).toMatch(/\nTry 'terraform-stack-tools (\S+ )?--help'\.\n$/);
});

test("exits with 1 for a refusal, says why, and writes nothing", () => {
  inFolder((folder) => {
    const input = writeFiles(join(folder, "in"), { "cdk.tf.json": "{" });
    const { code, out, error } = call("hand-off", input, "--out", join(folder, "out"));
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toMatch(/^terraform-stack-tools: '.*cdk\.tf\.json' is not JSON/);
    expect(readdirSync(folder)).toEqual(["in"]);
  });
});

test("overwrites an edit only with --force", () => {
  inFolder((folder) => {
    const args = ["hand-off", stackFolder(folder, GRANT), "--out", join(folder, "out")];
    call(...args);
    writeFiles(join(folder, "out"), { "main.tf.json": "mine" });
    expect(call(...args).code).toBe(1);
    expect(call(...args, "--force").code).toBe(0);
  });
});

test("passes on an error of its own, which is not the user's fault", () => {
  const out = () => {
    throw new TypeError("ours");
  };
  expect(() => run(["--help"], { out, error: () => {} })).toThrow("ours");
});
