import { accessSentence, originWords } from "../../../src/knowledge/access/access";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { accessChanges } from "../../../src/knowledge/access/changes";
import { reasonWords } from "../../../src/knowledge/access/effect";
import { configuredStack } from "../../../src/planned/planned-stack";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { planned } from "../../support/planned";

const REGISTRY_ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";
const acr = (more: JsonObject = {}) => ({ azurerm_container_registry: { acr: { name: "contoso", ...more } } });
const SCOPE = "${azurerm_container_registry.acr.id}";

/** One line for each access, as a reader would say it. */
function told(resource: JsonObject, more: JsonObject = {}): string[] {
  return accessIn([planned({ resource, ...more })]).map(
    ({ who, registry, repository, rights, origin, mode, secret, until, fault }) =>
      [
        `${who}: ${rights.join("+") || "?"} ${registry}${repository === "*" ? "" : ` ${repository}`} by ${originWords(origin)}`,
        ...(mode === undefined ? [] : [mode]),
        ...(fault === undefined ? [] : [`no effect: ${reasonWords(fault)}`]),
        ...(secret === undefined ? [] : [`from ${secret}`]),
        ...(until === undefined ? [] : [`until ${until}`]),
      ].join(", "),
  );
}

const PULL = { scope: SCOPE, principal_id: "p", role_definition_name: "AcrPull" };
/** What assignments may be about. */
const OTHERS: JsonObject = {
  azurerm_resource_group: { rg: { name: "rg-shared" } },
  azurerm_virtual_network: { v: { name: "v" } },
  azurerm_kubernetes_cluster: {
    aks: {
      name: "prod",
      kubelet_identity: { object_id: "${azurerm_user_assigned_identity.kubelet.principal_id}" },
      identity: { identity_ids: ["${azurerm_user_assigned_identity.other.id}"] },
    },
  },
  azurerm_user_assigned_identity: { kubelet: { name: "prod-kubelet" }, other: { name: "prod-control-plane" } },
  azuread_application: { app: { display_name: "builder" } },
  azuread_service_principal: {
    sp: { client_id: "${azuread_application.app.client_id}" },
    off: { client_id: "c", account_enabled: false },
  },
  azuread_group: { devs: { display_name: "developers" }, ops: { display_name: "operators" } },
  azurerm_role_definition: {
    own: {
      name: "own",
      permissions: [{ actions: ["Microsoft.ContainerRegistry/registries/*"], not_actions: ["*/artifacts/delete"] }],
    },
  },
};
const SECTIONS = { data: { azurerm_subscription: { current: {} } }, module: { network: { source: "a/b/c" } } };
const CONTROL = "control plane of AKS cluster prod";
const IS_NONE = "is not an object id";
const PUSHER_ID = "/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/8311E382-0749-4CB8-B61A-304F252E45EC";
const NETWORK_ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v";

