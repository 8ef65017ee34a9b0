import { textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";
import { clusterOf } from "./cluster";
import { shown } from "./image-pull";
import { kubeconfig } from "./kubeconfig";
import { CLUSTERS } from "./names";

export const clusters: ResourceKind = {
  type: CLUSTERS,
  get,
  put,
  delete: remove,
  actions: {
    listclusterusercredential: (call, cluster) => credential(call, cluster, "clusterUser"),
    listclustermonitoringusercredential: (call, cluster) => credential(call, cluster, "clusterMonitoringUser"),
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
