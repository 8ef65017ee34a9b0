import type { PlanNote } from "../../planned/plan-json";
import { joined, told } from "../../shared/words";
import { type Clause, type Finding, finding, MAXIMUM_NAMED, type ReviewedStack, type Section } from "../model";

const rules = {
  "plan-incomplete": {
    name: "A plan is incomplete",
    level: "warning",
    help: "Terraform expects another plan, since changes are deferred or left out, as with -target. No report has those yet: apply, plan again, and review that plan.",
    stop: "unknown",
  },
  "action-invoked": {
    name: "An action of a provider runs",
    level: "warning",
    help: "Besides changing resources, applying the plan runs an action, whose effect no plan shows. Read its configuration.",
  },
} as const;

type Rule = keyof typeof rules;

/** What a plan says of itself, and what it is compared with. */
export const notes = {
  rules,
  isAbout: (reviewed, rule) => findings(reviewed).some((one) => one.rule === rule),
  clauses,
  findings,
} satisfies Section<Rule>;

/** Without what somebody asked for in order to learn of drift, which has findings of its own. */
const RULE_OF: Readonly<Partial<Record<PlanNote["kind"], Rule>>> = {
  incomplete: "plan-incomplete",
  deferred: "plan-incomplete",
  action: "action-invoked",
};

function findings({ notes: all = [] }: ReviewedStack): Finding<Rule>[] {
  return all.flatMap(({ kind, address, message }) => {
    const rule = RULE_OF[kind];
    return rule === undefined ? [] : [finding(rule, address, message)];
  });
}

function clauses(stacks: readonly ReviewedStack[]): Clause[] {
  return [partialClause(stacks.flatMap(({ notes: all = [] }) => all)), comparedClause(stacks)];
}

/** That nobody takes a part for the whole. */
function partialClause(all: readonly PlanNote[]): Clause {
  const count = (kind: PlanNote["kind"]) => all.filter((note) => note.kind === kind).length;
  const [incomplete, deferred, actions] = [count("incomplete"), count("deferred"), count("action")];
  const words = [
    incomplete > 0 ? "the plan is incomplete: another one must follow" : "",
    count("refresh-only") > 0 ? "the plan is refresh-only: applying it changes only the state" : "",
    told(deferred, "1 change is deferred to a later plan", `${deferred} changes are deferred to a later plan`),
    told(actions, "the plan also runs 1 action", `the plan also runs ${actions} actions`),
  ];
  const full = joined(words, ", ");
  return { damage: "partial", full, short: incomplete > 0 ? "the plan is incomplete" : full };
}

/** Two stacks of other names may be versions of one that was renamed, or two that were taken for each other. */
function comparedClause(stacks: readonly ReviewedStack[]): Clause {
  const named = stacks.flatMap(({ name, formerName }) =>
    formerName === undefined ? [] : [`the stack ${name} is compared with a stack of a different name, ${formerName}`],
  );
  const many = `${named.length} stacks are compared with stacks of different names`;
  if (named.length > MAXIMUM_NAMED) {
    return { damage: "compared", full: many, short: many };
  }
  const short = named.length === 0 ? "" : "compared with a stack of a different name";
  return { damage: "compared", full: named.join(" and "), short };
}
