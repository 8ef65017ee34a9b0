import { type Instance, type PlannedStack, resourceName } from "../../../planned/planned-stack";
import { blocksReadBy } from "../../../stack/dependencies";
import type { Access } from "../access";
import { RIGHTS } from "../actions";
import { granted } from "../grantee";
import { identityOf } from "../identity";
import { ANY_REGISTRY } from "../registries";
import { definedRole, isRoleDefinition } from "../roles";
import { isScopeMap, placeOfToken, registryOfToken, repositoriesOfMap } from "./tokens";

/** What custom roles and scope maps allow that nothing in the stack is given: others may be, in other stacks. */
export function definedAccess(planned: PlannedStack, others: readonly Access[]): Access[] {
  const addresses = new Set(others.map(({ address }) => address));
  const used = planned.instances.filter(({ address }) => addresses.has(address));
  const isUsed = ({ block }: Instance) =>
    used.some(
      (one) =>
        blocksReadBy(
          REFERRING.map((name) => one.block.body[name] ?? null),
          planned.stack,
          [block],
        ).length > 0,
    );
  return planned.instances
    .filter((instance) => (isRoleDefinition(instance.block) || isScopeMap(instance.block)) && !isUsed(instance))
    .flatMap((instance) => [...roleAccess(instance, planned), ...scopeMapAccess(instance, planned)]);
}

const REFERRING = ["role_definition_id", "role_definition_name", "scope_map_id"];

function roleAccess(instance: Instance, planned: PlannedStack): Access[] {
  const { address, block } = instance;
  if (!isRoleDefinition(block)) {
    return [];
  }
  const name = resourceName(instance, planned);
  const role = definedRole(block, planned);
  const line = {
    ...granted([{ kind: "somebody", words: `whoever has role ${name}` }]),
    ...ANY_REGISTRY,
    origin: { kind: "definition", words: `definition of role ${name}` } as const,
    address,
    identity: identityOf(instance, ["scope", ...(role === undefined ? ["permissions"] : [])], planned),
  };
  if (role === undefined) {
    return [{ ...line, repository: "what the role allows", rights: [] }];
  }
  const images = RIGHTS.filter((right) => role.RBAC.includes(right) || role.ABAC.includes(right));
  const powers = role.powers.map((power) => [power]);
  const acting =
    role.isActing && powers.length === 0 ? [{ ...line, repository: "what identities may do", rights: [] }] : [];
  return [
    ...[...(images.length > 0 ? [images] : []), ...powers].map((rights) => ({ ...line, repository: "*", rights })),
    ...acting,
  ];
}

function scopeMapAccess(instance: Instance, planned: PlannedStack): Access[] {
  const { address, block } = instance;
  if (!isScopeMap(block)) {
    return [];
  }
  const name = resourceName(instance, planned);
  const line = {
    ...granted([{ kind: "somebody", words: `whoever has a token with scope map ${name}` }]),
    registry: registryOfToken(instance, planned),
    origin: { kind: "definition", words: `scope map ${name}` } as const,
    address,
    place: placeOfToken(instance, planned),
  };
  return repositoriesOfMap(instance, planned).map((part) => ({ ...line, ...part }));
}
