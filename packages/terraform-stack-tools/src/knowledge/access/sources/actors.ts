import { type Instance, instanceOf, nameIn, type PlannedStack, unknown } from "../../../planned/planned-stack";
import { blocksReadBy } from "../../../stack/dependencies";
import { type Json, textOf } from "../../../stack/json";
import type { Block } from "../../../stack/stack";
import { clusterBlocks } from "../../catalogue/questions";
import type { Access } from "../access";
import { granted } from "../grantee";
import { identityOf } from "../identity";
import { idleOf, principalsOf } from "../principals";
import { ANY_REGISTRY, scopeAbove, scopesReferredTo } from "../registries";
import { type KnownRole, roleOf } from "../roles";
import { assignmentsIn } from "./assignments";

/** An identity, or all of them in a scope. */
interface Place {
  readonly words: string;
  /** Where the stack has it. */
  readonly identity?: Block;
}

/**
 * What somebody may do by a role on an identity, who can give it to a machine or trust other tokens in its place: as much
 * as the identity. Azure, "Azure built-in roles for Identity", 2026-07-01.
 * @param holders whatever has access by roles of the stack
 */
export function actingAccess(planned: PlannedStack, holders: ReadonlySet<Block>): Access[] {
  return assignmentsIn(planned).flatMap(({ instance }) => {
    const role = roleOf(instance, planned);
    return placesOf(instance, role, planned).map(({ words, identity }): Access => {
      const named = role === undefined ? "a role" : `role ${planned.naming.of(role.name)}`;
      return {
        ...granted(principalsOf(instance, planned)),
        ...ANY_REGISTRY,
        repository: `what ${words} may do`,
        rights: [],
        origin: { kind: "delegation", words: `${named} on ${words}` },
        address: instance.address,
        identity: identityOf(instance, ["principal_id", "managing_tenant_id", "scope"], planned),
        ...(identity === undefined ? {} : idleOf([identity], holders)),
      };
    });
  });
}

/** On an identity, whoever may change roles may act as it, too. Above it, that is told of registries as well. */
function placesOf(instance: Instance, role: KnownRole | undefined, planned: PlannedStack): readonly Place[] {
  const isStrong = role === undefined || role.powers.length > 0;
  if (!isStrong && !role.isActing) {
    return [];
  }
  const { block, values } = instance;
  const identities = identitiesIn(block.body.scope, planned);
  if (identities.length > 0) {
    return identities
      .filter((identity) => !isOfNodes(identity, block.body.principal_id, planned))
      .map((identity) => ({ words: titled(nameOf(identity, planned)), identity }));
  }
  const [, name] = /\/userAssignedIdentities\/([^/]+)$/i.exec(textOf(values.scope)) ?? [];
  if (name !== undefined) {
    return [{ words: titled(planned.naming.of(name)) }];
  }
  if (isStrong) {
    return [];
  }
  const above =
    typeof values.scope === "string"
      ? [scopeAbove(values.scope, planned) ?? []].flat()
      : (scopesReferredTo(block.body.scope, planned) ?? [unknown("an unknown scope", instance, "scope")]);
  return above.map((scope) => ({ words: `identities in ${scope}` }));
}

function titled(name: string): string {
  return `managed identity ${name}`;
}

function nameOf(identity: Block, planned: PlannedStack): string {
  return nameIn(instanceOf(identity, planned)?.values.name, identity.body.name, planned) ?? identity.name;
}

/** The control plane of a cluster gives its nodes their identity. Azure, "Use a managed identity in Azure Kubernetes Service". */
function isOfNodes(identity: Block, principal: Json | undefined, planned: PlannedStack): boolean {
  const holders = identitiesIn(principal, planned);
  return clusterBlocks(planned.stack).some(({ body }) => {
    const control = identitiesIn(body.identity, planned);
    const isControl = holders.length > 0 && holders.every((holder) => control.includes(holder));
    return isControl && identitiesIn(body.kubelet_identity, planned).includes(identity);
  });
}

function identitiesIn(value: Json | undefined, { stack }: PlannedStack): readonly Block[] {
  return blocksReadBy(value, stack).filter(({ type }) => type === "azurerm_user_assigned_identity");
}
