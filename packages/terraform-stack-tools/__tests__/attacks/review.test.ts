import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "../../src/stack/json";
import { called } from "../support/program";

const FORMATS = ["text", "json", "markdown", "html", "sarif", "access"] as const;
const CANARY = "CANARY-7f3a91";

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-review-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `review` answers for plans, in every format. */
function answers(...plans: readonly (JsonObject | string)[]): { readonly code: number; readonly text: string }[] {
  const files = plans.map((plan, index) => {
    const file = join(folder, `plan${index}.json`);
    writeFileSync(file, typeof plan === "string" ? plan : JSON.stringify(plan));
    return file;
  });
  return FORMATS.map((format) => {
    const fail = ["--fail-on", "gain,delete,replace,unknown"];
    const { code, out, error } = called("review", ...files, "--format", format, ...fail);
    return { code, text: `${out}${error}` };
  });
}

const ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";

interface Changed {
  readonly actions?: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  readonly before_sensitive?: Json;
  readonly after_sensitive?: Json;
  readonly after_unknown?: Json;
  readonly importing?: Json;
  readonly replace_paths?: Json;
}

function resource(type: string, name: string, change: Changed, more: JsonObject = {}): JsonObject {
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/azurerm",
    change: { actions: ["create"], before: null, after: {}, after_unknown: {}, ...change },
    ...more,
  };
}

function plan(changes: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return { format_version: "1.2", terraform_version: "1.11.4", resource_changes: changes, ...more };
}

const registry = (change: Changed) => resource("azurerm_container_registry", "acr", { after: { name: "contoso" }, ...change });
const grant = (values: JsonObject) =>
  resource("azurerm_role_assignment", "pull", {
    after: { scope: ID, principal_id: "p-1", role_definition_name: "AcrPull", ...values },
  });
const state = (values: JsonObject, sensitive: Json, mode = "managed"): JsonObject => ({
  address: mode === "data" ? "data.azurerm_container_registry.old" : "azurerm_container_registry.old",
  ...{ mode, type: "azurerm_container_registry", name: "old", provider_name: "azurerm", values, sensitive_values: sensitive },
});
const configuration = (root: JsonObject, providers: JsonObject = {}): JsonObject => ({
  configuration: { root_module: root, provider_config: providers },
});
const called_module = (module: JsonObject, given: Json = { references: [] }): JsonObject => ({
  module_calls: { m: { expressions: { password: given }, module } },
});
const secretVariable = (value: Json = CANARY): JsonObject => ({
  variables: { password: { value } },
  ...configuration({ variables: { password: { sensitive: true } } }),
});

/** The same text without a mark. */
const COPY = registry({ after: { name: CANARY } });
const GONE = registry({ actions: ["delete"], before: { name: CANARY }, after: null, before_sensitive: { name: true } });
/** With the same marks on both sides. */
const both = (actions: readonly string[], before: Json, after: Json, sensitive: Json, more: Changed = {}) =>
  registry({ actions, before, after, before_sensitive: sensitive, after_sensitive: sensitive, ...more });
const OLD = state({ name: CANARY }, { name: true });
const isSensitive = { variables: { password: { sensitive: true } } };
const failed = (address: JsonObject, instance: JsonObject): JsonObject => ({ address, status: "fail", instances: [instance] });

