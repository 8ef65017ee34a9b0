import { objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { unsigned } from "../../azure/entra";
import { LEGACY, PROD, TENANT } from "../../azure/known";
import { registryService } from "../../azure/registry/service";
import { Imitation, requestOf } from "../support/imitation";

/**
 * How long cloud-provider-azure lets the kubelet keep a credential: 60 minutes in 1.36 and in 1.34 since 1.34.7, 5 minutes in
 * others. Source: its "azure_credentials.go"; Kubernetes, "Kubelet CredentialProvider (v1)".
 */
const CACHE_MINUTES = 60;

interface Kept {
  readonly credential: string;
  readonly until: number;
}

/**
 * What the credential provider of a node answers, kept as a kubelet keeps it: in memory, by registry and, where it sends
 * tokens of service accounts, by account. A new pod, and a restarted one, gets what is kept.
 */
class NodeCredentials {
  private readonly kept = new Map<string, Kept>();

  /** @param provider gives `user:password` for a registry */
  constructor(
    private readonly provider: (account: string) => string,
    private readonly minutes = CACHE_MINUTES,
  ) {}

  public of(host: string, account = ""): string {
    const key = `${host} ${account}`;
    const kept = this.kept.get(key);
    if (kept && Date.now() < kept.until) {
      return kept.credential;
    }
    const credential = this.provider(account);
    this.kept.set(key, { credential, until: Date.now() + this.minutes * 60_000 });
    return credential;
  }

  /** The kubelet restarts, or the node is replaced. */
  public restart(): void {
    this.kept.clear();
  }
}

const SERVER = "contosoregistry.azurecr.io";
const REPOSITORY = "team/app";
const TOKEN_USER = "00000000-0000-0000-0000-000000000000";
const SECRET = "service-principal-password";
const MINUTE = 60_000;

/** How the image of a pod is pulled: with its own secrets, and with what the node has. */
interface Puller {
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
class Pullers {
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

  /** AKS with a service principal: cloud-provider-azure answers with its password ("azure_credentials.go" of 2026-03-09). */
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
   * Secrets, "Azure Container Registry" of 2025-03-07).
   */
  public externalSecrets(refreshIntervalMinutes = 60): Puller {
    const principalId = this.identity("registry-login");
    return storedToken(() => this.refreshToken(principalId), { minutes: refreshIntervalMinutes, principalId });
  }

  /**
   * msi-acrpull: an access token for its repositories in a pull secret, renewed after half of its three hours
   * ("generic_controller.go" of 2026-06-19).
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

  /** Tries one credential after the other, as a kubelet does: those of the pod first ("secrets.go", undated). */
  public canPull({ secrets, node }: Puller): boolean {
    return [...secrets(), ...(node ? [node.of(SERVER)] : [])].some((credential) => {
      const token = this.accessToken(credential);
      return this.ask(`/v2/${REPOSITORY}/manifests/1`, `Bearer ${token}`).status === 200;
    });
  }

  /** As containerd logs in at each pull, keeping nothing for the next one (Azure, "AAD Integration" of 2025-02-06). */
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

const HOURS = 4;
const NEVER = Number.POSITIVE_INFINITY;

/** Who pulls, and for how many minutes it fails after a switch, with both roles and without any refresh. */
const PULLERS: readonly [name: string, make: (pullers: Pullers) => Puller, minutes: number][] = [
  ["the kubelet identity of AKS, with cloud-provider-azure 1.34.7 or 1.36", (pullers) => pullers.kubeletIdentity(), 59],
  ["the kubelet identity of AKS, with cloud-provider-azure before", (pullers) => pullers.kubeletIdentity(5), 4],
  ["a PullIdentity, whose tokens the kubelet sends", (pullers) => pullers.serviceAccountTokens(), 59],
  ["External Secrets, with a refresh interval of one hour", (pullers) => pullers.externalSecrets(), 59],
  ["msi-acrpull", (pullers) => pullers.msiAcrpull(), 89],
  ["AKS on a service principal", (pullers) => pullers.clusterOnServicePrincipal(), 0],
  ["a pull secret of a service principal", (pullers) => pullers.servicePrincipalSecret(), 0],
  ["a pull secret of a registry token", (pullers) => pullers.registryToken(), 0],
  ["a pull secret of the admin account", (pullers) => pullers.adminAccount(), 0],
];

interface Way {
  readonly roles: readonly string[];
  readonly bridge?: boolean;
  readonly refreshBefore?: boolean;
  /** Minutes after the switch. */
  readonly refreshAfter?: number;
}

const ACR_PULL = "AcrPull";
const READER = "Container Registry Repository Reader";
const BOTH = [ACR_PULL, READER];

/** For how many minutes of four hours a pull fails. It pulls once a minute, and had a new credential a minute before the switch. */
function failedMinutes(
  make: (pullers: Pullers) => Puller,
  { roles, bridge = false, refreshBefore = false, refreshAfter = NEVER }: Way,
): number {
  const pullers = new Pullers(new Imitation());
  const plain = make(pullers);
  for (const role of roles) {
    pullers.assign(plain.principalId, role);
  }
  const puller = bridge ? pullers.bridged(plain) : plain;
  expect(pullers.canPull(puller)).toBe(true);
  jest.advanceTimersByTime(MINUTE);
  if (refreshBefore) {
    puller.refresh();
  }
  expect(pullers.canPull(puller)).toBe(true);
  pullers.switchTo("AbacRepositoryPermissions");
  let failed = 0;
  for (let minute = 0; minute < HOURS * 60; minute += 1) {
    if (minute === refreshAfter) {
      puller.refresh();
    }
    failed += pullers.canPull(puller) ? 0 : 1;
    jest.advanceTimersByTime(MINUTE);
  }
  return failed;
}

beforeEach(() => {
  jest.useFakeTimers({ now: new Date("2026-11-28T02:00:00Z") });
});

afterEach(() => {
  jest.useRealTimers();
});

describe.each(PULLERS)("%s", (name, make, minutes) => {
  const isOfEntra = !/registry token|admin/.test(name);

  test(isOfEntra ? "with AcrPull alone, no pull works after the switch" : "needs no role", () => {
    expect(failedMinutes(make, { roles: [ACR_PULL], refreshAfter: 0 })).toBe(isOfEntra ? HOURS * 60 : 0);
  });

  test(`with both roles, pulls fail for ${minutes} minutes`, () => {
    expect(failedMinutes(make, { roles: BOTH })).toBe(minutes);
  });

  test("a refresh right before the switch helps nobody, one after it does", () => {
    expect(failedMinutes(make, { roles: BOTH, refreshBefore: true })).toBe(minutes === 0 ? 0 : minutes + 1);
    expect(failedMinutes(make, { roles: BOTH, refreshAfter: 3 })).toBe(Math.min(minutes, 3));
  });

  test("with both roles and the bridge, no pull fails, whether somebody refreshes or not", () => {
    expect(failedMinutes(make, { roles: BOTH, bridge: true })).toBe(0);
    expect(failedMinutes(make, { roles: BOTH, bridge: true, refreshAfter: 3 })).toBe(0);
  });
});
