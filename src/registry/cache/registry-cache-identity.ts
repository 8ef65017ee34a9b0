import type * as identityBinding from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import {
  type IContainerRegistry,
  type IPullGrant,
  type IPullGrantee,
  type IRegistryCacheIdentity,
  RegistryPermissionMode,
} from "../../interfaces";
import { fail } from "../../private/fail";
import { lazy } from "../../private/lazy";
import { leftOfIdentity } from "../../private/ownership/identities";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import { read } from "../../private/props/reader";
import { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";

const bindings = lazy<typeof identityBinding>(() => require("@cdktf/provider-azurerm/lib/user-assigned-identity"));

const IN_ABAC_MODE = [RegistryPermissionMode.ABAC, RegistryPermissionMode.REMOVING];

export interface RegistryCacheIdentityProps {
  /** The registry whose images are cached. Azure demands that it is in ABAC mode. */
  readonly upstreamRegistry: IContainerRegistry;

  /** What the identity may pull: names, or prefixes such as `team/*`. @default - all repositories */
  readonly repositories?: string[];

  /** Of the resource group in which the identity is created. Changing it replaces the identity. */
  readonly resourceGroupName: string;

  /** Azure region of the identity. Changing it replaces the identity. */
  readonly location: string;

  /** Changing it replaces the identity. @default - the construct's id */
  readonly identityName?: string;

  /** All tags of the identity: others are removed. @default - none, or as they are today */
  readonly tags?: { [key: string]: string };

  /** An azurerm provider for the subscription of the identity. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/**
 * An identity with which registries cache images of another registry of Azure (Azure, "Enable artifact cache to cache
 * artifacts from another Azure Container Registry" of 2026-04-20): a user-assigned identity that may pull from that
 * registry, limited to repositories. Several rules and registries may use it. Nothing secret lands in the state.
 *
 * @example
 * const hub = ContainerRegistry.fromLookup(this, "hub", {
 *   registryName: "contosohub", resourceGroupName: "rg-hub", permissionMode: RegistryPermissionMode.ABAC,
 * });
 * const identity = new RegistryCacheIdentity(this, "cache-of-hub", {
 *   upstreamRegistry: hub,
 *   resourceGroupName: "rg-shared",
 *   location: "westeurope",
 * });
 * registry.addCache({ upstream: "contosohub.azurecr.io/base/*", repository: "base/*", identity });
 */
export class RegistryCacheIdentity extends Construct implements IRegistryCacheIdentity, IPullGrantee {
  public readonly repositories: string[];
  public readonly requires: ITerraformDependable[] = [];

  private readonly identity: identityBinding.UserAssignedIdentity;
  private readonly upstreamRegistry: IContainerRegistry;

  /** @throws if the registry is not in ABAC mode, or if the name or a repository breaks the rules of Azure */
  constructor(scope: Construct, id: string, props: RegistryCacheIdentityProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "RegistryCacheIdentityProps");
    const { upstreamRegistry, resourceGroupName, location, identityName = id, repositories, tags, provider } = props;
    rules.text("identityName", identityName, RULES.identityName, { atPlan: "left to azurerm" });
    rules.text("resourceGroupName", resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    rules.text("location", location, RULES.notEmpty, { atPlan: "left to azurerm" });
    if (!IN_ABAC_MODE.includes(upstreamRegistry.permissionMode)) {
      fail(this, {
        property: "upstreamRegistry",
        must: "be in ABAC mode, which Azure requires of a registry that others cache with an identity",
        got: upstreamRegistry.permissionMode,
        repair: "switch its mode, and set permissionMode: RegistryPermissionMode.ABAC",
        see: "cache-rules",
      });
    }
    this.upstreamRegistry = upstreamRegistry;
    this.repositories = repositories ?? ["*"];
    this.identity = new (bindings().UserAssignedIdentity)(this, "Default", {
      name: identityName,
      resourceGroupName,
      location,
      tags,
      provider,
    });
    leaveIfUnstated(this.identity, leftOfIdentity(this.identity));
    upstreamRegistry.grantPull(this, { repositories });
  }

  public get identityId(): string {
    return this.identity.id;
  }

  public get upstreamLoginServer(): string {
    return this.upstreamRegistry.loginServer;
  }

  public get pullPrincipalId(): string {
    return this.identity.principalId;
  }

  public bindPullGrant(grant: IPullGrant): void {
    this.requires.push(read(this, "grant", grant, "IPullGrant"));
  }
}
