import type { Json, JsonObject } from "../../src/stack/json";
import { manifest } from "../support/ordinary-resources";
import { REPORT_FORMATS } from "../support/program";
import {
  assigned,
  BUILDER,
  CONTOSO,
  cluster,
  created,
  object,
  shownPlan as plan,
  grant as pulling,
  RESOURCE_GROUP,
  ReviewFolder,
  registry as registryOf,
} from "../support/shown-plans";

const CANARY = "CANARY-7f3a91";
const WORD = CANARY.toLowerCase();

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const answers = (...plans: readonly JsonObject[]) => folder.inEveryFormat(plans, "gain,delete,replace,unknown");
const textsOf = (one: JsonObject) => answers(one).map(({ text }) => text);

const CREATED = { actions: ["create"], before: null };
const registry = (change: JsonObject) =>
  object("azurerm_container_registry", "acr", {}, { ...CREATED, after: { name: "contoso" }, ...change });
const grant = (values: JsonObject, change: JsonObject = {}) => created("azurerm_role_assignment", assigned(values), change);
const state = (values: JsonObject, sensitive: Json, mode = "managed"): JsonObject => ({
  address: mode === "data" ? "data.azurerm_container_registry.old" : "azurerm_container_registry.old",
  ...{ mode, type: "azurerm_container_registry", name: "old", provider_name: "azurerm", values, sensitive_values: sensitive },
});
const configuration = (root: JsonObject, providers: JsonObject = {}): JsonObject => ({
  configuration: { root_module: root, provider_config: providers },
});
const calling = (module: JsonObject, given: Json = { references: [] }): JsonObject => ({
  module_calls: { m: { expressions: { password: given }, module } },
});
const secretVariable = (value: Json = CANARY): JsonObject => ({
  variables: { password: { value } },
  ...configuration({ variables: { password: { sensitive: true } } }),
});
const marked = (name: string): JsonObject => ({ after_sensitive: { [name]: true } });

const MAP = "azurerm_container_registry_scope_map";
const map = (repository: string): JsonObject => ({
  ...{ id: `${CONTOSO}/scopeMaps/m`, name: "m", container_registry_name: "contoso" },
  actions: [`repositories/${repository}/content/read`],
});
const REPOSITORIES = "Microsoft.ContainerRegistry/registries/repositories";
const CONDITION = {
  condition: `((!(ActionMatches{'${REPOSITORIES}/content/read'})) OR (@Resource[${REPOSITORIES}:name] StringEqualsIgnoreCase '${WORD}'))`,
  condition_version: "2.0",
};
const UAI = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;

/** The same text without a mark. */
const COPY = registry({ after: { name: CANARY } });
const GONE = registry({ actions: ["delete"], before: { name: CANARY }, after: null, before_sensitive: { name: true } });
/** With the same marks on both sides. */
const both = (actions: readonly string[], before: Json, after: Json, sensitive: Json, more: JsonObject = {}) =>
  registry({ actions, before, after, before_sensitive: sensitive, after_sensitive: sensitive, ...more });
const OLD = state({ name: CANARY }, { name: true });
const isSensitive = { variables: { password: { sensitive: true } } };
const failed = (address: JsonObject, instance: JsonObject): JsonObject => ({ address, status: "fail", instances: [instance] });

