import { delimiter, join, relative, resolve } from "node:path";
import type { Choice } from "./choices";
import { INSTALL_COMMANDS, INSTALLED, install } from "./install";
import type { Interruption } from "./interruption";
import type { Progress } from "./progress";
import { projectFiles, versionsIn } from "./project-files";
import { quoted, Refusal } from "./refusal";
import { writeProject } from "./write-project";

export interface CreateOptions extends Choice {
  /** The folder to write, which must be new or empty. */
  readonly folder: string;
  /** Whether to install the packages of the project. */
  readonly install: boolean;
  /** Gets each line of progress, and the next steps. */
  readonly progress: Progress;
  /** What undoes the project when a signal comes. */
  readonly interruption: Interruption;
}

/**
 * Writes a project that deploys a scenario, and installs its packages. Returns the absolute path of its folder.
 * @throws Refusal for a folder that contains something or has a name that its own commands stumble over, and when its packages cannot be installed; the project is complete then
 */
export async function create(options: CreateOptions): Promise<string> {
  const { interruption, progress, scenario, cdk, language } = options;
  const folder = resolve(workingFolder(), options.folder);
  checkPath(folder, options.folder);
  const files = projectFiles(options);
  writeProject(folder, files, interruption.created);
  progress.line(`wrote ${files.size} files for the scenario ${scenario}, in ${language} with ${cdk}`);
  if (options.install) {
    progress.line("installing the packages, which takes about a minute");
    await interruption.pass();
    await checkInstalled(folder, files, options);
  }
  progress.line(nextSteps(folder, options));
  return folder;
}

async function checkInstalled(
  folder: string,
  files: ReadonlyMap<string, string>,
  { interruption, progress, language }: CreateOptions,
): Promise<void> {
  interruption.created.push(...INSTALLED.map((name) => join(folder, name)));
  const complaint = await install(folder, language, interruption, progress);
  if (complaint !== undefined) {
    const packages = versionsIn(files).map(([name, version]) => `\n  ${name} ${version}`);
    throw new Refusal(
      `${quoted(folder)} is complete, but its packages could not be installed. Run ` +
        `${INSTALL_COMMANDS[language].join(" && ")} there when the registry can be reached; it gets:` +
        `${packages.join("")}\nThe reason:\n${complaint}`,
    );
  }
}

/** npm and Python put folders on the PATH; and nobody can copy a command with what is not shown. */
function checkPath(folder: string, given: string): void {
  if (folder.includes(delimiter)) {
    throw new Refusal(
      `${quoted(folder)} contains '${delimiter}', which separates the folders on the PATH; choose another folder.`,
    );
  }
  if (quoted(given) !== `'${given}'`) {
    throw new Refusal(`${quoted(given)} contains an invisible character; choose another folder.`);
  }
}

/** @throws Refusal where it has been deleted */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new Refusal("the working folder no longer exists; change to another one.");
  }
}

function nextSteps(folder: string, { install: isInstalled, cdk, language }: CreateOptions): string {
  const path = relative(process.cwd(), folder);
  const needsBindings = cdk === "cdktn" && language === "typescript";
  const steps = [
    ...(path === "" ? [] : [`cd ${operand(path)}`]),
    ...(isInstalled ? [] : INSTALL_COMMANDS[language]),
    ...(needsBindings ? ["npm run get"] : []),
    "npm run synth",
    "npm test",
  ];
  const settings = language === "python" ? "settings.py" : "settings.ts";
  return `Next, edit ${settings}, and then run:\n${steps.map((step) => `  ${step}`).join("\n")}`;
}

/** For a shell: what starts with a dash would be an option, even in quotes. */
function operand(path: string): string {
  const quotes = path.replace(/'/g, "'\\''");
  return quoted(path.startsWith("-") ? `./${quotes}` : quotes);
}
