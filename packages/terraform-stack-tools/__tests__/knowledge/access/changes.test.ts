import { access } from "../../../../../__tests__/support/reviewed";
import type { Access } from "../../../src/knowledge/access/access";
import { accessChanges } from "../../../src/knowledge/access/changes";

const line = (more: Partial<Access> = {}): Access => ({
  ...access(),
  repository: "*",
  ...more,
});
const reader = { kind: "role assignment", role: { name: "Reader", isKnown: true } } as const;
const counts = (before: Access[], after: Access[]) => {
  const { gained, lost, kept, opaque } = accessChanges(before, after);
  return { gained: gained.length, lost: lost.length, kept: kept.length, opaque: opaque.length };
};

test.each([
  ["nothing before", [], [line()], { gained: 1, lost: 0, kept: 0, opaque: 0 }],
  ["nothing after", [line()], [], { gained: 0, lost: 1, kept: 0, opaque: 0 }],
  ["the same", [line()], [line()], { gained: 0, lost: 0, kept: 1, opaque: 0 }],
  [
    "another role with the same reach",
    [line()],
    [line({ origin: reader, address: "b" })],
    { gained: 0, lost: 0, kept: 1, opaque: 0 },
  ],
  ["fewer repositories", [line()], [line({ repository: "shop/*" })], { gained: 0, lost: 1, kept: 1, opaque: 0 }],
  ["more repositories", [line({ repository: "shop/*" })], [line()], { gained: 1, lost: 0, kept: 0, opaque: 0 }],
  [
    "a prefix that is only similar",
    [line({ repository: "shop/*" })],
    [line({ repository: "shopping" })],
    { gained: 1, lost: 1, kept: 0, opaque: 0 },
  ],
  ["one more right", [line()], [line({ rights: ["pull", "push"] })], { gained: 1, lost: 0, kept: 0, opaque: 0 }],
  ["another cluster", [line()], [line({ who: "every pod of AKS cluster test" })], { gained: 1, lost: 1, kept: 0, opaque: 0 }],
  ["another registry", [line()], [line({ registry: "fabrikam" })], { gained: 1, lost: 1, kept: 0, opaque: 0 }],
  ["another mode", [line({ mode: "RBAC" })], [line({ mode: "ABAC" })], { gained: 1, lost: 1, kept: 0, opaque: 0 }],
  ["rights that are not known", [line()], [line({ rights: [] })], { gained: 0, lost: 1, kept: 0, opaque: 1 }],
  [
    "another one of the same name",
    [line({ identity: { text: "a", isComplete: true } })],
    [line({ identity: { text: "b", isComplete: true } })],
    { gained: 1, lost: 1, kept: 0, opaque: 0 },
  ],
  [
    "what nobody can tell apart",
    [line({ identity: { text: "a", isComplete: false } })],
    [line({ identity: { text: "a", isComplete: false } })],
    { gained: 0, lost: 0, kept: 0, opaque: 1 },
  ],
  ["a name in other letters", [line({ registry: "Contoso" })], [line()], { gained: 0, lost: 0, kept: 1, opaque: 0 }],
  ["the same unknown rights", [line({ rights: [] })], [line({ rights: [] })], { gained: 0, lost: 0, kept: 1, opaque: 0 }],
])("%s", (_change, before, after, expected) => {
  expect(counts(before, after)).toEqual(expected);
});

test("many namespaces are compared each with itself", () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => line({ who: `every pod in namespace n${index}` }));
  expect(counts(lines, lines)).toEqual({ gained: 0, lost: 0, kept: 10_000, opaque: 0 });
});
