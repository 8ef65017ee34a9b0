import { type Access, accessRemark, originWords } from "../../../src/knowledge/access/access";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { joinedGrants } from "../../../src/knowledge/access/changes";
import { reasonWords } from "../../../src/knowledge/access/effect";
import type { JsonObject } from "../../../src/stack/json";
import { planned } from "../../support/planned";

const REGISTRY_ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";
const ACR = { azurerm_container_registry: { acr: { name: "contoso" } } };
const SCOPE = "${azurerm_container_registry.acr.id}";

/** One line for each access, as a reader would say it. */
function lines(access: readonly Access[]): string[] {
  return access.map(({ who, registry, repository, rights, origin, mode, secret, until, fault }) =>
    [
      `${who}: ${rights.join("+") || "?"} ${registry} ${repository} by ${originWords(origin)}`,
      ...(mode === undefined ? [] : [`in ${mode} mode`]),
      ...(fault === undefined ? [] : [`no effect: ${reasonWords(fault)}`]),
      ...(secret === undefined ? [] : [`from ${secret}`]),
      ...(until === undefined ? [] : [`until ${until}`]),
    ].join(", "),
  );
}

function assigned(body: JsonObject, others: JsonObject = {}, more: JsonObject = {}): string[] {
  const assignment = { scope: SCOPE, principal_id: "p", ...body };
  return lines(accessIn([planned({ ...more, resource: { ...ACR, ...others, azurerm_role_assignment: { a: assignment } } })]));
}

