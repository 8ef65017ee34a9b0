import { accessIn } from "../../../src/knowledge/access/access-in";
import { approvalIn } from "../../../src/knowledge/images/approval";
import { imageDifferences } from "../../../src/knowledge/images/image-access";
import type { PlannedStack } from "../../../src/planned/planned-stack";
import type { Json, JsonObject } from "../../../src/stack/json";
import { planned } from "../../support/planned";

const RULE = {
  apiGroups: [""],
  apiVersions: ["v1"],
  operations: ["CREATE", "UPDATE"],
  resources: ["pods", "pods/ephemeralcontainers"],
};
const NO_SYSTEM = { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] };
const VALIDATION = { expression: "variables.images.all(one, variables.allowedImages.exists(entry, one.startsWith(entry)))" };

function manifest(kind: string, name: string, spec: JsonObject): JsonObject {
  return { manifest: { apiVersion: "admissionregistration.k8s.io/v1", kind, metadata: { name }, spec } };
}

interface Policy {
  readonly allowed?: Json;
  readonly exempt?: Json;
  readonly spec?: JsonObject;
  readonly constraints?: JsonObject;
  readonly binding?: JsonObject;
}

function policy({ allowed = ["contoso.azurecr.io"], exempt, spec, constraints, binding }: Policy, name = "approved"): JsonObject {
  const variable = (list: string, images: Json) => ({
    name: list,
    expression: typeof images === "string" ? images : JSON.stringify(images),
  });
  return {
    [name]: manifest("ValidatingAdmissionPolicy", name, {
      matchConstraints: { namespaceSelector: { matchExpressions: [NO_SYSTEM] }, resourceRules: [RULE], ...constraints },
      variables: [variable("allowedImages", allowed), ...(exempt === undefined ? [] : [variable("exemptImages", exempt)])],
      validations: [VALIDATION],
      ...spec,
    }),
    [`${name}-binding`]: manifest("ValidatingAdmissionPolicyBinding", name, {
      policyName: name,
      validationActions: ["Deny"],
      ...binding,
    }),
  };
}

const SERVER = "${azurerm_container_registry.acr.login_server}";
const KUBELET = "${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}";
const ON_CLUSTER = { kubernetes: [{ host: "${azurerm_kubernetes_cluster.aks.kube_config[0].host}" }] };
const CONTOSO = "${azurerm_container_registry.acr.id}";
const pull = (more: JsonObject = {}): JsonObject => ({
  azurerm_role_assignment: { pull: { scope: CONTOSO, role_definition_name: "AcrPull", principal_id: KUBELET, ...more } },
});
/** A token for some repositories, in a pull secret of the cluster. */
const token = (...repositories: string[]): JsonObject => ({
  azurerm_container_registry_scope_map: {
    m: { name: "m", container_registry_name: "contoso", actions: repositories.map((one) => `repositories/${one}/content/read`) },
  },
  azurerm_container_registry_token: {
    t: { name: "t", container_registry_name: "contoso", scope_map_id: "${azurerm_container_registry_scope_map.m.id}" },
  },
  azurerm_container_registry_token_password: { p: { container_registry_token_id: "${azurerm_container_registry_token.t.id}" } },
  kubernetes_secret_v1: {
    s: {
      type: "kubernetes.io/dockerconfigjson",
      metadata: { name: "s", namespace: "shop" },
      data: { ".dockerconfigjson": "${azurerm_container_registry_token_password.p.password1[0].value}" },
    },
  },
});

function stackOf(policies: JsonObject, more: JsonObject, provider: JsonObject = ON_CLUSTER): PlannedStack {
  const registry = { name: "contoso", ...Object(more.azurerm_container_registry) };
  const resource = { azurerm_kubernetes_cluster: { aks: { name: "prod" } }, kubernetes_manifest: policies, ...more };
  const { kubernetes_manifest: written } = resource;
  const stack = planned({ provider, resource: { ...resource, azurerm_container_registry: { acr: registry } } });
  // What is written in Terraform's JSON syntax, a plan has to the letter.
  const instances = stack.instances.map((one) =>
    one.block.type === "kubernetes_manifest" ? { ...one, written: Object(written)[one.block.name] } : one,
  );
  return { ...stack, instances };
}

function differences(...stacks: PlannedStack[]): string[] {
  const found = imageDifferences(
    stacks,
    stacks.map((one) => accessIn([one])),
  );
  return found.flat().map(({ address, message }) => `${address.split(".")[1]}: ${message}`);
}

