import { setTimeout as sleep } from "node:timers/promises";
import { type Json, type JsonObject, listOf, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { claimsOf, ENTRA, isTrusted, tokenOf } from "./node-tokens";
import type { FakeAzure, KubernetesCluster } from "./providers";

/** The node of the played kubelet, which pulls with secrets and knows no identities. */
const PLAYED = "played";

/** How long a registry takes to honor a grant. */
const LAG_MS = 3_000;

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
      for (const pod of listOf(body.items as Json).map(objectOf)) {
        await this.play(pod as JsonObject);
      }
      await sleep(200);
    }
  }

  private async play({ metadata, spec, status }: JsonObject): Promise<void> {
    const { name, namespace, uid } = objectOf(metadata as Json) as Record<string, string>;
    const { nodeName, serviceAccountName } = objectOf(spec as Json);
    const account = { namespace, name: textOf(serviceAccountName), pod: { name, uid } };
    const isWaiting = nodeName === PLAYED && textOf(objectOf(status as Json).phase) === "Pending";
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
    const annotations = objectOf(objectOf(body.metadata as Json).annotations);
    const clientId = annotations["kubernetes.azure.com/acr-client-id"];
    if (clientId === undefined || annotations["kubernetes.azure.com/acr-tenant-id"] === undefined) {
      return false;
    }
    const { code, token } = await tokenOf(this.cluster, account, ENTRA, PLAYED);
    return code === 201 && (await this.isHonored(textOf(clientId), claimsOf(token)));
  }

  private async isHonored(clientId: string, claims: JsonObject): Promise<boolean> {
    const { resources } = await this.azure.helper("contents");
    const objects = Object.values(objectOf(resources as Json)).map(objectOf);
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
    const since = this.granted.get(clientId) ?? Date.now();
    this.granted.set(clientId, since);
    return Date.now() - since >= LAG_MS;
  }
}
