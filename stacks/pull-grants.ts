import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformIterator, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { PullRoleAssignment } from "../src";
import * as inputs from "./inputs";

/**
 * Strategy 3 for teams that cannot assign roles: a team that can deploys this stack, which creates only role
 * assignments.
 */
export class PullGrants extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: inputs.subscriptionId(this),
      // The identity that assigns roles does not need permission to register resource providers.
      resourceProviderRegistrations: "none",
    });

    const grant = TerraformIterator.fromMap(inputs.grants(this));
    new PullRoleAssignment(this, "pull", {
      forEach: grant,
      registryId: grant.getString("registry_id"),
      principalId: grant.getString("object_id"),
    });
  }
}
