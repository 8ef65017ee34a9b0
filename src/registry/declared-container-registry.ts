import type { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry, RegistryRoleAssignmentMode } from "../interfaces";
import { fail, failValidation } from "../private/fail";
import { argumentsAt, argumentsOf, isBlock } from "../private/ownership/arguments";
import { isForAzurerm5, ROLE_ASSIGNMENT_MODE } from "../private/ownership/azurerm5";
import { readProps, resource } from "../private/props/reader";
import { ContainerRegistryBase } from "./container-registry-base";
import type { EndpointTarget } from "./endpoint/registry-private-endpoints";
import { type AdminAccount, accountOnceEnabled } from "./private/admin-account";
import { identify } from "./private/registry-identity";
import { type KeptOut, keptOut } from "./private/trusted-services";

export interface ContainerRegistryResourceOptions {
  /**
   * Which role assignments the registry honors. Bindings of azurerm 5 state it, those of azurerm 4 cannot.
   *
   * @default - that of the resource's `roleAssignmentMode`, or RegistryRoleAssignmentMode.RBAC
   */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;

  /** As `readPermissionMode` of `ContainerRegistryProps`. @default - where that needs no further provider */
  readonly readPermissionMode?: boolean;
}

/** Reads the options of `fromResource` before there is a construct, since the mode may be that of the resource. */
export function declaredContainerRegistry(
  scope: Construct,
  id: string,
  registry: ContainerRegistry,
  options: ContainerRegistryResourceOptions = {},
): IContainerRegistry {
  const place = "ContainerRegistry.fromResource";
  const block = resource<ContainerRegistry>("azurerm_container_registry")(place, "registry", registry);
  const { roleAssignmentMode, readPermissionMode } = readProps(block, options, "ContainerRegistryResourceOptions");
  return new DeclaredContainerRegistry(scope, id, block, roleAssignmentMode ?? modeOf(block), readPermissionMode);
}

/** @internal */
class DeclaredContainerRegistry extends ContainerRegistryBase {
  public readonly sku?: ContainerRegistrySku;

  /** @internal */
  protected readonly _block: ContainerRegistry;

  constructor(
    scope: Construct,
    id: string,
    registry: ContainerRegistry,
    roleAssignmentMode?: RegistryRoleAssignmentMode,
    isAsked?: boolean,
  ) {
    super(scope, id, { roleAssignmentMode, provider: registry.provider });
    this._block = registry;
    const { name, sku } = argumentsAt(registry, ["name", "sku"]);
    this.sku = Object.values(ContainerRegistrySku).find((one) => one === sku);
    identify(this, String(name));
    if (IN_TRANSIT.includes(this.roleAssignmentMode)) {
      demandIgnoredMode(this, registry);
    }
    this._addStage({ resource: registry, isAsked });
  }

  /** @internal */
  protected _endpointTarget(): EndpointTarget {
    const { sku, location, dataEndpointEnabledInput } = this._block;
    return { registry: this, tier: this.sku ?? sku, location, dataEndpointEnabled: dataEndpointEnabledInput };
  }

  /** @internal */
  protected _keptOut(): KeptOut {
    return keptOut(this._block);
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    const { admin_enabled: isEnabled } = argumentsAt(this._block, ["admin_enabled"]);
    if (isEnabled === undefined || isEnabled === false) {
      fail(this, {
        property: "registry.adminEnabled",
        must: "be true when adminCredentials() is called",
        repair: "set adminEnabled: true on the resource, or use ServicePrincipalCredentials",
        see: "admin-account",
      });
    }
    this._warnOfAdmin();
    return accountOnceEnabled(this, this._block);
  }
}

const { MIGRATING, SWITCHING, REMOVING } = RegistryRoleAssignmentMode;

/** Where the resource of the registry must not state a mode. */
const IN_TRANSIT: readonly RegistryRoleAssignmentMode[] = [MIGRATING, SWITCHING, REMOVING];

/** azurerm 5 has a default, to which the next apply would take the registry back. */
function demandIgnoredMode(scope: Construct, registry: ContainerRegistry): void {
  const complaint = {
    property: "registry.lifecycle.ignoreChanges",
    must: `contain '${ROLE_ASSIGNMENT_MODE}' until roleAssignmentMode is ABAC, since an apply would take the mode back`,
    repair: `set lifecycle: { ignoreChanges: ["${ROLE_ASSIGNMENT_MODE}"] } on the resource`,
  };
  failValidation(scope, () => {
    const { lifecycle } = argumentsOf(registry);
    const ignored = isBlock(lifecycle) ? lifecycle.ignore_changes : undefined;
    const isIgnored = ignored === "all" || (Array.isArray(ignored) && ignored.includes(ROLE_ASSIGNMENT_MODE));
    return isIgnored || !isForAzurerm5(registry) ? undefined : complaint;
  });
}

function modeOf(registry: ContainerRegistry): RegistryRoleAssignmentMode | undefined {
  const mode = argumentsAt(registry, [ROLE_ASSIGNMENT_MODE])[ROLE_ASSIGNMENT_MODE];
  if (mode === undefined) {
    return undefined;
  }
  if (Token.isUnresolved(mode)) {
    fail(registry, {
      property: "roleAssignmentMode",
      must: "be passed where the mode of the resource is only known at plan",
      repair: "pass RegistryRoleAssignmentMode.RBAC or ABAC to fromResource",
      see: "known-at-synth",
    });
  }
  return mode === "AbacRepositoryPermissions" ? RegistryRoleAssignmentMode.ABAC : RegistryRoleAssignmentMode.RBAC;
}
