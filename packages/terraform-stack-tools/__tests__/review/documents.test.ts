import type { JsonObject } from "../../src/stack/json";
import { CONTOSO, object, ReviewFolder, registry, shownPlan } from "../support/shown-plans";

const folder = new ReviewFolder();

afterAll(() => folder.remove());

const document = (host: string, login: JsonObject) => JSON.stringify({ auths: { [host]: login } });
const login = (username: string, password = "CANARY-1") => ({
  username,
  password,
  auth: Buffer.from(`${username}:${password}`).toString("base64"),
});
const secret = (text: string, values: JsonObject = {}, change: JsonObject = {}) =>
  object(
    "kubernetes_secret_v1",
    "pull",
    {
      metadata: [{ name: "pull", namespace: "shop" }],
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": text },
      ...values,
    },
    { before_sensitive: { data: true }, after_sensitive: { data: true }, ...change },
  );
const token = (values: JsonObject = {}) => [
  object("azurerm_container_registry_scope_map", "team", {
    ...{ id: `${CONTOSO}/scopeMaps/team`, name: "team", container_registry_name: "contoso" },
    actions: ["repositories/team/app/content/read"],
  }),
  object("azurerm_container_registry_token", "team", {
    ...{ id: `${CONTOSO}/tokens/team`, name: "team-token", container_registry_name: "contoso", enabled: true },
    ...{ scope_map_id: `${CONTOSO}/scopeMaps/team`, ...values },
  }),
];

/** Who has what by the secret, as agreed access has it. */
function bySecret(...changes: readonly JsonObject[]): string[] {
  const { out } = folder.review(shownPlan(changes), "--format", "json");
  expect(out).not.toContain("CANARY");
  const [{ access }] = JSON.parse(out).stacks;
  const lines: { who: string; registry: string; repository: string; rights: string[]; by: string; secret?: string }[] =
    Object.values(access).flat() as never;
  return lines
    .filter((line) => line.secret !== undefined)
    .map(({ registry: name, repository, rights, by }) => `${rights.join("+") || "?"} ${repository} of ${name} by ${by}`);
}

describe("a document that is known tells whose login it has, and shows no password", () => {
  test("of a token, which may do what its scope map says", () => {
    expect(bySecret(registry(), ...token(), secret(document("contoso.azurecr.io", login("team-token"))))).toEqual([
      "pull team/app of contoso by registry token team-token",
    ]);
  });

  test("of the admin account, also where the document has the login in base64 alone", () => {
    const { auth } = login("contoso");
    expect(bySecret(registry({ admin_enabled: true }), secret(document("contoso.azurecr.io", { auth })))).toEqual([
      "pull+push+delete * of contoso by admin account",
    ]);
  });

  test.each(["{", "null", '{"auths":{"contoso.azurecr.io":"x"}}'])("and of nobody where it is none: %#", (text) => {
    expect(bySecret(secret(text)).length).toBeLessThanOrEqual(1);
  });
});

test("another password of the same account is no other access, another account is one", () => {
  const [before, after, other] = [login("someone"), login("someone", "CANARY-2"), login("somebody-else", "CANARY-2")].map(
    (one) => ({ data: { ".dockerconfigjson": document("contoso.azurecr.io", one) } }),
  );
  const gains = (fresh: JsonObject) => {
    const change = { actions: ["update"], before: { ...SECRET, ...before }, after: { ...SECRET, ...fresh } };
    return folder.review(shownPlan([secret("", {}, change)]), "--fail-on", "gain").code;
  };
  expect([gains(after), gains(other)]).toEqual([0, 3]);
});

const SECRET = { metadata: [{ name: "pull", namespace: "shop" }], type: "kubernetes.io/dockerconfigjson" };

test("a document in a local value is told as unknown, and is no certain gain", () => {
  const password = object(
    "azurerm_container_registry_token_password",
    "team",
    { container_registry_token_id: `${CONTOSO}/tokens/team` },
    { actions: ["create"], before: null, after_unknown: { password1: [{ value: true }] } },
  );
  const hidden = secret("", {}, { ...{ actions: ["create"], before: null, after: SECRET, after_unknown: { data: true } } });
  const plan = shownPlan([registry(), ...token(), password, hidden], {
    configuration: {
      root_module: {
        resources: [
          {
            ...{ mode: "managed", type: "kubernetes_secret_v1", name: "pull", provider_config_key: "kubernetes" },
            expressions: { data: { references: ["local.docker_config"] } },
          },
        ],
      },
    },
  });
  const { code, out } = folder.review(plan, "--format", "json", "--fail-on", "gain");
  const [{ access }] = JSON.parse(out).stacks;
  expect(code).toBe(3);
  expect(access.gained).toEqual([]);
  expect(access.opaque.map(({ who, registry: name, by }: JsonObject) => `${who}: ${name} by ${by}`)).toEqual([
    "pods in namespace shop that name the secret: an unknown registry, which depends on local.docker_config by credentials of unknown origin",
  ]);
});
