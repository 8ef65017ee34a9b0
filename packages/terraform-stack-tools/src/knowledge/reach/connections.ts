import { once } from "../../stack/remembered";
import { argumentOf, type Item, itemsOf, type Stacks } from "./items";
import { type Network, networkAt, networkNamedBy } from "./networks";
import { isSame } from "./things";

/** Whether what is in one network has a way to what is in the other. */
export type Connection = "same" | "peered" | "apart" | "unknown";

/** What connects networks in ways that no reading of peerings tells. */
const OTHER_WAYS =
  /^azurerm_(virtual_hub_connection|virtual_network_gateway_connection|network_manager_deployment|vpn_gateway_connection|express_route_connection)$/;

/**
 * Peerings lead from network to network and no further, and only where both sides have one. Azure, "Azure Virtual
 * Network peering".
 */
export function connectionOf(one: Network, other: Network, stacks: Stacks): Connection {
  if (isSame(one, other)) {
    return "same";
  }
  const [there, back] = [peeringOf(one, other, stacks), peeringOf(other, one, stacks)];
  if (there === "closed" || back === "closed") {
    return "apart";
  }
  if (there === "open" && back === "open") {
    return "peered";
  }
  // A peering of one side carries nothing. The other side may be in another stack, unless both networks are here.
  const isTold = one.managed !== undefined && other.managed !== undefined && !hasOtherWays(stacks);
  return isTold && ![there, back].includes("unknown") ? "apart" : "unknown";
}

type Side = "open" | "closed" | "none" | "unknown";

function peeringOf(from: Network, to: Network, stacks: Stacks): Side {
  const sides = peerings(stacks).flatMap(({ item, start, end }): Side[] => {
    if (start.kind === "network" && !isSame(start.network, from)) {
      return [];
    }
    if (end.kind === "network" && !isSame(end.network, to)) {
      return [];
    }
    return start.kind === "network" && end.kind === "network" ? [sideOf(item)] : ["unknown"];
  });
  return sides.find((side) => side !== "unknown") ?? sides[0] ?? "none";
}

const peerings = once((stacks: Stacks) =>
  itemsOf(["azurerm_virtual_network_peering"], stacks).map((item) => ({
    item,
    start: networkNamedBy(item, stacks),
    end: networkAt(item, stacks, "remote_virtual_network_id"),
  })),
);

function sideOf(item: Item): Side {
  const access = argumentOf(item, "allow_virtual_network_access");
  const whole = argumentOf(item, "peer_complete_virtual_networks_enabled");
  if (access.value === false) {
    return "closed";
  }
  const isOpen = (access.value ?? access.written ?? true) === true && (whole.value ?? whole.written ?? true) === true;
  return isOpen ? "open" : "unknown";
}

const hasOtherWays = once((stacks: Stacks) =>
  stacks.some(({ stack }) => stack.blocks.some(({ kind, type }) => kind === "resource" && OTHER_WAYS.test(type))),
);
