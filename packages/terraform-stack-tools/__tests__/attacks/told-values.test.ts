import type { Json, JsonObject } from "../../src/stack/json";
import {
  assigned,
  BUILDER,
  CONTOSO,
  cluster,
  created,
  grant,
  object,
  RESOURCE_GROUP,
  ReviewFolder,
  registry,
  shownPlan,
} from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const WORD = "quasar-7f3a91";
const UAI = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;
const FORMATS = ["text", "json", "markdown", "html", "sarif", "access"];

const azapiRegistry = () =>
  object("azapi_resource", "acr", {
    ...{ id: CONTOSO, name: "contoso", parent_id: RESOURCE_GROUP },
    type: "Microsoft.ContainerRegistry/registries@2025-04-01",
  });

const secretVariable = (value: Json): JsonObject => ({
  variables: { v: { value } },
  configuration: { root_module: { variables: { v: { sensitive: true } } } },
});

describe("nothing of a sensitive value is told, neither a part nor what it stands for", () => {
  const map = (actions: Json) => ({ id: `${CONTOSO}/scopeMaps/m`, name: "m", container_registry_name: "contoso", actions });
  const condition = `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})) OR (@Resource[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase '${WORD}'))`;
  const azapiMap = {
    ...{ type: "Microsoft.ContainerRegistry/registries/scopeMaps@2025-04-01", name: "m", parent_id: CONTOSO },
    body: { properties: { actions: [`repositories/${WORD}/content/read`] } },
  };

  test.each<[string, JsonObject, readonly string[]]>([
    [
      "the repository in an action of a scope map",
      shownPlan([
        registry(),
        created("azurerm_container_registry_scope_map", map([`repositories/${WORD}/content/read`]), {
          after_sensitive: { actions: true },
        }),
      ]),
      ["gain"],
    ],
    [
      "a sensitive variable in an action, in capitals",
      shownPlan(
        [
          registry(),
          created("azurerm_container_registry_scope_map", map([`repositories/${WORD.toUpperCase()}/content/read`]), {
            after_sensitive: { actions: [true] },
          }),
        ],
        secretVariable(WORD.toUpperCase()),
      ),
      ["gain"],
    ],
    [
      "the repository in a condition",
      shownPlan([
        registry({ role_assignment_mode: "AbacRepositoryPermissions" }),
        created(
          "azurerm_role_assignment",
          assigned({ role_definition_name: "Container Registry Repository Reader", condition, condition_version: "2.0" }),
          { after_sensitive: { condition: true } },
        ),
      ]),
      ["gain"],
    ],
    [
      "the namespace in the subject of a federated credential",
      shownPlan([
        registry(),
        object("azurerm_user_assigned_identity", "i", { id: UAI, name: "builder", principal_id: BUILDER }),
        created(
          "azurerm_federated_identity_credential",
          { name: "f", parent_id: UAI, issuer: "https://oidc.example", subject: `system:serviceaccount:${WORD}:app` },
          { after_sensitive: { subject: true } },
        ),
        grant("g", { principal_id: BUILDER }),
      ]),
      ["gain"],
    ],
    [
      "the registry in a scope",
      shownPlan([
        created("azurerm_role_assignment", assigned({ scope: CONTOSO.replace("contoso", WORD.replace("-", "")) }), {
          after_sensitive: { scope: true },
        }),
      ]),
      ["gain"],
    ],
    [
      "the repository in the body of azapi",
      shownPlan([registry(), created("azapi_resource", azapiMap, { after_sensitive: { body: true } })]),
      ["gain"],
    ],
  ])("%s", (_what, plan, checks) => {
    for (const format of FORMATS) {
      const { code, out, error } = folder.review(plan, "--format", format, "--fail-on", checks.join());
      expect(code).toBe(3);
      expect(out + error).not.toMatch(/quasar-?7f3a91/i);
    }
  });

  test("the role that a sensitive id means", () => {
    const role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec";
    const change = { after_sensitive: { role_definition_id: true } };
    const plan = shownPlan([
      registry(),
      created("azurerm_role_assignment", { ...assigned(), role_definition_name: null, role_definition_id }, change),
    ]);
    expect(folder.review(plan).out).not.toContain("AcrPush");
  });

  test("the name of the file", () => {
    const file = folder.write(`${WORD}.json`, shownPlan([registry()], secretVariable(WORD)));
    expect(folder.reviewFiles([file], "--format", "html").out).not.toContain(WORD);
    expect(JSON.parse(folder.reviewFiles([file], "--format", "json").out).stacks[0].name).toBe("(sensitive value)");
  });
});

describe("a registry called like a sensitive value", () => {
  const texts = (plan: JsonObject) => FORMATS.map((format) => folder.review(plan, "--format", format).out);
  const plan = (values: JsonObject = {}, change: JsonObject = {}, value: Json = "contoso") =>
    shownPlan([registry(values, change), cluster(), created("azurerm_role_assignment", assigned())], secretVariable(value));

  test.each([
    ["the same name", plan()],
    ["the same name in capitals", plan({}, {}, "CONTOSO")],
    ["by azapi", shownPlan([azapiRegistry(), created("azurerm_role_assignment", assigned())], secretVariable("contoso"))],
  ])("has its name in every format where no plan marks it there: %s", (_what, shown) => {
    for (const text of texts(shown)) {
      expect(text).toMatch(/\bcontoso\b/);
      expect(text).not.toContain("(sensitive value)");
    }
    expect(Object.keys(JSON.parse(folder.review(shown, "--format", "access").out).registries)).toEqual(["contoso"]);
  });

  test("has none where a plan marks it, once or as a whole", () => {
    for (const after_sensitive of [{ name: true }, true]) {
      const marked = plan({ id: null, login_server: null }, { after_sensitive });
      expect(texts(marked).filter((text) => /(?<!registries\/)contoso\b/.test(text))).toEqual([]);
    }
  });

  test("shows no other one, even one whose name has this one in it", () => {
    const value = { name: "contoso", password: "contoso-canary" };
    const variables = { v: { value: value.name }, w: { value: value.password } };
    const declared = { v: { sensitive: true }, w: { sensitive: true } };
    const other = created("terraform_data", { input: `${value.password} contoso` }, {}, "other");
    const shown = shownPlan([registry(), other], { variables, configuration: { root_module: { variables: declared } } });
    expect(texts(shown).filter((text) => text.includes("canary"))).toEqual([]);
  });
});
