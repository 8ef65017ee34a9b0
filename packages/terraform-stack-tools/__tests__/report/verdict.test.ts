import fc from "fast-check";
import type { ReviewedStack } from "../../src/report/model";
import { headlineOf, report } from "../../src/report/report";
import { writeHtml } from "../../src/report/writers/html";
import { writeMarkdown } from "../../src/report/writers/markdown";
import { visible } from "../../src/shared/words";
import { readStack } from "../../src/stack/stack";
import { access, reviewed } from "../support/reviewed";

/** Something that is deleted, and created with the same arguments under another name. */
function renamedStack(lifecycle: object, type: string): ReviewedStack {
  const stack = { resource: { [type]: { new: { lifecycle } } } };
  return reviewed(
    { [`${type}.new`]: { action: "create", likelyRenamedFrom: `${type}.old` }, [`${type}.old`]: { action: "delete" } },
    {},
    { stack: readStack(JSON.parse(JSON.stringify(stack))) },
  );
}

test("a rename of what is protected or not empty says what it deletes, and several are counted", () => {
  expect(headlineOf([renamedStack({ prevent_destroy: true }, "azurerm_subnet")]).verdict).toBe(
    "1 resource is deleted and looks renamed; the rename of azurerm_subnet.old to azurerm_subnet.new deletes it despite " +
      "`prevent_destroy`: only a move keeps it.",
  );
  const registry = renamedStack({}, "azurerm_container_registry");
  expect(headlineOf([registry]).headline).toContain("only a move keeps it");
  expect(headlineOf([registry, registry, registry]).verdict).toContain(
    "the renames of 3 resources delete what is protected or not empty: only moves keep them",
  );
});

/** Each makes a report say one thing more. A name is as long as it likes, with spaces and line breaks of every kind. */
const CLAUSES: readonly ((name: string) => Partial<ReviewedStack>)[] = [
  (name) => ({ formerName: `former ${name}` }),
  (name) => ({ notes: (["incomplete", "deferred", "action"] as const).map((kind) => ({ kind, address: name, message: name })) }),
  (name) => ({
    drift: [{ address: name, changes: {}, action: "update" }],
    found: changes(access({ who: name, registry: name })),
  }),
  (name) => ({ access: { ...changes(), gained: [access({ who: name })] } }),
  (name) => ({ access: changes(access({ who: `group ${name}`, registry: name, repository: name })) }),
  (name) => ({
    access: changes(
      access({ who: name, registry: name, reach: { kind: "closed", because: name } }),
      access({ who: `other ${name}`, rights: [], repository: name }),
    ),
  }),
  (name) => {
    const reach = { kind: "closed", because: "public access is off" } as const;
    return {
      access: {
        ...changes(),
        lost: [{ ...access({ who: `pods ${name}`, registry: name, reach }), since: { kind: "unreachable", words: name } }],
      },
    };
  },
  (name) => ({ access: { ...changes(), kept: [{ ...access({ who: name, registry: name }), change: "reachable" }] } }),
  (name) => ({ opened: [{ registry: name, address: name, message: `registry ${name} is open to every address` }] }),
  (name) => ({ checks: { [`check.${name}`]: "failed" } }),
  (name) => ({
    resources: Object.fromEntries(
      ["create", "replace", "delete", "forget", "update, replacement unknown"].flatMap((action) =>
        ["azurerm_container_registry", "kubernetes_secret_v1", "random_password"].map((type) => [
          `${type}.${action}["${name}"]`,
          { action },
        ]),
      ),
    ),
  }),
];

function changes(...lines: readonly ReturnType<typeof access>[]): ReviewedStack["access"] {
  return { gained: lines.slice(0, 1), lost: lines.slice(-1), kept: [], opaque: lines.slice(-1), ineffective: [], after: [] };
}

/** What a reader counts, whatever separates the words. */
const wordsIn = (text: string) => text.split(/\s+/);

/** More is no line that somebody reads at a glance. */
const MOST_LETTERS = 300;

function expectReadable(stacks: readonly ReviewedStack[]): void {
  const { headline, details, verdict } = headlineOf(stacks);
  const told = visible(headline);
  expect(wordsIn(told).length).toBeLessThanOrEqual(25);
  expect(told.length).toBeLessThanOrEqual(MOST_LETTERS);
  expect(told).toMatch(/^\S.*\S\.$/s);
  expect(new Set(told.slice(0, -1).toLowerCase().split("; ")).size).toBe(told.split("; ").length);
  // Whatever it leaves out or counts is told below it.
  const below = visible(details.join(" ")).toLowerCase();
  const missing = visible(verdict)
    .slice(0, -1)
    .split("; ")
    .filter((part) => !/^(no resource changes|nothing is replaced or deleted)$/i.test(part))
    .filter((part) => ![told.toLowerCase(), below].some((text) => text.includes(part.toLowerCase())));
  expect(missing).toEqual([]);
}

const NAMES = [
  "a",
  "x".repeat(400),
  "word ".repeat(40),
  "a\nb\tc\u00a0d\u2028e\u3000".repeat(10),
  "\u0001".repeat(40),
  "a\n\u3000".repeat(30),
];

test.each([
  [1, NAMES],
  [2, NAMES],
  [100, ["x".repeat(400)]],
])("a headline of %i stacks in which everything happens at once is at most 25 words in one line", (count, names) => {
  for (const name of names) {
    const stacks = Array.from({ length: count }, (_, index) => {
      const own = `${name}${index}`;
      return reviewed({}, {}, Object.assign({ name: own }, ...CLAUSES.map((clause) => clause(own))));
    });
    expectReadable(stacks);
    const parts = report(stacks);
    const [markdown, html] = [writeMarkdown(parts), writeHtml("Plan", parts)];
    const [first = ""] = markdown.split("\n", 1);
    expect(wordsIn(first).length).toBeLessThanOrEqual(25);
    expect(markdown.length).toBeLessThan(65_536);
    // What is told below does not take the place of the rest.
    expect(markdown).toContain("- **Resources:** ");
    const [, strong = ""] = /<p><strong>(.*?)<\/strong><\/p>/s.exec(html) ?? [];
    expect(wordsIn(strong.replace(/<[^>]+>/g, "")).length).toBeLessThanOrEqual(25);
  }
});

test("so is that of any of them, alone or together, in any stacks", () => {
  const stack = fc.record({
    clauses: fc.subarray([...CLAUSES]),
    name: fc.oneof(
      fc.constantFrom(...NAMES),
      fc.string({ maxLength: 60 }).filter((name) => !name.includes(";")),
    ),
  });
  fc.assert(
    fc.property(fc.array(stack, { minLength: 1, maxLength: 6 }), (all) => {
      expectReadable(
        all.map(({ clauses, name }) => reviewed({}, {}, Object.assign({ name }, ...clauses.map((clause) => clause(name))))),
      );
    }),
    { seed: 4, numRuns: 100 },
  );
});
