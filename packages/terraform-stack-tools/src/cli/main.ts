#!/usr/bin/env node
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type Message, type Remainder, undo } from "../shared/remainders";
import { leavesNothing, main, progressTo } from "./program";

/** How long a signal waits for what must not be cut in two, in milliseconds. */
const PATIENCE = 500;

/** How long processes may take to end after each of two signals. */
const GRACE = { SIGTERM: 250, SIGKILL: 100 } as const;

/**
 * Most of this package is synchronous, and a process that computes or waits hears no signal. So the program is a process
 * of its own, which leads a group of all that it starts, and this one answers signals.
 */
async function supervise(args: readonly string[]): Promise<number> {
  const program = spawn(process.execPath, [...process.execArgv, require.resolve("./program"), ...args], {
    stdio: ["inherit", "inherit", "inherit", "pipe"],
    detached: process.platform !== "win32",
  });
  const remainders = new Map<string, Remainder>();
  let isHeld = false;
  let caught = 0;
  const stop = () => kill(program.pid, "SIGTERM");
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
    // npm sends on what the terminal has sent already, so a second one must not end the clean-up.
    process.on(signal, (_name: NodeJS.Signals, number: number) => {
      if (caught === 0) {
        caught = number;
        setTimeout(stop, isHeld ? PATIENCE : 0);
      }
    });
  }
  const showStep = progressTo(process.stderr);
  const hear = (message: Message, socket: Duplex) => {
    switch (message.kind) {
      case "note":
        remainders.set(JSON.stringify(message.remainder), message.remainder);
        break;
      case "forget":
        remainders.delete(JSON.stringify(message.remainder));
        break;
      case "step":
        showStep(message.name);
        break;
      case "hold":
        isHeld = caught === 0;
        if (isHeld) {
          socket.write("\n");
        }
        break;
      case "release":
        isHeld = false;
        if (caught !== 0) {
          stop();
        }
    }
  };
  const [, , , socket] = program.stdio;
  if (socket instanceof Duplex) {
    // It may end before it has read an answer.
    socket.on("error", () => undefined);
    createInterface({ input: socket }).on("line", (line) => hear(JSON.parse(line), socket));
  }
  const [status, by] = (await once(program, "close")) as [number | null, NodeJS.Signals | null];
  if (caught !== 0 || by !== null) {
    await endGroup(program.pid);
    for (const remainder of [...remainders.values()].reverse()) {
      try {
        undo(remainder);
      } catch {
        // It stays, and does not keep the rest from being undone.
      }
    }
  }
  return caught === 0 ? (status ?? 128 + (by === null ? 0 : constants.signals[by])) : 128 + caught;
}

/** Ends what the program has started and has not ended itself. */
async function endGroup(id: number | undefined): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    kill(id, signal);
    for (let waited = 0; waited < GRACE[signal] && kill(id, 0); waited += 5) {
      await sleep(5);
    }
  }
}

/** Whether there is anything that a signal can be sent to. */
function kill(id: number | undefined, signal: NodeJS.Signals | 0): boolean {
  try {
    return id !== undefined && process.kill(process.platform === "win32" ? id : -id, signal);
  } catch {
    return false;
  }
}

function hasWorkingFolder(): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

const args = process.argv.slice(2);
if (!hasWorkingFolder()) {
  process.stderr.write("terraform-stack-tools: the working folder no longer exists; change to another one.\n");
  process.exitCode = 1;
} else if (leavesNothing(args)) {
  main(args);
} else {
  supervise(args).then(process.exit);
}
