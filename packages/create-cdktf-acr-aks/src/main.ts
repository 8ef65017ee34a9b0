#!/usr/bin/env node
import { Interruption } from "./interruption";
import { run } from "./program";

const interruption = new Interruption();
interruption.listen();

let isOutputLost = false;
// Who closes a pipe has read what they wanted.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code !== "EPIPE") {
    isOutputLost = true;
    process.stderr.write(`standard output cannot be written (${code}); free some space, or write it elsewhere.\n`);
  }
});
process.stderr.on("error", () => undefined);
process.on("exit", () => {
  if (isOutputLost) {
    process.exitCode = 1;
  }
});

const streams = {
  out: (text: string) => process.stdout.write(text),
  error: (text: string) => process.stderr.write(text),
  isLive: process.stderr.isTTY === true && process.env.TERM !== "dumb",
};
run(process.argv.slice(2), streams, interruption).then((exitCode) => {
  process.exitCode = exitCode;
});
