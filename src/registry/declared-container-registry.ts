import type { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry, RegistryRoleAssignmentMode } from "../interfaces";
import { demandExport, isAzapiResource } from "../private/azapi-resource";
import { fail, failValidation } from "../private/fail";
import { argumentsAt, argumentsOf, isBlock, valueAt } from "../private/ownership/arguments";
import { ROLE_ASSIGNMENT_MODE } from "../private/ownership/azurerm5";
import { readProps, resource } from "../private/props/reader";
import { ContainerRegistryBase } from "./container-registry-base";
import type { EndpointTarget } from "./endpoint/registry-private-endpoint";
import { KnownContainerRegistry } from "./existing-container-registry";
import { type AdminAccount, accountOnceEnabled } from "./private/admin-account";
import { identify } from "./private/registry-identity";
import { hasMode, warnIfNotSet } from "./private/role-assignment-mode";
import { type KeptOut, keptOut } from "./private/trusted-services";

export interface ContainerRegistryResourceOptions {
  /**
   * Which role assignments the registry honors, if the resource does not state it (azurerm 4.81 or later).
   *
   * @default - that of the resource's `roleAssignmentMode`, otherwise unknown, so that grants assign the roles of both modes
   */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;
}

const REGISTRY = resource("azurerm_container_registry", "Microsoft.ContainerRegistry/registries");

/** Reads the options of `fromResource` before there is a construct, since the mode may be that of the resource. */
export function declaredContainerRegistry(
  scope: Construct,
  id: string,
  registry: TerraformResource,
  options: ContainerRegistryResourceOptions = {},
): IContainerRegistry {
  const block = REGISTRY("ContainerRegistry.fromResource", "registry", registry);
  const stated = readProps(block, options, "ContainerRegistryResourceOptions").roleAssignmentMode;
  if (isAzapiResource(block)) {
    return registryOfAzapi(scope, id, block, stated);
  }
  const mode = stated ?? modeOf(block, [ROLE_ASSIGNMENT_MODE]);
  return new DeclaredContainerRegistry(scope, id, block as ContainerRegistry, mode);
}

function registryOfAzapi(
  scope: Construct,
  id: string,
  registry: TerraformResource,
  stated: RegistryRoleAssignmentMode | undefined,
): IContainerRegistry {
  const own = modeOf(registry, ["body", "properties", "roleAssignmentMode"]);
  if (own !== undefined && (stated === RBAC || stated === ABAC) && stated !== own) {
    fail(registry, {
      property: "roleAssignmentMode",
      must: `be that of the resource (${own}), to which each apply takes the registry`,
      got: stated,
      repair: "leave it out",
      see: "role-assignment-mode",
    });
  }
  const known = new KnownContainerRegistry(scope, id, {
    registryId: registry.getStringAttribute("id"),
    loginServer: demandExport(registry, "registry", "properties.loginServer"),
    roleAssignmentMode: stated ?? own,
  });
  identify(known, String(argumentsAt(registry, ["name"]).name));
  return known;
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
  ) {
    super(scope, id, { roleAssignmentMode, provider: registry.provider });
    this._block = registry;
    const { name, sku } = argumentsAt(registry, ["name", "sku"]);
    this.sku = Object.values(ContainerRegistrySku).find((one) => one === sku);
    identify(this, String(name));
    demandSameMode(this, registry, roleAssignmentMode);
  }

  /** @internal */
  public _endpointTarget(): EndpointTarget {
    const { sku, location, dataEndpointEnabledInput } = this._block;
    return { tier: this.sku ?? sku, location, dataEndpointEnabled: dataEndpointEnabledInput };
  }

  /** @internal */
  public _keptOut(): KeptOut {
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

const { RBAC, ABAC } = RegistryRoleAssignmentMode;

/** Undefined where nobody states it, or where only the plan knows. */
function modeOf(registry: TerraformResource, path: readonly string[]): RegistryRoleAssignmentMode | undefined {
  const stated = valueAt(argumentsAt(registry, path.slice(0, 1)), path.join("."));
  return [RBAC, ABAC].find((mode) => mode === stated);
}

/** azurerm takes a registry to the mode of its resource, of which RBAC is the default, and grants for another one have no effect. */
function demandSameMode(
  scope: Construct,
  registry: ContainerRegistry,
  mode: RegistryRoleAssignmentMode | undefined,
): void {
  if (mode !== RBAC && mode !== ABAC) {
    return;
  }
  if (mode === ABAC) {
    warnIfNotSet(scope, registry);
  }
  failValidation(scope, () => {
    const { lifecycle, [ROLE_ASSIGNMENT_MODE]: stated = RBAC } = argumentsOf(registry);
    const ignored = isBlock(lifecycle) ? lifecycle.ignore_changes : undefined;
    const isIgnored = ignored === "all" || (Array.isArray(ignored) && ignored.includes(ROLE_ASSIGNMENT_MODE));
    if (!hasMode(registry) || isIgnored || stated !== (mode === RBAC ? ABAC : RBAC)) {
      return undefined;
    }
    return {
      property: "roleAssignmentMode",
      must: `be that of the resource (${stated}), to which each apply takes the registry`,
      got: mode,
      repair: `set roleAssignmentMode: "${mode}" on the resource, or ignore its changes there`,
      see: "role-assignment-mode",
    };
  });
}
