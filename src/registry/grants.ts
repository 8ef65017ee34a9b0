import type { IConstruct } from "constructs";
import type { GrantOptions, IContainerRegistry, IRegistryGrant, IRegistryGrantee, PrincipalType } from "../interfaces";
import { claim } from "../private/claim";
import { clusterIdentityOf } from "../private/cluster-identity";
import { type Complaint, fail } from "../private/fail";
import { formerPathInStack, moveFromId, pathInStack } from "../private/former-path";
import { read, readProps } from "../private/props/reader";
import { sameCase } from "../private/same-text";
import type { AccessRoles } from "./private/access-roles";
import { warnOfOtherStack } from "./private/other-stack";
import { identityOf, identityOfId } from "./private/registry-identity";
import { refuseOtherTenants } from "./private/same-tenant";
import { RegistryRoleAssignment } from "./registry-role-assignment";

/** What may say its type. No member of the interface, which classes of other languages would have to implement. */
interface TypedPrincipal extends IRegistryGrantee {
  readonly principalType?: PrincipalType;
}

interface Granted {
  readonly grant: RegistryRoleAssignment;
  readonly grantee: IRegistryGrantee;
  readonly repositories: string;
  readonly existingRoleAssignmentId?: string;
}

/** What a registry was asked to grant: once to each grantee, in each stack that has one. */
export class RegistryGrants {
  /** By the construct of the grant. */
  private readonly granted = new Map<IConstruct, Granted>();
  /** Kept, since a thousand grants ask for them. */
  private paths?: { readonly own: string; readonly former: string };
  private identities?: readonly string[];

  constructor(private readonly registry: IContainerRegistry) {}

  public get grantees(): IRegistryGrantee[] {
    return [...this.granted.values()].map(({ grantee }) => grantee);
  }

  public add(roles: AccessRoles, grantee: IRegistryGrantee, given: GrantOptions = {}): IRegistryGrant {
    const { registry } = this;
    const { principalType } = read<TypedPrincipal>(registry, "grantee", grantee, "TypedPrincipal");
    const options = readProps(registry, given, "GrantOptions");
    this.paths ??= { own: pathInStack(registry), former: formerPathInStack(registry) };
    const { own, former } = this.paths;
    const id = idOf(roles, own);
    const existing = grantee.node.tryFindChild(id);
    if (existing) {
      return this.again(grantee, existing, options);
    }
    warnOfOtherStack(grantee, registry);
    const { registryId, roleAssignmentMode, provider } = registry;
    const { principalId } = grantee;
    // The provider of the registry is logged in to its subscription, where roles on it are assigned.
    const props = { ...options, registryId, principalId, principalType, roleAssignmentMode, provider };
    // Created below the grantee, so that a registry's stack never depends on the stacks of its clusters.
    const grant = new RegistryRoleAssignment(grantee, id, props, roles, registry);
    if (former !== own) {
      moveFromId(grant, idOf(roles, former));
    }
    this.claimAssignment(grant, grantee, roles);
    const { existingRoleAssignmentId } = options;
    this.granted.set(grant, { grant, grantee, repositories: listOf(options.repositories), existingRoleAssignmentId });
    // Once, since a thousand grants would ask a thousand times.
    if (this.granted.size === 1) {
      refuseOtherTenants(registry, () => this.grantees);
    }
    grantee.bindGrant(grant);
    return grant;
  }

  /** The first grant, unless it differs from what is asked for now or belongs to another registry. */
  private again(grantee: IRegistryGrantee, existing: IConstruct, options: GrantOptions): IRegistryGrant {
    const { registry } = this;
    const first = this.granted.get(existing);
    if (!first) {
      return fail(registry, {
        property: "id",
        must: `differ from the ids of all other registries that '${grantee.node.path}' pulls from`,
        got: registry.node.id,
        repair: "give one of the registries another construct id",
        see: "repeated-grant",
      });
    }
    const { existingRoleAssignmentId = first.existingRoleAssignmentId } = options;
    if (existingRoleAssignmentId !== first.existingRoleAssignmentId) {
      fail(registry, {
        property: "existingRoleAssignmentId",
        must: `be passed with the first grant to '${grantee.node.path}'`,
        got: existingRoleAssignmentId,
        repair: "move it to the first grantPull call",
        see: "repeated-grant",
      });
    }
    const repositories = listOf(options.repositories);
    if (repositories !== first.repositories) {
      fail(registry, {
        property: "repositories",
        must: `be those of the first grant to '${grantee.node.path}' (${first.repositories})`,
        got: repositories,
        repair: "list all repositories in one grantPull call",
        see: "repeated-grant",
      });
    }
    if (options.movedFrom !== undefined) {
      first.grant._moveFrom(options.movedFrom);
    }
    return first.grant;
  }

  /** By each name that the registry goes by, and once for one mistake: the cluster says more than its identity. */
  private claimAssignment(grant: RegistryRoleAssignment, grantee: IRegistryGrantee, { access }: AccessRoles): void {
    const { registry } = this;
    this.identities ??= [...new Set([identityOf(registry), identityOfId(registry, registry.registryId)])];
    const property = access === "pull" ? "grantPull" : "grantPullPush";
    const isFree = (who: string, complaint: (first: IConstruct) => Complaint) =>
      this.identities?.every((name) => claim(grant, `${access} of ${name} by ${who}`, complaint));
    const cluster = clusterIdentityOf(grantee);
    const sameCluster = (first: IConstruct): Complaint => ({
      property,
      must: `be called once per registry and cluster, ${SINCE_CONFLICT}`,
      got: grantee.node.path,
      repair: `'${first.node.scope?.node.path}' is the same cluster: look it up or create it once, and pass that construct around`,
      see: "one-grant-for-each-identity",
    });
    if (cluster !== undefined && !isFree(`cluster ${cluster}`, sameCluster)) {
      return;
    }
    isFree(sameCase(grant, grantee.principalId), (first) => ({
      property,
      must: `be called once per registry and identity, ${SINCE_CONFLICT}`,
      repair: `use one construct per registry, and pass '${first.node.path}' to bindGrant() of other grantees of the identity`,
      see: "one-grant-for-each-identity",
    }));
  }
}

const SINCE_CONFLICT = "since Azure rejects a second assignment (409 RoleAssignmentExists)";

/** By the registry's path in its stack: by its id alone, `eu/acr` and `us/acr` would collide. */
function idOf({ grantId }: AccessRoles, path: string): string {
  return `${grantId}-${path.replace(/\//g, "--")}`;
}

function listOf(repositories: readonly string[] = ["*"]): string {
  return [...repositories].sort().join(", ");
}
