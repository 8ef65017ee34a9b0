import { accessIn } from "../../src/knowledge/access/access-in";
import { accessChanges } from "../../src/knowledge/access/changes";
import { notJudgedSince } from "../../src/knowledge/judgement/judgement";
import { accessFindings } from "../../src/knowledge/pages/access";

import type { JsonObject } from "../../src/stack/json";
import { assigned, GAIN_ATTACKS, HARMLESS, type Outcome } from "../support/gain-attacks";
import { planned } from "../support/planned";

function rules(before: JsonObject, after: JsonObject): string[] {
  const [old, fresh] = [planned(before), planned(after)];
  const changes = accessChanges(accessIn([old]), accessIn([fresh]));
  const found = accessFindings(changes).map(({ rule }) => rule);
  const notJudged = notJudgedSince(old, fresh).map(() => "access-not-judged");
  return [...new Set([...found.filter((rule) => rule === "access-gained" || rule === "access-opaque"), ...notJudged])];
}

const RULES: Readonly<Record<Outcome, string[]>> = {
  gain: ["access-gained"],
  opaque: ["access-opaque"],
  "not judged": ["access-not-judged"],
  nothing: [],
};

test.each(GAIN_ATTACKS)("%s", (_what, before, after, outcome) => {
  expect(rules(before, after)).toEqual(expect.arrayContaining(RULES[outcome]));
});

test.each(GAIN_ATTACKS)("%s, applied, is not found again", (_what, _before, after) => {
  expect(rules(after, after)).toEqual([]);
});

test("what a module's own local values give is in no plan, so that nobody can tell whether it is the same", () => {
  const stack = planned(assigned({ principal_id: [] }));
  const instances = stack.instances.map(({ values: { principal_id: _unknown, ...values }, ...rest }) => ({ ...rest, values }));
  const access = accessIn([{ ...stack, instances }]);
  expect(accessFindings(accessChanges(access, access)).map(({ rule }) => rule)).toEqual(["access-opaque"]);
});

test.each(HARMLESS)("%s is nothing", (_what, before, after) => {
  expect(rules(before, after)).toEqual([]);
});
