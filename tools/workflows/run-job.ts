import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { nearNames } from "../../packages/terraform-stack-tools/src/shared/words";
import { InputError } from "../inputs";
import { type Job, jobsOf, type Step } from "./jobs";

const HELP = `npm run workflow:job -- <job> [<name>=<value> of its matrix ...] [--workflow <file>] [--project <folder>]
  runs the commands of a job in a fresh clone of the last commit, one after the other as GitHub does, and tells how long
  each takes. What GitHub's own actions install has to be on this machine.`;

/** @throws InputError that says which there are */
function jobNamed(project: string, workflow: string, [name = "", ...wanted]: readonly string[]): Job {
  if (!existsSync(join(project, workflow))) {
    throw new InputError(`There is no workflow ${workflow} in ${project}.\n\n${HELP}`);
  }
  const all = jobsOf(project, workflow);
  const jobs = all.filter((one) => one.name === name);
  if (jobs.length === 0) {
    const names = [...new Set(all.map((one) => one.name))];
    const near = nearNames(name, names);
    const choice = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose one of ${names.join(", ")}.`;
    throw new InputError(`${workflow} has no job ${name || "without a name"}; ${choice}\n\n${HELP}`);
  }
  const pairsOf = ({ matrix }: Job) => Object.entries(matrix).map((pair) => pair.join("="));
  const rows = jobs.filter((job) => wanted.every((pair) => pairsOf(job).includes(pair)));
  if (rows.length !== 1) {
    const choices = (rows.length > 0 ? rows : jobs).map((job) => pairsOf(job).join(" ")).filter((row) => row !== "");
    const choice =
      choices.length > 0
        ? `Choose one row of the matrix of ${name}: ${choices.join(", ")}`
        : `The job ${name} has no matrix, so nothing follows its name`;
    throw new InputError(`${choice}.\n\n${HELP}`);
  }
  return rows[0];
}

function commandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { workflow: { type: "string" }, project: { type: "string" }, help: { type: "boolean" } },
    });
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message.split(". ")[0] : error}.\n\n${HELP}`);
  }
}

/** What ended processes have used, where the system tells it: on a busy machine, a step waits longer than it works. */
function processorSeconds(): number | undefined {
  const stat = "/proc/self/stat";
  // The fields after the name of the program: user and system time of children, in hundredths of a second.
  const fields = existsSync(stat) ? readFileSync(stat, "utf8").split(") ")[1].split(" ") : undefined;
  return fields && (Number(fields[13]) + Number(fields[14])) / 100;
}

/** @returns whether it went well */
function runStep({ run, uses, folder, env }: Step, clone: string): boolean {
  if (run === undefined) {
    console.log(`left to GitHub: ${uses}`);
    return true;
  }
  const [begin, before] = [Date.now(), processorSeconds()];
  const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
    cwd: join(clone, folder),
    env: { ...process.env, CI: "true", ...env },
    stdio: "inherit",
  });
  const seconds = Math.round((Date.now() - begin) / 1000);
  const worked = before === undefined ? "" : `, ${Math.round((processorSeconds() ?? 0) - before)} s on processors`;
  console.log(`${status === 0 ? "ok" : `FAILED with ${status}`} after ${seconds} s${worked}: ${run.trim()}`);
  return status === 0;
}

function main(): number {
  const { values, positionals } = commandLine();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const project = resolve(values.project ?? join(__dirname, "../.."));
  const job = jobNamed(project, values.workflow ?? ".github/workflows/build.yml", positionals);
  const place = mkdtempSync(join(tmpdir(), "workflow-"));
  const begin = Date.now();
  try {
    const clone = join(place, "clone");
    execFileSync("git", ["clone", "--quiet", project, clone]);
    const isGood = job.steps.every((step) => runStep(step, clone));
    const minutes = ((Date.now() - begin) / 60_000).toFixed(1);
    console.log(`${job.name} ${isGood ? "went well" : "FAILED"} in ${minutes} of ${job.minutes} minutes`);
    return isGood ? 0 : 1;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof InputError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 2;
}
