/** How far a registry has come on its way to ABAC mode. */
export type SwitchStage = "prepared" | "switched" | "removing";

/** A registry that some stacks take to ABAC mode. */
export interface ModeSwitch {
  readonly registry: string;
  readonly stage: SwitchStage;
  /** The address of what shows it. */
  readonly address: string;
  /** The role assignments that have no effect in ABAC mode, or less, the gravest first. */
  readonly roles: readonly LostRole[];
  /** Whether Azure's own list of role assignments is a part of them. */
  readonly isAnswered: boolean;
}

/** A role assignment that has no effect in ABAC mode, or less. */
export interface LostRole {
  readonly role: string;
  readonly who: string;
  /** The object id of who that is, where it is known. */
  readonly principal?: string;
  /** Such as `the registry` or `resource group rg-shared`. */
  readonly scope: string;
  /** What it allows in RBAC mode alone; undefined for a custom role whose permissions are not known. */
  readonly loses?: readonly string[];
  /** The roles that the same identity has, and that allow that in ABAC mode. */
  readonly replacedBy: readonly string[];
  /** What none of them allows. */
  readonly missing: readonly string[];
  /** The address of the resource that assigns it, or of the data source that found it. */
  readonly address: string;
}

/** Whether somebody can do less after the switch, as far as that can be judged. */
export function isLoss({ loses, missing }: LostRole): boolean {
  return loses !== undefined && missing.length > 0;
}
