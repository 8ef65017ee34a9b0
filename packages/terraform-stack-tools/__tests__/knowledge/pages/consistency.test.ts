import { summary } from "../../../src/hand-off/readme/page";
import { type Access, CREDENTIAL_KINDS, type Origin, originWords } from "../../../src/knowledge/access/access";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { rotating } from "../../../src/knowledge/pages/operations";
import { whoMayPull } from "../../../src/knowledge/pages/pictures";
import { accessFindings } from "../../../src/knowledge/pages/rules";
import { pullSummary } from "../../../src/knowledge/pages/summary";
import { configuredStack } from "../../../src/planned/planned-stack";

import { label } from "../../../src/shared/words";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { SCENARIOS } from "../../support/scenarios";

const REGISTRY = { azurerm_container_registry: { acr: { name: "contoso" } } };
const ADMIN = { azurerm_container_registry: { acr: { name: "contoso", admin_enabled: true } } };
const CLUSTER = { azurerm_kubernetes_cluster: { aks: { name: "prod" } } };
const GROUP = { azuread_group: { devs: { display_name: "developers" } } };
const APPLICATION = {
  azuread_application: { app: { display_name: "puller" } },
  azuread_service_principal: { sp: { client_id: "${azuread_application.app.client_id}" } },
  azuread_application_password: { key: { application_id: "${azuread_application.app.id}" } },
};
const toNodes = role("AcrPull", "${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}");
const toGroup = (name: string) => role(name, "${azuread_group.devs.object_id}");
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

const TOKEN_PASSWORD = "azurerm_container_registry_token_password.key.password1[0].value";
const KEY_VAULT = { ephemeral: { azurerm_key_vault_secret: { key: {} } } };

/** Stacks made for it, each with the kinds that its lines come from. */
const MADE: readonly (readonly [name: string, stack: JsonObject, kinds: readonly Origin["kind"][]])[] = [
  [
    "pull, push and an admin account without a secret",
    { resource: { ...ADMIN, ...CLUSTER, ...GROUP, ...roles({ a: toNodes, b: toGroup("AcrPush") }) } },
    ["admin account", "role assignment"],
  ],
  ["push alone", { resource: { ...REGISTRY, ...GROUP, ...roles({ a: toGroup("AcrPush") }) } }, ["role assignment"]],
  ["delete alone", { resource: { ...REGISTRY, ...GROUP, ...roles({ a: toGroup("AcrDelete") }) } }, ["role assignment"]],
  ["a role that nobody knows", { resource: { ...REGISTRY, ...GROUP, ...roles({ a: toGroup("Own") }) } }, ["role assignment"]],
  [
    "a role above registries beside one for pulling",
    {
      resource: {
        ...REGISTRY,
        ...GROUP,
        ...roles({ a: toGroup("AcrPull"), b: role("Contributor", "p", "/subscriptions/0/resourceGroups/rg") }),
      },
    },
    ["role assignment"],
  ],
  [
    "a token behind a local",
    {
      locals: { document: `\${jsonencode({ auths = { x = { password = ${TOKEN_PASSWORD} } } })}` },
      resource: { ...REGISTRY, ...token("read"), ...secret("local.document") },
    },
    ["registry token"],
  ],
  [
    "a token that may push",
    { resource: { ...REGISTRY, ...token("read", "write"), ...secret(TOKEN_PASSWORD) } },
    ["registry token"],
  ],
  [
    "a token in a secret beside one that may push",
    {
      resource: {
        ...REGISTRY,
        ...secret(TOKEN_PASSWORD),
        ...token("read"),
        azurerm_container_registry_scope_map: {
          map: { actions: ["repositories/shop/content/read"] },
          ci: { actions: ["repositories/shop/content/read", "repositories/shop/content/write"] },
        },
        azurerm_container_registry_token: {
          team: {
            name: "team",
            container_registry_name: "${azurerm_container_registry.acr.name}",
            scope_map_id: "${azurerm_container_registry_scope_map.map.id}",
          },
          ci: {
            name: "ci",
            container_registry_name: "${azurerm_container_registry.acr.name}",
            scope_map_id: "${azurerm_container_registry_scope_map.ci.id}",
          },
        },
      },
    },
    ["registry token"],
  ],
  [
    "two service principals of one name, of which the one that may push is in no secret",
    {
      resource: {
        ...REGISTRY,
        azuread_application: { app: { display_name: "puller" }, other: { display_name: "puller" } },
        azuread_service_principal: {
          sp: { client_id: "${azuread_application.app.client_id}" },
          other: { client_id: "${azuread_application.other.client_id}" },
        },
        azuread_application_password: { key: { application_id: "${azuread_application.app.id}" } },
        ...roles({ a: toPuller("AcrPull"), b: role("AcrPush", "${azuread_service_principal.other.object_id}") }),
        ...secret("azuread_application_password.key.value"),
      },
    },
    ["role assignment", "service principal"],
  ],
  ["a token without a secret", { resource: { ...REGISTRY, ...token("read") } }, ["registry token"]],
  [
    "a cluster's grant beside a secret",
    {
      variable: { password: { sensitive: true } },
      resource: { ...REGISTRY, ...CLUSTER, ...roles({ a: toNodes }), ...secret("var.password", "fabrikam.azurecr.io") },
    },
    ["existing account", "role assignment"],
  ],
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
    "an own service principal that may push",
    {
      resource: {
        ...REGISTRY,
        ...APPLICATION,
        ...roles({ a: toPuller("AcrPush") }),
        ...secret("azuread_application_password.key.value"),
      },
    },
    ["role assignment", "service principal"],
  ],
  [
    "an own service principal whose role is elsewhere",
    { resource: { ...REGISTRY, ...APPLICATION, ...secret("azuread_application_password.key.value") } },
    ["service principal"],
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
    "a template beside a role that somebody may activate",
    {
      resource: {
        ...REGISTRY,
        azurerm_pim_eligible_role_assignment: { a: role("AcrPush", "p") },
        azurerm_resource_group_template_deployment: { app: { name: "app" } },
      },
    },
    ["role assignment"],
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
  [
    "roles that lead to any right",
    { resource: { ...REGISTRY, ...GROUP, ...roles({ a: toGroup("AcrPull"), b: toGroup("User Access Administrator") }) } },
    ["role assignment"],
  ],
  [
    "a role and an admin account by way of a local",
    {
      locals: {
        registry: "${azurerm_container_registry.acr.id}",
        puller: "${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}",
      },
      resource: { ...ADMIN, ...CLUSTER, ...roles({ a: role("AcrPull", "${local.puller}", "${local.registry}") }) },
    },
    ["admin account", "role assignment"],
  ],
];

