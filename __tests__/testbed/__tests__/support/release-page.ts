import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateRawSync } from "node:zlib";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of release archives on the loopback interface, which counts what it is asked for. */
export interface ReleasePage {
  readonly url: string;
  readonly requests: string[];
  /** What it answers for a path. */
  serve(path: string, answer: Answer | Buffer | string): void;
  stop(): Promise<void>;
}

export async function startReleasePage(): Promise<ReleasePage> {
  const answers = new Map<string, Answer>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { url = "" } = request;
    requests.push(url);
    const answer = answers.get(url) ?? ((_, other) => other.writeHead(404).end());
    answer(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    serve: (path, answer) => {
      answers.set(path, typeof answer === "function" ? answer : (_, response) => response.end(answer));
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Sends half of a file, and then nothing more. */
export function half(content: Buffer, end: (response: ServerResponse) => void): Answer {
  return (_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, content.length / 2), () => end(response));
  };
}

export const sha256 = (content: Buffer): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** A ZIP archive, as release pages have them. */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(text);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(8, 4);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(text.length, 18);
    header.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), header, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.alloc(2), header, rest, Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, entries, Buffer.from("PK\x05\x06"), end]);
}

/** Unit tests run where there is nothing but Node.js, git, a shell and the coreutils. */
export const hasPrograms = (...names: readonly string[]): boolean =>
  names.every((name) => spawnSync(name, ["--version"]).status === 0);