describe("role assignments", () => {
  test.each([
    ["AcrPull", ["principal p: pull contoso * by role AcrPull, in RBAC mode"]],
    ["acrpush", ["principal p: pull+push contoso * by role AcrPush, in RBAC mode"]],
    ["AcrDelete", ["principal p: delete contoso * by role AcrDelete, in RBAC mode"]],
    ["Reader", ["principal p: pull contoso * by role Reader, in RBAC mode"]],
    [
      "Contributor",
      [
        "principal p: get credentials contoso * by role Contributor",
        "principal p: pull+push+delete contoso * by role Contributor, in RBAC mode",
      ],
    ],
    [
      "Container Registry Repository Writer",
      ["principal p: pull+push contoso * by role Container Registry Repository Writer, in ABAC mode"],
    ],
    ["Network Contributor", []],
    ["Pull Of Our Own", ["principal p: ? contoso what the role allows by role Pull Of Our Own, which is not known"]],
  ])("the role %s", (role, expected) => {
    expect(assigned({ role_definition_name: role })).toEqual(expected);
  });

  test("a role is known by its id, in whatever subscription", () => {
    const id = "/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/8311E382-0749-4CB8-B61A-304F252E45EC";
    expect(assigned({ role_definition_id: id })).toEqual(["principal p: pull+push contoso * by role AcrPush, in RBAC mode"]);
  });

  test("a role that the stack defines allows what its actions say, without their exceptions", () => {
    const role = {
      azurerm_role_definition: {
        own: {
          name: "own",
          permissions: [{ actions: ["Microsoft.ContainerRegistry/registries/*"], not_actions: ["*/artifacts/delete"] }],
        },
      },
    };
    expect(assigned({ role_definition_id: "${azurerm_role_definition.own.role_definition_resource_id}" }, role)).toEqual([
      "principal p: get credentials contoso * by role own",
      "principal p: pull+push contoso * by role own, in RBAC mode",
    ]);
  });

  const READER = "Container Registry Repository Reader";
  const ABAC = { role_assignment_mode: "AbacRepositoryPermissions" };
  const RBAC = { role_assignment_mode: "LegacyRegistryPermissions" };
  const [acts, reads] = ["if the registry is in RBAC mode", "if the registry is in ABAC mode"];

  /** Of roles, each with who has it. */
  function granted(roles: readonly (readonly [role: string, who?: string])[], registry: JsonObject = {}) {
    const assignments = roles.map(([role_definition_name, principal_id = "p"], index) => [
      `a${index}`,
      { scope: SCOPE, role_definition_name, principal_id },
    ]);
    const azurerm_container_registry = { acr: { name: "contoso", ...registry } };
    const azurerm_role_assignment: JsonObject = Object.fromEntries(assignments);
    return joinedGrants(accessIn([planned({ resource: { azurerm_container_registry, azurerm_role_assignment } })]));
  }

  test.each<[string, Parameters<typeof granted>, string[]]>([
    [
      "push in one mode, pull in the other one",
      [[["AcrPush"], [READER]]],
      [`principal p pull+push *: role AcrPush, ${acts}`, `principal p pull *: role ${READER}, ${reads}`],
    ],
    [
      "holders of which nobody knows whether they are the same",
      [
        [
          ["AcrPull", "${local.who}"],
          [READER, "${local.other}"],
        ],
      ],
      [`an unknown principal pull *: role AcrPull, ${acts}`, `an unknown principal pull *: role ${READER}, ${reads}`],
    ],
    ["RBAC mode", [[["AcrPull"], [READER]], RBAC], [`principal p pull *: role AcrPull; role ${READER}: no effect in RBAC mode`]],
    ["ABAC mode", [[["AcrPull"], [READER]], ABAC], [`principal p pull *: role ${READER}; role AcrPull: no effect in ABAC mode`]],
    [
      "a role that the mode ignores",
      [[["AcrPull"]], ABAC],
      [`principal p pull *: role AcrPull, no effect: the registry is in ABAC mode, assign ${READER}`],
    ],
  ])("two roles of one holder, one for each mode, are one grant: %s", (_what, [roles, registry], expected) => {
    const told = granted(roles, registry).map(
      (line) => `${line.who} ${line.rights.join("+")} ${line.repository}: ${accessRemark(line)}`,
    );
    expect(told).toEqual(expected);
  });

  test("both assignments of a grant are named", () => {
    const own = ["azurerm_role_assignment.a0", "azurerm_role_assignment.a1"];
    expect(granted([["AcrPull"], [READER]]).map(({ from }) => from)).toEqual([own]);
  });

  test.each([
    [REGISTRY_ID, ["principal p: pull contoso * by role AcrPull, in RBAC mode"]],
    [`${REGISTRY_ID}/`, ["principal p: pull contoso * by role AcrPull, in RBAC mode"]],
    ["/subscriptions/0", ["principal p: pull every registry in subscription 0 * by role AcrPull, in RBAC mode"]],
    [
      "/subscriptions/0/resourceGroups/rg",
      ["principal p: pull every registry in resource group rg * by role AcrPull, in RBAC mode"],
    ],
    [
      "/providers/Microsoft.Management/managementGroups/mg",
      ["principal p: pull every registry in management group mg * by role AcrPull, in RBAC mode"],
    ],
    [
      "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v",
      ["principal p: pull virtualNetworks/v * by role AcrPull, no effect: virtualNetworks/v is not a container registry"],
    ],
    [
      "${azurerm_resource_group.rg.id}",
      ["principal p: pull every registry in resource group rg-shared * by role AcrPull, in RBAC mode"],
    ],
    [
      "${data.azurerm_subscription.current.id}",
      ["principal p: pull every registry in subscription data.azurerm_subscription.current * by role AcrPull, in RBAC mode"],
    ],
    [
      "${azurerm_virtual_network.v.id}",
      ["principal p: pull virtual network v * by role AcrPull, no effect: virtual network v is not a container registry"],
    ],
    ["${module.network.id}", ["principal p: pull an unknown scope * by role AcrPull, in RBAC mode"]],
  ])("the scope %s", (scope, expected) => {
    const scopes = { azurerm_resource_group: { rg: { name: "rg-shared" } }, azurerm_virtual_network: { v: { name: "v" } } };
    const more = { data: { azurerm_subscription: { current: {} } }, module: { network: { source: "a/b/c" } } };
    expect(assigned({ role_definition_name: "AcrPull", scope }, scopes, more)).toEqual(expected);
  });

  test("a service principal that gets no tokens may do nothing", () => {
    const principal = (account_enabled: boolean) => ({ azuread_service_principal: { app: { client_id: "c", account_enabled } } });
    const role = { role_definition_name: "AcrPull", principal_id: "${azuread_service_principal.app.object_id}" };
    const sentence = "service principal app: pull contoso * by role AcrPull";
    expect(assigned(role, principal(false))).toEqual([`${sentence}, no effect: the service principal is disabled`]);
    expect(assigned(role, principal(true))).toEqual([`${sentence}, in RBAC mode`]);
  });

  test.each([
    ["${azurerm_user_assigned_identity.pull.client_id}", "client_id"],
    ["${azurerm_kubernetes_cluster.aks.kubelet_identity[0].client_id}", "client_id"],
    ["${azuread_application.app.object_id}", "the id of an application"],
  ])("%s is no object id of a principal, so that the role gives nothing", (principal_id, is) => {
    const own = {
      azurerm_user_assigned_identity: { pull: { name: "pull" } },
      azurerm_kubernetes_cluster: { aks: { name: "prod" } },
      azuread_application: { app: { display_name: "app" } },
    };
    const [line] = assigned({ role_definition_name: "AcrPull", principal_id }, own);
    expect(line).toMatch(new RegExp(`, no effect: ${is} is not an object id$`));
  });

  test("a role without rights on images is left out, also where the scope is not known", () => {
    expect(assigned({ role_definition_name: "Network Contributor", scope: "${local.network_id}" })).toEqual([]);
  });

  const clusters = {
    azurerm_kubernetes_cluster: {
      aks: {
        name: "prod",
        kubelet_identity: { object_id: "${azurerm_user_assigned_identity.kubelet.principal_id}" },
        identity: { identity_ids: ["${azurerm_user_assigned_identity.other.id}"] },
      },
    },
    azurerm_user_assigned_identity: { kubelet: { name: "prod-kubelet" }, other: { name: "prod-control-plane" } },
    azuread_application: { app: { display_name: "builder" } },
    azuread_service_principal: { sp: { client_id: "${azuread_application.app.client_id}" } },
    azuread_group: { devs: { display_name: "developers" } },
  };

  test.each([
    ["${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}", "every pod of AKS cluster prod"],
    ["${azurerm_user_assigned_identity.kubelet.principal_id}", "every pod of AKS cluster prod"],
    ["${azurerm_user_assigned_identity.other.principal_id}", "managed identity prod-control-plane"],
    ["${azurerm_kubernetes_cluster.aks.identity[0].principal_id}", "control plane of AKS cluster prod"],
    ["${azuread_service_principal.sp.object_id}", "service principal builder"],
    ["${azuread_group.devs.object_id}", "group developers"],
    [
      "${var.is_group ? azuread_group.devs.object_id : azuread_service_principal.sp.object_id}",
      "group developers or service principal builder",
    ],
    ["${var.principal}", "principal of var.principal"],
    ["${module.identity.id}", "an unknown principal"],
    ["${module.identity.client_id}", "an unknown principal"],
  ])("the principal %s", (principal_id, who) => {
    const remark = who.startsWith("control plane") ? ", no effect: nodes do not pull as the control plane" : "";
    expect(assigned({ role_definition_name: "AcrPull", principal_id }, clusters)).toEqual([
      `${who}: pull contoso * by role AcrPull, in RBAC mode${remark}`,
    ]);
  });
});

