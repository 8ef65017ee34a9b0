import { tmpdir } from "node:os";
import { join } from "node:path";
import { Message, serve, writeMessage } from "../../src/providers/plugin/wire";

const { Planned } = Message;

let questions = 0;

/** A provider's program that counts the questions for a plan, or does one thing wrong at them: `faulty-provider.ts <fault>`. */
const PLANS: Readonly<Record<string, (request: Buffer) => Promise<Buffer>>> = {
  crash,
  every: (request) => (request.includes("end") ? crash() : Promise.resolve(Buffer.alloc(0))),
  count: () => Promise.resolve(Buffer.from([++questions])),
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
const server = serve(
  async () => (method, request) => (method === "PlanResourceChange" ? plan(request) : Promise.resolve(Buffer.alloc(0))),
);
server.listen(path, () => process.stdout.write(`1|6|unix|${path}|grpc|\n`));
