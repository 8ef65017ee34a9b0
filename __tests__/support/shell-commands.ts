import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";

const PROJECT = join(__dirname, "../..");

/** A command of a workflow or a script, and the folder of the repository where it runs. */
export interface Command {
  readonly folder: string;
  readonly words: readonly string[];
}

/** The commands of a shell script, without those that only a shell has. */
export function commandsIn(script: string, folder = "."): Command[] {
  return script
    .replace(/\\\n/g, " ")
    .split(/&&|\|\||[;|\n]/)
    .map((line) => line.trim().replace(/^(step|if|do|then) |"|'/g, ""))
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ folder: mirrored(folder), words: line.split(/\s+/) }));
}

/** The package for cdktn is laid out as this repository is. */
function mirrored(folder: string): string {
  return normalize(folder).replace(/^dist\/cdktn\/?/, "") || ".";
}

/** Files of the repository with their modes, such as "100755". */
const FILES = new Map(
  execFileSync("git", ["ls-files", "--stage"], { cwd: PROJECT, encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.split("\t"))
    .map(([mode, path]) => [path, mode.slice(0, 6)] as const),
);

/** What keeps a command from running in a fresh clone after `npm ci`, if it runs Node.js, npm or a file of the repository. */
export function faultOf({ folder, words: [program, ...args] }: Command): string | undefined {
  const installed = program.match(/^(.*?)\/?node_modules\/\.bin\/(.+)$/);
  if (installed) {
    return programFault(join(folder, installed[1]), installed[2]);
  }
  if (program === "npm") {
    return npmFault(folder, args);
  }
  if (program === "npx") {
    return programFault(folder, args.find((arg) => !arg.startsWith("-")) ?? "");
  }
  if (program === "node") {
    const file = args.find((arg, index) => !arg.startsWith("-") && !/^--(import|require)$/.test(args[index - 1] ?? ""));
    return FILES.has(join(folder, file ?? "")) ? undefined : `no file ${file} in ${folder}`;
  }
  const path = join(folder, program);
  return /^[.\w][-.\w]*\//.test(program) && FILES.get(path) !== "100755" ? `no program ${path}` : undefined;
}

function npmFault(folder: string, args: readonly string[]): string | undefined {
  const prefix = args.indexOf("--prefix");
  if (args[prefix + 1]?.startsWith("$")) {
    // A folder that the script has made.
    return undefined;
  }
  const words = args.filter((arg, index) => !arg.startsWith("-") && (prefix === -1 || index !== prefix + 1));
  const place = prefix === -1 ? folder : mirrored(join(folder, args[prefix + 1]));
  const script = words[0] === "run" ? words[1] : words[0];
  if (words[0] !== "run" && ["ci", "install", "exec", "pack"].includes(words[0])) {
    return FILES.has(join(place, "package-lock.json")) ? undefined : `no lock file in ${place}`;
  }
  return script in (packageIn(place).scripts ?? {}) ? undefined : `no script ${script} in ${place}`;
}

/** Programs of what `npm ci` installs because package.json names it; those of this repository exist only once they are built. */
export function programFault(folder: string, program: string): string | undefined {
  const { dependencies = {}, devDependencies = {} } = packageIn(folder);
  const lock = join(PROJECT, folder, "package-lock.json");
  const { packages } = existsSync(lock) ? JSON.parse(readFileSync(lock, "utf8")) : { packages: {} };
  const names = Object.keys({ ...dependencies, ...devDependencies });
  const isThere = names.some((name) => program in (packages[`node_modules/${name}`]?.bin ?? {}));
  return isThere ? undefined : `no program ${program} in ${folder}`;
}

function packageIn(folder: string) {
  return JSON.parse(readFileSync(join(PROJECT, folder, "package.json"), "utf8"));
}
