import { isObject, type JsonObject, objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { arm } from "../../azure/arm/arm";
import { SUBSCRIPTION } from "../../azure/known";
import { type Answer, type Azure, type AzureRequest, Refusal, switchesOf } from "../../azure/server/messages";
import { seed } from "../../azure/store/seed";
import { Store } from "../../azure/store/store";

export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-prod`;
const ORIGINS = { arm: "https://arm.test", graph: "https://graph.test", vault: "https://vault.test" };

export interface Reply {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** The imitation of Azure without a process. */
export class Imitation {
  public readonly azure: Azure;

  /** @param env switches, as the process of the imitation has them */
  constructor(env: NodeJS.ProcessEnv = {}) {
    const switches = switchesOf(env);
    this.azure = { store: Store.open(undefined, seed(switches)), switches, origins: ORIGINS };
  }

  /** Asks Azure Resource Manager. A refusal is an answer, whose body is its code. */
  public send(method: string, path: string, body: JsonObject = {}, version = "2025-07-01"): Reply {
    try {
      return replyOf(arm(this.azure, requestOf({ method, path, body, query: new URLSearchParams({ "api-version": version }) })));
    } catch (error) {
      if (error instanceof Refusal) {
        return { status: error.status, body: { code: error.code, message: error.message }, headers: {} };
      }
      throw error;
    }
  }

  /** What must succeed. */
  public properties(method: string, path: string, body?: JsonObject, version?: string): JsonObject {
    const answer = this.send(method, path, body, version);
    expect(answer.status).toBeLessThan(300);
    return objectOf(answer.body.properties);
  }

  public identity(name: string): string {
    const id = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    this.send("PUT", id, { location: "westeurope" });
    return id;
  }
}

export function requestOf(request: Partial<AzureRequest>): AzureRequest {
  return { method: "GET", path: "/", query: new URLSearchParams(), host: "arm.test", raw: "", body: {}, ...request };
}

function replyOf({ status, body, headers = {} }: Answer): Reply {
  return { status, body: isObject(body) ? body : {}, headers };
}
