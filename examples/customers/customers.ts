import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { ContainerRegistry, CustomerAccess } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Contract } from "./contracts";

/** A token for each customer. */
export class Customers extends TerraformStack {
  constructor(scope: Construct, id: string, customers: Readonly<Record<string, Contract>>) {
    super(scope, id);
    // The state contains the passwords: the container needs an access policy of its own.
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "customers",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      resourceProviderRegistrations: "none",
    });
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: "contosoregistry",
      resourceGroupName: "rg-shared",
    });
    for (const [customer, contract] of Object.entries(customers)) {
      new CustomerAccess(this, customer, { registry, ...contract });
    }
  }
}