/** Where a plan has a sensitive value, and where else the same text stands without a mark. */
const PLACES: readonly (readonly [place: string, ...plans: JsonObject[]])[] = [
  ["a value after", plan([registry({ after: { name: CANARY }, after_sensitive: { name: true } })])],
  ["a value before", plan([GONE])],
  [
    "both sides of an update",
    plan([both(["update"], { tags: { a: `${CANARY}-old` } }, { tags: { a: CANARY } }, { tags: { a: true } })]),
  ],
  [
    "one side of a replacement",
    plan([
      registry({
        ...{ actions: ["delete", "create"], before: { name: "contoso", tags: { a: CANARY } } },
        ...{ after: { name: CANARY }, after_sensitive: { name: true } },
      }),
    ]),
  ],
  ["a nested value", plan([registry({ after: { a: [{ b: [CANARY] }] }, after_sensitive: { a: [{ b: [true] }] } })])],
  ["a whole object", plan([registry({ after: { a: { b: CANARY } }, after_sensitive: true })])],
  ["a value that moves", plan([both(["no-op"], { name: CANARY }, { name: CANARY }, { name: true })])],
  [
    "the keys of a map that is sensitive as a whole",
    plan([both(["update"], { tags: { [CANARY]: "a" } }, { tags: { [CANARY]: "b", [`${CANARY}-2`]: "c" } }, { tags: true })]),
  ],
  [
    "a key of such a map that forces a replacement",
    plan([
      both(
        ["delete", "create"],
        { tags: { [CANARY]: "a" } },
        { tags: { [CANARY]: "b" } },
        { tags: true },
        { replace_paths: [["tags", CANARY]] },
      ),
    ]),
  ],
  [
    "the id of an import",
    plan([registry({ actions: ["no-op"], before: {}, after: {}, importing: { id: `/x/${CANARY}` } })], secretVariable()),
  ],
  [
    "both sides of an output",
    plan([], {
      output_changes: {
        o: {
          ...{ actions: ["update"], before: { [CANARY]: 1 }, after: { [CANARY]: 2 } },
          ...{ before_sensitive: true, after_sensitive: true },
        },
      },
    }),
  ],
  [
    "what is left of a file without the line break at its end",
    plan([registry({ after: { a: CANARY } })], secretVariable(`${CANARY}\n`)),
  ],
  [
    "what is relevant and what a check of a resource says",
    plan([registry({})], {
      ...secretVariable(),
      relevant_attributes: [{ resource: "a.b", attribute: [CANARY] }],
      checks: [
        failed({ kind: "resource", to_display: "a.b" }, { address: { to_display: CANARY }, problems: [{ message: CANARY }] }),
      ],
    }),
  ],
  ["an output after", plan([], { output_changes: { o: { actions: ["create"], after: CANARY, after_sensitive: true } } })],
  [
    "an output before",
    plan([], { output_changes: { o: { actions: ["update"], before: CANARY, before_sensitive: true, after: CANARY } } }),
  ],
  ["a state before", plan([], { prior_state: { values: { root_module: { resources: [OLD] } } } })],
  [
    "a module in a state",
    plan([], {
      prior_state: {
        values: { root_module: { child_modules: [{ resources: [state({ name: CANARY }, { name: true }, "data")] }] } },
      },
    }),
  ],
  ["planned values, which mark what a change does not", plan([COPY], { planned_values: { root_module: { resources: [OLD] } } })],
  [
    "outputs of a state",
    plan([COPY], { prior_state: { values: { outputs: { o: { value: { a: CANARY }, sensitive: true } } } } }),
  ],
  ["planned outputs", plan([COPY], { planned_values: { outputs: { o: { value: [CANARY], sensitive: true } } } })],
  ["a variable", plan([grant({ principal_id: CANARY })], secretVariable())],
  [
    "an ephemeral variable's default",
    plan([grant({ role_definition_name: CANARY })], configuration({ variables: { p: { ephemeral: true, default: CANARY } } })),
  ],
  ["a variable of a module", plan([COPY], configuration(called_module(isSensitive, { constant_value: CANARY })))],
  [
    "a default of a module",
    plan([COPY], configuration(called_module({ variables: { other: { sensitive: true, default: { a: CANARY } } } }))),
  ],
  [
    "an output of a module",
    plan([COPY], configuration(called_module({ outputs: { o: { sensitive: true, expression: { constant_value: CANARY } } } }))),
  ],
  [
    "a constant of the configuration, to which access is told",
    plan([registry({ after: { admin_enabled: true }, after_unknown: { name: true } })], {
      variables: { password: { value: CANARY } },
      ...configuration({
        ...isSensitive,
        resources: [
          {
            ...{ mode: "managed", type: "azurerm_container_registry", name: "acr", provider_config_key: "azurerm" },
            expressions: { name: { constant_value: CANARY } },
          },
        ],
      }),
    }),
  ],
  [
    "a provider's configuration",
    plan([registry({}), grant({})], {
      variables: { password: { value: CANARY } },
      ...configuration(isSensitive, {
        azurerm: { name: "azurerm", expressions: { subscription_id: { constant_value: CANARY } } },
      }),
    }),
  ],
  ["the middle of another text", plan([registry({ after: { name: `user:${CANARY}@host` } })], secretVariable())],
  ["the text of a JSON", plan([registry({ after: { a: JSON.stringify({ p: CANARY }) } })], secretVariable())],
  ["a condition", plan([grant({ condition: `${CANARY} StringEquals 'a'` })], secretVariable())],
  ["the scope of a role", plan([grant({ scope: ID.replace("contoso", "canary7f3a91") })], secretVariable("canary7f3a91"))],
  ["a long number", plan([registry({ after: { a: 7391734917 } })], secretVariable(7391734917))],
  ["an open output", plan([], { ...secretVariable(), output_changes: { o: { actions: ["create"], after: CANARY } } })],
  ["another plan of the review", plan([], secretVariable()), plan([COPY])],
  [
    "the message of a check",
    plan([registry({})], {
      ...secretVariable(),
      checks: [failed({ kind: "check", to_display: "check.a" }, { problems: [{ message: `got ${CANARY}` }] })],
    }),
  ],
  ["an object left over", plan([{ ...GONE, deposed: "0123abcd" }])],
  ["drift", plan([registry({})], { resource_drift: [registry({ after: { name: CANARY }, after_sensitive: { name: true } })] })],
  [
    "a copy of what was changed elsewhere",
    plan([registry({ actions: ["update"], before: { name: CANARY }, after: { name: "new" } })], {
      resource_drift: [registry({ actions: ["update"], before: { name: CANARY }, before_sensitive: { name: true } })],
    }),
  ],
];

