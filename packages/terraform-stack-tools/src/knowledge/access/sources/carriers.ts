import { type Instance, instanceOf, type PlannedStack, resourceName } from "../../../planned/planned-stack";
import { blocksReadBy } from "../../../stack/dependencies";
import { objectOf } from "../../../stack/json";
import { once } from "../../../stack/once";
import type { Block } from "../../../stack/stack";
import { isAzapi } from "../../catalogue/block-types/azapi";
import { isCluster, titleOf } from "../../catalogue/questions";
import type { Access } from "../access";
import { type Grantee, granted } from "../grantee";
import { identityOf, joined } from "../identity";
import { clustersPullingAs, nodesOf } from "../principals";
import { isRegistry } from "../registries";
import { contentOf, resourceType } from "../translation/azapi";

/**
 * What may be done where an identity is used: whatever runs in a machine or an app that has it gets its tokens. Azure,
 * "How to use managed identities for Azure resources on an Azure VM to acquire an access token", read on 2026-11-28.
 * @param assigned what identities may do by role assignments
 */
export function carriedAccess(planned: PlannedStack, assigned: readonly Access[]): Access[] {
  const instances = new Map(planned.instances.map((instance) => [instance.address, instance]));
  return assigned.flatMap((line) => {
    const assignment = line.origin.kind === "role assignment" ? instances.get(line.address) : undefined;
    return assignment === undefined
      ? []
      : identitiesIn(assignment.block.body.principal_id, planned).flatMap((identity) =>
          carriersOf(identity, planned).map((carrier) => carried(line, carrier, planned)),
        );
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
const carriersByIdentity = once((planned: PlannedStack): ReadonlyMap<string, readonly Instance[]> => {
  const found = new Map<string, Instance[]>();
  for (const instance of planned.instances) {
    const { block } = instance;
    if (block.kind === "resource" && !isCluster(block) && !isRegistry(block) && !isInRegistry(block)) {
      for (const { address } of identitiesGiven(instance, planned)) {
        const others = found.get(address) ?? [];
        others.push(instance);
        found.set(address, others);
      }
    }
  }
  return found;
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

const CLUSTERS = "microsoft.containerservice/managedclusters";

/** Such as a cache, which pulls with the identity itself. */
function isInRegistry({ type, body }: Block): boolean {
  return type.startsWith("azapi_") && resourceType(body, {}).startsWith("microsoft.containerregistry/");
}

function identitiesIn(value: Parameters<typeof blocksReadBy>[0], { stack }: PlannedStack): Block[] {
  return blocksReadBy(value, stack).filter(isIdentity);
}

function isIdentity({ type }: Block): boolean {
  return type === "azurerm_user_assigned_identity";
}
