import { TerraformElement, TerraformResource, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { IContainerRegistry } from "../interfaces";
import { hint } from "../private/error-topics";
import { argumentsAt, valueAt } from "../private/ownership/arguments";
import { firstSegmentsOf } from "../private/rendering/segment";
import { warn } from "../private/warn";
import type { Way } from "./endpoint/registry-private-endpoint";
import { identityOf } from "./private/registry-identity";

/**
 * Warns of who can never pull, once the whole app is there: nodes of AKS are no trusted service (Azure, "Allow trusted
 * services to securely access a network-restricted container registry"). What synth cannot tell passes: an endpoint that this package
 * has not made, nodes that are looked up, ids that only the plan knows.
 *
 * @param pullers of a registry without public access, otherwise none
 */
export function warnOfNoWayIn(registry: IContainerRegistry, pullers: () => readonly IConstruct[]): void {
  let isSaid = false;
  registry.node.addValidation({
    validate: () => {
      const asked = isSaid ? [] : pullers();
      const ways = asked.length === 0 ? [] : waysTo(registry, registry.node.root.node.findAll());
      const all = shutOut(asked, ways);
      if (all.length > 0) {
        isSaid = true;
        const who = all.map(({ node }) => `'${node.path}'`).join(", ");
        warn(
          registry,
          `publicNetworkAccessEnabled is false, and nothing can pull for ${who}: ${whyOf(ways.length > 0)}; ` +
            hint("private-endpoints"),
        );
      }
      return [];
    },
  });
}

/** The registry of an endpoint and the networks that reach it, unless its class is not ours. */
function wayOf(endpoint: IConstruct & { readonly _way?: Way }): Way | undefined {
  return endpoint._way;
}

/** The networks that each endpoint is found from. */
type Ways = readonly (readonly string[] | undefined)[];

function waysTo(registry: IContainerRegistry, constructs: readonly IConstruct[]): Ways {
  return constructs.flatMap((one): Ways => {
    const way = wayOf(one);
    if (way !== undefined) {
      return identityOf(way.registry) === identityOf(registry) ? [way.networks] : [];
    }
    return isOtherWay(one) ? [undefined] : [];
  });
}

/** What the app declares itself, unless it says that it leads to something else: nobody can tell from where it is found. */
function isOtherWay(one: IConstruct): boolean {
  if (one.node.scope && wayOf(one.node.scope)) {
    return false;
  }
  // A module may create whatever it likes.
  if (!TerraformResource.isTerraformResource(one)) {
    return TerraformElement.isTerraformElement(one) && "source" in one;
  }
  if (one.terraformResourceType !== "azurerm_private_endpoint") {
    const type = String(argumentsAt(one, ["type"]).type);
    return (
      one.terraformResourceType.startsWith("azurerm_private_dns_zone_virtual") || /^Microsoft.Network[/]/i.test(type)
    );
  }
  const [connection] = [argumentsAt(one, ["private_service_connection"]).private_service_connection].flat();
  const names = valueAt({ connection }, "connection.subresource_names");
  return !Array.isArray(names) || names.includes("registry");
}

function shutOut(pullers: readonly IConstruct[], ways: Ways): IConstruct[] {
  return pullers.filter((puller) => !ways.some((networks) => networks === undefined || mayFind(puller, networks)));
}

/** Of a cluster that tells it, the id of the nodes' subnet, or an expression. Null in a network that AKS makes. */
interface NodesInNetwork {
  _nodesSubnet?(): unknown;
}

function mayFind(puller: IConstruct & NodesInNetwork, networks: readonly string[]): boolean {
  const subnet = puller._nodesSubnet?.();
  if (subnet === null) {
    // A network that AKS makes can be linked later, but has no endpoint before the cluster is there.
    return networks.length > 1;
  }
  const known = [subnet, ...networks].filter((id): id is string => typeof id === "string" && !Token.isUnresolved(id));
  const isKnown = known.length === networks.length + 1;
  return !isKnown || networks.some((id) => id.toLowerCase() === firstSegmentsOf(known[0], 9).toLowerCase());
}

function whyOf(hasEndpoint: boolean): string {
  return hasEndpoint
    ? "their nodes are in none of the networks of its private endpoints or their zones; set subnetId of " +
        "the cluster to a subnet of such a network, or pass that of the nodes in dns.linkedNetworks if the networks are peered"
    : "it has no private endpoint; create a RegistryPrivateEndpoint in the network that the nodes are in, unless " +
        "somebody else creates one";
}
