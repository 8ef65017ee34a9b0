#!/usr/bin/env node
import { run } from "./program";

/** A full disk or a closed pipe behind the output is no fault of the program. Who closes a pipe has read enough. */
function onUnwritable({ code }: NodeJS.ErrnoException): void {
  if (code !== "EPIPE") {
    process.exitCode = 1;
    process.stderr.write(`stack-tools: standard output cannot be written (${code}); write it elsewhere.\n`);
  }
}

/** A folder that was deleted has no path, so that nothing can be found from there. */
function hasWorkingFolder(): boolean {
  try {
    return process.cwd() !== "";
  } catch {
    return false;
  }
}

process.stdout.on("error", onUnwritable);
process.stderr.on("error", () => {});
if (hasWorkingFolder()) {
  process.exitCode = run(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
  });
} else {
  process.stderr.write("stack-tools: the working folder was deleted; change to another one.\n");
  process.exitCode = 1;
}
