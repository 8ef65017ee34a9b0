import type * as registryData from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { Fn, type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import type { RegistryPermissionMode } from "../../interfaces";
import { condition } from "../private/conditions";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { check, RULES } from "../private/rules";
import { type AdminAccount, ContainerRegistryBase } from "./container-registry-base";
import { identify } from "./private/registry-identity";

const data = lazy<typeof registryData>(() => require("@cdktf/provider-azurerm/lib/data-azurerm-container-registry"));

export interface ContainerRegistryLookupOptions {
  readonly registryName: string;

  readonly resourceGroupName: string;

  /** What `az acr show --query roleAssignmentMode` tells: the provider cannot read it. @default RegistryPermissionMode.RBAC */
  readonly permissionMode?: RegistryPermissionMode;

  /** A provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

export interface ContainerRegistryAttributes {
  /** What `az acr show --query id --output tsv` prints. */
  readonly registryId: string;

  /** What `az acr show --query loginServer --output tsv` prints. */
  readonly loginServer: string;

  /** What `az acr show --query roleAssignmentMode` tells. @default RegistryPermissionMode.RBAC */
  readonly permissionMode?: RegistryPermissionMode;

  /** A provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/** @internal */
export class LookedUpContainerRegistry extends ContainerRegistryBase {
  private readonly registry: registryData.DataAzurermContainerRegistry;

  constructor(scope: Construct, id: string, options: ContainerRegistryLookupOptions) {
    super(scope, id, options);
    check(this, "registryName", options.registryName, RULES.registryName);
    check(this, "resourceGroupName", options.resourceGroupName, RULES.notEmpty);
    identify(this, options.registryName);
    this.registry = new (data().DataAzurermContainerRegistry)(this, "Default", {
      name: options.registryName,
      resourceGroupName: options.resourceGroupName,
      provider: options.provider,
    });
  }

  public get registryId(): string {
    return this.registry.id;
  }

  public get loginServer(): string {
    return this.registry.loginServer;
  }

  public get registryName(): string {
    return this.registry.name;
  }

  public get resourceGroupName(): string {
    return this.registry.resourceGroupName;
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    this._warnOfAdmin();
    const enabled = condition(this, "${self.admin_enabled}", {
      property: "adminCredentials()",
      must: "be called on a registry whose admin account is enabled",
      repair: "run `az acr update --name <registry> --admin-enabled true`, or use ServicePrincipalCredentials",
    });
    this.registry.lifecycle = { postcondition: [enabled] };
    // The data source marks the password sensitive only from azurerm 4.58 on.
    return { username: this.registry.adminUsername, password: Fn.sensitive(this.registry.adminPassword) };
  }
}

/** @internal */
export class KnownContainerRegistry extends ContainerRegistryBase {
  public readonly registryId: string;
  public readonly loginServer: string;
  constructor(scope: Construct, id: string, attributes: ContainerRegistryAttributes) {
    super(scope, id, attributes);
    check(this, "registryId", attributes.registryId, RULES.registryId);
    check(this, "loginServer", attributes.loginServer, RULES.loginServer);
    this.registryId = attributes.registryId;
    this.loginServer = attributes.loginServer;
    if (!Token.isUnresolved(attributes.registryId)) {
      identify(this, this.registryName);
    }
  }

  public get registryName(): string {
    return this.part(8);
  }

  public get resourceGroupName(): string {
    return this.part(4);
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    return fail(this, {
      property: "adminCredentials()",
      must: "be called on a registry whose admin account is known",
      repair: "use ContainerRegistry.fromLookup instead of fromRegistryAttributes, or ServicePrincipalCredentials",
    });
  }

  /** A part of the resource id, which Terraform takes where a token hides it. */
  private part(index: number): string {
    return Token.isUnresolved(this.registryId)
      ? Token.asString(Fn.element(Fn.split("/", this.registryId), index))
      : this.registryId.split("/")[index];
  }
}
