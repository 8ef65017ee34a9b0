import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { type Choice, DEFAULTS, OLDEST_NODE } from "./choices";

export const isWindows = process.platform === "win32";

export const PYTHON = isWindows ? "python" : "python3";

/** What an app is made on. */
export interface Machine {
  /** The version of Node.js. */
  readonly node: string;
  /** The folders in which programs are found. */
  readonly path: string;
}

export function thisMachine(): Machine {
  return { node: process.versions.node, path: process.env.PATH ?? "" };
}

/** Why an app cannot run on a machine, or its packages not be installed there, in one sentence. What nobody has chosen yet is no reason. */
export function obstacle(
  { cdk = DEFAULTS.cdk, language, install }: Partial<Choice> & { readonly install: boolean },
  machine: Machine,
): string | undefined {
  const oldest = OLDEST_NODE[cdk];
  if (machine.node.localeCompare(oldest, "en", { numeric: true }) < 0) {
    const other = cdk === DEFAULTS.cdk ? "" : `, or choose ${DEFAULTS.cdk}`;
    return `${cdk} needs Node.js ${oldest} or later, and this is ${machine.node}; install that${other}.`;
  }
  const programs = language === "python" ? ["npm", PYTHON] : ["npm"];
  const missing = programs.find((program) => install && !isOnPath(program, machine));
  return missing && `${missing} installs the packages, but is not on the PATH; install it, or add --no-install.`;
}

/** What is here, and what needs the program that is not. */
export function found(machine: Machine): string {
  const programs = ["npm", "terraform", "tofu"].filter((program) => isOnPath(program, machine));
  const isPlanned = programs.includes("terraform") || programs.includes("tofu");
  const here = `found ${[`Node.js ${machine.node}`, ...programs].join(", ")}`;
  return isPlanned
    ? here
    : `${here}, and neither terraform nor tofu: plans in tests and npm run deploy need one of them, npm run synth does not`;
}

function isOnPath(program: string, { path }: Machine): boolean {
  const endings = isWindows ? (process.env.PATHEXT ?? ".EXE;.CMD").split(";") : [""];
  return path.split(delimiter).some((folder) => endings.some((ending) => isProgram(resolve(folder, program + ending))));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
