import { Fn, TerraformElement, TerraformLocal, type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import { RegistryPermissionMode } from "../../interfaces";
import { AzapiData, AzapiResource } from "../../private/azapi";
import { condition } from "../../private/condition";
import { sentence } from "../../private/fail";
import { lostRoles, nobodyHasAcrPull, roleAssignments } from "./lost-roles";

/** The first stable version that has the mode. */
const TYPE = "Microsoft.ContainerRegistry/registries@2025-11-01";

const ABAC_MODE = "AbacRepositoryPermissions";

export interface ModeStage {
  readonly mode: RegistryPermissionMode;
  readonly registryId: string;
  readonly provider?: TerraformProvider;
  /** Whose grants are in the stack of the registry. */
  readonly principals: () => readonly string[];
}

/**
 * What a plan reads and refuses at a stage between RBAC and ABAC, so that a stage that was left out is noticed before
 * somebody cannot pull.
 */
export function addStage(registry: Construct, stage: ModeStage): void {
  STAGES[stage.mode](registry, stage);
}

const STAGES: Readonly<Record<RegistryPermissionMode, (registry: Construct, stage: ModeStage) => void>> = {
  [RegistryPermissionMode.RBAC]: () => undefined,
  [RegistryPermissionMode.MIGRATING]: warnOfLostRoles,
  [RegistryPermissionMode.SWITCHING]: switchMode,
  [RegistryPermissionMode.REMOVING]: demandAbacMode,
  [RegistryPermissionMode.ABAC]: refuseEarlyRemoval,
};

function warnOfLostRoles(registry: Construct, stage: ModeStage): void {
  // The plan that assigns the second role says nothing of whom it assigns it to.
  const lost = lostOf(registry, stage, stage.principals);
  new Check(registry, `\${length(local.${lost.friendlyUniqueId}) == 0}`, lostSentence(registry, lost));
}

/** As `az acr update --role-assignment-mode rbac-abac`. Without this resource, the mode stays as it is. */
function switchMode(registry: Construct, stage: ModeStage): void {
  const lost = lostOf(registry, stage, () => []);
  const holds = `\${length(local.${lost.friendlyUniqueId}) == 0}`;
  new AzapiResource(registry, "PermissionMode", "azapi_update_resource", {
    type: TYPE,
    resourceId: stage.registryId,
    body: { properties: { roleAssignmentMode: ABAC_MODE } },
    lifecycle: { precondition: [{ condition: holds, errorMessage: lostSentence(registry, lost) }] },
  });
}

function demandAbacMode(registry: Construct, { registryId }: ModeStage): void {
  const isSwitched = condition(registry, `\${self.output.mode == "${ABAC_MODE}"}`, {
    property: "permissionMode",
    must: "be MIGRATING or SWITCHING while the registry is in RBAC mode, which honors AcrPull only",
    repair: "deploy SWITCHING, or run `az acr update --role-assignment-mode rbac-abac`, and refresh the clients",
  });
  new AzapiData(registry, "PermissionMode", {
    type: TYPE,
    resourceId: registryId,
    output: { mode: "properties.roleAssignmentMode" },
    lifecycle: { postcondition: [isSwitched] },
  });
}

/** Once the last stage is deployed, nobody of this stack has AcrPull. */
function refuseEarlyRemoval(registry: Construct, { registryId, provider, principals }: ModeStage): void {
  const isRemoved = condition(registry, nobodyHasAcrPull(principals), {
    property: "permissionMode",
    must: "be REMOVING before it is ABAC, since AcrPull is still assigned to an identity of this stack",
    repair:
      "deploy MIGRATING, SWITCHING and REMOVING in this order, which change the mode without removing a role that is " +
      "in use; if the registry is in ABAC mode, where AcrPull has no effect, delete the assignment",
  });
  roleAssignments(registry, { registryId, provider, limitAtScope: true, lifecycle: { postcondition: [isRemoved] } });
}

function lostOf(
  registry: Construct,
  { registryId, provider }: ModeStage,
  besides: ModeStage["principals"],
): TerraformLocal {
  return new TerraformLocal(
    registry,
    "LostRoles",
    lostRoles(roleAssignments(registry, { registryId, provider }), besides),
  );
}

function lostSentence(registry: Construct, lost: TerraformLocal): string {
  return sentence(registry, {
    property: "permissionMode",
    must: "be MIGRATING until each identity has a role that the registry honors in ABAC mode",
    repair:
      "assign Container Registry Repository Reader, Writer or Contributor in place of these, or delete what nobody " +
      `needs: ${Token.asString(Fn.join(", ", lost.asList))}`,
  });
}

/** Terraform warns if it does not hold, and goes on. cdktf has no HCL for it. */
class Check extends TerraformElement {
  constructor(
    registry: Construct,
    private readonly holds: string,
    private readonly errorMessage: string,
  ) {
    super(registry, "Check");
  }

  public toTerraform() {
    const assert = [{ condition: this.holds, error_message: this.errorMessage }];
    return { check: { [this.friendlyUniqueId]: { assert } } };
  }

  public toHclTerraform() {
    return {};
  }
}
