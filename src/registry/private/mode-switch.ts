import { Fn, type Precondition, TerraformElement, TerraformLocal, type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import { RegistryRoleAssignmentMode } from "../../interfaces";
import { AzapiData, AzapiResource } from "../../private/azapi";
import { condition } from "../../private/condition";
import { sentence } from "../../private/fail";
import type { AccessRoles } from "./access-roles";
import { doubtfulRoles, hasRole, lostRoles, roleAssignments, rolesLocal } from "./lost-roles";
import { MODE, type ModeReading, modeIn, modeReader, TYPE } from "./read-mode";
import { ABAC_MODE, inAbacMode, inRbacMode } from "./role-assignment-mode";

export interface Stage {
  readonly mode: RegistryRoleAssignmentMode;
  readonly registryId: string;
  readonly provider?: TerraformProvider;
  readonly reading: ModeReading;
  /** Whose grants of the roles are in the stack of the registry, as expressions. */
  readonly principals: (roles: AccessRoles) => readonly string[];
}

/** What the grants in the stack of the registry must meet at a stage. */
export interface GrantStage {
  /** Of one grant, by the identity's id and the role of RBAC mode; known once the stack is complete. */
  readonly demand: (grant: Construct, principal: string, role: string) => () => readonly Precondition[];
  /** Whether a plan compares roles with the registry's mode, which nobody has stated. */
  readonly isCompared?: () => boolean;
}

/**
 * What a plan reads and refuses at a stage between RBAC and ABAC, so that a stage that was left out is noticed before
 * somebody cannot pull. Conditions are on resources: with one of its own, a data source waits for the changes of the
 * registry as well.
 */
export function addStage(registry: Construct, stage: Stage): GrantStage | undefined {
  return STAGES[stage.mode](registry, stage);
}

/** By way of a local: what refers to a resource itself is not read before the changes of that are applied. */
function scopeOf(registry: Construct, { registryId }: Stage): string {
  return new TerraformLocal(registry, "RegistryId", registryId).asString;
}

const STAGES: Readonly<
  Record<RegistryRoleAssignmentMode, (registry: Construct, stage: Stage) => GrantStage | undefined>
> = {
  [RegistryRoleAssignmentMode.RBAC]: demandRbacMode,
  [RegistryRoleAssignmentMode.MIGRATING]: warnOfLostRoles,
  [RegistryRoleAssignmentMode.SWITCHING]: switchMode,
  [RegistryRoleAssignmentMode.REMOVING]: demandAbacMode,
  [RegistryRoleAssignmentMode.ABAC]: demandRemoval,
  [RegistryRoleAssignmentMode.EITHER]: () => undefined,
};

/** In ABAC mode, AcrPull and AcrPush have no effect, and roles of ABAC mode that are taken away are in use. */
function demandRbacMode(registry: Construct, stage: Stage): GrantStage {
  const reader = modeReader(registry, stage);
  return {
    demand: (grant) => {
      reader.add();
      return () => {
        const mode = reader.mode("");
        return mode === undefined ? [] : [inRbacMode(grant, mode)];
      };
    },
    isCompared: () => reader.mode("") !== undefined,
  };
}

function warnOfLostRoles(registry: Construct, stage: Stage): undefined {
  // The plan that assigns the second role says nothing of whom it assigns it to.
  const { lost, doubtful } = rolesOf(registry, stage, stage.principals);
  new Check(registry, [lostAssertion(registry, lost, UNTIL_SWITCHED), doubtfulAssertion(registry, doubtful())]);
}

/** As `az acr update --role-assignment-mode rbac-abac`. Without this resource, the mode stays as it is. */
function switchMode(registry: Construct, stage: Stage): undefined {
  const { lost, doubtful } = rolesOf(registry, stage, () => []);
  const { condition: holds, errorMessage } = lostAssertion(registry, lost, UNTIL_SWITCHED);
  new Check(registry, [doubtfulAssertion(registry, doubtful())]);
  new AzapiResource(registry, "PermissionMode", "azapi_update_resource", {
    type: TYPE,
    resourceId: stage.registryId,
    body: { properties: { roleAssignmentMode: ABAC_MODE } },
    lifecycle: { precondition: [{ condition: holds, errorMessage }] },
  });
}

/**
 * The mode, and that nobody on the registry is left with roles that have no effect in it: whoever assigned them, also in
 * other stacks. As long as the roles of RBAC mode are there, the way back is open.
 */
function demandAbacMode(registry: Construct, stage: Stage): GrantStage {
  const scope = scopeOf(registry, stage);
  const { lost } = rolesOf(registry, stage, stage.principals, scope);
  const confirmed = lostAssertion(registry, lost, UNTIL_CONFIRMED);
  // A stack without grants has nothing that could be refused.
  new Check(registry, [confirmed]);
  const data = new AzapiData(registry, "PermissionMode", { type: TYPE, resourceId: scope, output: MODE });
  return {
    demand: (grant) => () => [
      condition(grant, `\${${modeIn(data, ABAC_MODE)} == "${ABAC_MODE}"}`, {
        property: "roleAssignmentMode",
        must: "be MIGRATING or SWITCHING while the registry is in RBAC mode, which honors AcrPull only",
        repair: "deploy SWITCHING, or run `az acr update --role-assignment-mode rbac-abac`, and refresh the clients",
        see: "abac-stages",
      }),
      confirmed,
    ],
  };
}

/** Once REMOVING is deployed, no identity of the stack has AcrPull. */
function demandRemoval(registry: Construct, stage: Stage): GrantStage {
  const { provider } = stage;
  const data = roleAssignments(registry, { scope: scopeOf(registry, stage), provider, limitAtScope: true });
  const reader = modeReader(registry, stage);
  return {
    demand: (grant, principal, role) => {
      reader.add();
      const removed = condition(grant, `\${!${hasRole(data, principal, role)}}`, {
        property: "roleAssignmentMode",
        must: `be REMOVING before it is ABAC, since ${role} is still assigned to this identity`,
        repair:
          `deploy REMOVING once if the registry is in ABAC mode, where ${role} has no effect; otherwise MIGRATING, ` +
          "SWITCHING and REMOVING in this order, so that no role is removed while it is in use",
        see: "abac-stages",
      });
      return () => {
        const mode = reader.mode(ABAC_MODE);
        return mode === undefined ? [removed] : [inAbacMode(grant, mode), removed];
      };
    },
  };
}

function rolesOf(registry: Construct, stage: Stage, principals: Stage["principals"], scope = scopeOf(registry, stage)) {
  const data = roleAssignments(registry, { scope, provider: stage.provider });
  const roles = rolesLocal(registry);
  const lost = new TerraformLocal(registry, "LostRoles", lostRoles({ data, roles, principals }));
  const doubtful = () => doubtfulRoles({ data, roles, principals: stage.principals }, stage.registryId, lost);
  return { lost, doubtful: () => new TerraformLocal(registry, "DoubtfulRoles", doubtful()) };
}

const UNTIL_SWITCHED = "be MIGRATING until each identity has a role that the registry honors in ABAC mode";
const UNTIL_CONFIRMED = "be SWITCHING until no identity is left with roles that have no effect in ABAC mode";

function lostAssertion(registry: Construct, lost: TerraformLocal, must: string): Precondition {
  return none(registry, lost, {
    must,
    repair:
      "assign Container Registry Repository Reader, Writer or Contributor instead of these, or delete unused ones",
  });
}

/** Most of those who may manage a registry never pull from it, so that this is nothing to refuse. */
function doubtfulAssertion(registry: Construct, doubtful: TerraformLocal): Precondition {
  return none(registry, doubtful, {
    must: "be ABAC only once nobody pulls or pushes with a role that gives, or may give, no access to images in ABAC mode",
    repair:
      "assign Container Registry Repository Reader, Writer or Contributor, without a condition, to each of these that does; " +
      "a role that is given by its id cannot be judged",
  });
}

function none(
  registry: Construct,
  list: TerraformLocal,
  told: { readonly must: string; readonly repair: string },
): Precondition {
  const { must, repair } = told;
  const errorMessage = sentence(registry, {
    property: "roleAssignmentMode",
    must,
    repair: `${repair}: ${Token.asString(Fn.join(", ", list.asList))}`,
    see: "abac-stages",
  });
  return { condition: `\${length(local.${list.friendlyUniqueId}) == 0}`, errorMessage };
}

/** Terraform warns if it does not hold, and goes on. cdktf has no HCL for it. */
class Check extends TerraformElement {
  constructor(
    registry: Construct,
    private readonly assertions: readonly Precondition[],
  ) {
    super(registry, "Check");
  }

  public toTerraform() {
    const assert = this.assertions.map(({ condition, errorMessage }) => ({ condition, error_message: errorMessage }));
    return { check: { [this.friendlyUniqueId]: { assert } } };
  }

  public toHclTerraform() {
    return {};
  }
}