describe("a registry's own credentials", () => {
  const token = (map: JsonObject, more: JsonObject = {}) =>
    lines(
      accessIn([
        planned({
          resource: {
            ...ACR,
            azurerm_container_registry_scope_map: { map },
            azurerm_container_registry_token: {
              t: {
                name: "team",
                container_registry_name: "${azurerm_container_registry.acr.name}",
                scope_map_id: "${azurerm_container_registry_scope_map.map.id}",
                ...more,
              },
            },
            azurerm_container_registry_token_password: {
              p: {
                container_registry_token_id: "${azurerm_container_registry_token.t.id}",
                password1: [{ expiry: "2027-01-01T00:00:00Z" }],
              },
            },
          },
        }),
      ]),
    );

  test("a disabled token may do nothing, and one with a scope map of somebody else what that allows", () => {
    expect(token({ actions: ["repositories/a/content/read"] }, { enabled: false })).toEqual([
      "whoever has a token with scope map map: pull an unknown registry a by scope map map",
      "whoever holds a password of registry token team: pull contoso a by registry token team, " +
        "no effect: registry token team is disabled, until 2027-01-01T00:00:00Z",
    ]);
    expect(token({ actions: [] }, { scope_map_id: `${REGISTRY_ID}/scopeMaps/_repositories_admin` })).toEqual([
      "whoever holds a password of registry token team: pull+push+delete contoso * by registry token team, until 2027-01-01T00:00:00Z",
    ]);
    expect(token({ actions: [] }, { scope_map_id: `${REGISTRY_ID}/scopeMaps/theirs` })).toEqual([
      "whoever holds a password of registry token team: ? contoso what its scope map allows by registry token team, until 2027-01-01T00:00:00Z",
    ]);
  });

  test("a token with a password that never ends does not end", () => {
    const stack = planned({
      resource: {
        ...ACR,
        azurerm_container_registry_token: {
          t: { name: "team", container_registry_name: "contoso", scope_map_id: `${REGISTRY_ID}/scopeMaps/_repositories_pull` },
        },
        azurerm_container_registry_token_password: {
          p: {
            container_registry_token_id: "${azurerm_container_registry_token.t.id}",
            password1: [{ expiry: "2027-01-01T00:00:00Z" }],
            password2: [{}],
          },
        },
      },
    });
    expect(lines(accessIn([stack]))).toEqual([
      "whoever holds a password of registry token team: pull contoso * by registry token team",
    ]);
  });

  test("an admin account may do everything, and anonymous pull lets anyone pull", () => {
    const registry = { name: "contoso", admin_enabled: true, anonymous_pull_enabled: true };
    expect(lines(accessIn([planned({ resource: { azurerm_container_registry: { acr: registry } } })]))).toEqual([
      "anyone who reaches the registry: pull contoso * by anonymous pull",
      "whoever holds an admin password of the registry: pull+push+delete contoso * by admin account",
    ]);
  });

  test("an admin account and anonymous pull that are off allow nothing", () => {
    const registry = { name: "contoso", admin_enabled: false, anonymous_pull_enabled: false };
    expect(accessIn([planned({ resource: { azurerm_container_registry: { acr: registry } } })])).toEqual([]);
  });
});

