import { join, relative, resolve } from "node:path";
import { install } from "./install";
import type { Interruption } from "./interruption";
import { projectFiles, versionsIn } from "./project-files";
import { quoted, Refusal } from "./refusal";
import { writeProject } from "./write-project";

export const DEFAULT_SCENARIO = "existing-cluster";

export interface CreateOptions {
  /** The folder to write, which must be new or empty. */
  readonly folder: string;
  /** The name of a scenario. */
  readonly scenario: string;
  /** Whether to install the packages of the project. */
  readonly install: boolean;
  /** Called with each line of progress, and with the next steps. */
  readonly onProgress: (line: string) => void;
  /** What undoes the project when a signal comes. */
  readonly interruption: Interruption;
}

/**
 * Writes a project that deploys a scenario, and installs its packages. Returns the absolute path of its folder.
 * @throws Refusal for a folder that contains something, and when npm cannot install; the project is complete then
 */
export async function create(options: CreateOptions): Promise<string> {
  const { interruption } = options;
  const folder = resolve(workingFolder(), options.folder);
  const files = projectFiles(options.scenario);
  writeProject(folder, files, interruption.created);
  options.onProgress(`wrote ${files.size} files for the scenario ${options.scenario}`);
  if (options.install) {
    options.onProgress("installing the packages with npm, which takes about a minute");
    await interruption.pass();
    await checkInstalled(folder, files, interruption);
  }
  options.onProgress(nextSteps(folder, options.install));
  return folder;
}

async function checkInstalled(
  folder: string,
  files: ReadonlyMap<string, string>,
  interruption: Interruption,
): Promise<void> {
  interruption.created.push(...["node_modules", "package-lock.json"].map((name) => join(folder, name)));
  const complaint = await install(folder, interruption);
  if (complaint !== undefined) {
    const packages = versionsIn(files).map(([name, version]) => `\n  ${name} ${version}`);
    throw new Refusal(
      `${quoted(folder)} is complete, but npm could not install its packages. Run npm install there when the ` +
        `registry can be reached; it gets:${packages.join("")}\nThe reason:\n${complaint}`,
    );
  }
}

/** @throws Refusal where it has been deleted */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new Refusal("the working folder does not exist any more; change to another one.");
  }
}

function nextSteps(folder: string, isInstalled: boolean): string {
  const path = relative(process.cwd(), folder);
  const steps = [
    ...(path === "" ? [] : [`cd ${operand(path)}`]),
    ...(isInstalled ? [] : ["npm install"]),
    "npm run synth",
    "npm test",
  ];
  return `Next, edit settings.ts, and then run:\n${steps.map((step) => `  ${step}`).join("\n")}`;
}

/** For a shell: what starts with a dash would be an option, even in quotes. */
function operand(path: string): string {
  const quotes = path.replace(/'/g, "'\\''");
  return quoted(path.startsWith("-") ? `./${quotes}` : quotes);
}
