import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformIterator, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { PullRoleAssignment } from "../src";
import * as inputs from "./inputs";

/** Strategy 3 for teams that may not assign roles: whoever may gives the grants, and this stack makes nothing else. */
export class PullGrants extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: inputs.subscriptionId(this),
      // The one who assigns roles need not be able to register resource providers.
      resourceProviderRegistrations: "none",
    });

    const grant = TerraformIterator.fromMap(inputs.grants(this));
    new PullRoleAssignment(this, "pull", {
      forEach: grant,
      registryId: grant.getString("registry_id"),
      principalObjectId: grant.getString("object_id"),
    });
  }
}