test.each<[name: string, value: string, ...lines: string[]]>([
  ["role_definition_name", "acrpush", "pull+push contoso by role AcrPush, RBAC"],
  ["role_definition_name", "AcrDelete", "delete contoso by role AcrDelete, RBAC"],
  ["role_definition_name", "Reader", "pull contoso by role Reader, RBAC"],
  [
    "role_definition_name",
    "Contributor",
    "get credentials contoso by role Contributor",
    "pull+push+delete contoso by role Contributor, RBAC",
  ],
  [
    "role_definition_name",
    "Container Registry Repository Writer",
    "pull+push contoso by role Container Registry Repository Writer, ABAC",
  ],
  ["role_definition_name", "Network Contributor"],
  ["role_definition_name", "Pull Of Our Own", "? contoso what the role allows by role Pull Of Our Own, which is not known"],
  ["role_definition_id", PUSHER_ID, "pull+push contoso by role AcrPush, RBAC"],
  [
    "role_definition_id",
    "${azurerm_role_definition.own.role_definition_resource_id}",
    "get credentials contoso by role own",
    "pull+push contoso by role own, RBAC",
  ],
  ["scope", `${REGISTRY_ID}/`, "pull contoso by role AcrPull, RBAC"],
  ["scope", "/subscriptions/0", "pull every registry in subscription 0 by role AcrPull, RBAC"],
  [
    "scope",
    "/providers/Microsoft.Management/managementGroups/mg",
    "pull every registry in management group mg by role AcrPull, RBAC",
  ],
  ["scope", NETWORK_ID, "pull virtualNetworks/v by role AcrPull, no effect: virtualNetworks/v is not a container registry"],
  ["scope", "${azurerm_resource_group.rg.id}", "pull every registry in resource group rg-shared by role AcrPull, RBAC"],
  [
    "scope",
    "${data.azurerm_subscription.current.id}",
    "pull every registry in subscription data.azurerm_subscription.current by role AcrPull, RBAC",
  ],
  [
    "scope",
    "${azurerm_virtual_network.v.id}",
    "pull virtual network v by role AcrPull, no effect: virtual network v is not a container registry",
  ],
  ["scope", "${module.network.id}", "pull an unknown scope by role AcrPull, RBAC"],
  ...[
    ["azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id", "every pod of AKS cluster prod"],
    ["azurerm_user_assigned_identity.kubelet.principal_id", "every pod of AKS cluster prod"],
    ["azurerm_user_assigned_identity.other.principal_id", "managed identity prod-control-plane"],
    ["azuread_service_principal.sp.object_id", "service principal builder"],
    ["var.a ? azuread_group.devs.object_id : azuread_group.ops.object_id", "group developers or group operators"],
    ["var.principal", "principal of var.principal"],
    ["module.identity.client_id", "an unknown principal"],
    [
      "azurerm_kubernetes_cluster.aks.identity[0].principal_id",
      CONTROL,
      "RBAC, no effect: nodes do not pull as the control plane",
    ],
    ["azuread_service_principal.off.object_id", "service principal off", "no effect: the service principal is disabled"],
    ["azurerm_user_assigned_identity.other.client_id", "managed identity prod-control-plane", `no effect: client_id ${IS_NONE}`],
    [
      "azurerm_kubernetes_cluster.aks.kubelet_identity[0].client_id",
      "every pod of AKS cluster prod",
      `no effect: client_id ${IS_NONE}`,
    ],
    ["azuread_application.app.object_id", "service principal builder", `no effect: the id of an application ${IS_NONE}`],
  ].map(([value, who, effect = "RBAC"]): [string, string, string] => {
    return ["principal_id", `\${${value}}`, `${who}: pull contoso by role AcrPull, ${effect}`];
  }),
])("an assignment whose %s is %s", (name, value, ...lines) => {
  const { role_definition_name, ...rest } = PULL;
  const assignment = name === "role_definition_id" ? rest : { ...rest, role_definition_name };
  const resource = { ...acr(), ...OTHERS, azurerm_role_assignment: { a: { ...assignment, [name]: value } } };
  // Who is assigned a role that the stack defines is told by another plan.
  const found = told(resource, SECTIONS).filter((line) => !line.startsWith("whoever has role own"));
  expect(found.map((line) => line.replace(/^principal p: /, ""))).toEqual(lines);
});

const MAP = "azurerm_container_registry_scope_map";
const TOKEN = "azurerm_container_registry_token";
const PASSWORDS = `${TOKEN}_password`;
const HOLDER = "whoever holds a password of registry token team:";
const BY_TOKEN = "by registry token team";
const END = "2027-01-01T00:00:00Z";

const token = (more: JsonObject, passwords: JsonObject = {}): JsonObject => ({
  ...acr(),
  [TOKEN]: { t: { name: "team", container_registry_name: "${azurerm_container_registry.acr.name}", ...more } },
  [PASSWORDS]: {
    p: { container_registry_token_id: `\${${TOKEN}.t.id}`, password1: [{ expiry: END }], ...passwords },
  },
});
const ofMap = (name: string) => ({ scope_map_id: `${REGISTRY_ID}/scopeMaps/${name}` });

