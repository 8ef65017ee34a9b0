import { spawnSync } from "node:child_process";
import type { Ended, Program } from "./program";
import { supervisor } from "./supervisor";

/** Runs a process and waits for its end. The programs of this package stay responsive meanwhile, and end it with them. */
export function runProcess(program: Program): Ended {
  return supervisor()?.run(program) ?? runHere(program);
}

function runHere({ command, args, input = "", ...options }: Program): Ended {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  return {
    status,
    ...(signal === null ? {} : { signal }),
    // Nothing is printed where there is no such command.
    stdout: stdout ?? "",
    stderr: stderr ?? "",
    ...(error === undefined ? {} : { fault: error.message }),
  };
}