test.each(PLACES)("no format tells what is sensitive: %s", (_place, ...plans) => {
  for (const { code, text } of answers(...plans)) {
    expect([0, 3]).toContain(code);
    expect(text).not.toMatch(/canary-?7f3a91|7391734917/i);
  }
});

const SECRET = 'p+ss/w?rd & "1"~é';
const base64 = (text: string) => Buffer.from(text).toString("base64");
const inJson = (text: string) => JSON.stringify({ password: text });
const authOf = (text: string) => JSON.stringify({ auths: { "contoso.azurecr.io": { auth: base64(`puller:${text}`) } } });

/** A copy in another form, and what of it must not be shown. */
const COPIES: readonly (readonly [form: string, copy: (secret: string) => string, shown: (secret: string) => string])[] = [
  ["base64", base64, (text) => base64(text).slice(0, -4)],
  ["base64 of a login", (text) => base64(`puller:${text}`), (text) => base64(`puller:${text}`).slice(12, -4)],
  [
    "base64 for addresses",
    (text) => Buffer.from(text).toString("base64url"),
    (text) => Buffer.from(text).toString("base64url").slice(0, -4),
  ],
  ["base64 of JSON", (text) => base64(inJson(text)), (text) => base64(inJson(text)).slice(20, -8)],
  ["base64 within base64", (text) => base64(authOf(text)), (text) => base64(authOf(text)).slice(68, -16)],
  ["base64 in a header", (text) => `Authorization: Basic ${base64(`:${text}`)}`, (text) => base64(`:${text}`).slice(4, -4)],
  ["an address", (text) => `https://host/?token=${encodeURIComponent(text)}`, encodeURIComponent],
  [
    "an address of Go",
    (text) => `https://host/?t=${new URLSearchParams({ a: text }).toString().slice(2)}`,
    (text) => encodeURIComponent(text).slice(0, 12),
  ],
  ["JSON", inJson, (text) => JSON.stringify(text).slice(1, -1)],
  ["JSON within JSON", (text) => inJson(inJson(text)), (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3)],
  [
    "JSON within JSON within JSON",
    (text) => inJson(inJson(inJson(text))),
    (text) => JSON.stringify(JSON.stringify(JSON.stringify(text))).slice(7, -7),
  ],
  [
    "base64 in lines",
    (text) => base64(`${text}${text}${text}`).replace(/.{16}/g, "$&\n"),
    (text) => base64(`${text}${text}`).slice(16, 32),
  ],
];

