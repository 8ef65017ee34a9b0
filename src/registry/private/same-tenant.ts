import type { IContainerRegistry, IRegistryGrantee } from "../../interfaces";
import { failValidation } from "../../private/fail";
import { tenantOf } from "../../private/provider-settings";

/**
 * Azure assigns the role even so, to an id that means nobody: "Scenarios to authenticate with Azure Container Registry
 * from Kubernetes". A cluster on a service principal may be elsewhere, if that has an object in the registry's tenant.
 *
 * @param grantees known once the stack is complete
 */
export function refuseOtherTenants(registry: IContainerRegistry, grantees: () => readonly IRegistryGrantee[]): void {
  failValidation(registry, () => {
    const own = tenantOf(registry);
    const stranger = own === undefined ? undefined : grantees().find((one) => (tenantOf(one) ?? own) !== own);
    if (stranger === undefined) {
      return undefined;
    }
    return {
      property: "grantPull",
      must: `be called for identities of the tenant of the registry (${own}), whose roles nobody else can have`,
      got: `'${stranger.node.path}' of ${tenantOf(stranger)}`,
      repair:
        "pull with an identity of the registry's tenant and External Secrets, or with a RegistryToken, in other tenants, " +
        "or correct tenantId of the provider",
      see: "another-tenant",
    };
  });
}
