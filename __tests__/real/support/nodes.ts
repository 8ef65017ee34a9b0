import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Json, type JsonObject, listOf, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { programsFolder } from "../../testbed/kubernetes/versions";
import { type FakeAzure, type KubernetesCluster, startKubernetesWith } from "./providers";

export const ISSUER = "https://oidc.contoso.com/prod";
export const NODE = "node-1";
export const ENTRA = "api://AzureADTokenExchange";

/** A control plane with a public issuer, and with the admission that limits what nodes may ask for. */
export function startWithIssuer(...registries: readonly string[]): Promise<KubernetesCluster> {
  return startKubernetesWith(
    (apiServer) =>
      [
        "args=()",
        `for a; do [[ $a == --service-account-issuer=* ]] && a=--service-account-issuer=${ISSUER}; args+=("$a"); done`,
        `exec '${apiServer}' "\${args[@]}" --enable-admission-plugins=NodeRestriction`,
      ].join("\n"),
    ...registries,
  );
}

interface Account {
  readonly namespace: string;
  readonly name: string;
  /** With one, the token is asked for as the kubelet of the node does, otherwise as an administrator. */
  readonly pod?: JsonObject;
}

/**
 * What the API server answers when a token for an account is asked for. Its admission for nodes looks the pod up in a cache that is a
 * moment behind, so a pod that was just created is asked for again, as the kubelet does.
 */
export async function tokenOf(
  cluster: KubernetesCluster,
  account: Account,
  audience: string,
  node = NODE,
): Promise<{ readonly code: number; readonly token: string }> {
  for (;;) {
    const answer = await askForToken(cluster, account, audience, node);
    if (!account.pod || answer.code !== 404) {
      return answer;
    }
    await sleep(50);
  }
}

