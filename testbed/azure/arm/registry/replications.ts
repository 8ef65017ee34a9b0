import { objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";
import { endpointsOf } from "../network/connections";
import { refresh } from "../network/private-endpoints";
import { REGISTRIES } from "./names";

/** Replicas of a registry, each of which has a data endpoint of its own. */
export const replications: ResourceKind = { type: `${REGISTRIES}/replications`, put: putReplication, delete: remove };

function putReplication(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const registry = parent ?? missing(path);
  if (textOf(objectOf(registry.sku).name) !== "Premium") {
    refuse(400, "GeoReplicationNotSupportedForSku", "Geo-replication is supported in the Premium SKU only.");
  }
  const replica = azure.store.put({
    id: current?.id ?? `${registry.id}/replications/${path.name}`,
    name: path.name,
    type: replications.type,
    location: body.location ?? null,
    tags: body.tags ?? {},
    properties: {
      zoneRedundancy: "Disabled",
      regionEndpointEnabled: true,
      ...objectOf(body.properties),
      provisioningState: "Succeeded",
    },
  });
  updateEndpoints(call);
  return longRunning(call, ok(replica, statusOf(call)));
}

function remove(call: Call): Answer {
  const { azure, path, current } = call;
  if (!current) {
    return NO_CONTENT;
  }
  azure.store.delete(path.id);
  updateEndpoints(call);
  return longRunning(call, { status: 202 });
}

/** Azure, "Azure Private Endpoint DNS integration": with a region, addresses and records come and go. */
function updateEndpoints({ azure, parent, path }: Call): void {
  const registry = parent ?? missing(path);
  for (const endpoint of endpointsOf(azure.store, registry.id)) {
    refresh(azure.store, endpoint, registry);
  }
}
