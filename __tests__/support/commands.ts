import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "./pages";

/** What pages run besides the programs of every shell. */
const PROGRAMS = "az kubectl terraform tofu npm npx git kind gh helm docker node python3 .venv/bin/pip".split(" ");

/** Bash reads the pages, and the programs only write down how they were called, as does what needs folders of a reader. */
const PRELUDE = `set -u
call() { local IFS=$'\\x1f'; printf '%s\\x1e' "$*" >> "$CALLS"; echo answer==; }
${PROGRAMS.map((program) => `${program}() { call ${program} "$@"; }`).join("\n")}
kubectl() { if [[ " $* " == *" - "* ]]; then cat > "$CALLS.$(tr -cd $'\\x1e' < "$CALLS" | wc -c)"; fi; call kubectl "$@"; }
cd() { call cd "$@"; }
mv() { call mv "$@"; }
command_not_found_handle() { call unknown "$@"; return 127; }
`;

export interface Commands {
  /** Programs and their arguments, in order. */
  readonly calls: readonly (readonly string[])[];
  /** What each of them gets on its standard input, where it asks for that by a dash. */
  readonly inputs: readonly string[];
  /** What bash complains about. */
  readonly complaints: string;
  /** The exported variables at the end of the page. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs the shell commands of a page from top to bottom, as a reader does, without any of the programs they call. */
export function commandsOf({ fences }: Page): Commands {
  const code = fences.filter(({ language }) => language === "sh").map((fence) => fence.code);
  if (code.length === 0) {
    return { calls: [], inputs: [], complaints: "", variables: {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    const calls = join(folder, "calls");
    const variables = join(folder, "variables");
    writeFileSync(calls, "");
    writeFileSync(variables, "");
    // What a page reads itself.
    writeFileSync(join(folder, "moved.tf"), "moved {\n  from = a.b\n  to   = a.c\n}\n");
    const { stderr } = spawnSync("bash", ["-c", `${PRELUDE}${code.join("\n")}\nenv -0 > "$VARIABLES"`], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env.PATH, CALLS: calls, VARIABLES: variables },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const made = readFileSync(calls, "utf8")
      .split("\x1e")
      .filter((call) => call !== "");
    return {
      calls: made.map((call) => call.split("\x1f")),
      inputs: made.map((_, index) => (existsSync(`${calls}.${index}`) ? readFileSync(`${calls}.${index}`, "utf8") : "")),
      complaints: stderr,
      variables: Object.fromEntries(
        readFileSync(variables, "utf8")
          .split("\0")
          .filter((pair) => pair.includes("="))
          .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The commands in the text, as far as words tell: placeholders stay as they are. */
export function inlineCommandsOf({ lines }: Page): string[][] {
  const spans = [...lines.join("\n").matchAll(/`([^`]+)`/g)].map(([, span]) => span.trim().split(/\s+/));
  return spans.filter(([program, ...words]) => PROGRAMS.includes(program) && words.length > 0);
}
