import type { Answer } from "../../server/messages";
import { ok } from "../../server/messages";
import type { Call, ResourceKind } from "../call";
import { missing } from "../missing";
import { kubeconfig } from "./kubeconfig";

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