const EVERY = "pull: every pod of AKS cluster prod may pull everything in contoso, ";
const PODS = (what: string) => `s: pods in namespace shop of AKS cluster prod that name the secret may pull ${what} in contoso, `;
const UNREAD = "approved: it is unknown which images policy approved allows";
const UNTOLD = "approved: these plans do not show what AKS cluster prod may pull";
const OTHER_SCOPE = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg";

test.each<[string, Policy, JsonObject, string[]]>([
  ["all of a registry, and hosts of others", { allowed: ["contoso.azurecr.io", "registry.k8s.io"] }, pull(), []],
  ["a registry that is new", { allowed: [`${SERVER}`, "registry.k8s.io"] }, pull(), []],
  [
    "a part of one that is new",
    { allowed: [`${SERVER}/team-a`] },
    pull(),
    [`${EVERY}of which only contoso/team-a is allowed there`],
  ],
  ["what is no login server", { allowed: ["${azurerm_container_registry.acr.name}"] }, pull(), [UNREAD]],
  ["an expression", { allowed: `\${jsonencode(["${SERVER}"])}` }, pull(), [UNREAD]],
  [
    "a registry that is looked up offline",
    { allowed: JSON.stringify(["(unknown offline: azurerm_container_registry.acr.login_server)/team-a"]) },
    pull(),
    [`${EVERY}of which only contoso/team-a is allowed there`],
  ],
  ["what nobody can look up offline", { allowed: JSON.stringify(["(unknown offline)/team-a"]) }, pull(), [UNREAD]],
  [
    "images in some namespaces",
    { allowed: ["registry.k8s.io"], constraints: { namespaceSelector: { matchLabels: { team: "a" } } } },
    pull(),
    [],
  ],
  ["no list of texts", { allowed: [["contoso.azurecr.io"]] }, pull(), [UNREAD]],
  ["a host that begins alike", { allowed: ["contoso.azurecr.io.example"] }, pull(), [`${EVERY}which is not allowed there`]],
  ["a host that ends alike", { allowed: ["mycontoso.azurecr.io"] }, {}, [UNTOLD]],
  ["a host with a port", { allowed: ["contoso.azurecr.io:443"] }, pull(), [`${EVERY}which is not allowed there`]],
  ["its host with a label", { allowed: ["contoso-f1a2b3.azurecr.io"] }, pull(), []],
  [
    "another registry, too",
    { allowed: ["contoso.azurecr.io", "other.azurecr.io/app"] },
    pull(),
    ["approved: other.azurecr.io/app is allowed in AKS cluster prod, and these plans let nothing of it be pulled there"],
  ],
  [
    "a registry that anybody may pull from",
    { allowed: ["contoso.azurecr.io"] },
    { ...token("shop/*"), azurerm_container_registry: { anonymous_pull_enabled: true } },
    [],
  ],
  ["an image that is exempt", { allowed: ["registry.k8s.io"], exempt: ["contoso.azurecr.io/shop/web:1"] }, token("shop/web"), []],
  ["the beginning of what a token may", { allowed: ["contoso.azurecr.io/shop"] }, token("shop/*"), []],
  ["what a token may", { allowed: ["contoso.azurecr.io/shop/web"] }, token("shop/web"), []],
  [
    "more than a token may",
    { allowed: ["contoso.azurecr.io"] },
    token("shop/web", "shop/api"),
    [
      "approved: contoso.azurecr.io is allowed in AKS cluster prod, and these plans let only shop/api and shop/web of it be pulled there",
    ],
  ],
  [
    "a part of what a token may",
    { allowed: ["contoso.azurecr.io/shop/web"] },
    token("shop/*"),
    [`${PODS("shop/*")}of which only contoso.azurecr.io/shop/web is allowed there`],
  ],
  [
    "a name that begins alike",
    { allowed: ["contoso.azurecr.io/shop"] },
    token("shop", "shop-2/web"),
    [`${PODS("shop-2/web")}of which only contoso.azurecr.io/shop is allowed there`],
  ],
  [
    "what a condition may allow",
    { allowed: ["contoso.azurecr.io/shop"] },
    pull({ role_definition_name: "Container Registry Repository Reader", condition: "${var.condition}" }),
    [
      "approved: contoso.azurecr.io/shop is allowed in AKS cluster prod, and it is unknown whether it may be pulled there",
      "pull: every pod of AKS cluster prod may pull what its condition allows in contoso, and it is unknown whether that is allowed there",
    ],
  ],
  [
    "what a role above may let it pull",
    {},
    pull({ scope: OTHER_SCOPE }),
    [
      "approved: contoso.azurecr.io is allowed in AKS cluster prod, and it is unknown whether it may be pulled there",
      "pull: every pod of AKS cluster prod may pull everything in every registry in resource group rg, and it is unknown whether that is allowed there",
    ],
  ],
  [
    "what the control plane may pull alone",
    {},
    pull({ principal_id: "${azurerm_kubernetes_cluster.aks.identity[0].principal_id}" }),
    [UNTOLD],
  ],
])("a policy that allows %s", (_what, given, more, expected) => {
  expect(differences(stackOf(policy(given), more))).toEqual(expected);
});