function pagesOf(json: JsonObject) {
  const stack = readStack(json);
  const access = accessIn([configuredStack(stack)]);
  const [chart = "", list = ""] = whoMayPull(access);
  return {
    access,
    chart,
    list,
    summary: summary(stack, access).join(" "),
    rotation: rotating(stack, access, (address) => address).join("\n"),
    findings: accessFindings({ gained: [], lost: [], kept: access, opaque: [], after: [] }),
  };
}

const ALL = [...SCENARIOS, ...MADE.map(([name, stack]) => [name, stack] as const)];

test.each(MADE)("%s is known for what it is", (_name, stack, kinds) => {
  const { access } = pagesOf(stack);
  expect([...new Set(access.map(({ origin }) => origin.kind))].sort()).toEqual(kinds);
});

describe.each(ALL)("the pages of %s", (_name, stack) => {
  const { access, chart, list, summary: words, rotation, findings } = pagesOf(stack);
  const has = (isMeant: (line: Access) => boolean) => access.some(isMeant);
  const isFrom = (kind: Origin["kind"]) => has(({ origin }) => origin.kind === kind);

  test("list and draw every line", () => {
    expect(list.split("\n")).toHaveLength(access.length);
    for (const { who, origin } of access) {
      expect(chart).toContain(`["${label(who)}"]`);
      expect(chart).toContain(`<br>${label(originWords(origin))}"|`);
    }
  });

  test("say of rights and secrets what the list says", () => {
    const allowed = [has(({ rights }) => rights.includes("push")), has(({ rights }) => rights.includes("delete"))];
    // What a module is about otherwise comes first, and leaves the rest to the list.
    const isAbout = pullSummary(readStack(stack), access).length > 0;
    expect([/push/.test(words), /delet/.test(words)]).toEqual(isAbout ? allowed : [false, false]);
    const grants = access.filter(({ origin }) => origin.kind === "role assignment");
    if (/permits pulling from (one|the) registry and nothing else/.test(words)) {
      expect(grants.every(({ rights, isScope }) => rights.join() === "pull" && isScope !== true)).toBe(true);
    }
    if (words.includes("do nothing else")) {
      expect(access.filter((line) => line.secret !== undefined).every(({ rights }) => rights.join() === "pull")).toBe(true);
    }
    if (words.includes("There is no pull secret")) {
      expect(has((line) => line.secret !== undefined)).toBe(false);
    }
  });

  test.each([
    ["admin account", "admin account"],
    ["registry token", "registry token"],
    ["key vault", "key vault"],
    ["existing account", "existing account"],
    ["anonymous pull", "anonymous pull"],
    ["opaque", "this page cannot tell"],
  ] as const)("name credentials of the kind %s if there are some", (kind, phrase) => {
    expect(words.includes(phrase)).toBe(isFrom(kind));
  });

  test("rotate and report what there is", () => {
    expect(rotation.includes("az acr credential renew")).toBe(isFrom("admin account"));
    expect(rotation.includes("key vault")).toBe(isFrom("key vault"));
    expect(rotation.includes("az acr token update")).toBe(isFrom("registry token"));
    expect(rotation.includes("nothing to rotate")).toBe(access.length > 0 && !CREDENTIAL_KINDS.some((kind) => isFrom(kind)));
    const accounts = (kind: Origin["kind"]) =>
      access.filter(({ origin, secret: name }) => origin.kind === kind && name === undefined).length;
    expect(findings.filter(({ rule }) => rule === "admin-account")).toHaveLength(accounts("admin account"));
    expect(findings.filter(({ rule }) => rule === "no-expiry")).toHaveLength(accounts("registry token"));
  });
});
