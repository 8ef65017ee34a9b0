import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type PlanFile, planOf } from "../../planned/plan-file";
import { engineCommand, spawned } from "../../providers/terraform-binary";
import { visible } from "../../shared/markdown";
import { onDisk, Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/json";

/** A plan in the engine's own form. */
export interface SavedPlan {
  readonly file: string;
  /** Where `init` has installed the providers of the plan. */
  readonly folder: string;
  /** The engine, by name or path. @default the one that is found */
  readonly binary?: string;
}

/**
 * Lets the engine show a saved plan. The engine and the providers in the folder are programs, and run; nothing is
 * installed.
 * @throws Refusal that says what to do
 */
export function shownSavedPlan({ file, folder, binary }: SavedPlan): PlanFile {
  checkPaths(file, folder);
  const command = engineCommand(binary);
  if (command === undefined) {
    const names = binary === undefined ? "terraform or tofu on the PATH" : quoted(binary);
    throw new Refusal(
      `--plan-file needs ${names}; install the engine that made the plan, or give --binary.`,
      "terraform-binary",
    );
  }
  const args = [`-chdir=${resolve(folder)}`, "show", "-json", resolve(file)];
  const { status, signal, stdout, stderr, fault } = spawned(command, args, process.cwd());
  if (status !== 0) {
    const repair = existsSync(join(folder, ".terraform"))
      ? "give a plan that this engine has made of this folder, with `plan -out`"
      : `run \`init\` in ${quoted(folder)}, which installs the providers of the plan`;
    throw new Refusal(
      `${quoted(file)} cannot be shown by ${quoted(command)}: ${reasonIn(stderr) || fault || signal || "no reason given"}; ${repair}.`,
    );
  }
  return planOf(Buffer.from(stdout), quoted(file));
}

function checkPaths(file: string, folder: string): void {
  if (!onDisk(folder, () => statSync(folder)).isDirectory()) {
    throw new Refusal(`${quoted(folder)} is no folder; give the one of the configuration with --in.`);
  }
  if (onDisk(file, () => statSync(file)).isDirectory()) {
    throw new Refusal(`${quoted(file)} is a folder; give the plan that \`plan -out\` has saved.`);
  }
}

const LONGEST_REASON = 400;

/** What the engine says, on one line and without the lines of files that it quotes, which may have secrets. */
function reasonIn(stderr: string): string {
  const paragraphs = stderr.replace(/[│╷╵]/g, "").split(/\n\s*\n/);
  const text = visible(paragraphs.filter((one) => !/\bline \d+/.test(one)).join(" ")).replace(/\s+/g, " ");
  const reason = text.replace(/^Error: /, "").replace(/\.$/, "");
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
}
