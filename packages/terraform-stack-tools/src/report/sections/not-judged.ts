import { notJudgedWords } from "../../knowledge/judgement/judgement";
import { grouped } from "../../stack/json";
import {
  type Clause,
  type Finding,
  type Inline,
  looksAtAccess,
  MAXIMUM_NAMED,
  type Part,
  type ReviewedStack,
  type Section,
  someCodes,
  table,
} from "../model";

const rules = {
  "access-not-judged": {
    name: "No plan shows whether this kind of resource gives somebody access",
    level: "warning",
    help: "It runs a program, deploys a template or is of an unknown kind. Read what it does, then add --allow with the kind or the address.",
    stop: "gain",
    isShown: true,
    isAllowable: true,
  },
} as const;

type Rule = keyof typeof rules;

/** Of which kinds no plan shows whether they give somebody access, why, and where they are. */
export const notJudged = {
  rules,
  isAbout: looksAtAccess,
  clauses,
  findings,
  parts,
  title: "Not judged",
  lines: ({ notJudged: all = [] }) => all.map((one) => `? ${notJudgedWords(one)}`),
  json: ({ reviewed }) => ({ notJudged: reviewed.notJudged ?? [] }),
} satisfies Section<Rule>;

function clauses(stacks: readonly ReviewedStack[]): Clause[] {
  const all = stacks.flatMap((reviewed) => reviewed.notJudged ?? []);
  const kinds = [...grouped(all, ({ kind }) => kind)];
  if (kinds.length === 0) {
    return [];
  }
  const named = kinds
    .slice(0, MAXIMUM_NAMED)
    .map(([kind, own]) => `${kind} (${own.flatMap(({ addresses }) => addresses).length})`);
  const others = kinds.length - named.length;
  const more = others === 0 ? "" : ` and ${others} more ${others === 1 ? "kind" : "kinds"}`;
  return [
    {
      damage: "not judged",
      full: `not judged: ${named.join(", ")}${more}`,
      short: "some resources are not judged",
    },
  ];
}

/** One for each resource, so that a list of findings leads to all of them. */
function findings({ notJudged: all = [] }: ReviewedStack): Finding<Rule>[] {
  return all.flatMap(({ kind, reason, addresses }) => {
    const message = `${kind} is not judged: ${reason}`;
    const unjudged = { kind, reason };
    return addresses.map((address) => ({ rule: "access-not-judged", address, message, unjudged }) as const);
  });
}

function parts({ notJudged: all = [] }: ReviewedStack): Part[] {
  const rows = all.map(({ kind, reason, addresses }): Inline[] => [{ code: kind }, reason, someCodes(addresses)]);
  return table("Not judged", ["Kind", "Why", "Resources"], rows);
}
