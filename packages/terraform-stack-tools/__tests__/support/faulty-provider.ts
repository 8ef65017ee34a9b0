import { tmpdir } from "node:os";
import { join } from "node:path";
import { Message, serve, writeMessage } from "../../src/providers/plugin/wire";

const { Planned } = Message;

/** A provider's program that does one thing wrong at questions for a plan: `faulty-provider.ts <fault>`. */
const PLANS: Readonly<Record<string, () => Promise<Buffer>>> = {
  crash,
  hang: () => new Promise(() => undefined),
  rubbish: () => Promise.resolve(Buffer.from("rubbish")),
  refuse: () =>
    Promise.resolve(writeMessage([Planned.diagnostics, writeMessage([1, 1], [2, "Bad value"], [3, "name must be short"])])),
};

function crash(): never {
  process.stderr.write("panic: runtime error: invalid memory address\n");
  process.exit(2);
}

const plan = PLANS[process.argv[2]];
const path = join(tmpdir(), `faulty${process.pid}`);
const server = serve(async () => (method) => (method === "PlanResourceChange" ? plan() : Promise.resolve(Buffer.alloc(0))));
server.listen(path, () => process.stdout.write(`1|6|unix|${path}|grpc|\n`));
