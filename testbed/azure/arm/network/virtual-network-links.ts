import { objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { or } from "../../../json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { isType, key, type Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { LINKS, NETWORKS } from "./types";

/** By a link, the machines of a virtual network see the records of a zone. */
export const virtualNetworkLinks: ResourceKind = { type: LINKS, put: putLink, delete: removeLink };

export function networkOfLink({ properties }: Resource): string {
  return textOf(objectOf(properties.virtualNetwork).id);
}

function putLink(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const { store } = azure;
  const zone = parent?.id ?? "";
  const stated = objectOf(body.properties);
  const networkId = textOf(objectOf(stated.virtualNetwork).id);
  const network = store.get(networkId);
  if (!network || !isType(network, NETWORKS)) {
    refuse(400, "BadRequest", `The virtual network ${networkId} was not found.`);
  }
  checkNamespaces(store, networkId, path.id, parent?.name ?? "");
  const link = store.put({
    id: current?.id ?? `${zone}/virtualNetworkLinks/${path.name}`,
    name: current?.name ?? path.name,
    type: LINKS,
    location: "global",
    tags: body.tags ?? {},
    properties: {
      ...stated,
      registrationEnabled: or(stated.registrationEnabled, false),
      // Zones of Private Link have one by default.
      resolutionPolicy: or(stated.resolutionPolicy, or(current?.properties.resolutionPolicy, "Default")),
      virtualNetworkLinkState: "Completed",
      provisioningState: "Succeeded",
    },
  });
  return longRunning(call, ok(link, statusOf(call)));
}

/** A network may see a name in one zone only, whatever zone that is. */
function checkNamespaces(store: Store, networkId: string, linkId: string, zoneName: string): void {
  const zoneOf = ({ id }: Resource) => store.get(id.split("/").slice(0, -2).join("/"));
  const other = store
    .ofType(LINKS)
    .filter(({ id }) => key(id) !== key(linkId))
    .find((link) => key(networkOfLink(link)) === key(networkId) && key(zoneOf(link)?.name ?? "") === key(zoneName));
  if (other) {
    const zones = `'${zoneName}' and '${zoneOf(other)?.name}'`;
    refuse(
      400,
      "BadRequest",
      `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with ${zones} zones.`,
    );
  }
}

function removeLink(call: Call): Answer {
  const { azure, path, current } = call;
  if (!current) {
    return NO_CONTENT;
  }
  azure.store.delete(path.id);
  return longRunning(call, { status: 202 });
}
