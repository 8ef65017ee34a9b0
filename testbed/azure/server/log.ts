import { openSync, writeSync } from "node:fs";
import { type JsonObject, objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../json";
import type { Answer, AzureRequest } from "./messages";
import { QUESTIONS } from "./questions";

const SECRET = /^(secretText|client_secret|client_assertion|password|value|access_token|refresh_token)$/;

/** One line of JSON for each request. */
export class Log {
  private readonly file?: number;
  private count = 0;

  constructor(path?: string) {
    this.file = path === undefined ? undefined : openSync(path, "a", 0o600);
  }

  public write(api: string, request: AzureRequest, { status, body, note }: Answer): void {
    const { method, path, query } = request;
    if (this.file === undefined || path.startsWith(QUESTIONS)) {
      return;
    }
    this.count += 1;
    const line = present({
      seq: this.count,
      t: new Date().toISOString(),
      api,
      method,
      path,
      query: Object.fromEntries(query),
      status,
      body: sent(request),
      error: status >= 400 ? objectOf(body).error : undefined,
      note,
    });
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** Of forms without passwords; what is sent as JSON is logged as it is. */
function sent({ body, raw }: AzureRequest): JsonObject | undefined {
  if (Object.keys(body).length > 0) {
    return body;
  }
  const fields = [...new URLSearchParams(raw)].map(([name, value]) => [name, SECRET.test(name) ? "***" : value]);
  return raw === "" ? undefined : Object.fromEntries(fields);
}
