import { COMMANDS, run } from "../../src/cli/program";
import { called } from "../support/program";

test("answers --help and --version, and does nothing else", () => {
  const version = { code: 0, out: `${require("../../package.json").version}\n`, error: "" };
  for (const args of [["--version"], ["-v"], ["plan", "-v"], ["hand-off", "--version"], ["plan", "--as-rename", "-v"]]) {
    expect(called(...args)).toEqual(version);
  }
  const help = { code: 0, error: "", out: expect.stringContaining("Usage: terraform-stack-tools <command>") };
  for (const args of [["--help"], ["-h"], ["help"]]) {
    expect(called(...args)).toEqual(help);
  }
  expect(called("help", "plan", "--", "x").out).toBe(called("plan", "--help").out);
});

describe.each(COMMANDS.map((command) => [command.name, command] as const))("the command %s", (name, { summary, example }) => {
  test("is in the help of the program, with an example that names it", () => {
    expect(called("--help").out).toMatch(new RegExp(`^  ${name} +${summary}\n +${example}$`, "m"));
    expect(example).toMatch(new RegExp(`^terraform-stack-tools ${name} `));
  });

  test("has a help of its own, wherever the option is, to which wrong arguments point", () => {
    const { code, out, error } = called(name, "--help");
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toMatch(new RegExp(`^Usage: terraform-stack-tools ${name} [<[]`));
    expect(out).toContain("Exit codes: 0 success, 1 refused");
    expect([called(name, "--unknown", "-h").out, called("help", name).out]).toEqual([out, out]);
    expect(called(name, "--unknown").error).toContain(`Try 'terraform-stack-tools ${name} --help'.`);
  });
});

test.each(["", ...COMMANDS.map(({ name }) => name)])(
  "prints help that fits a terminal, and spells hand-off one way: %s",
  (name) => {
    const { out } = called(...(name === "" ? [] : [name]), "--help");
    expect(out.split("\n").filter((line) => line.length > 90)).toEqual([]);
    expect(out.match(/hand ?offs?\b/gi)).toBeNull();
  },
);

test.each([
  [[], "the first argument must be one of plan, review, hand-off, eject."],
  [["--out", "x", "hand-off"], "the first argument must be one of plan, review, hand-off, eject, got '--out'."],
  [["--", "plan"], "the first argument must be one of plan, review, hand-off, eject"],
  [["handoff"], "unknown command 'handoff'; did you mean hand-off?"],
  [["help", "handoff"], "unknown command 'handoff'; did you mean hand-off?\nTry 'terraform-stack-tools --help'."],
  [["plna"], "unknown command 'plna'; did you mean plan?"],
  [["p"], "unknown command 'p'; did you mean plan?"],
  [["planning"], "unknown command 'planning'; did you mean plan?"],
  [["bundle", "--help"], "unknown command 'bundle'; the commands are plan, review, hand-off, eject."],
  [
    ["plan", "a", "b"],
    "plan takes one path: the folder of a stack, its cdk.tf.json, or cdktf.out; without one, it takes cdktf.out here or below.",
  ],
  [["plan", ""], "plan takes one path"],
  [["plan", "a", "--", "-v"], "plan takes one path"],
  [["hand-off", "a", "b", "--out", "x"], "hand-off takes one path"],
  [["eject", "a", "b", "--out", "x"], "eject takes one path"],
  [["hand-off", "a"], "--out is missing; name the folder to write."],
  [["eject", "a"], "--out is missing; name the folder to write."],
  [["hand-off", "a", "--out"], "--out needs a value."],
  [["hand-off", "--out", "--help"], "--out needs a value"],
  [["hand-off", "a", "--out", "--force"], "--out needs a value; for one that starts with a dash, write '--out=--force'."],
  [["hand-off", "a", "--out", "x", "--force=yes"], "--force takes no value, got 'yes'."],
  [["hand-off", "a", "--uot", "x"], "unknown option '--uot'; did you mean --out?"],
  [["hand-off", "a", "--out", "x", "--schemas", "s"], "--schemas and --init are for --format hcl; JSON needs no schemas."],
  [["hand-off", "a", "--out", "x", "--init"], "--schemas and --init are for --format hcl; JSON needs no schemas."],
  [["hand-off", "a", "--out", "x", "--format", "yaml"], "--format must be one of json, hcl, got 'yaml'."],
  [["eject", "a", "--out", "x", "--binary", "tofu"], "are for the plans of --check; add it."],
  [["eject", "a", "--out", "x", "--format", "json"], "unknown option '--format'; the options are --out, "],
  [["plan", "a", "--format", "markdwn"], "got 'markdwn'; did you mean markdown?"],
  [["plan", "a", "--format", "yaml"], "--format must be one of text, json, markdown, html, sarif, access, got 'yaml'."],
  [["plan", "a", "--format", "json", "--format", "html", "--out", "x"], "--format and --out must be given equally often"],
  [["plan", "a", "--out", "x", "--out", "y"], "--format and --out must be given equally often"],
  [["plan", "a", "--as-rename"], "--as-rename needs --existing; it says that both are versions of one stack."],
  [
    ["plan", "a", "--existing", "b", "--fail-on", "gain,drifted"],
    "--fail-on must be one of replace, delete, unknown, ineffective, gain, loss, target, drift, check, network, got 'drifted'; did you mean drift?",
  ],
  [["plan", "a", "--fail-on", "gain"], "--fail-on needs --existing; without an earlier version everything is created."],
  [["plan", "a", "--update"], "--update needs --snapshot; name the file to write."],
])("exits with 2 for %j", (args, message) => {
  const { code, out, error } = called(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(error).toContain(message);
  expect(error).toMatch(/\nTry 'terraform-stack-tools (\S+ )?--help'\.\n$/);
});

test("passes on an error of its own, which is not the user's fault", () => {
  const out = () => {
    throw new TypeError("ours");
  };
  expect(() => run(["--help"], { out, error: () => {} })).toThrow("ours");
});
