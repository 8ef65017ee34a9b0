import { receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Ended } from "../../shared/program";
import { superviseBy } from "../../shared/supervisor";
import { ANSWERED, type Beginning, INTERRUPTIBLE, type Message, STATE, STOPPED, UNINTERRUPTED } from "./messages";

const { args, port, memory, isTerminal }: Beginning = workerData;

const tell = (message: Message) => port.postMessage(message);

function ended(): Ended {
  Atomics.wait(memory, ANSWERED, 0);
  Atomics.store(memory, ANSWERED, 0);
  const answer: Ended | undefined = receiveMessageOnPort(port)?.message;
  if (answer === undefined) {
    throw new Error("the main thread gave no answer");
  }
  return answer;
}

let isUninterrupted = false;

function uninterrupted<T>(body: () => T): T {
  if (isUninterrupted) {
    return body();
  }
  if (Atomics.compareExchange(memory, STATE, INTERRUPTIBLE, UNINTERRUPTED) !== INTERRUPTIBLE) {
    // A signal has come, and this thread is about to end.
    Atomics.wait(memory, STATE, STOPPED);
  }
  isUninterrupted = true;
  try {
    return body();
  } finally {
    isUninterrupted = false;
    Atomics.store(memory, STATE, INTERRUPTIBLE);
  }
}

superviseBy({
  run: (program) => {
    tell({ kind: "run", program });
    return ended();
  },
  uninterrupted,
  note: (remainder) => tell({ kind: "note", remainder }),
  forget: (remainder) => tell({ kind: "forget", remainder }),
});

Object.defineProperty(process.stderr, "isTTY", { value: isTerminal });

try {
  const { run }: typeof import("../program") = require("../program");
  const exitCode = run(args, {
    out: (text) => tell({ kind: "out", text }),
    error: (text) => tell({ kind: "error", text }),
  });
  tell({ kind: "end", exitCode });
} catch (fault) {
  tell({ kind: "error", text: `${fault instanceof Error ? fault.stack : fault}\n` });
  tell({ kind: "end", exitCode: 1 });
}
