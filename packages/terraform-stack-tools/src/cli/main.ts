#!/usr/bin/env node
import { setTimeout as sleep } from "node:timers/promises";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Ended } from "../shared/program";
import { Children } from "./thread/children";
import {
  ANSWERED,
  type Beginning,
  INTERRUPTIBLE,
  type Message,
  STATE,
  STOPPED,
  UNINTERRUPTED,
} from "./thread/messages";
import { Remainders } from "./thread/remainders";

/** How long a signal waits for what must not be cut in two, in milliseconds. */
const PATIENCE = 500;

const { port1: port, port2 } = new MessageChannel();
const memory = new Int32Array(new SharedArrayBuffer(8));
const children = new Children();
const remainders = new Remainders();
let isOutputLost = false;
let isEnding = false;

/** The program runs in a thread of its own, so that this one answers signals at any moment. */
function main(): void {
  if (!hasWorkingFolder()) {
    process.stderr.write("stack-tools: the working folder does not exist any more; change to another one.\n");
    process.exitCode = 1;
    return;
  }
  const beginning: Beginning = {
    args: process.argv.slice(2),
    port: port2,
    memory,
    isTerminal: process.stderr.isTTY === true,
  };
  const worker = new Worker(require.resolve("./thread/worker"), { workerData: beginning, transferList: [port2] });
  worker.on("error", (fault) => {
    process.stderr.write(`${fault.stack ?? fault}\n`);
    end(1);
  });
  port.on("message", (message: Message) => hear(message));
  let isInterrupted = false;
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
    // npm sends on what the terminal has sent already, so a second one must not end the clean-up.
    process.on(signal, (_name: NodeJS.Signals, number: number) => {
      if (!isInterrupted) {
        isInterrupted = true;
        void interrupt(worker, 128 + number);
      }
    });
  }
  // Who closes the pipe has read what they wanted, as `head` does.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => error.code === "EPIPE" || loseOutput(error));
  process.stderr.on("error", () => undefined);
}

function hasWorkingFolder(): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

function hear(message: Message): void {
  if (message.kind === "note" || message.kind === "forget") {
    remainders[message.kind](message.remainder);
    return;
  }
  if (isEnding) {
    return;
  }
  switch (message.kind) {
    case "run":
      void children.run(message.program).then(answer);
      break;
    case "out":
      process.stdout.write(message.text);
      break;
    case "error":
      process.stderr.write(message.text);
      break;
    case "end":
      end(message.exitCode);
  }
}

function answer(ended: Ended): void {
  port.postMessage(ended);
  Atomics.store(memory, ANSWERED, 1);
  Atomics.notify(memory, ANSWERED);
}

function end(exitCode: number): void {
  port.close();
  process.exitCode = isOutputLost ? 1 : exitCode;
}

function loseOutput({ code }: NodeJS.ErrnoException): void {
  isOutputLost = true;
  process.exitCode = 1;
  process.stderr.write(
    `stack-tools: standard output cannot be written (${code}); free some space, or write it elsewhere.\n`,
  );
}

async function interrupt(worker: Worker, exitCode: number): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (Atomics.compareExchange(memory, STATE, INTERRUPTIBLE, STOPPED) === UNINTERRUPTED && Date.now() < deadline) {
    await sleep(5);
  }
  isEnding = true;
  await Promise.all([children.end(), worker.terminate()]);
  for (let left = receiveMessageOnPort(port); left !== undefined; left = receiveMessageOnPort(port)) {
    hear(left.message);
  }
  remainders.undo();
  process.exit(exitCode);
}

main();
