import { type Instance, instanceOf, type PlannedStack, resourceName } from "../../planned/planned-stack";
import { collected, objectOf } from "../../stack/json";
import { blocksReadBy } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isAzapi, isCluster, titleOf } from "../catalogue/block-types";
import { type Access, type Grantee, granted } from "./access";
import { clustersPullingAs, identitiesIn, isIdentity, isPrincipal, nodesOf } from "./principals";
import { identityOf, isRegistry, joined } from "./registries";
import { CLUSTERS, contentOf, resourceType } from "./translation";

/**
 * What may be done where an identity is used: whatever runs in a machine or an app that has it gets its tokens. Azure,
 * "How to use managed identities for Azure resources on an Azure VM to acquire an access token", undated.
 * @param assigned what identities may do by role assignments
 */
export function carriedAccess(planned: PlannedStack, assigned: readonly Access[]): Access[] {
  const instances = new Map(planned.instances.map((instance) => [instance.address, instance]));
  return assigned.flatMap((line) => {
    const assignment = line.origin.kind === "role assignment" ? instances.get(line.address) : undefined;
    return assignment === undefined
      ? []
      : blocksReadBy(assignment.block.body.principal_id, planned.stack)
          .filter(isPrincipal)
          .flatMap((one) => carriersOf(one, planned).map((carrier) => carried(line, carrier, planned)));
  });
}

interface Carrier {
  readonly instance: Instance;
  readonly grantee: Grantee;
}

function carried(line: Access, { instance, grantee }: Carrier, planned: PlannedStack): Access {
  const about = identityOf(instance, ["name", "resource_group_name", "parent_id"], planned);
  return {
    ...line,
    ...granted([grantee]),
    address: instance.address,
    grantedBy: line.address,
    identity: joined([about, ...(line.identity === undefined ? [] : [line.identity])]),
  };
}

function carriersOf(identity: Block, planned: PlannedStack): Carrier[] {
  // The first cluster is who the role is told to be of.
  const [, ...clusters] = clustersPullingAs(identity, planned);
  const nodes = clusters.flatMap((cluster): Carrier[] => {
    const instance = instanceOf(cluster, planned);
    return instance === undefined ? [] : [{ instance, grantee: nodesOf(cluster, planned) }];
  });
  const others = (carriersByIdentity(planned).get(identity.address) ?? []).map((instance): Carrier => {
    const words = `whatever runs in ${titleOf(instance.block.type)} ${resourceName(instance, planned)}`;
    return { instance, grantee: { kind: "somebody", words } };
  });
  return [...nodes, ...others];
}

/** What is given an identity of users, other than the control planes of clusters and registries, in which nothing of theirs runs. */
const carriersByIdentity = once((planned: PlannedStack) => {
  const carriers = planned.instances.filter(
    ({ block }) => block.kind === "resource" && !isCluster(block) && !isRegistry(block) && !isInRegistry(block),
  );
  return collected(
    carriers.flatMap((one) => identitiesGiven(one, planned).map(({ address }) => [address, one] as const)),
  );
});

/** By the block of a resource, or by keys in the body of a resource of Azure's own API. */
function identitiesGiven({ block, values }: Instance, planned: PlannedStack): readonly Block[] {
  const { identity } = block.body;
  const given = identity === undefined ? [] : identitiesIn(identity, planned);
  if (!isAzapi(block.blockType) || resourceType(block.body, values) === CLUSTERS) {
    return given;
  }
  const keys = [block.body.body, values.body].flatMap((body) =>
    Object.keys(objectOf(objectOf(objectOf(contentOf(body)).identity).userAssignedIdentities)),
  );
  const ids = new Set(keys.map((key) => key.toLowerCase()));
  const known = planned.instances.filter(({ values: { id } }) => typeof id === "string" && ids.has(id.toLowerCase()));
  const named = [...identitiesIn(keys, planned), ...known.map(({ block: owner }) => owner).filter(isIdentity)];
  return [...new Set([...given, ...named])];
}

/** Such as a cache, which pulls with the identity itself. */
function isInRegistry({ type, body }: Block): boolean {
  return type.startsWith("azapi_") && resourceType(body, {}).startsWith("microsoft.containerregistry/");
}
