import { readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { type Json, type JsonObject, listOf, objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { startKubernetesWith } from "./api-server";
import type { KubernetesCluster } from "./providers";

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

export interface Account {
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
  for (let left = 50; ; left -= 1) {
    const answer = await askForToken(cluster, account, audience, node);
    if (!account.pod || answer.code !== 404 || left === 0) {
      return answer;
    }
    await wait(200);
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

export function claimsOf(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}

/** As Microsoft Entra ID compares: literally, field by field. */
export function isTrusted({ issuer, subject, audiences }: JsonObject, { iss, sub, aud }: JsonObject): boolean {
  return (
    issuer === iss && subject === sub && listOf(audiences as Json).every((audience) => listOf(aud as Json).includes(audience))
  );
}
