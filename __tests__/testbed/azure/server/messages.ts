import type { Json, JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import type { Store } from "../store/store";

/** The imitated cloud: what exists in it, how it behaves, and where it listens. */
export interface Azure {
  readonly store: Store;
  readonly switches: Switches;
  readonly origins: Origins;
}

interface Origins {
  /** Azure Resource Manager and Microsoft Entra ID. */
  readonly arm: string;
  readonly graph: string;
  readonly vault: string;
}

/** What the imitation does differently. Each is an environment variable of its process. */
export interface Switches {
  /** `FAKE_AZURE_OWNED_BY=1`: the deployer may change only the applications that it owns. */
  readonly ownedBy: boolean;
  /** `FAKE_AZURE_PASSWORD_DAYS`: a policy of the tenant; 0 allows no passwords. */
  readonly passwordDays?: number;
  /** `FAKE_AZURE_AKS_OIDC_DEFAULT=1`: the OIDC issuer is on and stays on, as since Kubernetes 1.34. */
  readonly oidcByDefault: boolean;
  /** `FAKE_AZURE_KUBECONFIG`: a file that every cluster answers as its kubeconfig. */
  readonly kubeconfig?: string;
  /** `FAKE_AZURE_VAULT_WRITES=1`: secrets of a key vault can be written, by programs with `HTTPS_PROXY`: azurerm asks its host. */
  readonly vaultWrites: boolean;
}

export function switchesOf(env: NodeJS.ProcessEnv): Switches {
  const { FAKE_AZURE_PASSWORD_DAYS: days } = env;
  return {
    ownedBy: env.FAKE_AZURE_OWNED_BY === "1",
    passwordDays: days ? Number(days) : undefined,
    oidcByDefault: env.FAKE_AZURE_AKS_OIDC_DEFAULT === "1",
    kubeconfig: env.FAKE_AZURE_KUBECONFIG || undefined,
    vaultWrites: env.FAKE_AZURE_VAULT_WRITES === "1",
  };
}

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
