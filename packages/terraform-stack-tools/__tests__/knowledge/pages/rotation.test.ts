import { CREDENTIAL_KINDS, type Origin } from "../../../src/knowledge/access/access";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { accessFindings } from "../../../src/knowledge/pages/access";
import { rotating } from "../../../src/knowledge/pages/readme";
import { configuredStack } from "../../../src/planned/planned-stack";

import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { SCENARIOS } from "../../support/scenarios";

const REGISTRY = { azurerm_container_registry: { acr: { name: "contoso" } } };
const APPLICATION = {
  azuread_application: { app: { display_name: "puller" } },
  azuread_service_principal: { sp: { client_id: "${azuread_application.app.client_id}" } },
  azuread_application_password: { key: { application_id: "${azuread_application.app.id}" } },
};
const toPuller = (name: string) => role(name, "${azuread_service_principal.sp.object_id}");

function role(name: string, principal: string, scope = "${azurerm_container_registry.acr.id}"): JsonObject {
  return { scope, role_definition_name: name, principal_id: principal };
}

function roles(all: JsonObject): JsonObject {
  return { azurerm_role_assignment: all };
}

function secret(password: string, server = "${azurerm_container_registry.acr.login_server}"): JsonObject {
  const document = `\${jsonencode({ auths = { "${server.replace(/^\$\{|\}$/g, "")}" = { password = ${password} } } })}`;
  const metadata = { name: "pull", namespace: "shop" };
  const data = { ".dockerconfigjson": document };
  return { kubernetes_secret_v1: { pull: { type: "kubernetes.io/dockerconfigjson", metadata, data } } };
}

function token(...verbs: readonly string[]): JsonObject {
  return {
    azurerm_container_registry_scope_map: { map: { actions: verbs.map((verb) => `repositories/shop/content/${verb}`) } },
    azurerm_container_registry_token: {
      team: {
        name: "team",
        container_registry_name: "${azurerm_container_registry.acr.name}",
        scope_map_id: "${azurerm_container_registry_scope_map.map.id}",
      },
    },
    azurerm_container_registry_token_password: {
      key: { container_registry_token_id: "${azurerm_container_registry_token.team.id}", password1: [{}] },
    },
  };
}

const KEY_VAULT = { ephemeral: { azurerm_key_vault_secret: { key: {} } } };

/** Stacks made for it, each with the kinds that its lines come from. */
const MADE: readonly (readonly [name: string, stack: JsonObject, kinds: readonly Origin["kind"][]])[] = [
  ["a token without a secret", { resource: { ...REGISTRY, ...token("read") } }, ["registry token"]],
  [
    "a key vault",
    { ...KEY_VAULT, resource: { ...REGISTRY, ...secret("ephemeral.azurerm_key_vault_secret.key.value") } },
    ["key vault"],
  ],
  [
    "an own service principal",
    {
      resource: {
        ...REGISTRY,
        ...APPLICATION,
        ...roles({ a: toPuller("AcrPull") }),
        ...secret("azuread_application_password.key.value"),
      },
    },
    ["role assignment", "service principal"],
  ],
  [
    "the admin account of a registry that is looked up",
    {
      data: { azurerm_container_registry: { acr: { name: "contoso" } } },
      resource: secret(
        "data.azurerm_container_registry.acr.admin_password",
        "${data.azurerm_container_registry.acr.login_server}",
      ),
    },
    ["admin account"],
  ],
  [
    "anonymous pull",
    { resource: { azurerm_container_registry: { acr: { name: "contoso", anonymous_pull_enabled: true } } } },
    ["anonymous pull"],
  ],
  ["a password that is written", { resource: { ...REGISTRY, ...secret('"x"') } }, ["existing account"]],
  [
    "a password of another module",
    { module: { account: { source: "a/b/c" } }, resource: { ...REGISTRY, ...secret("module.account.password") } },
    ["opaque"],
  ],
  [
    "a member of a group, and a custom role",
    {
      resource: {
        azuread_group: { devs: { display_name: "developers", members: ["p"] } },
        azurerm_role_definition: { own: { name: "own", permissions: { actions: ["*/registries/pull/read"] } } },
      },
    },
    ["definition", "delegation"],
  ],
];

test.each([...SCENARIOS.map(([name, stack]) => [name, stack, undefined] as const), ...MADE])(
  "%s: what there is is what a page says to rotate and a report warns of",
  (_name, json, kinds) => {
    const stack = readStack(json);
    const access = accessIn([configuredStack(stack)]);
    const found = [...new Set(access.map(({ origin }) => origin.kind))].sort();
    const rotation = rotating(stack, access, (address) => address).join("\n");
    const findings = accessFindings({ gained: [], lost: [], kept: access, opaque: [], after: [] });
    const isFrom = (kind: Origin["kind"]) => found.includes(kind);
    expect(found).toEqual(kinds ?? found);
    expect(rotation.includes("az acr credential renew")).toBe(isFrom("admin account"));
    expect(rotation.includes("key vault")).toBe(isFrom("key vault"));
    expect(rotation.includes("az acr token update")).toBe(isFrom("registry token"));
    expect(rotation.includes("nothing to rotate")).toBe(access.length > 0 && !CREDENTIAL_KINDS.some(isFrom));
    const accounts = (kind: Origin["kind"]) =>
      access.filter(({ origin, secret: name }) => origin.kind === kind && name === undefined).length;
    expect(findings.filter(({ rule }) => rule === "admin-account")).toHaveLength(accounts("admin account"));
    expect(findings.filter(({ rule }) => rule === "no-expiry")).toHaveLength(accounts("registry token"));
  },
);
