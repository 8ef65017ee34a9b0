import type { Reach } from "../network/door";
import type { Mode, Right } from "./roles";

/** Stands for a repository where a condition cannot be read. */
export const CONDITIONAL = "what its condition allows";

/** Whether an access does what it says. */
export type Effect =
  | { readonly kind: "pulls" }
  /** It gives nothing. @param isHeld whether it counts as gained nevertheless, since no plan would tell when it wakes */
  | { readonly kind: "none"; readonly because: Reason; readonly isHeld: boolean }
  /** It works if all of these are so, which no plan tells. */
  | { readonly kind: "if"; readonly conditions: readonly [Condition, ...Condition[]] };

/** Why something gives nothing: these alone, of which a plan has proof. */
export type Reason = Fault | { readonly kind: "unreachable"; readonly words: string };

/** What is wrong with what gives the access, other than the way to the registry. */
export type Fault = { readonly isElsewhere?: boolean } & (
  | { readonly kind: "mode"; readonly mode: Mode; readonly instead: string }
  | { readonly kind: "wrong identity"; readonly is: string; readonly instead: string }
  | { readonly kind: "control plane" }
  | { readonly kind: "disabled"; readonly what: string }
  | { readonly kind: "no registry"; readonly scope: string }
);

export type Condition =
  | { readonly kind: "mode"; readonly mode: Mode }
  /** An eligible role or membership of Privileged Identity Management. */
  | { readonly kind: "activation" }
  /** That somebody has what a definition allows, or is a member of a new group. */
  | { readonly kind: "holder"; readonly words?: string }
  | { readonly kind: "expression" }
  | { readonly kind: "network"; readonly words: string };

/** What decides the effect of an access. */
interface Evidence {
  readonly fault?: Fault;
  readonly mode?: Mode;
  readonly reach?: Reach;
  readonly grantees: readonly { readonly kind: string; readonly isEmpty?: true }[];
  readonly origin: {
    readonly kind: string;
    readonly isEligible?: true;
    readonly role?: { readonly isEligible?: true };
  };
  readonly repository: string;
}

/** What becomes of an access. Nobody else decides it. */
export function effectOf({ fault, mode, reach, origin, repository, grantees }: Evidence): Effect {
  if (fault !== undefined) {
    return { kind: "none", because: fault, isHeld: fault.kind === "control plane" || fault.isElsewhere === true };
  }
  if (reach?.kind === "closed") {
    return { kind: "none", because: { kind: "unreachable", words: reach.because }, isHeld: true };
  }
  const [first, ...others] = [
    ...(mode === undefined ? [] : [{ kind: "mode", mode } as const]),
    ...((origin.role ?? origin).isEligible === true ? [{ kind: "activation" } as const] : []),
    ...(origin.kind === "definition" ? [{ kind: "holder" } as const] : []),
    ...(grantees.some(({ isEmpty }) => isEmpty)
      ? [{ kind: "holder", words: "once the group has members" } as const]
      : []),
    ...(repository === CONDITIONAL ? [{ kind: "expression" } as const] : []),
    ...networkConditions(reach),
  ];
  return first === undefined ? { kind: "pulls" } : { kind: "if", conditions: [first, ...others] };
}

/** What stacks say nothing of is no condition: a login is all that is known to be needed. */
function networkConditions(reach: Reach | undefined): Condition[] {
  switch (reach?.kind) {
    case "ranges":
      return [{ kind: "network", words: `from ${reach.ranges.join(", ")} only` }];
    case "endpoint":
      return reach.withAzureDnsIn === undefined
        ? []
        : [{ kind: "network", words: `if ${reach.withAzureDnsIn} uses Azure's DNS` }];
    case "unknown":
      return reach.isElsewhere ? [] : [{ kind: "network", words: `if it is reached: ${reach.because}` }];
    default:
      return [];
  }
}

/** Whether somebody has an access, as far as comparing goes. */
export function isHeld(access: Evidence): boolean {
  const effect = effectOf(access);
  return effect.kind !== "none" || effect.isHeld;
}

/** Why something gives nothing, as a clause. */
export function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case "mode":
      return `the registry is in ${reason.mode} mode`;
    case "wrong identity":
      return `${reason.is} is not an object id`;
    case "control plane":
      return "nodes do not pull as the control plane";
    case "disabled":
      return `${reason.what} is disabled`;
    case "no registry":
      return `${reason.scope} is not a container registry`;
    case "unreachable":
      return reason.words;
  }
}

/** What to do so that it gives something. */
export function repairOf(fault: Fault): string {
  switch (fault.kind) {
    case "mode":
      return `assign ${fault.instead}`;
    case "wrong identity":
      return `use ${fault.instead}`;
    case "control plane":
      return "use kubelet_identity[0].object_id";
    case "disabled":
      return "enable it, or remove what depends on it";
    case "no registry":
      return "use the id of the registry as the scope";
  }
}

/** The role that gives the same right in a mode. Azure, "Azure Container Registry Entra permissions and role assignments overview". */
export function roleInstead(mode: Mode, rights: readonly Right[]): string {
  const suffixes = mode === "RBAC" ? ["Pull", "Push", "Delete"] : ["Reader", "Writer", "Contributor"];
  const strongest = Math.max(0, ...rights.map((right) => ["pull", "push", "delete"].indexOf(right)));
  return `${mode === "RBAC" ? "Acr" : "Container Registry Repository "}${suffixes[strongest]}`;
}

/** What depends on something that no plan tells, in the words after a sentence about the registry; none where it simply works. */
export function conditionWords(access: Evidence, registry = "it"): string[] {
  // The way to the registry is told beside.
  const effect = effectOf({ ...access, reach: undefined });
  return effect.kind === "if" ? effect.conditions.flatMap((one) => oneCondition(one, registry)) : [];
}

/** An unread condition stands in the place of the repository, and who has what is defined in that of the holder. */
function oneCondition(condition: Condition, registry: string): string[] {
  switch (condition.kind) {
    case "mode":
      return [`if ${registry} is in ${condition.mode} mode`];
    case "activation":
      return ["once they activate it"];
    case "holder":
      return condition.words === undefined ? [] : [condition.words];
    default:
      return [];
  }
}
