import { AGREEMENT_RULES } from "../../knowledge/agreement/disagreements";
import { ACCESS_RULES, NETWORK_RULES, type Rule, STATE_RULES } from "../../knowledge/pages/rules";
import { SWITCH_RULES } from "../../knowledge/pages/switch-parts";
import { looksAtAccess, type ReviewedStack } from "../reviewed-stack";

/** What a plan of an engine may say of itself. */
const PLAN_RULES = {
  "plan-incomplete": {
    name: "A plan is a part only",
    level: "warning",
    help: "Terraform expects that another plan follows, since changes are deferred or left out, as with -target. What follows is in no report yet: apply, plan again, and review that plan.",
  },
  "action-invoked": {
    name: "An action of a provider runs",
    level: "warning",
    help: "Beside the changes of resources, applying the plan runs an action, which no plan shows the effect of. Read its configuration.",
  },
  "check-failed": {
    name: "A check fails",
    level: "error",
    help: "A check block of the configuration says that something is not as it should be. Terraform applies the plan nevertheless. Read the check, and correct what it looks at.",
  },
  "changed-outside": {
    name: "Something was changed outside of Terraform",
    level: "warning",
    help: "The object is not as the last apply left it: somebody changed or deleted it by hand, or a controller did. Undo that, let the plan undo it, or take it over into the configuration.",
  },
} satisfies Record<string, Rule>;

/** What a report warns of, the gravest first. */
export const RULES = {
  replaced: {
    name: "A resource is replaced",
    level: "error",
    help: "Terraform destroys the resource and creates another one. Whatever it holds is lost, and nothing can use it in between unless the new one is created first. Undo the change of the argument that forces it, or move the resource.",
  },
  "replacement-unknown": {
    name: "It is unknown whether a resource is replaced",
    level: "warning",
    help: "The plan was made without access to the cloud, where the value that decides this is. Run terraform plan with credentials before you apply.",
  },
  deleted: {
    name: "A resource is deleted",
    level: "error",
    help: "The new version of the stack does not contain the resource. If it was renamed or moved, say so with moveFromId or a moved block.",
  },
  "secret-in-stack": {
    name: "A secret is written in the stack",
    level: "error",
    help: "Everyone who can read the synthesized JSON, a bundle of it or the state can read the secret. Make it a sensitive variable, or read it from a vault, and replace the secret.",
  },
  ...PLAN_RULES,
  ...AGREEMENT_RULES,
  ...ACCESS_RULES,
  ...NETWORK_RULES,
  ...SWITCH_RULES,
  ...STATE_RULES,
} satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

export const RULE_IDS = Object.keys(RULES).filter((id): id is RuleId => id in RULES);

/** The rules that are looked at in some stacks: some only where there is something to look at, or to compare with. */
export function rulesFor(stacks: readonly ReviewedStack[]): RuleId[] {
  const hasAccess = stacks.some(looksAtAccess);
  const hasAgreement = stacks.some(({ disagreements }) => disagreements !== undefined);
  const hasSwitch = stacks.some(({ switches = [] }) => switches.length > 0);
  const hasOpened = stacks.some(({ opened = [] }) => opened.length > 0);
  const leftOut = [
    ...(hasAccess ? [] : [ACCESS_RULES]),
    ...(hasAgreement ? [] : [AGREEMENT_RULES]),
    ...(hasOpened ? [] : [NETWORK_RULES]),
    ...(hasSwitch ? [] : [SWITCH_RULES]),
  ];
  return RULE_IDS.filter(
    (id) => !leftOut.some((rules) => id in rules) && (!(id in PLAN_RULES) || stacks.some((one) => hasOf(one, id))),
  );
}

/** Whether a plan says anything that a rule is about. */
function hasOf({ notes = [], checks = {}, drift = [] }: ReviewedStack, id: RuleId): boolean {
  switch (id) {
    case "check-failed":
      return Object.keys(checks).length > 0;
    case "changed-outside":
      return drift.length > 0;
    case "action-invoked":
      return notes.some(({ kind }) => kind === "action");
    default:
      return notes.some(({ kind }) => kind === "incomplete" || kind === "deferred");
  }
}
