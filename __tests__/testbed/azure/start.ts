import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type JsonObject, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER, TENANT } from "./known";
import { QUESTIONS } from "./server/routes";
import type { ServerInfo, ServerOptions } from "./server/server";

/** A running imitation of Azure, which the real providers talk to. */
export interface ImitatedAzure {
  /** For Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** For programs that know services of Azure by their names. */
  readonly proxy: string;
  arm(method: string, path: string, body?: JsonObject): Promise<Reply>;
  graph(method: string, path: string, body?: JsonObject): Promise<Reply>;
  helper(question: string, body?: JsonObject): Promise<JsonObject>;
  stop(): Promise<void>;
}

export interface AzureOptions extends ServerOptions {
  /** What the imitation does differently: `server/messages.ts`. */
  readonly env?: NodeJS.ProcessEnv;
}

const START_TIMEOUT = 30_000;

/** Starts the imitation as a process of its own, so that a test may wait for programs. It ends with this process. */
export async function startAzure({ env = {}, state }: AzureOptions = {}): Promise<ImitatedAzure> {
  const folder = mkdtempSync(join(tmpdir(), "imitation-of-azure-"));
  const ready = join(folder, "ready.json");
  const options = Object.entries({ ready, parent: String(process.pid), state: state && resolve(state) }).flatMap(
    ([name, value]) => (value ? [`--${name}=${value}`] : []),
  );
  const main = ["--require", require.resolve("tsx/cjs"), join(__dirname, "server/main.ts")];
  const server = spawn(process.execPath, [...main, ...options], {
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const deadline = Date.now() + START_TIMEOUT;
  while (!existsSync(ready)) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill();
      throw new Error("The imitation of Azure did not start; it needs the program openssl.");
    }
    await sleep(25);
  }
  const info: ServerInfo = JSON.parse(readFileSync(ready, "utf8"));
  rmSync(folder, { recursive: true });
  const client = new AzureClient(info);
  return {
    env: { ...withoutAzure(process.env), ...env, ...info.env },
    proxy: info.proxy,
    arm: (...args) => client.arm(...args),
    graph: (...args) => client.graph(...args),
    helper: (...args) => client.helper(...args),
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill();
        await once(server, "exit");
      }
    },
  };
}

/** Nothing of a real account may get to the providers. */
function withoutAzure(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(ARM_|AZURE_|MSI_|IDENTITY_)/.test(name));
  const { TF_CLI_CONFIG_FILE: file, ...others } = Object.fromEntries(kept);
  return file === undefined || !existsSync(file) ? others : { ...others, TF_CLI_CONFIG_FILE: file };
}

interface Reply {
  readonly status: number;
  readonly body: JsonObject;
}

/** Speaks to a running imitation as somebody else would, behind Terraform's back. */
class AzureClient {
  private readonly origin: string;
  private readonly certificate: Buffer;

  constructor(private readonly info: ServerInfo) {
    this.origin = info.env.FAKE_AZURE_URL;
    this.certificate = readFileSync(info.certificateFile);
  }

  public async arm(method: string, path: string, body?: JsonObject): Promise<Reply> {
    return this.send(this.origin + path, { method, body, token: await this.token(this.origin) });
  }

  public async graph(method: string, path: string, body?: JsonObject): Promise<Reply> {
    const { graph } = this.info;
    return this.send(graph + path, { method, body, token: await this.token(graph) });
  }

  /** Asks or tells the imitation something that no Azure is asked: `server/routes.ts`. */
  public async helper(question: string, body?: JsonObject): Promise<JsonObject> {
    return (await this.send(this.origin + QUESTIONS + question, { method: body ? "POST" : "GET", body })).body;
  }

  private async token(audience: string): Promise<string> {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: DEPLOYER.clientId,
      client_secret: DEPLOYER.password,
      scope: `${audience}/.default`,
    });
    const { body } = await this.send(`${this.origin}/${TENANT}/oauth2/v2.0/token`, { method: "POST", form });
    return textOf(body.access_token);
  }

  private send(
    url: string,
    options: { method: string; body?: JsonObject; form?: URLSearchParams; token?: string },
  ): Promise<Reply> {
    const { method, body, form, token } = options;
    const type = form ? "application/x-www-form-urlencoded" : "application/json";
    const headers = { "content-type": type, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    return new Promise((resolve, reject) => {
      const sent = request(url, { agent: false, method, ca: this.certificate, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          const text = Buffer.concat(parts).toString();
          resolve({ status: answer.statusCode ?? 0, body: text === "" ? {} : JSON.parse(text) });
        });
      });
      sent.on("error", reject);
      sent.end(form?.toString() ?? (body && JSON.stringify(body)));
    });
  }
}