function askForToken(
  { env }: KubernetesCluster,
  { namespace, name, pod }: Account,
  audience: string,
  node: string,
): Promise<{ readonly code: number; readonly token: string }> {
  const [ca, cert, key] = [env.K8S_CA, env.K8S_CLIENT_CERT, env.K8S_CLIENT_KEY].map((path) => readFileSync(path ?? ""));
  const asNode = { "Impersonate-User": `system:node:${node}`, "Impersonate-Group": "system:nodes" };
  const boundObjectRef = pod && { kind: "Pod", apiVersion: "v1", ...pod };
  const url = `${env.K8S_SERVER}/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", ...(pod ? asNode : {}) };
    const asked = request(url, { method: "POST", ca, cert, key, headers, servername: "" }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const status = objectOf(objectOf(JSON.parse(Buffer.concat(parts).toString())).status);
        resolve({ code: answer.statusCode ?? 0, token: String(status.token ?? "") });
      });
    });
    asked.on("error", reject);
    asked.end(JSON.stringify({ spec: { audiences: [audience], expirationSeconds: 600, boundObjectRef } }));
  });
}

function claimsOf(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}

/** As Microsoft Entra ID compares: literally, field by field. */
function isTrusted({ issuer, subject, audiences }: JsonObject, { iss, sub, aud }: JsonObject): boolean {
  return issuer === iss && subject === sub && listOf(audiences).every((audience) => listOf(aud).includes(audience));
}

/** The node of the played kubelet, which pulls with secrets and knows no identities. */
const PLAYED = "played";

/** How often a registry is asked until it honors a grant. */
const ASKED = 10;

/**
 * Plays the credential provider of that node: a pod runs if the identity of its service account may pull, by a token that
 * the API server gives a node, a credential in Azure that trusts it, and a grant that the registry honors.
 */
export class IdentityNode {
  private isRunning = true;
  private readonly granted = new Map<string, number>();
  private readonly running: Promise<void>;
  /** Pods that pulled with their identity, by namespace and account. */
  public readonly pulled: string[] = [];

  constructor(
    private readonly cluster: KubernetesCluster,
    private readonly azure: FakeAzure,
    private readonly registry: string,
  ) {
    this.running = this.run();
  }

  public async stop(): Promise<void> {
    this.isRunning = false;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.isRunning) {
      const { body } = await this.cluster.api("GET", "/api/v1/pods");
      for (const pod of listOf(body.items).map(objectOf)) {
        await this.play(pod);
      }
      await sleep(200);
    }
  }

  private async play({ metadata, spec, status }: JsonObject): Promise<void> {
    const { name, namespace, uid } = objectOf(metadata) as Record<string, string>;
    const { nodeName, serviceAccountName } = objectOf(spec);
    const account = { namespace, name: textOf(serviceAccountName), pod: { name, uid } };
    const isWaiting = nodeName === PLAYED && textOf(objectOf(status).phase) === "Pending";
    if (isWaiting && (await this.mayPull(account))) {
      const state = { terminated: { exitCode: 0, reason: "Completed" } };
      await this.cluster.api(
        "PATCH",
        `/api/v1/namespaces/${namespace}/pods/${name}/status`,
        {
          status: {
            phase: "Succeeded",
            containerStatuses: [{ name: "pull", image: "", imageID: "", ready: false, restartCount: 0, state }],
          },
        },
        "application/merge-patch+json",
      );
      this.pulled.push(`${namespace}/${account.name}`);
    }
  }

  private async mayPull(account: { namespace: string; name: string; pod: JsonObject }): Promise<boolean> {
    const { body } = await this.cluster.api("GET", `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}`);
    const annotations = objectOf(objectOf(body.metadata).annotations);
    const clientId = annotations["kubernetes.azure.com/acr-client-id"];
    if (clientId === undefined || annotations["kubernetes.azure.com/acr-tenant-id"] === undefined) {
      return false;
    }
    const { code, token } = await tokenOf(this.cluster, account, ENTRA, PLAYED);
    return code === 201 && (await this.isHonored(textOf(clientId), claimsOf(token)));
  }

  private async isHonored(clientId: string, claims: JsonObject): Promise<boolean> {
    const { resources } = await this.azure.helper("contents");
    const objects = Object.values(objectOf(resources)).map(objectOf);
    const identity = objects.find(({ properties }) => objectOf(properties).clientId === clientId);
    const prefix = `${textOf(identity?.id).toLowerCase()}/federatedidentitycredentials/`;
    const credentials = objects.filter(({ id }) => identity && textOf(id).toLowerCase().startsWith(prefix));
    if (!credentials.some(({ properties }) => isTrusted(objectOf(properties) as JsonObject, claims))) {
      return false;
    }
    const { principalId } = objectOf(identity?.properties);
    const { allowed } = await this.azure.helper(`can-pull?principalId=${principalId}&registry=${this.registry}`);
    if (allowed !== true) {
      return false;
    }
    const asked = (this.granted.get(clientId) ?? 0) + 1;
    this.granted.set(clientId, asked);
    return asked >= ASKED;
  }
}

const { safeLoad }: { safeLoad: (text: string) => ProviderConfig } = require("js-yaml");

/** The part of a kubelet's `CredentialProviderConfig` that says what the program gets. */
interface ProviderConfig {
  readonly providers: readonly [
    {
      readonly name: string;
      readonly args: readonly [azureSettings: string];
      readonly tokenAttributes: {
        readonly serviceAccountTokenAudience: string;
        readonly requiredServiceAccountAnnotationKeys: readonly string[];
      };
    },
  ];
}

interface Login {
  /** What the program says where it has no credentials. */
  readonly refused?: string;
  readonly username: string;
  readonly password: string;
}

/** A node with the files that a construct made, and the program that its kubelet runs. */
export class Node {
  private readonly config: ProviderConfig["providers"][0];

  constructor(
    private readonly azure: FakeAzure,
    private readonly files: Readonly<Record<string, string>>,
  ) {
    const [text] = Object.values(files).filter((content) => content.includes("CredentialProviderConfig"));
    const { providers } = safeLoad(text);
    [this.config] = providers;
  }

  public get audience(): string {
    return this.config.tokenAttributes.serviceAccountTokenAudience;
  }

  /** Runs the program for an image, with a token of the pod's service account and the annotations that the kubelet passes on. */
  public login(image: string, token: string, annotations: JsonObject): Login {
    const { args, name, tokenAttributes } = this.config;
    const keys = tokenAttributes.requiredServiceAccountAnnotationKeys;
    const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
    writeFileSync(join(folder, "azure.json"), this.files[args[0]]);
    const input = {
      apiVersion: "credentialprovider.kubelet.k8s.io/v1",
      kind: "CredentialProviderRequest",
      image,
      serviceAccountToken: token,
      serviceAccountAnnotations: Object.fromEntries(keys.map((key) => [key, annotations[key]])),
    };
    const { SSL_CERT_FILE, SSL_CERT_DIR } = this.azure.env;
    const { status, stdout, stderr } = spawnSync(join(programsFolder(), name), [join(folder, "azure.json")], {
      input: JSON.stringify(input),
      encoding: "utf8",
      env: { SSL_CERT_FILE, SSL_CERT_DIR, HTTPS_PROXY: this.azure.proxy },
    });
    rmSync(folder, { recursive: true });
    const { auth } = status === 0 ? objectOf(JSON.parse(stdout)) : {};
    const entry = objectOf(objectOf(auth)[image.split("/")[0]]);
    return { refused: status === 0 ? undefined : stderr, username: textOf(entry.username), password: textOf(entry.password) };
  }
}

/** Asks the registry for a manifest, as containerd does with the credentials of the kubelet. @returns the status */
export async function manifestStatus(azure: FakeAzure, image: string, { username, password }: Login): Promise<number> {
  const [, server, repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(image) ?? [];
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const scope = encodeURIComponent(`repository:${repository}:pull`);
  const token = await ask(azure, server, `/oauth2/token?service=${server}&scope=${scope}`, basic);
  const bearer = `Bearer ${textOf(objectOf(token.body).access_token)}`;
  return (await ask(azure, server, `/v2/${repository}/manifests/${tag}`, bearer)).status;
}

function ask({ env }: FakeAzure, server: string, path: string, authorization: string): Promise<{ status: number; body: Json }> {
  const options = { headers: { host: server, authorization }, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const sent = request(`${env.FAKE_AZURE_URL}${path}`, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) }));
    });
    sent.on("error", reject);
    sent.end();
  });
}
