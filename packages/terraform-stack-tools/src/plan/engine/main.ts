import { text } from "node:stream/consumers";
import { removeFolder } from "../../shared/remainders";
import type { Job } from "../job";
import { JobRun } from "./run-job";

/** How often it looks whether the process that started it still exists, in milliseconds. */
const WATCH = 500;

/**
 * The program of the process that plans: a job on its standard input, the result on its standard output. It is a
 * process of its own, because a plan talks to Terraform and to providers at once, while `plan()` waits for it. Its
 * arguments are the folder of the job and the process that started it, which may end before this one has begun.
 */
async function main([folder, starter]: readonly string[]): Promise<void> {
  let run: JobRun | undefined;
  const abandon = (status: number) => {
    run?.stop();
    removeFolder(folder);
    process.exit(status);
  };
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(signal, () => abandon(128 + number));
  }
  const look = () => {
    if (process.ppid !== Number(starter)) {
      abandon(1);
    }
  };
  const watch = setInterval(look, WATCH);
  try {
    const job: Job = JSON.parse(await text(process.stdin));
    run = new JobRun(job);
    const result = JSON.stringify(await run.result());
    await new Promise((resolve) => process.stdout.write(result, resolve));
  } finally {
    clearInterval(watch);
    run?.stop();
    look();
  }
  // Connections of Terraform's may be open for a while.
  process.exit();
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
