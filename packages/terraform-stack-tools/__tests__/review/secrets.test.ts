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
const OLD: JsonObject = {
  ...{ address: "data.azurerm_container_registry.old", mode: "data", type: "azurerm_container_registry", name: "old" },
  ...{ provider_name: "azurerm", values: { name: CANARY }, sensitive_values: { name: true } },
};
const configuration = (root: JsonObject, providers: JsonObject = {}): JsonObject => ({
  configuration: { root_module: root, provider_config: providers },
});
const calling = (module: JsonObject, given: Json = { references: [] }): JsonObject =>
  configuration({ module_calls: { m: { expressions: { password: given }, module } } });
const isSensitive = { variables: { password: { sensitive: true } } };
const secretVariable = (value: Json = CANARY): JsonObject => ({
  variables: { password: { value } },
  ...configuration(isSensitive),
});
const marked = (name: string): JsonObject => ({ after_sensitive: { [name]: true } });

const REPOSITORIES = "Microsoft.ContainerRegistry/registries/repositories";
const CONDITION = {
  condition: `((!(ActionMatches{'${REPOSITORIES}/content/read'})) OR (@Resource[${REPOSITORIES}:name] StringEqualsIgnoreCase '${WORD}'))`,
  condition_version: "2.0",
};
const UAI = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;

/** What is marked somewhere in a plan has the same text without a mark in the name of a registry. */
const besideCopy = (more: JsonObject) => plan([registry({ after: { name: CANARY } })], more);
/** What a plan has of the text of a sensitive variable. */
const ofVariable = (changes: readonly JsonObject[], more: JsonObject = {}) => plan(changes, { ...secretVariable(), ...more });
/** An update with the same marks on both sides. */
const updated = (before: Json, after: Json, sensitive: Json, more: JsonObject = {}) =>
  plan([registry({ actions: ["update"], before, after, before_sensitive: sensitive, after_sensitive: sensitive, ...more })]);
const failed = (address: JsonObject, instance: JsonObject): JsonObject => ({ address, status: "fail", instances: [instance] });