/** Where a plan has a sensitive value, and where else the same text stands without a mark. */
const PLACES: [place: string, ...plans: JsonObject[]][] = [
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
  ["a variable of a module", plan([COPY], configuration(calling(isSensitive, { constant_value: CANARY })))],
  [
    "a default of a module",
    plan([COPY], configuration(calling({ variables: { other: { sensitive: true, default: { a: CANARY } } } }))),
  ],
  [
    "an output of a module",
    plan([COPY], configuration(calling({ outputs: { o: { sensitive: true, expression: { constant_value: CANARY } } } }))),
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
  ["the scope of a role", plan([grant({ scope: CONTOSO.replace("contoso", "canary7f3a91") })], secretVariable("canary7f3a91"))],
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
  [
    "a kind",
    plan([created("kubernetes_manifest", manifest(`${CANARY}.example/v1`, "Basket"), { after_sensitive: { manifest: true } })]),
  ],
  [
    "the configuration of an action, and what is deferred beside it",
    plan([registry({ after: { name: `copy of ${CANARY}` } })], {
      deferred_changes: [{ reason: "resource_config_unknown", resource_change: registry({}) }],
      action_invocations: [
        {
          ...{ address: "action.azurerm_thing_restart.web", type: "azurerm_thing_restart" },
          ...{ config_values: { key: CANARY }, config_sensitive: { key: true } },
        },
      ],
    }),
  ],
  [
    "two values that overlap",
    plan([
      registry({
        after: { first: "abcdXY-CANARY", second: "CANARY-7f3a91", copy: "abcdXY-CANARY-7f3a91" },
        after_sensitive: { first: true, second: true },
      }),
    ]),
  ],
  [
    "a document as engines write it",
    plan([registry({ after: { a: `{"p":"${CANARY}\\u003c\\u0026\\u003e1"}` } })], secretVariable(`${CANARY}<&>1`)),
  ],
  [
    "a value that is marked from now on",
    plan([both(["update"], { a: `${CANARY}-old` }, { a: CANARY }, {}, { after_sensitive: { a: true } })]),
  ],
];

/** Gains of which a report must tell neither a part nor what a value stands for. */
const GAINS: [place: string, changes: JsonObject[], variables?: JsonObject][] = [
  ["the repository in an action of a scope map", [created(MAP, map(WORD), marked("actions"))]],
  [
    "a sensitive variable in an action, in capitals",
    [created(MAP, map(CANARY), { after_sensitive: { actions: [true] } })],
    secretVariable(),
  ],
  [
    "the repository in a condition",
    [
      registryOf({ role_assignment_mode: "AbacRepositoryPermissions" }),
      grant({ role_definition_name: "Container Registry Repository Reader", ...CONDITION }, marked("condition")),
    ],
  ],
  [
    "the namespace in the subject of a federated credential",
    [
      object("azurerm_user_assigned_identity", "i", { id: UAI, name: "builder", principal_id: BUILDER }),
      created(
        "azurerm_federated_identity_credential",
        { name: "f", parent_id: UAI, issuer: "https://oidc.example", subject: `system:serviceaccount:${WORD}:app` },
        marked("subject"),
      ),
      pulling("g", { principal_id: BUILDER }),
    ],
  ],
  ["the registry in a scope", [grant({ scope: CONTOSO.replace("contoso", WORD.replace("-", "")) }, marked("scope"))]],
  [
    "the repository in the body of azapi",
    [
      created(
        "azapi_resource",
        {
          ...{ type: "Microsoft.ContainerRegistry/registries/scopeMaps@2025-04-01", name: "m", parent_id: CONTOSO },
          body: { properties: { actions: [`repositories/${WORD}/content/read`] } },
        },
        marked("body"),
      ),
    ],
  ],
];

/** The exit codes with each format, none of which tells the canary. */
function codesOf(...plans: readonly JsonObject[]): number[] {
  return answers(...plans).map(({ code, text }) => {
    expect(text).not.toMatch(/canary-?7f3a91|7391734917/i);
    return code;
  });
}

test.each<(typeof PLACES)[number]>(PLACES)("no format tells what is sensitive: %s", (_place, ...plans) => {
  expect(codesOf(...plans).filter((code) => code !== 0 && code !== 3)).toEqual([]);
});

test.each<(typeof GAINS)[number]>(GAINS)(
  "no format tells what is sensitive, and each tells the gain: %s",
  (_place, changes, variables = {}) => {
    expect(codesOf(plan([registryOf(), ...changes], variables))).toEqual(REPORT_FORMATS.map(() => 3));
  },
);

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

test("the role that a sensitive id means is not told", () => {
  const role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec";
  const [text] = textsOf(
    plan([registryOf(), grant({ role_definition_name: null, role_definition_id }, marked("role_definition_id"))]),
  );
  expect(text).not.toContain("AcrPush");
});

test("a sensitive name of the file is not told", () => {
  const file = folder.write(`${WORD}.json`, plan([registryOf()], secretVariable(WORD)));
  expect(folder.reviewFiles([file], "--format", "html").out).not.toContain(WORD);
  expect(JSON.parse(folder.reviewFiles([file], "--format", "json").out).stacks[0].name).toBe("(sensitive value)");
});

describe("a registry called like a sensitive value", () => {
  const planned = (values: JsonObject = {}, change: JsonObject = {}, value: Json = "contoso") =>
    plan([registryOf(values, change), cluster(), grant({})], secretVariable(value));
  const byAzapi = object("azapi_resource", "acr", {
    ...{ id: CONTOSO, name: "contoso", parent_id: RESOURCE_GROUP },
    type: "Microsoft.ContainerRegistry/registries@2025-04-01",
  });

  test.each([
    ["the same name", planned()],
    ["the same name in capitals", planned({}, {}, "CONTOSO")],
    ["by azapi", plan([byAzapi, grant({})], secretVariable("contoso"))],
  ])("has its name in every format where no plan marks it there: %s", (_what, shown) => {
    for (const text of textsOf(shown)) {
      expect(text).toMatch(/\bcontoso\b/);
      expect(text).not.toContain("(sensitive value)");
    }
    expect(Object.keys(JSON.parse(folder.review(shown, "--format", "access").out).registries)).toEqual(["contoso"]);
  });

  test("has none where a plan marks it, once or as a whole", () => {
    for (const after_sensitive of [{ name: true }, true]) {
      const texts = textsOf(planned({ id: null, login_server: null }, { after_sensitive }));
      expect(texts.filter((text) => /(?<!registries\/)contoso\b/.test(text))).toEqual([]);
    }
  });

  test("shows no other one, even one whose name has this one in it", () => {
    const variables = { v: { value: "contoso" }, w: { value: "contoso-canary" } };
    const declared = { v: { sensitive: true }, w: { sensitive: true } };
    const other = created("terraform_data", { input: "contoso-canary contoso" }, {}, "other");
    const shown = plan([registryOf(), other], { variables, ...configuration({ variables: declared }) });
    expect(textsOf(shown).filter((text) => text.includes("canary"))).toEqual([]);
  });
});