describe("pull secrets", () => {
  const secret = (document: string, more: JsonObject = {}) => ({
    kubernetes_secret_v1: {
      pull: {
        type: "kubernetes.io/dockerconfigjson",
        metadata: [{ name: "acr", namespace: "shop" }],
        data: { ".dockerconfigjson": document },
        ...more,
      },
    },
  });
  const read = (resource: JsonObject, more: JsonObject = {}) => lines(accessIn([planned({ resource, ...more })]));
  const admin = { azurerm_container_registry: { acr: { name: "contoso", admin_enabled: true } } };
  const byAdmin = "${jsonencode({ auths = { x = { password = azurerm_container_registry.acr.admin_password } } })}";
  const pods = (all: readonly string[]) => all.filter((line) => line.includes("from shop/acr"));

  test.each([
    ["in another namespace", { metadata: [{ name: "app", namespace: "mail" }], image_pull_secret: [{ name: "acr" }] }],
    ["with another secret", { metadata: [{ name: "app", namespace: "shop" }], image_pull_secret: [{ name: "other" }] }],
    [
      "in another cluster",
      { provider: "kubernetes.edge", metadata: [{ name: "app", namespace: "shop" }], image_pull_secret: [{ name: "acr" }] },
    ],
  ])("a service account %s does not", (_where, body) => {
    expect(pods(read({ ...admin, ...secret(byAdmin), kubernetes_service_account_v1: { app: body } }))[0]).toContain(
      "that name the secret",
    );
  });

  test("a service principal's role reaches the pods, until its password ends", () => {
    const principal = {
      azuread_application: { app: { display_name: "puller" } },
      azuread_service_principal: { sp: { client_id: "${azuread_application.app.client_id}" } },
      azuread_application_password: { p: { application_id: "${azuread_application.app.id}", end_date: "2027-06-01T00:00:00Z" } },
      azurerm_role_assignment: {
        a: { scope: SCOPE, role_definition_name: "AcrPull", principal_id: "${azuread_service_principal.sp.object_id}" },
      },
    };
    const document = "${jsonencode({ u = azuread_service_principal.sp.client_id, p = azuread_application_password.p.value })}";
    expect(pods(read({ ...ACR, ...principal, ...secret(document) }))).toEqual([
      "pods in namespace shop that name the secret: pull contoso * by service principal puller, role AcrPull, in RBAC mode, from shop/acr, until 2027-06-01T00:00:00Z",
    ]);
    // The same document as a local value.
    expect(pods(read({ ...ACR, ...principal, ...secret("${local.document}") }, { locals: { document } }))).toHaveLength(1);
  });

  test("credentials of somebody else are listed, with what is known of them", () => {
    const host = '${jsonencode({ auths = { "fabrikam.azurecr.io" = { password = var.password } } })}';
    expect(read(secret(host))).toEqual([
      "pods in namespace shop that name the secret: ? fabrikam what its credentials allow by user name and password, from shop/acr",
    ]);
  });

  test.each(["contoso-a1b2c3.azurecr.io", "contoso.westeurope.geo.azurecr.io", "contoso-a1b2c3.eastus.geo.azurecr.io"])(
    "a registry with the host %s is the same registry",
    (other) => {
      const document = `\${jsonencode({ auths = { "contoso.azurecr.io" = {}, "${other}" = {} } })}`;
      expect(read(secret(document))).toEqual([
        "pods in namespace shop that name the secret: ? contoso what its credentials allow by user name and password, from shop/acr",
      ]);
    },
  );
});

describe("an identity of service accounts", () => {
  const identity = { azurerm_user_assigned_identity: { pull: { name: "pull" } } };
  const ID = "${azurerm_user_assigned_identity.pull.id}";
  const grant = { role_definition_name: "AcrPull", principal_id: "${azurerm_user_assigned_identity.pull.principal_id}" };
  const allowed = (who: string) => [`${who}: pull contoso * by role AcrPull, in RBAC mode`];

  test("is told beside whoever else has tokens that it trusts", () => {
    const credential = { parent_id: ID, issuer: "https://token.actions.githubusercontent.com", subject: "repo:shop/app:*" };
    const others = { ...identity, azurerm_federated_identity_credential: { c: credential } };
    expect(assigned(grant, others)).toEqual([
      ...allowed("managed identity pull"),
      "whoever has a token of https://token.actions.githubusercontent.com for repo:shop/app:*: pull contoso * by role AcrPull, federated credential of managed identity pull, in RBAC mode",
    ]);
  });
});
