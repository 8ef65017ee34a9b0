import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { isObject, type JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { Azure } from "./azure";
import type { Certificate } from "./certificate";
import type { Log } from "./log";
import type { Answer, AzureRequest } from "./messages";
import { type Api, answer } from "./routes";

export const HOST = "127.0.0.1";

export interface Listener {
  readonly server: Server;
  readonly port: number;
}

/** Serves one API of Azure on the loopback interface. @param port any free one, if 0 */
export async function listen(
  api: Api,
  { keyFile, certificateFile }: Certificate,
  { port, log, azure }: { readonly port: number; readonly log: Log; readonly azure: Azure },
): Promise<Listener> {
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) };
  const server = createServer(tls, (message, response) => {
    const parts: Buffer[] = [];
    message.on("data", (part: Buffer) => parts.push(part));
    message.on("end", () => {
      const request = requestOf(message, Buffer.concat(parts).toString());
      const answered = answer(azure, api, request, message.headers.authorization ?? "");
      if (request.method !== "GET" || request.path.includes("operations")) {
        azure.store.save();
      }
      log.write(api, request, answered);
      write(response, answered);
    });
  });
  server.listen(port, HOST);
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

function requestOf({ method = "GET", url = "/", headers }: IncomingMessage, raw: string): AzureRequest {
  const { pathname, searchParams } = new URL(url.replace(/^\/\/+/, "/"), "https://imitation");
  const path = decodeURIComponent(pathname)
    .replace(/\/\/+/g, "/")
    .replace(/(.)\/$/, "$1");
  return {
    method,
    path,
    query: searchParams,
    host: headers.host ?? "",
    raw,
    body: bodyOf(raw, headers["content-type"]),
  };
}

function bodyOf(raw: string, type = ""): JsonObject {
  try {
    const body = type.includes("json") ? JSON.parse(raw) : {};
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    ...(text === "" ? {} : { "content-type": "application/json; charset=utf-8" }),
    "content-length": Buffer.byteLength(text),
    "x-ms-request-id": randomUUID(),
    "x-ms-correlation-request-id": randomUUID(),
    ...headers,
  });
  response.end(text);
}
