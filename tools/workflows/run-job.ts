import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "../inputs";
import { type Job, jobsOf, type Step } from "./jobs";

const HELP = `npm run workflow:job -- <job> [<name>=<value> of its matrix ...] [--workflow <file>] [--project <folder>]
  runs the commands of a job in a fresh clone of the last commit, one after the other as GitHub does, and tells how long
  each takes. What GitHub's own actions install has to be on this machine.`;

/** @throws InputError that says which there are */
function jobNamed(jobs: readonly Job[], words: readonly string[]): Job {
  const wordsOf = ({ name, matrix }: Job) => [name, ...Object.entries(matrix).map((pair) => pair.join("="))];
  const found = jobs.filter((job) => job.name === words[0] && words.every((word) => wordsOf(job).includes(word)));
  if (found.length !== 1) {
    const choices = found.length > 0 ? found : jobs;
    throw new InputError(`Choose one of these:\n${choices.map((job) => wordsOf(job).join(" ")).join("\n")}\n\n${HELP}`);
  }
  return found[0];
}

/** @returns whether it went well */
function runStep({ run, uses, folder, env }: Step, clone: string): boolean {
  if (run === undefined) {
    console.log(`left to GitHub: ${uses}`);
    return true;
  }
  const begin = Date.now();
  const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
    cwd: join(clone, folder),
    env: { ...process.env, CI: "true", ...env },
    stdio: "inherit",
  });
  const seconds = Math.round((Date.now() - begin) / 1000);
  console.log(`${status === 0 ? "ok" : `FAILED with ${status}`} after ${seconds} s: ${run.trim()}`);
  return status === 0;
}

function main(): number {
  const options = { workflow: { type: "string" }, project: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const project = resolve(values.project ?? join(__dirname, "../.."));
  const job = jobNamed(jobsOf(project, values.workflow ?? ".github/workflows/build.yml"), positionals);
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
