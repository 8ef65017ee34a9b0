import type { Json, JsonObject } from "../../src/stack/json";
import { REPORT_FORMATS } from "../support/program";
import { created, shownPlan as plan, ReviewFolder } from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const answers = (shown: JsonObject | string) => folder.inEveryFormat([shown], "gain,delete,replace,unknown");
const registry = (values: JsonObject, change: JsonObject = {}) => created("azurerm_container_registry", values, change, "acr");
const configuration = (root: JsonObject, providers: JsonObject = {}): JsonObject => ({
  configuration: { root_module: root, provider_config: providers },
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
      ...created(
        type,
        {
          ...{ ...own(text), name: text, scope: text, principal_id: text, role_definition_name: text, condition: text },
          admin_enabled: true,
        },
        { after_unknown: { id: true, ...own(true) } },
        text,
      ),
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
  expect(all.map(({ code }) => code)).toEqual(REPORT_FORMATS.map(() => 3));
  for (const [index, answer] of all.entries()) {
    const format = REPORT_FORMATS[index];
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
    [created("azurerm_role_assignment", {}, { after_unknown: { scope: true, principal_id: true } }, "a")],
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
  ["megabytes of one text", plan([registry({ name: "x".repeat(5_000_000), a: "}${[(".repeat(100_000) })]), 0],
  ["megabytes that are sensitive", plan([registry({ a: "y".repeat(2_000_000) }, { after_sensitive: { a: true } })]), 0],
  [
    "thousands of sensitive texts",
    plan(
      Array.from({ length: 3_000 }, (_, at) => registry({ a: `secret-${at}`, b: "secrets" }, { after_sensitive: { a: true } })),
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
  ["marks of another form", plan([registry({ a: "b" }, { after_sensitive: [true], after_unknown: "yes" })]), 0],
  ["nothing at all", plan([]), 0],
  ["levels without end", `{"format_version":"1.2","resource_changes":[],"x":${nested(100_000)}}`, 1],
  ["a change without actions", plan([registry({}, { actions: [] })]), 1],
  ["an action of a later version", plan([registry({}, { actions: ["levitate"] })]), 1],
  ["a change that is none", plan([null as unknown as JsonObject]), 1],
])("%s end in a report or in a sentence, and soon", (_what, hostile, code) => {
  const start = process.cpuUsage();
  const all = answers(hostile);
  const { user, system } = process.cpuUsage(start);
  expect(all.map((one) => one.code)).toEqual(REPORT_FORMATS.map(() => code));
  expect((user + system) / 1e6).toBeLessThan(30);
});