/** Where a plan has a sensitive value. */
const PLACES: [place: string, ...plans: JsonObject[]][] = [
  ["both sides of an update", updated({ a: [{ b: [`${CANARY}-old`] }] }, { a: [{ b: [CANARY] }] }, { a: [{ b: [true] }] })],
  ["a value that is marked from now on", updated({ a: `${CANARY}-old` }, { a: CANARY }, {}, { after_sensitive: { a: true } })],
  [
    "the keys of a map that is sensitive",
    updated({ tags: { [CANARY]: "a" } }, { tags: { [`${CANARY}-2`]: "c" } }, { tags: true }),
  ],
  [
    "a key of such a map that forces a replacement",
    updated(
      { tags: { [CANARY]: "a" } },
      { tags: { [CANARY]: "b" } },
      { tags: true },
      {
        ...{ actions: ["delete", "create"], replace_paths: [["tags", CANARY]] },
      },
    ),
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
  ["a kind", plan([created("kubernetes_manifest", manifest(`${CANARY}.example/v1`, "Basket"), marked("manifest"))])],
  [
    "both sides of an output",
    plan([], {
      output_changes: {
        o: { actions: ["update"], before: { [CANARY]: 1 }, after: CANARY, before_sensitive: true, after_sensitive: true },
      },
    }),
  ],
  [
    "an output before",
    besideCopy({ output_changes: { o: { actions: ["update"], before: CANARY, before_sensitive: true, after: CANARY } } }),
  ],
  ["a state", besideCopy({ prior_state: { values: { root_module: { child_modules: [{ resources: [OLD] }] } } } })],
  ["planned values, which mark what a change does not", besideCopy({ planned_values: { root_module: { resources: [OLD] } } })],
  ["outputs of a state", besideCopy({ prior_state: { values: { outputs: { o: { value: { a: CANARY }, sensitive: true } } } } })],
  ["planned outputs", besideCopy({ planned_values: { outputs: { o: { value: [CANARY], sensitive: true } } } })],
  ["an ephemeral variable's default", besideCopy(configuration({ variables: { p: { ephemeral: true, default: CANARY } } }))],
  ["a variable of a module", besideCopy(calling(isSensitive, { constant_value: CANARY }))],
  ["a default of a module", besideCopy(calling({ variables: { other: { sensitive: true, default: { a: CANARY } } } }))],
  ["an output of a module", besideCopy(calling({ outputs: { o: { sensitive: true, expression: { constant_value: CANARY } } } }))],
  ["another plan of the review", plan([], secretVariable()), besideCopy({})],
  ["drift", besideCopy({ resource_drift: [registry({ after: { name: CANARY }, ...marked("name") })] })],
  [
    "what was changed elsewhere",
    besideCopy({
      resource_drift: [registry({ actions: ["update"], before: { name: CANARY }, before_sensitive: { name: true } })],
    }),
  ],
  [
    "the configuration of an action, and what is deferred beside it",
    besideCopy({
      deferred_changes: [{ reason: "resource_config_unknown", resource_change: registry({}) }],
      action_invocations: [
        {
          ...{ address: "action.azurerm_thing_restart.web", type: "azurerm_thing_restart" },
          ...{ config_values: { key: CANARY }, config_sensitive: { key: true } },
        },
      ],
    }),
  ],
  ["a principal", ofVariable([grant({ principal_id: CANARY })])],
  [
    "the scope of a role",
    ofVariable([grant({ scope: CONTOSO.replace("contoso", "canary7f3a91") })], secretVariable("canary7f3a91")),
  ],
  [
    "the id of an import",
    ofVariable([registry({ actions: ["no-op"], before: {}, after: {}, importing: { id: `/x/${CANARY}` } })]),
  ],
  ["a long number", ofVariable([registry({ after: { a: 7391734917 } })], secretVariable(7391734917))],
  ["a file without the line break at its end", ofVariable([registry({ after: { a: CANARY } })], secretVariable(`${CANARY}\n`))],
  [
    "a document as engines write it",
    ofVariable([registry({ after: { a: `{"p":"${CANARY}\\u003c\\u0026\\u003e1"}` } })], secretVariable(`${CANARY}<&>1`)),
  ],
  [
    "what is relevant, and what checks say",
    ofVariable([], {
      relevant_attributes: [{ resource: "a.b", attribute: [CANARY] }],
      checks: [
        failed({ kind: "resource", to_display: "a.b" }, { address: { to_display: CANARY }, problems: [{ message: CANARY }] }),
        failed({ kind: "check", to_display: "check.a" }, { problems: [{ message: `got ${CANARY}` }] }),
      ],
    }),
  ],
  [
    "a constant of the configuration, to which access is told",
    ofVariable([registry({ after: { admin_enabled: true }, after_unknown: { name: true } })], {
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
    ofVariable([registry({}), grant({})], {
      ...configuration(isSensitive, {
        azurerm: { name: "azurerm", expressions: { subscription_id: { constant_value: CANARY } } },
      }),
    }),
  ],
];

const scopeMap = (repository: string, change: JsonObject) =>
  created(
    "azurerm_container_registry_scope_map",
    {
      ...{ id: `${CONTOSO}/scopeMaps/m`, name: "m", container_registry_name: "contoso" },
      actions: [`repositories/${repository}/content/read`],
    },
    change,
  );

/** Gains of which a report must tell neither a part nor what a value stands for. */
const GAINS: [place: string, changes: JsonObject[], variables?: JsonObject][] = [
  ["the repository in an action of a scope map", [scopeMap(WORD, marked("actions"))]],
  ["a variable in an action, in capitals", [scopeMap(CANARY, { after_sensitive: { actions: [true] } })], secretVariable()],
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

test("what is like a secret in another form stays, and what has no mark", () => {
  const like = { a: base64("another text"), b: encodeURIComponent("p&ss?word"), c: CANARY };
  const [{ text }] = answers(plan([registry({ after: like })], secretVariable("p&ss?word-1")));
  expect(Object.values(like).filter((one) => !text.includes(one))).toEqual([]);
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
