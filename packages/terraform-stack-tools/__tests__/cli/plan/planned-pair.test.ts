import { plannedPairs } from "../../../src/cli/plan/planned-pair";
import { GRANT, sourceOf } from "../../support/hand-off";
import { playedPlan as mockPlayedPlan } from "../../support/played-plan";

jest.mock("../../../src/plan/plan", () => ({
  ...jest.requireActual("../../../src/plan/plan"),
  madePlan: jest.fn((sections, options) => mockPlayedPlan(sections, options)),
}));

const SETTINGS = { mocks: {}, binary: "terraform" };

const grantTo = (principal: string) => {
  const { azurerm_role_assignment } = GRANT.resource;
  const pull = { ...azurerm_role_assignment.pull, principal_id: principal };
  return {
    ...sourceOf({ ...GRANT, variable: {}, output: {}, resource: { azurerm_role_assignment: { pull } } }),
    name: principal,
  };
};

const accessOf = (pairs: Parameters<typeof plannedPairs>[0]) =>
  plannedPairs(pairs, {}, SETTINGS, () => {}).map(({ reviewed: { name, stack, access } }) => ({
    name,
    blocks: stack.blocks.length,
    gained: access.gained.length,
    lost: access.lost.length,
    kept: access.kept.length,
  }));

test("each stack tells its own access and no other stack's, and a deleted one the blocks that it had", () => {
  const [a, b] = [grantTo("a"), grantTo("b")];
  expect(
    accessOf([
      { name: "a", changed: a },
      { name: "b", changed: b, existing: b },
      { name: "gone", existing: grantTo("c") },
    ]),
  ).toEqual([
    { name: "a", blocks: 1, gained: 1, lost: 0, kept: 0 },
    { name: "b", blocks: 1, gained: 0, lost: 0, kept: 1 },
    { name: "gone", blocks: 1, gained: 0, lost: 1, kept: 0 },
  ]);
});

test("a stack that is compared with one of another name says so, a deleted one and one without a name do not", () => {
  const named = (name?: string) => {
    const source = sourceOf({ ...GRANT, variable: {}, output: {} });
    return { ...source, name: name ?? "folder", stack: { ...source.stack, name } };
  };
  const [a, b, unnamed] = [named("a"), named("b"), named()];
  const pairs = [
    { name: "a", changed: a, existing: b },
    { name: "b", changed: b, existing: b },
    { name: "c", changed: a, existing: unnamed },
    { name: "gone", existing: a },
  ];
  const former = plannedPairs(pairs, {}, SETTINGS, () => {}).map(({ reviewed }) => reviewed.formerName);
  expect(former).toEqual(["b", undefined, undefined, undefined]);
});

test("a grant that moves to another stack is neither gained nor lost", () => {
  const grant = grantTo("a");
  expect(
    accessOf([
      { name: "old", existing: grant },
      { name: "new", changed: grant },
    ]),
  ).toEqual([
    { name: "old", blocks: 1, gained: 0, lost: 0, kept: 0 },
    { name: "new", blocks: 1, gained: 0, lost: 0, kept: 1 },
  ]);
});
