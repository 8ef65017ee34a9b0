import { rmSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { Job } from "./job";
import { JobRun } from "./run-job";

/** How often it looks whether the process that started it still exists, in milliseconds. */
const WATCH = 500;

/**
 * The program of the process that plans: a job on its standard input, the result on its standard output. It is a
 * process of its own, because a plan talks to Terraform and to providers at once, while `plan()` waits for it.
 */
async function main(): Promise<void> {
  const parent = process.ppid;
  const job: Job = JSON.parse(await text(process.stdin));
  const run = new JobRun(job);
  const abandon = (status: number) => {
    run.stop();
    rmSync(job.folder, { recursive: true, force: true });
    process.exit(status);
  };
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(signal, () => abandon(128 + number));
  }
  const watch = setInterval(() => process.ppid !== parent && abandon(1), WATCH);
  try {
    const result = JSON.stringify(await run.result());
    await new Promise((resolve) => process.stdout.write(result, resolve));
  } finally {
    clearInterval(watch);
    run.stop();
  }
  // Connections of Terraform's may be open for a while.
  process.exit();
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
