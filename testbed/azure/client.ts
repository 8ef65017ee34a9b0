import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER, TENANT } from "./known/identities";
import { QUESTIONS } from "./server/questions";
import type { ServerInfo } from "./server/start";

export interface Reply {
  readonly status: number;
  readonly body: JsonObject;
}

/** Speaks to a running imitation as somebody else would, behind Terraform's back. */
export class AzureClient {
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

  /** Asks or tells the imitation something that no Azure is asked: `questions.ts`. */
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
