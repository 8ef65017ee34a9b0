import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { AzapiResource } from "../../private/azapi";
import { isForAzurerm5 } from "../../private/ownership/azurerm5";

/** For bindings of azurerm 5 and later, which have the argument; those of azurerm 4 leave it out. */
export function armTokenArguments(isAllowed: boolean | undefined): {
  readonly azureadAuthenticationAsArmPolicyEnabled?: boolean;
} {
  return isAllowed === undefined ? {} : { azureadAuthenticationAsArmPolicyEnabled: isAllowed };
}

/** Whether a registry takes tokens of Azure Resource Manager. azurerm 4.55 has no argument for it. */
export function setArmTokens(
  scope: Construct,
  registry: TerraformResource & { readonly id: string },
  isAllowed: boolean | undefined,
): void {
  if (isAllowed !== undefined) {
    new ArmTokens(scope, registry, isAllowed);
  }
}

class ArmTokens extends AzapiResource {
  constructor(
    scope: Construct,
    private readonly registry: TerraformResource & { readonly id: string },
    isAllowed: boolean,
  ) {
    super(scope, "ArmTokens", "azapi_update_resource", {
      type: "Microsoft.ContainerRegistry/registries@2025-11-01",
      resourceId: registry.id,
      body: {
        properties: { policies: { azureADAuthenticationAsArmPolicy: { status: isAllowed ? "enabled" : "disabled" } } },
      },
    });
  }

  /** @internal */
  public get _isNeeded(): boolean {
    return !isForAzurerm5(this.registry);
  }
}
