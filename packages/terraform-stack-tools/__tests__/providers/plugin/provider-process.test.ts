import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Http2Server } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProviderProcess } from "../../../src/providers/plugin/offline-provider";
import { serve } from "../../../src/providers/plugin/wire";

const folder = mkdtempSync(join(tmpdir(), "process-"));
const socket = join(folder, "socket");
let server: Http2Server;

beforeAll(async () => {
  server = serve(
    async () => (method) => (method === "Hang" ? new Promise(() => undefined) : Promise.resolve(Buffer.from(method))),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** A program that is no provider but a shell script. */
async function started(script: string, timeout = 10_000): Promise<ProviderProcess> {
  const file = join(folder, "program");
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return ProviderProcess.start(file, {}, timeout, new AbortController().signal);
}

test.each([
  ["5", "Configure"],
  ["6", "ConfigureProvider"],
])("protocol %s has its own names of methods", async (protocol, name) => {
  const provider = await started(`echo "1|${protocol}|unix|${socket}|grpc|"; exec /bin/sleep 100`);
  expect(String(await provider.call("ConfigureProvider", Buffer.alloc(0), 10_000))).toBe(name);
  expect(String(await provider.call("PlanResourceChange", Buffer.alloc(0), 10_000))).toBe("PlanResourceChange");
  provider.stop();
});

test.each([
  ["ends before it says where it listens", "echo 'panic: boom' >&2; echo last >&2; exit 2", "it ended with 2: panic: boom"],
  ["says something else", "echo rubbish; exec /bin/sleep 100", 'it began with "rubbish", which is not a handshake'],
  ["speaks another protocol", "echo '1|4|unix|x|grpc|'; exec /bin/sleep 100", "which is not a handshake"],
])("one that %s does not start", async (_case, script, message) => {
  await expect(started(script)).rejects.toThrow(message);
});

test("one that says nothing does not start", async () => {
  await expect(started("exec /bin/sleep 100", 100)).rejects.toThrow("it did not start in 0.1 seconds");
});

test("one that ends while it is asked says why", async () => {
  const provider = await started(`echo "1|6|unix|${socket}|grpc|"; echo 'out of memory' >&2; /bin/sleep 0.3; exit 3`);
  await expect(provider.call("Hang", Buffer.alloc(0), 10_000)).rejects.toThrow("it ended with 3: out of memory");
  expect(provider.isRunning).toBe(false);
});
