import { readFileSync } from "node:fs";
import { objectOf, textOf } from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { CLUSTERS } from "../../known";
import { type Answer, type Azure, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/store";
import { type Call, longRunning, missing, type ResourceKind, statusOf } from "../call";
import { clusterOf } from "./cluster";
import { shown } from "./identity-bindings";

export const clusters: ResourceKind = {
  type: CLUSTERS,
  get,
  put,
  delete: remove,
  actions: {
    listclusterusercredential: (call, cluster) => credential(call, cluster, "clusterUser"),
    listclusteradmincredential: (call, cluster) => credential(call, cluster, "clusterAdmin"),
    resetserviceprincipalprofile: (call, cluster) => {
      const servicePrincipalProfile = { clientId: textOf(call.request.body.clientId) };
      call.azure.store.put({ ...cluster, properties: { ...cluster.properties, servicePrincipalProfile } });
      return longRunning(call, { status: 202 });
    },
  },
};

function versionOf({ request }: Call): string {
  return request.query.get("api-version") ?? "";
}

function get(call: Call): Answer {
  const { current, path } = call;
  return current ? ok({ ...current, properties: shown(current.properties, versionOf(call)) }) : missing(path);
}

function put(call: Call): Answer {
  const { azure, path, current, body } = call;
  const group = azure.store.get(path.groupId)?.name ?? path.group;
  const id = current?.id ?? path.canonical(group);
  const version = versionOf(call);
  const cluster = azure.store.put(clusterOf(azure, body, { id, name: current?.name ?? path.name, current }, version));
  const properties = { ...shown(cluster.properties, version), provisioningState: current ? "Updating" : "Creating" };
  return longRunning(call, ok({ ...cluster, properties }, statusOf(call)));
}

/** With its identity bindings and the group of its nodes. */
function remove({ azure, path, current }: Call): Answer {
  azure.store.delete(path.id);
  return current ? { status: 202 } : NO_CONTENT;
}

function credential({ azure }: Call, cluster: Resource, name: string): Answer {
  const isAdmin = name === "clusterAdmin";
  if (isAdmin && cluster.properties.disableLocalAccounts === true) {
    const what = "Getting static credential is not allowed because this cluster is set to disable local accounts.";
    refuse(400, "BadRequest", what);
  }
  const value = Buffer.from(kubeconfig(azure, cluster, { isAdmin })).toString("base64");
  return ok({ kubeconfigs: [{ name, value }] });
}

/** Kubeconfigs of a cluster, in the way that the oldest clients ask for them. */
export const accessProfiles: ResourceKind = {
  type: "Microsoft.ContainerService/managedClusters/accessProfiles",
  get: getProfile,
  actions: { listcredential: getProfile },
};

function getProfile({ azure, path, parent }: Call): Answer {
  if (!parent) {
    return missing(path);
  }
  const text = kubeconfig(azure, parent, { isAdmin: /admin/i.test(path.name) });
  return ok({
    id: `${parent.id}/accessProfiles/${path.name}`,
    name: path.name,
    type: "Microsoft.ContainerService/ManagedClusters/AccessProfiles",
    location: parent.location,
    properties: { kubeConfig: Buffer.from(text).toString("base64") },
  });
}

/** The server id of AKS in Microsoft Entra ID, which kubelogin asks a token for. */
const AKS_SERVER = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** The kubeconfig that AKS answers, or the file that the switch names. */
function kubeconfig({ switches }: Azure, cluster: Resource, { isAdmin }: { readonly isAdmin: boolean }): string {
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

/** When AKS may upgrade a cluster. */
export const maintenanceConfigurations: ResourceKind = {
  type: "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
  put: (call) => {
    const { id, name, type } = call.path;
    const stored = { id, name, type, properties: objectOf(call.body.properties) };
    return ok(call.azure.store.put(stored), statusOf(call));
  },
};
