import type { IContainerRegistry, IRegistryPrivateEndpoint, RegistryPrivateEndpointOptions } from "../../interfaces";
import { fail } from "../../private/fail";
import { readProps } from "../../private/props/reader";
import { RegistryPrivateEndpoint } from "./registry-private-endpoint";

/** What a registry knows of itself, beside its interface. */
export interface EndpointTarget {
  readonly registry: IContainerRegistry;
  readonly location?: string;
  readonly tier?: string;
  /** Undefined where nobody states it. */
  readonly dataEndpointEnabled?: unknown;
}

/** A new endpoint of a registry. */
export function privateEndpointOf(
  { registry, tier, dataEndpointEnabled, ...known }: EndpointTarget,
  given: RegistryPrivateEndpointOptions,
): IRegistryPrivateEndpoint {
  const options = readProps(registry, given, "RegistryPrivateEndpointOptions");
  const { endpointName } = options;
  const id = endpointName === undefined ? "PrivateEndpoint" : `PrivateEndpoint-${endpointName}`;
  if (registry.node.tryFindChild(id)) {
    fail(registry, {
      property: "endpointName",
      must: "differ from those of the registry's other endpoints",
      got: endpointName ?? "nothing",
      repair: "set another endpointName, or link a peered network to the first endpoint's zone, by dns.linkedNetworks",
      see: "private-endpoints",
    });
  }
  if (dataEndpointEnabled === false) {
    fail(registry, {
      property: "dataEndpointEnabled",
      must: "not be false with a private endpoint, with which Azure enables data endpoints",
      got: "false",
      repair: "leave it out",
      see: "private-endpoints",
    });
  }
  const location = options.location ?? known.location;
  if (location === undefined) {
    return fail(registry, {
      property: "location",
      must: "be set for a registry from fromRegistryAttributes, whose region is unknown",
      repair: "set the region of the virtual network, such as westeurope",
      see: "private-endpoints",
    });
  }
  return new RegistryPrivateEndpoint(registry, id, { ...options, registry, location, tier });
}
