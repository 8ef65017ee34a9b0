import type { Json, JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

export interface AzureRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The host and port that were asked, as the client wrote them. */
  readonly host: string;
  readonly raw: string;
  /** A JSON body; empty for any other. */
  readonly body: JsonObject;
}

export interface Answer {
  readonly status: number;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the log says of it. */
  readonly note?: string;
}

export function ok(body: Json, status = 200): Answer {
  return { status, body };
}

export const NO_CONTENT: Answer = { status: 204 };

/** What Azure answers in place of what was asked for. */
export class Refusal extends Error {
  constructor(
    public readonly status: number,
    public readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function refuse(status: number, code: string, message: string): never {
  throw new Refusal(status, code, message);
}
