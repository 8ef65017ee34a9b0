import { planError } from "../../src/plan/run";
import { type Change, type Diagnostic, readPlan } from "../../src/planned/plan-json";
import { MadeUpTexts, masksFor } from "../../src/planned/sensitive";
import { readStack } from "../../src/stack/stack";

const STACK = readStack({
  variable: { password: { sensitive: true }, open: {} },
  locals: { derived: "${strrev(var.password)}" },
  resource: {
    registry: { acr: { name: "${upper(var.password)}", sku: "Bsic" }, other: { name: "${var.open}" } },
    account: { one: { value: "${sensitive(file(local.path))}" }, two: { value: "${local.derived}" } },
  },
});
const FROM_PASSWORD = { values: [{ traversal: "var.password", statement: "has a sensitive value" }] };
const FROM_OPEN = { values: [{ traversal: "var.open", statement: 'is "CANARY"' }] };

/** What Terraform or a provider says, which may have the secret in another form, and whether a report may repeat it. */
const ERRORS: readonly (readonly [what: string, diagnostic: Partial<Diagnostic>, isRepeated: boolean])[] = [
  ["a function of a sensitive value", { detail: "invalid CIDR address: CANARY", snippet: FROM_PASSWORD }, false],
  ["a function of an open value", { detail: "invalid CIDR address: CANARY", snippet: FROM_OPEN }, true],
  [
    "a condition, whose message Terraform checks",
    { summary: "Resource precondition failed", detail: "CANARY", snippet: FROM_PASSWORD },
    true,
  ],
  [
    "an argument with a secret",
    { address: "registry.acr", summary: "got CANARY", snippet: { code: '"name": "${upper(var.password)}",' } },
    false,
  ],
  [
    "an argument with a local value of a secret",
    { address: "account.two", detail: "got CANARY", snippet: { code: '"value": "${local.derived}"' } },
    false,
  ],
  [
    "an argument that the function sensitive marks",
    { address: "account.one", detail: "got CANARY", snippet: { code: '"value": "${sensitive(file(local.path))}"' } },
    false,
  ],
  ["a whole block with a secret", { address: "registry.acr", detail: "got CANARY", snippet: { code: '"acr": {' } }, false],
  ["a block with a secret and no place", { address: "registry.acr", detail: "got CANARY" }, false],
  ["a block without a secret", { address: "registry.other", detail: "got CANARY", snippet: { code: '"other": {' } }, true],
  [
    "another argument of a block with a secret",
    { address: "registry.acr", detail: "got CANARY", snippet: { code: '"sku": "${var.open}"' } },
    true,
  ],
  [
    "a resource in a module",
    { address: "module.m.registry.acr", detail: "got CANARY", snippet: { code: "name = local.x" } },
    false,
  ],
];

test.each(ERRORS)("the words of an error about %s", (_what, diagnostic, isRepeated) => {
  const { message } = planError("the stack", [{ severity: "error", summary: "Bad", ...diagnostic }], STACK, []);
  expect(message.includes("CANARY")).toBe(isRepeated);
  expect(message.includes("left out")).toBe(!isRepeated);
});

const change = (more: Partial<Change>): Change => ({ actions: ["create"], ...more });

/** A place that the engine marks, what stands elsewhere, and what a report shows of that. */
const COPIES: readonly (readonly [what: string, marked: Change, elsewhere: string, shown: string])[] = [
  [
    "a copy of a derived value",
    change({ after: { input: "CANARY-1" }, after_sensitive: { input: true } }),
    "CANARY-1",
    "(sensitive value)",
  ],
  ["a key, which is a name", change({ after: { data: { host: "CANARY-1" } }, after_sensitive: { data: true } }), "host", "host"],
  [
    "what the stack itself has written",
    change({ after: { input: "westeurope" }, after_sensitive: { input: true } }),
    "westeurope",
    "westeurope",
  ],
];

test.each(COPIES)("%s", (_what, marked, elsewhere, shown) => {
  const plan = readPlan(JSON.parse(JSON.stringify({ output_changes: { marked } })));
  const engine = {
    madeUp: new MadeUpTexts([]),
    notesOn: () => ({ configuration: {}, schema: {}, isImported: false, open: [], added: [] }),
    given: () => [],
    provisioners: new Map(),
    locals: new Map(),
    written: new Set(["westeurope"]),
    outputs: [],
  };
  expect(masksFor([{ ...plan, engine }]).marked(elsewhere)).toBe(shown);
});
