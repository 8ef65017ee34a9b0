import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { optionsIn } from "../../src/cli/command";
import { COMMANDS } from "../../src/cli/program";
import { inFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

const hasBash = spawnSync("bash", ["--version"]).status === 0;
const hasZsh = spawnSync("zsh", ["--version"]).status === 0;
const hasFish = spawnSync("fish", ["--version"]).status === 0;

/** Calls the function of the script as bash does, for words that bash has parted, and asks for the files that are left to it. */
const IN_BASH = `. ./script
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _stack_tools
if [ "\${#COMPREPLY[@]}" -eq 0 ] && complete -p stack-tools | grep -q -- '-o default'; then compgen -f -- "\${@: -1}"; fi
[ "\${#COMPREPLY[@]}" -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;

/** Types into an interactive zsh, and prints what the line has become. */
const IN_ZSH = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1='> '; autoload -Uz compinit; compinit -u -D; . ./script; bindkey '^X' print-line
print-line() { print -r -- \\"[[\\$BUFFER]]\\"; exit }; zle -N print-line; LISTMAX=1000; echo re''ady"
zpty -r shell out '*ready*'
zpty -w -n shell "$1"$'\\t'$'\\x18'
while zpty -r shell out; do print -rn -- $out; done`;

type Shell = "bash" | "zsh" | "fish";

/** What a shell has for the end of a line. */
function completed(shell: Shell, line: string): string[] {
  return inFolder((folder) => {
    writeFiles(folder, { script: called("completion", shell).out, "plan.json": "{}" });
    const words = line.split(/ |(?<==)|(?==)/);
    const command = {
      bash: ["--norc", "-c", IN_BASH, "bash", ...words],
      zsh: ["-f", "-c", IN_ZSH, "zsh", line],
      fish: ["--no-config", "-c", `source ./script; complete -C '${line}'`],
    }[shell];
    const { status, stdout, stderr } = spawnSync(shell, command, { cwd: folder, encoding: "utf8", timeout: 30_000 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    if (shell === "zsh") {
      const [, buffer = ""] = /\[\[(.*?)\]\]/.exec(stdout) ?? [];
      return [(buffer.trim().split(" ").at(-1) ?? "").replace(/^--[\w-]+=(?=.)/, "")];
    }
    return stdout.split("\n").flatMap((one) => (one === "" ? [] : [one.split("\t")[0].replace(/^--[\w-]+=/, "")]));
  });
}

describe.each([
  ["bash", hasBash],
  ["zsh", hasZsh],
  ["fish", hasFish],
] as const)("the completion of %s", (shell, has) => {
  (has ? test : test.skip).each([
    ["stack-tools ha", "hand-off"],
    ["stack-tools comp", "completion"],
    ["stack-tools plan --as", "--as-rename"],
    ["stack-tools eject --no-i", "--no-instances"],
    ["stack-tools plan --format ma", "markdown"],
    ["stack-tools plan --format=ma", "markdown"],
    ["stack-tools hand-off --force --format hc", "hcl"],
    ["stack-tools review --fail-on dr", "drift"],
    ["stack-tools completion z", "zsh"],
    ["stack-tools help ej", "eject"],
    ["stack-tools review pl", "plan.json"],
    ["stack-tools plan --mocks pl", "plan.json"],
  ])("%s becomes %s", (line, expected) => {
    expect(completed(shell, line)).toEqual([expected]);
  });
});

const NAMES = COMMANDS.map(({ name }) => name);

(hasBash ? test : test.skip).each(NAMES)("bash and fish know all options of %s, and no others", (name) => {
  const command = COMMANDS.find((one) => one.name === name);
  const own = optionsIn(command?.load().options ?? {}).map((option) => `--${option.name}`);
  const expected = [...own, "--help", "--version"].sort();
  expect(completed("bash", `stack-tools ${name} --`).sort()).toEqual(expected);
  if (hasFish) {
    expect(completed("fish", `stack-tools eject ${name} --`)).toEqual(completed("fish", "stack-tools eject --"));
    expect(completed("fish", `stack-tools ${name} --`).sort()).toEqual(expected);
  }
});

test.each([
  [["completion"], "completion takes one shell: bash, zsh, fish."],
  [["completion", "bash", "zsh"], "completion takes one shell"],
  [["completion", "powershell"], "the shell must be one of bash, zsh, fish, got 'powershell'."],
  [["completion", "bas"], "did you mean bash?"],
])("wrong usage is told for %j", (args, message) => {
  expect(called(...args)).toEqual({ code: 2, out: "", error: expect.stringContaining(message) });
});

test("the scripts need neither this program nor a path of this machine while they run", () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { out } = called("completion", shell);
    expect(out).not.toContain(join(__dirname, "../.."));
    expect(out).not.toMatch(/\bnode\b|npx|\$\(stack-tools/);
  }
});
