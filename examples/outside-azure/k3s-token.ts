import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { ContainerRegistry, CustomerAccess } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import { KEY_VAULT_ID, REGISTRY, STATE, SUBSCRIPTION_ID, TOKEN } from "./contoso";
import type { Rotation } from "./rotation";

/** A registry token with a new password each month, which Terraform writes to a key vault. */
export class K3sToken extends TerraformStack {
  constructor(scope: Construct, id: string, rotation: Rotation) {
    super(scope, id);
    // This state contains the passwords: the container needs an access policy of its own.
    new AzurermBackend(this, { ...STATE, containerName: "tokens", key: `${id}.tfstate` });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: SUBSCRIPTION_ID,
      resourceProviderRegistrations: "none",
    });
    new CustomerAccess(this, TOKEN, {
      registry: ContainerRegistry.fromLookup(this, "acr", REGISTRY),
      repositories: ["team/*"],
      keyVaultId: KEY_VAULT_ID,
      ...rotation,
    });
  }
}
