import type * as registryData from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { Fn, type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import type { RegistryRoleAssignmentMode } from "../interfaces";
import { condition } from "../private/condition";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { segmentOf } from "../private/rendering/segment";
import { RULES } from "../private/text-rules";
import { ContainerRegistryBase, type RegistryBlock } from "./container-registry-base";
import type { EndpointTarget } from "./endpoint/registry-private-endpoint";
import type { AdminAccount } from "./private/admin-account";
import { identify } from "./private/registry-identity";

const data = lazy<typeof registryData>(() => require("@cdktf/provider-azurerm/lib/data-azurerm-container-registry"));

export interface ContainerRegistryLookupOptions {
  /** 5 to 50 letters and digits: the name, not the login server. */
  readonly registryName: string;

  /** Resource group of the registry. */
  readonly resourceGroupName: string;

  /**
   * Which role assignments the registry honors: see `az acr show --query roleAssignmentMode`, which no data source of
   * azurerm reads. Nothing checks what is stated here: in another mode, grants are applied and no pull works.
   *
   * @default - unknown, so that grants assign the roles of both modes
   */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;

  /** An azurerm provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

export interface ContainerRegistryAttributes {
  /** Resource id, as `az acr show --query id --output tsv` prints it. */
  readonly registryId: string;

  /** Lowercase host name, as `az acr show --query loginServer --output tsv` prints it. */
  readonly loginServer: string;

  /**
   * Which role assignments the registry honors: see `az acr show --query roleAssignmentMode`. Nothing checks what is
   * stated here: in another mode, grants are applied and no pull works.
   *
   * @default - unknown, so that grants assign the roles of both modes
   */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;

  /** An azurerm provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/** @internal */
export class LookedUpContainerRegistry extends ContainerRegistryBase {
  /** @internal */
  protected readonly _block: registryData.DataAzurermContainerRegistry;

  constructor(scope: Construct, id: string, options: ContainerRegistryLookupOptions) {
    super(scope, id, options, "ContainerRegistryLookupOptions");
    options = this._rules.props(options, "ContainerRegistryLookupOptions");
    this._rules.text("registryName", options.registryName, RULES.registryName, { atPlan: "left to azurerm" });
    this._rules.text("resourceGroupName", options.resourceGroupName, RULES.resourceGroupName, {
      atPlan: "left to azurerm",
    });
    identify(this, options.registryName);
    this._block = new (data().DataAzurermContainerRegistry)(this, "Default", {
      name: options.registryName,
      resourceGroupName: options.resourceGroupName,
      provider: options.provider,
    });
  }

  /** @internal */
  public _endpointTarget(): EndpointTarget {
    return { tier: this._block.sku, location: this._block.location };
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    this._warnOfAdmin();
    const enabled = condition(this, "${self.admin_enabled}", {
      property: "adminAccount",
      must: "be enabled on this registry",
      repair: "run `az acr update --name <registry> --admin-enabled true`, or use a service principal instead",
      see: "admin-account",
    });
    this._block.lifecycle = { postcondition: [enabled] };
    // The data source marks the password as sensitive only since azurerm 4.58.
    return { username: this._block.adminUsername, password: Fn.sensitive(this._block.adminPassword) };
  }
}

/** @internal */
export class KnownContainerRegistry extends ContainerRegistryBase {
  /** @internal */
  protected readonly _block: RegistryBlock;

  constructor(scope: Construct, id: string, attributes: ContainerRegistryAttributes) {
    super(scope, id, attributes, "ContainerRegistryAttributes");
    const { registryId, loginServer } = this._rules.props(attributes, "ContainerRegistryAttributes");
    this._rules.text("registryId", registryId, RULES.registryId, { atPlan: "left to the constructs that use the id" });
    this._rules.text("loginServer", loginServer, RULES.loginServer, { atPlan: "left to the pull secret" });
    this._block = {
      id: registryId,
      loginServer,
      name: segmentOf(registryId, 8),
      resourceGroupName: segmentOf(registryId, 4),
    };
    if (!Token.isUnresolved(registryId)) {
      identify(this, this.registryName);
    }
  }

  /** @internal Azure is the judge of the tier, which nobody reads. */
  public _endpointTarget(): EndpointTarget {
    return {};
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    return fail(this, {
      property: "adminCredentials()",
      must: "not be called on a registry from fromRegistryAttributes or azapi, whose admin account is unknown",
      repair: "use ContainerRegistry.fromLookup, or ServicePrincipalCredentials",
      see: "admin-account",
    });
  }
}
