import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Language } from "./choices";
import type { Interruption } from "./interruption";
import { isWindows, PYTHON } from "./machine";
import type { Progress } from "./progress";
import { REQUIREMENTS } from "./project-files";

/**
 * The versions are exact, so what npm has in its cache is right. npm waits before each retry, for one package after the
 * other: with its own waiting times, it would take many minutes to notice that there is no network.
 */
const NPM = [
  "npm",
  "install",
  "--prefer-offline",
  "--fetch-retry-mintimeout=100",
  "--fetch-retry-maxtimeout=1000",
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--loglevel=error",
];

/** Where a virtual environment has its programs. */
const PIP = isWindows ? ".venv\\Scripts\\pip" : ".venv/bin/pip";

/** Wheels only: nothing of a package runs while it is installed. */
const PACKAGES_OF_PYTHON = [
  [PYTHON, "-m", "venv", ".venv"],
  [PIP, "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", "--requirement", REQUIREMENTS],
];

/** What installation leaves in a folder. */
export const INSTALLED = ["node_modules", "package-lock.json", ".venv"];

/** What a person runs instead. */
export const INSTALL_COMMANDS: Readonly<Record<Language, readonly string[]>> = {
  typescript: ["npm install"],
  python: [
    "npm install",
    ...PACKAGES_OF_PYTHON.map((words) => words.filter((word) => !/^--(quiet|disable|only)/.test(word)).join(" ")),
  ],
};

/**
 * What npm and pip need of the environment: programs, their home, places for temporary files, a way to the registry, and
 * their own settings. Credentials are withheld, since npm's packages run scripts; a token in `.npmrc` is read by npm alone.
 */
const ENVIRONMENT =
  /^(PATH|HOME|XDG_CONFIG_HOME|LANG|LC_ALL|LC_CTYPE|TZ|TMPDIR|TEMP|TMP|(HTTPS?|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_[a-z][-a-z]*(_[-a-z]+)*|SystemRoot|SystemDrive|windir|ComSpec|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;

/** pip runs nothing of what it installs, so it gets all of its settings. */
const ENVIRONMENT_OF_PIP = /^PIP_/i;

/** Installs the packages of a project. Returns what the program says that fails, and otherwise nothing. */
export async function install(
  folder: string,
  language: Language,
  interruption: Interruption,
  progress: Progress,
): Promise<string | undefined> {
  const commands = language === "python" ? [NPM, ...PACKAGES_OF_PYTHON] : [NPM];
  for (const [index, words] of commands.entries()) {
    const complaint = await progress.during(INSTALL_COMMANDS[language][index], run(folder, words, interruption));
    if (complaint !== undefined) {
      return complaint;
    }
  }
  return undefined;
}

async function run(
  folder: string,
  [program, ...args]: readonly string[],
  interruption: Interruption,
): Promise<string | undefined> {
  const isPassed = (name: string) => ENVIRONMENT.test(name) || (program === PIP && ENVIRONMENT_OF_PIP.test(name));
  const child = spawn(program, args, {
    cwd: folder,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => isPassed(name))),
    stdio: ["ignore", "ignore", "pipe"],
    // On Windows npm is a script, which only a shell can run. Elsewhere what a program starts ends with it, as a group.
    shell: isWindows,
    detached: !isWindows,
  });
  interruption.child = child;
  const fault = new Promise<Error | undefined>((resolve) => {
    child.once("error", resolve).once("close", () => resolve(undefined));
  });
  const [complaint, error] = await Promise.all([text(child.stderr), fault]);
  interruption.child = undefined;
  if (error !== undefined) {
    return `${program} cannot be run: ${error.message}`;
  }
  return child.exitCode === 0 ? undefined : complaint.trimEnd() || `${program} exited with ${child.exitCode}`;
}
