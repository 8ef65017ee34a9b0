import { Plan, type PlannedChange, planMatchers } from "../../../src/testing";

expect.extend(planMatchers);

const plan = (resources: Record<string, PlannedChange>, isUpdate = true) => new Plan(resources, {}, {}, isUpdate);
const calm = plan({ "a.b": { action: "update", changes: {} }, "a.c": { action: "create" }, "a.d": { action: "forget" } });

test("a plan that replaces and deletes nothing passes", () => {
  expect(calm).toPlanNoReplacement();
  expect(calm).toPlanNoDeletion();
});

test("fails with the addresses and the arguments that force a replacement", () => {
  const replacing = plan({
    "a.b": { action: "replace", because: ["name", "location"] },
    "a.c": { action: "replace" },
    "a.d": { action: "delete" },
  });
  expect(() => expect(replacing).toPlanNoReplacement()).toThrow("2 would be replaced:\n  a.b: forced by name, location\n  a.c");
  expect(() => expect(calm).not.toPlanNoReplacement()).toThrow("nothing would be replaced");
});

test("fails where a replacement is unknown, and says what to do", () => {
  const unknown = plan({ "x.y": { action: "update, replacement unknown", changes: { "a[0].b": { before: 1, after: 2 } } } });
  expect(() => expect(unknown).toPlanNoReplacement()).toThrow("x.y: unknown, it may be for a[0].b; set forceNew");
});

test("fails with the addresses that would be gone, not with those that are replaced", () => {
  const deleting = plan({ "a.b": { action: "delete" }, "a.c": { action: "replace" } });
  expect(() => expect(deleting).toPlanNoDeletion()).toThrow(/^1 would be deleted:\n {2}a\.b$/);
});

test("fails for a plan without an earlier version, which could not show either", () => {
  expect(() => expect(plan({}, false)).toPlanNoReplacement()).toThrow("with existing");
  expect(() => expect({}).toPlanNoDeletion()).toThrow("must be asked of what plan() returns, got object");
});