test.each(COPIES)("no format tells what is sensitive in another form: %s", (_form, copy, shown) => {
  const secret = secretVariable(SECRET);
  const copies = [registry({ after: { a: copy(SECRET), b: `x${copy(`y${SECRET}z`)}` } }), grant({ principal_id: copy(SECRET) })];
  // Without a mark it is there, or the test would find nothing.
  const unmarked = answers(plan(copies, { output_changes: { o: { actions: ["create"], after: copy(SECRET) } } }));
  expect(
    unmarked.some(({ text }) => text.includes(shown(SECRET)) || text.includes(JSON.stringify(shown(SECRET)).slice(1, -1))),
  ).toBe(true);
  for (const { code, text } of answers(
    plan(copies, { ...secret, output_changes: { o: { actions: ["create"], after: copy(SECRET) } } }),
  )) {
    expect([0, 3]).toContain(code);
    expect(text).not.toContain(shown(SECRET));
    expect(text).not.toContain(JSON.stringify(shown(SECRET)).slice(1, -1));
  }
});

const LINES = ["MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06", "/nwoyIeCLLn8AAyoc7oc2zJ0o0YJ0b5a"];
const KEY = ["-----BEGIN PRIVATE KEY-----", ...LINES, "-----END PRIVATE KEY-----", ""].join("\n");

test.each([
  ["indented", KEY.replace(/^/gm, "    ")],
  ["with the line breaks of Windows", KEY.replace(/\n/g, "\r\n")],
  ["on one line", KEY.replace(/\n/g, "")],
  ["on one line with spaces", KEY.replace(/\n/g, " ")],
  ["in a document that is indented", JSON.stringify({ key: KEY.replace(/^/gm, "  ") })],
  ["without its first and last line", LINES.join("\n")],
])("no format tells a key that is %s", (_how, copy) => {
  const copies = [registry({ after: { a: copy } })];
  expect(answers(plan(copies)).some(({ text }) => LINES.some((line) => text.includes(line)))).toBe(true);
  for (const { text } of answers(plan(copies, secretVariable(KEY)))) {
    expect(LINES.filter((line) => text.includes(line))).toEqual([]);
  }
});

test("what is like a secret in another form stays", () => {
  const like = { a: base64("another text"), b: encodeURIComponent("p&ss?word") };
  const [{ text }] = answers(plan([registry({ after: like })], secretVariable("p&ss?word-1")));
  expect(text).toContain(like.a);
  expect(text).toContain(like.b);
});

test("a text without a mark stays", () => {
  const [{ text }] = answers(plan([registry({ after: { name: CANARY } })]));
  expect(text).toContain(CANARY);
});

const HOSTILE = [
  "__proto__",
  "constructor",
  "toString",
  "a\u001b[31mred",
  "\u202egnp.exe",
  "<img src=x onerror=alert(1)>",
  "](javascript:alert(1))",
  "a|b\n# heading",
  "\ud800",
  "`x`",
  "${var.x}",
  "%{ if true }",
  "]]>",
  "--><script>",
];

/** Everything that a terminal acts on, and a letter that turns text round. */
const CONTROL = /(?!\n)\p{Cc}|\u202e/u;

/** A plan in which a text is everything that has a name. */
function named(text: string): JsonObject {
  const own = (value: Json) => Object.fromEntries([[text, value]]);
  const key = JSON.stringify(text);
  const changes = ["azurerm_container_registry", "azurerm_role_assignment", "azurerm_user_assigned_identity", text].map(
    (type) => ({
      ...resource(type, text, {
        after: {
          ...own(text),
          name: text,
          scope: text,
          principal_id: text,
          role_definition_name: text,
          condition: text,
          admin_enabled: true,
        },
        after_unknown: { id: true, ...own(true) },
      }),
      address: `module.m[${key}].${type}.this[${key}]`,
      previous_address: text,
      provider_name: text,
    }),
  );
  return plan([...changes, ...changes], {
    variables: own({ value: text }),
    output_changes: own({ actions: ["create"], after: own(text) }),
    checks: [{ address: { kind: "check", to_display: text }, status: "fail" }],
    ...configuration(
      {
        variables: own({ default: text, sensitive: false }),
        outputs: own({ expression: { references: [text, `var.${text}`] } }),
        module_calls: {
          ...own({ module: { resources: [{ type: text, name: text }] } }),
          m: { expressions: own({ references: [text] }), module: {} },
        },
        resources: [
          {
            mode: "managed",
            type: text,
            name: text,
            provider_config_key: text,
            expressions: own({ references: [text, `${text}.a`] }),
          },
        ],
      },
      own({ expressions: own({ constant_value: text }) }),
    ),
  });
}

