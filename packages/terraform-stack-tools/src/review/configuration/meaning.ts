import { quote } from "../../stack/expression/quoted-string";
import type { Step } from "../../stack/expression/reference";

/** What an expression comes from, as far as a plan tells. */
export interface Meaning {
  /** Attributes of instances, such as `aws_subnet.a["west"].id`, and variables of the root module. */
  readonly sources: readonly string[];
  /** What a plan does not show, such as `local.ids of module.network`. */
  readonly open: readonly string[];
  /** What decides which of the sources it is, where a plan does not show that. */
  readonly choice: readonly string[];
}

export const NOTHING: Meaning = { sources: [], open: [], choice: [] };

export function all(meanings: readonly Meaning[]): Meaning {
  return {
    sources: [...new Set(meanings.flatMap(({ sources }) => sources))],
    open: [...new Set(meanings.flatMap(({ open }) => open))],
    choice: [...new Set(meanings.flatMap(({ choice }) => choice))],
  };
}

/** Steps as expressions have them. An index that only the engine can evaluate is left out. */
export function printSteps(steps: readonly Step[]): string {
  return steps.map(printStep).join("");
}

function printStep(step: Step): string {
  switch (step.kind) {
    case "attribute":
      return `.${step.name}`;
    case "key":
      return `[${typeof step.key === "number" ? step.key : quote(step.key)}]`;
    case "every":
      return "[*]";
    default:
      return "";
  }
}

/** Plans list `a.b.id` together with `a.b`. */
export function longest(references: readonly string[]): string[] {
  const unique = [...new Set(references)];
  return unique.filter((text) => !unique.some((other) => other.startsWith(`${text}.`) || other.startsWith(`${text}[`)));
}

/** An index by what differs between instances. */
export function isIndex(text: string): boolean {
  return /^(each|count)\b/.test(text);
}
