import { objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { ok } from "../../server/messages";
import { type ResourceKind, statusOf } from "../call";

/** When AKS may upgrade a cluster. */
export const maintenanceConfigurations: ResourceKind = {
  type: "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
  put: (call) => {
    const { id, name, type } = call.path;
    const stored = { id, name, type, properties: objectOf(call.body.properties) };
    return ok(call.azure.store.put(stored), statusOf(call));
  },
};
