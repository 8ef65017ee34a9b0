import type { IContainerRegistry, IPullGrantee } from "../../interfaces";
import { failValidation } from "../../private/fail";
import { tenantOf } from "../../private/provider-settings";

/**
 * Azure assigns the role even so, to an id that means nobody: "Scenarios to authenticate with Azure Container Registry
 * from Kubernetes". A cluster on a service principal may be elsewhere, if that has an object in the registry's tenant.
 */
export function refuseOtherTenant(property: string, registry: IContainerRegistry, grantee: IPullGrantee): void {
  failValidation(grantee, () => {
    const [own, other] = [tenantOf(registry), tenantOf(grantee)];
    if (own === undefined || other === undefined || own === other) {
      return undefined;
    }
    return {
      property,
      must: `be called for an identity of the tenant of '${registry.node.path}' (${own}), whose roles nobody else can have`,
      got: other,
      repair: "pull with a RegistryToken in other tenants, or correct tenantId of the provider",
      see: "another-tenant",
    };
  });
}
