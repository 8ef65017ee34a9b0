import { readFileSync } from "node:fs";
import { textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import type { Azure } from "../../server/azure";
import type { Resource } from "../../store/contents";

/** The server id of AKS in Microsoft Entra ID, which kubelogin asks a token for. */
const AKS_SERVER = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** The kubeconfig that AKS answers, or the file that the switch names. */
export function kubeconfig({ switches }: Azure, cluster: Resource, { isAdmin }: { readonly isAdmin: boolean }): string {
  if (switches.kubeconfig !== undefined) {
    return readFileSync(switches.kubeconfig, "utf8");
  }
  const { name, id, properties } = cluster;
  const role = isAdmin ? "Admin" : "User";
  const user = `cluster${role}_${id.split("/")[4]}_${name}`;
  const token = `imitated-${role.toLowerCase()}-token-${textOf(properties.resourceUID)}`;
  const server = textOf(properties.fqdn) || textOf(properties.privateFQDN);
  return [
    "apiVersion: v1",
    "kind: Config",
    "preferences: {}",
    `current-context: ${name}`,
    "clusters:",
    "- cluster:",
    `    certificate-authority-data: ${base64(`imitated authority of ${name}`)}`,
    `    server: https://${server}:443`,
    `  name: ${name}`,
    "contexts:",
    "- context:",
    `    cluster: ${name}`,
    `    user: ${user}`,
    `  name: ${name}`,
    "users:",
    `- name: ${user}`,
    "  user:",
    ...(properties.aadProfile && !isAdmin ? KUBELOGIN : credentials(token)),
    "",
  ].join("\n");
}

const KUBELOGIN = [
  "    exec:",
  "      apiVersion: client.authentication.k8s.io/v1beta1",
  "      command: kubelogin",
  "      args:",
  "      - get-token",
  "      - --server-id",
  `      - ${AKS_SERVER}`,
  "      env: null",
  "      provideClusterInfo: false",
];

function credentials(token: string): string[] {
  return [
    `    client-certificate-data: ${base64("imitated client certificate")}`,
    `    client-key-data: ${base64("imitated client key")}`,
    `    token: ${token}`,
  ];
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
