import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

export interface Reply {
  readonly code: number;
  readonly body: JsonObject;
}

const TIMEOUT = 10_000;

/** Asks an API server as the user of a kubeconfig. */
export class KubernetesClient {
  private readonly agent: Agent;
  private readonly server: string;

  constructor(kubeconfig: string) {
    const { clusters, users } = readKubeconfig(kubeconfig);
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    const decoded = (text: string) => Buffer.from(text, "base64");
    this.server = cluster.server;
    this.agent = new Agent({
      keepAlive: true,
      ca: decoded(cluster["certificate-authority-data"]),
      cert: decoded(user["client-certificate-data"]),
      key: decoded(user["client-key-data"]),
    });
  }

  public send(method: string, path: string, body?: JsonObject, contentType = "application/json"): Promise<Reply> {
    const data = body && JSON.stringify(body);
    const headers = {
      // The public keys of service accounts have a type of their own.
      accept: "application/json, application/jwk-set+json",
      ...(data === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(data) }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.server + path, { method, agent: this.agent, timeout: TIMEOUT, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => resolve({ code: answer.statusCode ?? 0, body: read(Buffer.concat(parts).toString()) }));
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path} took too long`)));
      sent.on("error", (error) => {
        // While a test waits for a program, the server closes a connection without this process taking note of it.
        if (sent.reusedSocket) {
          resolve(this.send(method, path, body, contentType));
        } else {
          reject(error);
        }
      });
      sent.end(data);
    });
  }

  public close(): void {
    this.agent.destroy();
  }
}

/** What is no JSON, such as the answer of /readyz, has no members. */
function read(text: string): JsonObject {
  try {
    const body = JSON.parse(text);
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string; readonly "certificate-authority-data": string } }];
  readonly users: readonly [
    { readonly user: { readonly "client-certificate-data": string; readonly "client-key-data": string } },
  ];
}

/** Writes the kubeconfig of a user. It is JSON, which every reader of YAML takes. */
export function writeKubeconfig(folder: string, server: string, user: string): string {
  const base64 = (name: string) => readFileSync(join(folder, name)).toString("base64");
  const path = join(folder, `${user}.kubeconfig`);
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "throwaway",
    clusters: [{ name: "throwaway", cluster: { server, "certificate-authority-data": base64("ca.crt") } }],
    users: [
      {
        name: user,
        user: { "client-certificate-data": base64(`${user}.crt`), "client-key-data": base64(`${user}.key`) },
      },
    ],
    contexts: [{ name: "throwaway", context: { cluster: "throwaway", user } }],
  };
  writeFileSync(path, JSON.stringify(kubeconfig, null, 1), { mode: 0o600 });
  return path;
}

function readKubeconfig(path: string): Kubeconfig {
  return JSON.parse(readFileSync(path, "utf8"));
}
