import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { KubernetesCluster } from "../support/providers";

const PATCH = [{ op: "add", path: "/spec/containers/-", value: { name: "sidecar", image: "contoso.azurecr.io/sidecar:1" } }];

/**
 * A webhook as service meshes have it, which adds a container of the registry to pods with the label
 * `sidecar: webhook`. The API server calls webhooks after all policies.
 */
export async function startSidecarInjector({ env, api }: KubernetesCluster): Promise<() => void> {
  const [key, cert, ca] = ["server.key", "server.crt", "ca.crt"].map((file) => readFileSync(join(env.K8S_DIR ?? "", file)));
  const server = createServer({ key, cert }, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { apiVersion, kind, request: review } = JSON.parse(Buffer.concat(parts).toString());
      const patch = Buffer.from(JSON.stringify(PATCH)).toString("base64");
      const answer = { apiVersion, kind, response: { uid: review.uid, allowed: true, patchType: "JSONPatch", patch } };
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { code, body } = await api("POST", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", {
    metadata: { name: "sidecar" },
    webhooks: [
      {
        name: "sidecar.example.com",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        clientConfig: { url: `https://127.0.0.1:${port}/`, caBundle: ca.toString("base64") },
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
        objectSelector: { matchLabels: { sidecar: "webhook" } },
      },
    ],
  });
  if (code !== 201) {
    throw new Error(`the webhook was refused with ${code}: ${JSON.stringify(body)}`);
  }
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