test("what pods of an unknown cluster may pull, those of this one may be able to", () => {
  const secret = Object(token("*").kubernetes_secret_v1).s;
  const elsewhere = { ...token("*"), kubernetes_secret_v1: { s: { ...secret, provider: "kubernetes.edge" } } };
  const scope = `${OTHER_SCOPE}/providers/Microsoft.ContainerRegistry/registries/other`;
  expect(differences(stackOf(policy({}), { ...elsewhere, ...pull({ scope }) }))).toEqual([
    "approved: contoso.azurecr.io is allowed in AKS cluster prod, and it is unknown whether it may be pulled there",
    "pull: every pod of AKS cluster prod may pull everything in other, which is not allowed there",
  ]);
});

test("several policies of a cluster allow what one of them does, what is the same is told once, other stacks count, and modules have names of their own", () => {
  const [a, b] = ["a", "b"].map((team) => policy({ allowed: [`contoso.azurecr.io/${team}`] }, team));
  expect(
    differences(stackOf({ ...a, ...b, ...policy({ allowed: ["contoso.azurecr.io/a"] }, "workloads") }, token("a/*", "b/*"))),
  ).toEqual([]);
  expect(differences(stackOf(a, token("a/*", "b/*")))).toHaveLength(1);
  const [policies, grants] = [stackOf(policy({ allowed: ["other.azurecr.io"] }), {}), stackOf({}, pull())];
  expect(differences(policies, grants)).toEqual([
    "approved: other.azurecr.io is allowed in AKS cluster prod, and these plans let nothing of it be pulled there",
    `${EVERY}which is not allowed there`,
  ]);
  expect(differences(stackOf(policy({}), pull(), { kubernetes: [{ config_path: "~/.kube/config" }] }))).toEqual([
    "approved: the cluster of policy approved is unknown",
  ]);
  expect(differences(stackOf({}, pull()))).toEqual([]);
  const { instances, ...rest } = stackOf(policy({ allowed: [SERVER] }), pull());
  const inModule = { ...rest, instances: instances.map((one) => ({ ...one, address: `module.m.${one.address}` })) };
  expect(differences(inModule)).toEqual([UNREAD.replace("approved", "m")]);
});

const ALONE = { matchResources: { namespaceSelector: { matchLabels: { team: "a" } } } };
const OPEN = "unknown: policy approved allows or exempts what a plan does not show";
const NOT_ALL = "not met: policy approved does not cover all pods that are created or updated";
const NO_LIST = "not met: policy approved has no validation that reads allowedImages";
const LABEL = { key: "contoso.com/any", operator: "DoesNotExist" };
const denies = (words: string, exempt = "namespaces with kubernetes.io/metadata.name kube-system") =>
  `met: policy approved denies all images but ${words}; exempt: ${exempt}`;

const about = (rule: JsonObject): Policy => ({ constraints: { resourceRules: [{ ...RULE, ...rule }] } });
const selects = (...matchExpressions: JsonObject[]): Policy => ({ constraints: { namespaceSelector: { matchExpressions } } });
const UNREAD_LIST = {
  variables: [
    { name: "allowedImages", expression: "[]" },
    { name: "other", expression: "variables.allowedImages" },
  ],
  validations: [{ expression: "variables.images == []", messageExpression: "variables.allowedImages[0]" }],
};