/** A pull secret, and what is beside it. */
const secret = (document: string, beside: JsonObject = {}): JsonObject => ({
  kubernetes_secret_v1: {
    pull: {
      type: "kubernetes.io/dockerconfigjson",
      metadata: [{ name: "acr", namespace: "shop" }],
      data: { ".dockerconfigjson": document },
    },
  },
  ...beside,
});
const ofHosts = (...hosts: string[]) => `\${jsonencode({ auths = { ${hosts.map((host) => `"${host}" = {}`).join(", ")} } })}`;
const PODS = "pods in namespace shop that name the secret:";
const UNKNOWN = "what its credentials allow by user name and password, from shop/acr";
const ADMIN = "whoever holds an admin password of the registry: pull+push+delete contoso by admin account";
const ofAdmin = "${jsonencode({ auths = { x = { password = azurerm_container_registry.acr.admin_password } } })}";
/** A service account beside a secret that the pods of none use. */
const unused = (namespace: string, name: string, more: JsonObject = {}): [JsonObject, string[]] => {
  const app = { metadata: [{ name: "app", namespace }], image_pull_secret: [{ name }], ...more };
  const beside = { ...acr({ admin_enabled: true }), kubernetes_service_account_v1: { app } };
  return [secret(ofAdmin, beside), [`${PODS} pull+push+delete contoso by admin account, from shop/acr`, ADMIN]];
};

test.each<[what: string, resource: JsonObject, lines: string[]]>([
  [
    "a disabled token",
    { ...token({ enabled: false, scope_map_id: `\${${MAP}.m.id}` }), [MAP]: { m: { actions: ["repositories/a/content/read"] } } },
    [
      "whoever has a token with scope map m: pull an unknown registry a by scope map m",
      `${HOLDER} pull contoso a ${BY_TOKEN}, no effect: registry token team is disabled, until ${END}`,
    ],
  ],
  [
    "a token of the registry's own map",
    token(ofMap("_repositories_admin")),
    [`${HOLDER} pull+push+delete contoso ${BY_TOKEN}, until ${END}`],
  ],
  ["a token of another map", token(ofMap("theirs")), [`${HOLDER} ? contoso what its scope map allows ${BY_TOKEN}, until ${END}`]],
  ["a password that never ends", token(ofMap("_repositories_pull"), { password2: [{}] }), [`${HOLDER} pull contoso ${BY_TOKEN}`]],
  [
    "an admin account and anonymous pull",
    acr({ admin_enabled: true, anonymous_pull_enabled: true }),
    ["anyone who reaches the registry: pull contoso by anonymous pull", ADMIN],
  ],
  ["neither of them", acr({ admin_enabled: false, anonymous_pull_enabled: false }), []],
  ["a service account in another namespace", ...unused("mail", "acr")],
  ["one with another secret", ...unused("shop", "other")],
  ["one in another cluster", ...unused("shop", "acr", { provider: "kubernetes.edge" })],
  ["credentials of somebody else", secret(ofHosts("fabrikam.azurecr.io")), [`${PODS} ? fabrikam ${UNKNOWN}`]],
  ["a name of one's own", secret(ofHosts("contoso.azurecr.io", "contoso-a1b2c3.azurecr.io")), [`${PODS} ? contoso ${UNKNOWN}`]],
  [
    "the host of a replica",
    secret(ofHosts("contoso.azurecr.io", "contoso.westeurope.geo.azurecr.io", "contoso-a1b2c3.eastus.geo.azurecr.io")),
    [`${PODS} ? contoso ${UNKNOWN}`],
  ],
])("what is told of %s", (_what, resource, lines) => {
  expect(told(resource)).toEqual(lines);
});

const PULLER = "${azurerm_user_assigned_identity.puller.id}";
const OTHER = "${azurerm_user_assigned_identity.other.id}";
const has = (...identity_ids: string[]): JsonObject => ({ identity: [{ type: "UserAssigned", identity_ids }] });
const machine = (body: JsonObject): JsonObject => ({ azurerm_linux_virtual_machine: { web: { name: "web", ...body } } });
const nodes = (...names: string[]): JsonObject => ({
  azurerm_kubernetes_cluster: Object.fromEntries(
    names.map((name) => [
      name,
      { name, ...has(PULLER), kubelet_identity: [{ user_assigned_identity_id: PULLER, object_id: "o" }] },
    ]),
  ),
});
const ON_MACHINE = "whatever runs in linux virtual machine web may pull everything in contoso";
const onNodes = (name: string) => `every pod of AKS cluster ${name} may pull everything in contoso`;

