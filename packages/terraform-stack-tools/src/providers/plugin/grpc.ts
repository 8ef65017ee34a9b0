import { type ClientHttp2Session, constants, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";

/** A call that has no answer: the provider's process, or the connection to it, is at fault. */
export class CallError extends Error {}

/** Compressed or not in one byte, the length in four. Source: gRPC, "gRPC over HTTP2". */
const PREFIX = 5;

/** An error that means "there is no such method". */
const UNIMPLEMENTED = "12";

/** Calls a method that takes one message and answers with one. @throws CallError after `timeout` milliseconds */
export function call(session: ClientHttp2Session, path: string, request: Buffer, timeout: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: path,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
      [constants.HTTP2_HEADER_TE]: "trailers",
    });
    const timer = setTimeout(() => {
      reject(new CallError(`no answer in ${timeout / 1000} seconds`));
      stream.close(constants.NGHTTP2_CANCEL);
    }, timeout);
    const parts: Buffer[] = [];
    let status: unknown;
    let message: unknown;
    for (const event of ["response", "trailers"]) {
      stream.on(event, (headers: Readonly<Record<string, unknown>>) => {
        status = headers["grpc-status"] ?? status;
        message = headers["grpc-message"] ?? message;
      });
    }
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("error", (error) => reject(new CallError(error.message)));
    stream.on("close", () => {
      clearTimeout(timer);
      const answer = Buffer.concat(parts);
      if (status === "0" && answer.length >= PREFIX) {
        resolve(answer.subarray(PREFIX));
      } else {
        reject(new CallError(decodeURIComponent(String(message ?? "the connection was closed"))));
      }
    });
    stream.end(framed(request));
  });
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Answers one call, or nothing if there is no such method. */
export type Handler = (method: string, request: Buffer) => Promise<Buffer> | undefined;

/** Serves the methods of a service. @param handlerFor makes the handler of one connection */
export function serve(handlerFor: () => Promise<Handler>): Http2Server {
  const server = createServer();
  server.on("session", (session) => {
    let handler: Promise<Handler> | undefined;
    session.on("stream", (stream, headers) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("error", () => stream.destroy());
      stream.on("end", async () => {
        const method = String(headers[constants.HTTP2_HEADER_PATH]).split("/").at(-1) ?? "";
        try {
          handler ??= handlerFor();
          const answerTo = await handler;
          answer(stream, await answerTo(method, Buffer.concat(parts).subarray(PREFIX)));
        } catch (error) {
          end(stream, "2", error instanceof Error ? error.message : String(error));
        }
      });
    });
  });
  return server;
}

function answer(stream: ServerHttp2Stream, message: Buffer | undefined): void {
  if (message === undefined) {
    end(stream, UNIMPLEMENTED, "no such method");
    return;
  }
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.respond({ [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc" }, { waitForTrailers: true });
  stream.end(framed(message));
}

function end(stream: ServerHttp2Stream, status: string, message: string): void {
  if (stream.destroyed) {
    return;
  }
  stream.respond(
    {
      [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
      "grpc-status": status,
      "grpc-message": encodeURIComponent(message),
    },
    { endStream: true },
  );
}
