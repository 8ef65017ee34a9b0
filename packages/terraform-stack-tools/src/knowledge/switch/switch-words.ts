import { heading, type Inline, type Part, sentence } from "../../shared/document";
import { listed } from "../../shared/words";
import type { Rule } from "../pages/rules";
import { isLoss, type LostRole, type ModeSwitch, type SwitchStage } from "./switches";

/** The rules about the switch, for stacks that take a registry to ABAC mode. */
export const SWITCH_RULES = {
  "role-without-effect": {
    name: "A role assignment has no effect in ABAC mode and nothing replaces it, or nobody can tell",
    level: "warning",
    help: "Registries in ABAC mode honor neither AcrPull, AcrPush and AcrDelete nor what Owner, Contributor, Reader and custom roles allow by their actions. Assign Container Registry Repository Reader, Writer or Contributor before the switch, or delete what nobody needs.",
  },
} satisfies Record<string, Rule>;

const HEADS = ["Role", "Who", "Scope", "Loses", "In its place", "Assigned by"];

/** The section of a report on the registries that a stack takes to ABAC mode; nothing for one that takes none there. */
export function switchParts(switches: readonly ModeSwitch[]): Part[] {
  return switches.flatMap((one): Part[] => [
    heading(`Registry ${one.registry} in ABAC mode`, 3),
    sentence(`${stageSentence(one)} ${countSentence(one)}`),
    ...(one.roles.length === 0 ? [] : [{ kind: "table" as const, heads: HEADS, rows: one.roles.map(row) }]),
    ...(one.isAnswered ? [] : [sentence(unansweredSentence(one))]),
  ]);
}

/** The same for a terminal. */
export function switchLines(switches: readonly ModeSwitch[]): string[] {
  return switches.flatMap((one) => [
    `  ${stageSentence(one)} ${countSentence(one)}`,
    ...one.roles.map((role) => `${mark(role)} ${roleSentence(role)} (${role.address})`),
    ...(one.isAnswered ? [] : [`? ${unansweredSentence(one)}`]),
  ]);
}

/** As the JSON of a plan has it: the keys in one order. */
export function switchRecord({ registry, stage, address, isAnswered, roles }: ModeSwitch) {
  return {
    ...{ registry, stage, address, isAnswered },
    roles: roles.map(({ role, who, scope, loses, replacedBy, missing, address: by }) => ({
      ...{ role, who, scope, loses, replacedBy, missing, address: by },
    })),
  };
}

/** What a headline says; empty where nobody loses anything, as far as that is known. */
export function switchHeadline(switches: readonly ModeSwitch[]): string {
  return switches.flatMap(headline).join(" and ");
}

function headline({ registry, stage, roles }: ModeSwitch): string[] {
  const count = roles.filter(isLoss).length;
  if (count === 0) {
    return [];
  }
  const [what, have, place] =
    count === 1 ? ["1 role assignment", "has", "its place"] : [`${count} role assignments`, "have", "their place"];
  const verb = stage === "prepared" ? "would have" : have;
  return [`${what} on ${registry} ${verb} no effect in ABAC mode, with nothing in ${place}`];
}

export interface SwitchFinding {
  readonly rule: keyof typeof SWITCH_RULES;
  readonly address: string;
  readonly message: string;
}

/** What somebody loses, and what nobody can judge. */
export function switchFindings(switches: readonly ModeSwitch[]): SwitchFinding[] {
  return switches.flatMap(({ registry, roles }) =>
    roles
      .filter((role) => isLoss(role) || role.loses === undefined)
      .map((role) => ({
        rule: "role-without-effect",
        address: role.address,
        message: `${registry}: ${roleSentence(role)}`,
      })),
  );
}

const STAGES: Readonly<Record<SwitchStage, (registry: string) => string>> = {
  prepared: (registry) => `Registry ${registry} is being prepared for the switch to ABAC mode.`,
  switched: (registry) => `Registry ${registry} is switched to ABAC mode.`,
  removing: (registry) => `Registry ${registry} is in ABAC mode, and roles of RBAC mode are removed.`,
};

function stageSentence({ stage, registry }: ModeSwitch): string {
  return STAGES[stage](registry);
}

function countSentence({ roles }: ModeSwitch): string {
  return roles.length === 0
    ? "No role assignment that is known has less effect there."
    : "These role assignments have no effect there, or less:";
}

function unansweredSentence({ registry }: ModeSwitch): string {
  return (
    `Which other role assignments on ${registry} there are, Azure alone knows: review a plan that was made with ` +
    "credentials, or give the answer of data.azurerm_role_assignments with --mocks."
  );
}

function row(role: LostRole): Inline[] {
  const { role: name, who, scope, loses, address } = role;
  const place = placeWords(role);
  const isGrave = isLoss(role) || loses === undefined;
  return [
    name,
    who,
    scope,
    loses === undefined ? "not known" : listed(loses),
    isGrave ? { strong: place } : place,
    { code: address },
  ];
}

function placeWords({ loses, replacedBy, missing }: LostRole): string {
  if (loses === undefined) {
    return "a custom role, which cannot be judged: its permissions are not known";
  }
  if (replacedBy.length === 0) {
    return "nothing replaces it";
  }
  return missing.length === 0 ? listed(replacedBy) : `${listed(replacedBy)}; nothing else replaces ${listed(missing)}`;
}

function roleSentence(role: LostRole): string {
  const { role: name, who, scope, loses } = role;
  const lost = loses === undefined ? "" : `, which allows ${listed(loses)} in RBAC mode alone`;
  return `${name} of ${who} on ${scope}${lost}: ${placeWords(role)}`;
}

function mark(role: LostRole): string {
  if (role.loses === undefined) {
    return "?";
  }
  return isLoss(role) ? "!" : " ";
}