test.each<[string, Policy, string]>([
  ["denies", { allowed: ["contoso.azurecr.io/a", "registry.k8s.io"] }, denies("contoso.azurecr.io/a and registry.k8s.io")],
  [
    "denies with exemptions",
    { exempt: ["docker.io/library/busybox:1"], ...selects(LABEL) },
    denies("contoso.azurecr.io", "docker.io/library/busybox:1 and namespaces with contoso.com/any"),
  ],
  ["names a registry that is new", { allowed: [SERVER] }, denies("contoso")],
  ["has a list that nobody knows", { allowed: "${var.images}" }, OPEN],
  ["exempts what nobody knows", { exempt: "${var.images}" }, OPEN],
  ["exempts namespaces that nobody knows", selects({ ...NO_SYSTEM, values: "${var.x}" }), OPEN],
  ["has conditions", { spec: { matchConditions: [{ name: "c", expression: "false" }] } }, OPEN],
  ["has parameters", { spec: { paramKind: { apiVersion: "v1", kind: "ConfigMap" } } }, OPEN],
  ["leaves out resources", { binding: { matchResources: { excludeResourceRules: [RULE] } } }, OPEN],
  ["does what nobody knows", { binding: { validationActions: "${var.actions}" } }, OPEN],
  [
    "warns",
    { binding: { validationActions: ["Warn", "Audit"] } },
    "not met: policy approved denies nothing: its validationActions are Warn and Audit",
  ],
  ["may be bound", { binding: { policyName: "${var.name}" } }, OPEN],
  ["is not bound", { binding: { policyName: "other" } }, "not met: policy approved has no binding, so it does nothing"],
  ["is for a namespace", { binding: ALONE }, "not met: policy approved covers only namespaces with team a"],
  [
    "is for namespaces without a name",
    selects({ ...NO_SYSTEM, operator: "DoesNotExist", values: [] }),
    "not met: policy approved covers only namespaces with kubernetes.io/metadata.name",
  ],
  [
    "is for objects with a label",
    { constraints: { objectSelector: { matchExpressions: [{ key: "checked", operator: "Exists" }] } } },
    "not met: policy approved covers only objects with checked",
  ],
  ["is about workloads", about({ apiGroups: ["apps"], resources: ["deployments"] }), NOT_ALL],
  ["is about new pods", about({ operations: ["CREATE"] }), NOT_ALL],
  ["forgets containers to debug", about({ resources: ["pods"] }), NOT_ALL],
  ["is about pods of a name", about({ resourceNames: ["a"] }), NOT_ALL],
  ["is about what is in no namespace", about({ scope: "Cluster" }), NOT_ALL],
  ["is about another version", about({ apiVersions: ["v2"] }), NOT_ALL],
  ["is bound to fewer", { binding: { matchResources: { resourceRules: [{ ...RULE, resources: ["pods"] }] } } }, NOT_ALL],
  ["fails open", { spec: { failurePolicy: "Ignore" } }, "not met: policy approved admits what it cannot judge"],
  ["does not read its list", { spec: UNREAD_LIST }, NO_LIST],
])("5.1.4: a policy that %s", (_what, given, expected) => {
  const { result, because } = approvalIn("prod", [stackOf(policy(given), {})]);
  expect(`${result}: ${because}`).toBe(expected);
});

test("5.1.4: one policy that denies is enough, and none, or one elsewhere, is not", () => {
  const warns = policy({ binding: { validationActions: ["Warn"] } }, "warns");
  const result = (name: string, ...stacks: PlannedStack[]) => approvalIn(name, stacks).result;
  expect(result("prod", stackOf({ ...warns, ...policy({}) }, {}))).toBe("met");
  expect(result("dev", stackOf(policy({}), {}))).toBe("not met");
  expect(approvalIn("prod", [stackOf({}, {})])).toEqual({
    result: "not met",
    because: "these plans have no policy for it that limits images",
  });
  const given = policy({});
  const elsewhere = { ...given, "approved-binding": { ...Object(given["approved-binding"]), provider: "kubernetes.edge" } };
  const edge = { kubernetes: [...ON_CLUSTER.kubernetes, { alias: "edge", host: "https://edge.example" }] };
  expect(result("prod", stackOf(elsewhere, {}, edge))).toBe("not met");
  expect(approvalIn("prod", [stackOf(warns, {}), stackOf(policy({}), {}, {})])).toEqual({
    result: "unknown",
    because: "policy approved is in an unknown cluster",
  });
});
