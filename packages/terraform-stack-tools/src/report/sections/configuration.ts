import type { OutputChange } from "../../planned/plan";
import { joined, told } from "../../shared/words";
import { type Clause, type Finding, finding, type Inline, type ReviewedStack, type Section, table } from "../model";
import { cellOf, laterCell } from "./changes";

const rules = {
  "target-changed": {
    name: "A provider, a module or the state is another one",
    level: "error",
    help: "What the state has is not found in another place: Terraform creates it a second time, or changes objects of others with the same name. Another source is another program, which may use the login that applies the plan. Keep the setting, or use another state for the other place.",
    stop: "target",
  },
  "protection-dropped": {
    name: "A resource is no longer protected",
    level: "error",
    help: "Without prevent_destroy, the next plan may delete or replace the resource. Keep it.",
    stop: "delete",
  },
  "program-changed": {
    name: "Another program runs with a resource",
    level: "warning",
    help: "A provisioner runs when the resource is created or deleted, and may use the login that applies the plan. Read it.",
  },
  "promise-dropped": {
    name: "A condition, an input or an output is gone",
    level: "warning",
    help: "What a condition refused passes from now on. Whoever sets the input or reads the output fails. Keep it, or tell them before.",
  },
} as const;

type Rule = keyof typeof rules;

/** What the configuration says differently and no resource shows, and outputs. */
export const configuration = {
  rules,
  isAbout: (reviewed) => findings(reviewed).length > 0,
  clauses,
  findings,
  parts: ({ outputs = {} }) => table("Outputs", ["Output", "Before", "After"], Object.entries(outputs).map(outputRow)),
  title: "Configuration",
  lines: (reviewed) => findings(reviewed).map(({ address, message }) => `! ${address} ${message}`),
  json: ({ plan: { outputs } }) => ({ outputs }),
} satisfies Section<Rule>;

function findings({ configuration: changes = [], outputs = {} }: ReviewedStack): Finding<Rule>[] {
  const gone = Object.keys(outputs).filter((name) => outputs[name].action === "delete");
  const message = "is gone; tell whoever reads it";
  return [...changes, ...gone.map((name) => finding("promise-dropped", `output.${name}`, message))];
}

/** After which nothing is found where it was, or a later plan may destroy it. */
function clauses(stacks: readonly ReviewedStack[]): Clause[] {
  const found = stacks.flatMap(findings).map(({ rule }) => rule);
  const count = (wanted: Rule) => found.filter((rule) => rule === wanted).length;
  const [targets, guards] = [count("target-changed"), count("protection-dropped")];
  const target = told(targets, "1 target is another one", `${targets} targets are other ones`);
  const guard = told(guards, "1 resource loses `prevent_destroy`", `${guards} resources lose \`prevent_destroy\``);
  const words = joined([target, guard], ", ");
  return [{ damage: "redirected", full: words, short: words }];
}

function outputRow([name, { action, before, after }]: readonly [string, OutputChange]): Inline[] {
  if (action === "delete") {
    return [{ code: name }, cellOf(before), "no longer there"];
  }
  return [{ code: name }, action === "create" ? "" : cellOf(before), laterCell(before, after)];
}

const checkRules = {
  "check-failed": {
    name: "A check fails",
    level: "error",
    help: "A check block of the configuration fails. Terraform applies the plan anyway. Read the check, and correct what it looks at.",
    stop: "check",
  },
} as const;

type CheckRule = keyof typeof checkRules;

/** Check blocks of the configuration that fail. */
export const checks = {
  rules: checkRules,
  isAbout: ({ checks: all = {} }) => Object.keys(all).length > 0,
  clauses: (stacks): Clause[] => {
    const failed = stacks.flatMap(failedChecks).length;
    const words = told(failed, "1 check fails", `${failed} checks fail`);
    return [{ damage: "failed", full: words, short: words }];
  },
  findings: failedChecks,
  json: ({ plan }) => ({ checks: plan.checks }),
} satisfies Section<CheckRule>;

function failedChecks({ checks: all = {} }: ReviewedStack): Finding<CheckRule>[] {
  return Object.keys(all)
    .filter((address) => all[address] === "failed")
    .map((address) => finding("check-failed", address, "fails"));
}
