import { renameSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startServer } from "./server";

// The process of the imitation: it writes where it listens to the file `ready`, and ends with the process `parent`.
const { values } = parseArgs({
  options: { state: { type: "string" }, ready: { type: "string" }, parent: { type: "string" } },
});

async function main(): Promise<void> {
  const { state, ready, parent } = values;
  const { info, stop } = await startServer({ state });
  const end = () => {
    stop();
    process.exit(0);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  if (parent !== undefined) {
    setInterval(() => isRunning(Number(parent)) || end(), 500).unref();
  }
  if (ready !== undefined) {
    writeFileSync(`${ready}.tmp`, JSON.stringify(info), { mode: 0o600 });
    renameSync(`${ready}.tmp`, ready);
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
