import { isOfType } from "../../catalogue/questions";
import type { Access } from "../access";
import { RIGHTS } from "../actions";
import { granted } from "../grantee";
import { identityOf } from "../identity";
import type { PlannedStack } from "../planned-stack";
import { resourceName } from "../planned-stack";

/**
 * What registries allow without a role assignment: by the admin account, and anonymously. Azure, "Azure Container
 * Registry authentication options explained" and "Unauthenticated anonymous pull access".
 */
export function accountAccess(planned: PlannedStack): Access[] {
  const registries = planned.instances.filter(({ block }) => isOfType(block, "azurerm_container_registry"));
  return registries.flatMap((instance) => {
    const { address, values } = instance;
    const identity = identityOf(instance, ["name", "resource_group_name", "parent_id"], planned);
    const line = { registry: resourceName(instance, planned), repository: "*", address, identity };
    const admin: Access = {
      ...line,
      ...granted([{ kind: "password holder", password: "an admin password of the registry" }]),
      rights: RIGHTS,
      origin: { kind: "admin account" },
    };
    const anonymous: Access = {
      ...line,
      ...granted([{ kind: "anyone" }]),
      rights: ["pull"],
      origin: { kind: "anonymous pull" },
    };
    return [
      ...(values.admin_enabled === true ? [admin] : []),
      ...(values.anonymous_pull_enabled === true ? [anonymous] : []),
    ];
  });
}
