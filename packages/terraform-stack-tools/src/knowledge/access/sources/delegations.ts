import { type Instance, instanceOf, type PlannedStack } from "../../../planned/planned-stack";
import { blocksReadBy } from "../../../stack/dependencies";
import { type JsonObject, listOf, objectOf } from "../../../stack/json";
import { isOfType } from "../../catalogue/questions";

/** A role assignment, whatever resource makes it. */
export interface Assignment {
  /** With the arguments of a role assignment. */
  readonly instance: Instance;
  /** How the role is assigned, other than for good. */
  readonly how?: string;
  readonly isEligible?: true;
}

const HOW = "by Azure Lighthouse";

/**
 * What a definition or an assignment of Azure Lighthouse lets another tenant do, as role assignments: for the subscription of the
 * definition, and for the scope of an assignment. Azure, "Tenants, users, and roles in Azure Lighthouse scenarios".
 */
export function delegatedAssignments(instance: Instance, planned: PlannedStack): Assignment[] {
  const { block, values } = instance;
  if (isOfType(block, "azurerm_lighthouse_definition")) {
    return authorizationsOf(instance, block.body, values);
  }
  if (!isOfType(block, "azurerm_lighthouse_assignment")) {
    return [];
  }
  return definitionsOf(instance, planned).flatMap((definition) =>
    authorizationsOf({ ...definition, address: instance.address }, block.body, values),
  );
}

/** The definitions of the stack that an assignment is about; none where it is defined elsewhere. */
function definitionsOf({ block }: Instance, planned: PlannedStack): Instance[] {
  return blocksReadBy(block.body.lighthouse_definition_id, planned.stack)
    .filter((one) => isOfType(one, "azurerm_lighthouse_definition"))
    .flatMap((one) => instanceOf(one, planned) ?? []);
}

/** @param body with the scope, and @param scoped the same as planned */
function authorizationsOf({ address, block, values }: Instance, body: JsonObject, scoped: JsonObject): Assignment[] {
  return ["authorization", "eligible_authorization"].flatMap((name) => {
    const configured = listOf(block.body[name]);
    const known = listOf(values[name]);
    const all = known.length > configured.length ? known : configured;
    return all.map((_, index): Assignment => {
      const made = { ...objectOf(configured[index]), scope: body.scope ?? null };
      const own = { ...objectOf(known[index]), ...(scoped.scope === undefined ? {} : { scope: scoped.scope }) };
      return {
        instance: {
          address,
          block: { ...block, body: { ...made, managing_tenant_id: block.body.managing_tenant_id ?? null } },
          values: own,
        },
        ...(name === "authorization" ? { how: HOW } : { how: `${HOW}, which they may activate`, isEligible: true }),
      };
    });
  });
}
