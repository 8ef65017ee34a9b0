import { objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { unsigned } from "../../azure/entra/jwt";
import { LEGACY, PROD, TENANT } from "../../azure/known/identities";
import { registryService } from "../../azure/registry/service";
import { NodeCredentials } from "../../kubernetes/kubelet/node-credentials";
import { type Imitation, requestOf } from "./imitation";

export const SERVER = "contosoregistry.azurecr.io";
export const REPOSITORY = "team/app";
const TOKEN_USER = "00000000-0000-0000-0000-000000000000";
const SECRET = "service-principal-password";
const MINUTE = 60_000;

/** How the image of a pod is pulled: with its own secrets, and with what the node has. */
export interface Puller {
  /** What the pod's own pull secrets contain, as `user:password`. Something else may renew them. */
  readonly secrets: () => readonly string[];
  /** What the credential provider of the node gives the kubelet. */
  readonly node?: NodeCredentials;
  /** The identity that needs a role on the registry. */
  readonly principalId?: string;
  /** What a person does after the switch. */
  readonly refresh: () => void;
}

/** Everybody who pulls in the ways that this repository has constructs and pages for. */
export class Pullers {
  private readonly registryId: string;

  constructor(private readonly imitation: Imitation) {
    const { store } = imitation.azure;
    [this.registryId] = store
      .ofType("Microsoft.ContainerRegistry/registries")
      .flatMap(({ id, properties }) => (properties.loginServer === SERVER ? [id] : []));
    store.passwordsOf(LEGACY.objectId).one = SECRET;
  }

  /** AKS with a managed identity: cloud-provider-azure exchanges a token of it. */
  public kubeletIdentity(minutes?: number): Puller {
    const principalId = PROD.kubelet.objectId;
    return nodeOf(new NodeCredentials(() => this.refreshToken(principalId), minutes), principalId);
  }

  /** AKS with a service principal: cloud-provider-azure answers with its password ("azure_credentials.go", read on 2026-11-28). */
  public clusterOnServicePrincipal(): Puller {
    return nodeOf(new NodeCredentials(() => `${LEGACY.clientId}:${SECRET}`), LEGACY.objectId);
  }

  /** A `PullIdentity` whose tokens the kubelet sends to the credential provider, kept for each service account. */
  public serviceAccountTokens(): Puller {
    const principalId = this.identity("shop");
    return nodeOf(new NodeCredentials(() => this.refreshToken(principalId)), principalId);
  }

  public servicePrincipalSecret(): Puller {
    return { ...secretOf(`${LEGACY.clientId}:${SECRET}`), principalId: LEGACY.objectId };
  }

  public registryToken(): Puller {
    return secretOf(this.token("puller"));
  }

  public adminAccount(): Puller {
    const { imitation, registryId } = this;
    imitation.send("PATCH", registryId, { properties: { adminUserEnabled: true } });
    const { username, passwords } = imitation.send("POST", `${registryId}/listCredentials`).body;
    return secretOf(`${textOf(username)}:${textOf(objectOf(Array.isArray(passwords) ? passwords[0] : undefined).value)}`);
  }

  /**
   * External Secrets with `ACRAccessToken`: a refresh token in a pull secret, renewed at each refresh interval (External
   * Secrets, "Azure Container Registry", read on 2026-11-28).
   */
  public externalSecrets(refreshIntervalMinutes = 60): Puller {
    const principalId = this.identity("registry-login");
    return storedToken(() => this.refreshToken(principalId), { minutes: refreshIntervalMinutes, principalId });
  }

  /**
   * msi-acrpull: an access token for its repositories in a pull secret, renewed after half of its three hours
   * ("generic_controller.go", read on 2026-11-28).
   */
  public msiAcrpull(): Puller {
    const principalId = this.identity("acrpull");
    return storedToken(() => `${TOKEN_USER}:${this.accessToken(this.refreshToken(principalId))}`, { minutes: 90, principalId });
  }

  /** The same with a registry token's pull secret on the pod, before what it has. */
  public bridged(puller: Puller): Puller {
    const bridge = this.token("bridge");
    return { ...puller, secrets: () => [bridge, ...puller.secrets()] };
  }

  public assign(principalId: string | undefined, role: string): void {
    if (principalId !== undefined) {
      const roleDefinitionId = this.imitation.azure.store.roles.definitions().find(({ name }) => name === role)?.guid;
      const path = `${this.registryId}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
      const properties = {
        principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionId}`,
      };
      this.imitation.properties("PUT", path, { properties }, "2022-04-01");
    }
  }

  public switchTo(roleAssignmentMode: string): void {
    this.imitation.properties("PATCH", this.registryId, { properties: { roleAssignmentMode } });
  }

  /** Tries one credential after the other, as a kubelet does: those of the pod first ("secrets.go", read on 2026-11-28). */
  public canPull({ secrets, node }: Puller): boolean {
    return [...secrets(), ...(node ? [node.of(SERVER)] : [])].some((credential) => {
      const token = this.accessToken(credential);
      return this.ask(`/v2/${REPOSITORY}/manifests/1`, `Bearer ${token}`).status === 200;
    });
  }

  /** As containerd logs in at each pull, keeping nothing for the next one (Azure, "AAD Integration", read on 2026-11-28). */
  private accessToken(credential: string): string {
    const scope = `repository:${REPOSITORY}:pull`;
    const basic = `Basic ${Buffer.from(credential).toString("base64")}`;
    return textOf(objectOf(this.ask("/oauth2/token", basic, { service: SERVER, scope }).body).access_token);
  }

  private refreshToken(oid: string): string {
    const grant_type = "access_token";
    const access_token = unsigned({ tid: TENANT, oid, aud: "https://containerregistry.azure.net" });
    const raw = new URLSearchParams({ grant_type, service: SERVER, access_token }).toString();
    const request = requestOf({ method: "POST", path: "/oauth2/exchange", host: SERVER, raw });
    const { body } = registryService(this.imitation.azure, request, "");
    return `${TOKEN_USER}:${textOf(objectOf(body).refresh_token)}`;
  }

  private ask(path: string, authorization: string, query: Record<string, string> = {}) {
    const request = requestOf({ path, host: SERVER, query: new URLSearchParams(query) });
    return registryService(this.imitation.azure, request, authorization);
  }

  private token(name: string): string {
    const { imitation, registryId } = this;
    const scopeMapId = `${registryId}/scopeMaps/${name}`;
    const tokenId = `${registryId}/tokens/${name}`;
    imitation.properties("PUT", scopeMapId, { properties: { actions: ["repositories/team/*/content/read"] } });
    imitation.properties("PUT", tokenId, { properties: { scopeMapId } });
    const { passwords } = imitation.send("POST", `${registryId}/generateCredentials`, { tokenId, name: "password1" }).body;
    return `${name}:${textOf(objectOf(Array.isArray(passwords) ? passwords[0] : undefined).value)}`;
  }

  private identity(name: string): string {
    const { properties } = this.imitation.send("GET", this.imitation.identity(name)).body;
    return textOf(objectOf(properties).principalId);
  }
}

function nodeOf(node: NodeCredentials, principalId: string): Puller {
  return { secrets: () => [], node, principalId, refresh: () => node.restart() };
}

function secretOf(credential: string): Puller {
  return { secrets: () => [credential], refresh: () => undefined };
}

/** What an operator keeps in a pull secret, and renews by itself or when it is told to. */
function storedToken(
  issue: () => string,
  { minutes, principalId }: { readonly minutes: number; readonly principalId: string },
): Puller {
  let stored = { credential: "", until: 0 };
  const secrets = () => {
    if (Date.now() >= stored.until) {
      stored = { credential: issue(), until: Date.now() + minutes * MINUTE };
    }
    return [stored.credential];
  };
  return {
    secrets,
    principalId,
    refresh: () => {
      stored = { ...stored, until: 0 };
    },
  };
}
