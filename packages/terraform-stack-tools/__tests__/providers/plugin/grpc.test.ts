import { mkdtempSync, rmSync } from "node:fs";
import { type ClientHttp2Session, connect, type Http2Server } from "node:http2";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CallError, call, serve } from "../../../src/providers/plugin/wire";

const folder = mkdtempSync(join(tmpdir(), "grpc-"));
let server: Http2Server;
let session: ClientHttp2Session;
const connections = jest.fn();

beforeAll(async () => {
  server = serve(async () => {
    connections();
    return (method, request) => {
      switch (method) {
        case "Echo":
          return Promise.resolve(request);
        case "Fail":
          return Promise.reject(new Error("100 % wrong, ä"));
        case "Hang":
          return new Promise(() => undefined);
        default:
          return undefined;
      }
    };
  });
  const path = join(folder, "socket");
  await new Promise<void>((resolve) => server.listen(path, resolve));
  session = connect("http://provider", { createConnection: () => connectSocket(path) });
});

afterAll(() => {
  session.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

const asked = (method: string, request = Buffer.from("x"), timeout = 10_000) => call(session, `/a.B/${method}`, request, timeout);

test.each([0, 1, 100_000])("a message of %d bytes comes back as it was sent", async (length) => {
  const message = Buffer.alloc(length, 7);
  expect(await asked("Echo", message)).toEqual(message);
});

test("calls at once share the handler of their connection", async () => {
  connections.mockClear();
  const answers = await Promise.all(["a", "b", "c"].map((text) => asked("Echo", Buffer.from(text))));
  expect(answers.map(String)).toEqual(["a", "b", "c"]);
  expect(connections.mock.calls.length).toBeLessThanOrEqual(1);
});

test("an error has its words", async () => {
  await expect(asked("Fail")).rejects.toThrow(new CallError("100 % wrong, ä"));
  await expect(asked("Other")).rejects.toThrow(new CallError("no such method"));
});

test("no answer is an error after the timeout", async () => {
  await expect(asked("Hang", undefined, 50)).rejects.toThrow(new CallError("no answer in 0.05 seconds"));
});