test.each(HOSTILE)("a name such as %j is text in every format", (text) => {
  const all = answers(named(text));
  expect(all.map(({ code }) => code)).toEqual(FORMATS.map(() => 3));
  for (const [index, answer] of all.entries()) {
    const format = FORMATS[index];
    expect(answer.text).not.toMatch(CONTROL);
    if (format === "html") {
      // What follows is standard error, which is plain text.
      expect(answer.text.split("--fail-on")[0]).not.toMatch(/<img|<script/);
    }
    if (format === "markdown") {
      const [report] = answer.text.split("--fail-on");
      expect(report.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "").replace(/`[^`\n]*`/g, "")).not.toMatch(
        /<img|<script|^# heading|[^\\]\]\(javascript/m,
      );
    }
  }
});

/** Expressions that lead to each other, two ways each. */
function circle(): JsonObject {
  const references = ["module.a.x", "module.b.x", "each.value.y"];
  const module = { outputs: { x: { expression: { references: ["var.v", "var.v.w", "var.u"] } } }, variables: { v: {}, u: {} } };
  const call = { expressions: { v: { references }, u: { references } }, module, for_each_expression: { references } };
  const expressions = { scope: { references }, principal_id: { references }, role_definition_name: { references } };
  return plan(
    [resource("azurerm_role_assignment", "a", { after: {}, after_unknown: { scope: true, principal_id: true } })],
    configuration({
      module_calls: { a: call, b: call },
      resources: [
        { mode: "managed", type: "azurerm_role_assignment", name: "a", expressions, for_each_expression: { references } },
      ],
    }),
  );
}

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
}

test.each<[what: string, plan: JsonObject | string, code: number]>([
  ["expressions in circles", circle(), 3],
  ["megabytes of one text", plan([registry({ after: { name: "x".repeat(5_000_000), a: "}${[(".repeat(100_000) } })]), 0],
  ["megabytes that are sensitive", plan([registry({ after: { a: "y".repeat(2_000_000) }, after_sensitive: { a: true } })]), 0],
  [
    "thousands of sensitive texts",
    plan(
      Array.from({ length: 3_000 }, (_, at) =>
        registry({ after: { a: `secret-${at}`, b: "secrets" }, after_sensitive: { a: true } }),
      ),
    ),
    0,
  ],
  ["a long address", plan([{ ...registry({}), address: `${"module.a.".repeat(20_000)}b.c` }]), 0],
  ["an address that is none", plan([{ ...registry({}), address: "a[b[c[" }]), 0],
  [
    "wrong types everywhere",
    plan([], {
      configuration: { root_module: [1], provider_config: "x" },
      prior_state: 1,
      planned_values: [],
      variables: "v",
      checks: [1, null],
      output_changes: [],
    }),
    0,
  ],
  ["marks of another form", plan([registry({ after: { a: "b" }, after_sensitive: [true], after_unknown: "yes" })]), 0],
  ["nothing at all", plan([]), 0],
  ["levels without end", `{"format_version":"1.2","resource_changes":[],"x":${nested(100_000)}}`, 1],
  ["a change without actions", plan([registry({ actions: [] })]), 1],
  ["an action of a later version", plan([registry({ actions: ["levitate"] })]), 1],
  ["a change that is none", plan([null as unknown as JsonObject]), 1],
])("%s end in a report or in a sentence, and soon", (_what, hostile, code) => {
  const start = process.cpuUsage();
  const all = answers(hostile);
  const { user, system } = process.cpuUsage(start);
  expect(all.map((one) => one.code)).toEqual(FORMATS.map(() => code));
  expect((user + system) / 1e6).toBeLessThan(30);
});
