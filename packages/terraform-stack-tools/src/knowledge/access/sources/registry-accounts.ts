import { type Instance, type PlannedStack, resourceName, unknown } from "../../../planned/planned-stack";
import type { Json } from "../../../stack/json";
import type { Access } from "../access";
import { RIGHTS } from "../actions";
import { granted } from "../grantee";
import { originWords } from "../origin";
import { isRegistry, placeOfRegistry } from "../registries";

/**
 * What registries allow without a role assignment: by the admin account, and anonymously. Azure, "Azure Container
 * Registry authentication options explained" and "Unauthenticated anonymous pull access".
 */
export function accountAccess(planned: PlannedStack): Access[] {
  const registries = planned.instances.filter(({ block }) => isRegistry(block));
  return registries.flatMap((instance) => {
    const { address } = instance;
    const place = placeOfRegistry(instance, planned);
    const line = { registry: resourceName(instance, planned), repository: "*", address, place };
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
    return [...told(admin, "admin_enabled", instance), ...told(anonymous, "anonymous_pull_enabled", instance)];
  });
}

/** An account that is enabled, or of which nobody knows whether it is. */
function told(line: Access, argument: string, instance: Instance): Access[] {
  const { block, values } = instance;
  const value = values[argument];
  if (value !== undefined && value !== null) {
    return value === true ? [line] : [];
  }
  const configured = block.kind === "data" ? undefined : block.body[argument];
  const isOpen = configured !== undefined && configured !== null && !isBoolean(configured);
  const words = unknown(`${originWords(line.origin)}, if it is enabled`, instance, argument);
  return isOpen ? [{ ...line, repository: "what it allows", rights: [], origin: { kind: "definition", words } }] : [];
}

function isBoolean(value: Json): boolean {
  return typeof value === "boolean";
}