test.each<[what: string, before: JsonObject, after: JsonObject, gained: string[]]>([
  ["a new machine", {}, machine(has(PULLER)), [ON_MACHINE]],
  [
    "something new of azapi",
    {},
    { azapi_resource: { web: { name: "web", ...has(PULLER) } } },
    ["whatever runs in Azure resource web may pull everything in contoso"],
  ],
  ["a machine that had none", machine({}), machine(has(PULLER)), [ON_MACHINE]],
  ["one that had another one", machine(has(OTHER)), machine(has(PULLER)), [ON_MACHINE]],
  ["one that has it as before", machine(has(PULLER)), machine(has(PULLER, OTHER)), []],
  ["one that gets another one", machine(has(PULLER)), machine(has(OTHER)), []],
  ["a cluster", {}, nodes("one"), [onNodes("one")]],
  ["one more cluster", nodes("one"), nodes("one", "two"), [onNodes("two")]],
  ["a control plane", {}, { azurerm_kubernetes_cluster: { one: { name: "one", ...has(PULLER) } } }, []],
  [
    "a registry",
    {},
    {
      azurerm_container_registry: {
        ...acr({ resource_group_name: "rg" }).azurerm_container_registry,
        own: { name: "own", ...has(PULLER) },
      },
    },
    [],
  ],
  [
    "a cache rule",
    {},
    { azapi_resource: { cache: { type: "Microsoft.ContainerRegistry/registries/cacheRules@2025-11-01", ...has(PULLER) } } },
    [],
  ],
])("who gains by an identity that may pull already, given to %s", (_what, before, after, gained) => {
  const accessWith = (more: JsonObject) =>
    accessIn([
      planned({
        resource: {
          ...acr({ resource_group_name: "rg" }),
          azurerm_user_assigned_identity: { puller: { name: "puller" }, other: { name: "other" } },
          azurerm_role_assignment: { pull: { ...PULL, principal_id: "${azurerm_user_assigned_identity.puller.principal_id}" } },
          ...more,
        },
      }),
    ]);
  expect(accessChanges(accessWith(before), accessWith(after)).gained.map((line) => accessSentence(line))).toEqual(gained);
});

test.each<[what: string, name: string, expected: string | undefined, forEach?: Json]>([
  ["a literal", "shop", "shop"],
  ["an escape", "$${shop}", "${shop}"],
  ["a variable", "${var.name}", "var.name"],
  ["a local value", "${local.names.first}", "shop"],
  ["an element of a local value", "${local.list[1]}", "web"],
  ["an attribute that another block sets", "${random_id.b.prefix}", "var.prefix"],
  ["an attribute that only Azure knows", "${random_id.b.hex}", undefined],
  ["a text with an expression in it", "x-${var.name}", undefined],
  ["a circle", "${local.circle}", undefined],
  ["a name of every object", "${local.constructor}", undefined],
  ["a key of a variable", "${each.key}", "var.namespaces", "${toset(var.namespaces)}"],
  ["a key of a set of texts", "${each.key}", "shop, web", '${toset(["shop", "web"])}'],
  ["one of many", "${each.key}", "a, b, c and 2 more", '${toset(["a", "b", "c", "d", "e"])}'],
  ["a key of an object", "${each.key}", "shop, web", { shop: "x", web: "y" }],
  ["a key of another block", "${each.key}", undefined, "${random_id.b}"],
])("without a plan, a value is what a reader knows of %s", (_what, name, expected, ...[forEach]) => {
  const body: JsonObject = forEach === undefined ? { name } : { name, for_each: forEach };
  const stack = readStack({
    locals: { names: { first: "shop" }, list: ["shop", "web"], circle: "${local.circle}" },
    resource: { random_pet: { a: body }, random_id: { b: { prefix: "${var.prefix}" } } },
  });
  expect(configuredStack(stack).instances.find(({ address }) => address === "random_pet.a")?.values.name).toBe(expected);
});
