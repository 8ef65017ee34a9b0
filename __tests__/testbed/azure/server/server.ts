import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as http from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER, SUBSCRIPTION, TENANT } from "../known";
import { seed } from "../store/seed";
import { Store } from "../store/store";
import { VAULT_SUFFIX } from "../vault";
import { type Answer, type Azure, type AzureRequest, switchesOf } from "./messages";
import { type Api, answer } from "./routes";

export interface ServerOptions {
  /** Where what exists is kept between two processes. */
  readonly state?: string;
}

/** What a client must know of a running imitation. */
export interface ServerInfo {
  readonly graph: string;
  readonly proxy: string;
  readonly certificateFile: string;
  /** For the providers. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the imitation in this process. */
export async function startServer({ state }: ServerOptions) {
  const folder = mkdtempSync(join(tmpdir(), "imitation-of-azure-"));
  const emptyFolder = (name: string) => mkdirSync(join(folder, name), { recursive: true }) ?? join(folder, name);
  const certificate = createCertificate(folder);
  const switches = switchesOf(process.env);
  const store = Store.open(state, seed(switches));
  // Known once all of them listen; nobody asks before.
  const origins = { arm: "", graph: "", vault: "" };
  const azure: Azure = { store, switches, origins };
  const arm = await listen("arm", certificate, azure);
  const graph = await listen("graph", certificate, azure);
  const vault = await listen("vault", certificate, azure);
  const proxy = await startProxy(arm.port);
  const originOf = (one: { readonly port: number }) => `https://${HOST}:${one.port}`;
  Object.assign(origins, { arm: originOf(arm), graph: originOf(graph), vault: originOf(vault) });
  const info: ServerInfo = {
    graph: origins.graph,
    proxy: `http://${HOST}:${proxy.port}`,
    certificateFile: certificate.certificateFile,
    env: {
      ...environmentFor(origins.arm),
      SSL_CERT_FILE: certificate.certificateFile,
      SSL_CERT_DIR: emptyFolder("no-certificates"),
      AZURE_CONFIG_DIR: emptyFolder("azure-config"),
      FAKE_AZURE_CA: certificate.certificateFile,
    },
  };
  const stop = () => {
    for (const { server } of [arm, graph, vault, proxy]) {
      server.close();
      server.closeAllConnections();
    }
    store.save();
    rmSync(folder, { recursive: true, force: true });
  };
  return { info, stop };
}

/** The environment of azurerm, azuread and azapi, and of whoever wants to ask the imitation. */
function environmentFor(origin: string): Record<string, string> {
  const place = origin.replace("https://", "");
  return {
    ARM_METADATA_HOSTNAME: place,
    ARM_METADATA_HOST: place,
    ARM_CLIENT_ID: DEPLOYER.clientId,
    ARM_CLIENT_SECRET: DEPLOYER.password,
    ARM_TENANT_ID: TENANT,
    ARM_SUBSCRIPTION_ID: SUBSCRIPTION,
    ARM_USE_CLI: "false",
    ARM_USE_MSI: "false",
    // azapi does not ask for the metadata of the cloud, from which azurerm has these.
    ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST: origin,
    ARM_RESOURCE_MANAGER_ENDPOINT: origin,
    ARM_RESOURCE_MANAGER_AUDIENCE: origin,
    ARM_DISABLE_INSTANCE_DISCOVERY: "true",
    NO_PROXY: "127.0.0.1,localhost",
    no_proxy: "127.0.0.1,localhost",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    FAKE_AZURE_URL: origin,
  };
}

const HOST = "127.0.0.1";

interface Listener {
  readonly server: Server;
  readonly port: number;
}

/** Serves one API of Azure on the loopback interface. */
async function listen(api: Api, { keyFile, certificateFile }: Certificate, azure: Azure): Promise<Listener> {
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
      write(response, answered);
    });
  });
  server.listen(0, HOST);
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

interface Certificate {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** Hosts of Azure that a client may take this process for, by way of the proxy. */
const NAMES = ["localhost", "login.microsoftonline.com", "*.azurecr.io", "*.oic.prod-aks.azure.com", `*.${VAULT_SUFFIX}`];

/** A self-signed certificate in a folder. Needs the program openssl, since Node.js makes none. */
function createCertificate(folder: string): Certificate {
  const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const names = ["IP:127.0.0.1", ...NAMES.map((name) => `DNS:${name}`)];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  const subject = ["-subj", "/CN=imitation of Azure", "-addext", `subjectAltName=${names.join(",")}`];
  execFileSync("openssl", ["req", "-x509", ...key, "-days", "2", "-out", certificateFile, ...subject], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { keyFile, certificateFile };
}

/**
 * A proxy that leads every host to the imitation: a program that knows registries and Microsoft Entra ID by their names, and
 * no other address of them, gets here by HTTPS_PROXY.
 */
async function startProxy(target: number): Promise<{ readonly server: http.Server; readonly port: number }> {
  const server = http.createServer((_, response) => response.writeHead(405).end());
  server.on("connect", (_, client, head: Buffer) => {
    const upstream = connect(target, HOST, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    const end = () => {
      upstream.destroy();
      client.destroy();
    };
    upstream.on("error", end);
    client.on("error", end);
  });
  server.listen(0, HOST);
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}
