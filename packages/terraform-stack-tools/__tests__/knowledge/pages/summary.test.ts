import { summary as summaryWith } from "../../../src/hand-off/readme/page";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { configuredStack } from "../../../src/planned/planned-stack";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack, type Stack } from "../../../src/stack/stack";
import { SCENARIOS } from "../../support/scenarios";

const summary = (stack: Stack) => summaryWith(stack, accessIn([configuredStack(stack)]));
const summaryOf = (json: Json) => summary(readStack(json)).join(" ");

test("describes each of the stacks", () => {
  const summaries = SCENARIOS.map(([name, stack]) => [name, summary(readStack(stack))]);
  expect(Object.fromEntries(summaries)).toMatchInlineSnapshot(`
    {
      "existing-cluster": [
        "Creates a role assignment.",
        "It reads a registry and an AKS cluster.",
        "The nodes of an existing AKS cluster pull images from Azure Container Registry with an Azure identity.",
        "The role assignment permits pulling from the registry and nothing else.",
        "There is no pull secret, and no workload has to change: every pod on these nodes can pull.",
      ],
      "identity-outside-azure": [
        "Creates federated credentials, a role assignment, an identity, annotations of an object, a cluster role binding, a cluster role and service accounts.",
        "It reads a registry.",
        "Pods of a service account pull images from Azure Container Registry with an Azure identity of its own.",
        "The role assignment permits pulling from the registry and nothing else.",
        "There is no pull secret, and pods of other service accounts get no right.",
      ],
      "image-pull-secret": [
        "Creates an application, an azuread password, a service principal, a role assignment, jobs and secrets.",
        "It reads an identity that runs Terraform, a registry and an AKS cluster.",
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. It is referenced by each PodSpec, in \`imagePullSecrets\`.",
        "The credentials belong to a service principal. It can pull and do nothing else.",
        "The credentials are stored in the Terraform state.",
      ],
      "new-cluster": [
        "Creates 2 role assignments, 2 identities, a registry and an AKS cluster.",
        "The nodes of a new AKS cluster pull images from Azure Container Registry with an Azure identity.",
        "The role assignment permits pulling from the registry and nothing else.",
        "There is no pull secret, and no workload has to change: every pod on these nodes can pull.",
      ],
      "outside-azure": [
        "Creates default service accounts, jobs and secrets.",
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. It is referenced by the default service account of each namespace.",
        "The credentials belong to an existing account: they are an input, or they are written in the module.",
        "The credentials are stored in the Terraform state.",
      ],
      "pull-grants": [
        "Creates role assignments.",
        "Azure identities are allowed to pull images from Azure Container Registry.",
        "Each role assignment permits pulling from one registry and nothing else.",
        "There is no pull secret. If an identity belongs to the nodes of a cluster, every pod there can pull, and no workload has to change.",
      ],
      "pull-policy": [
        "Creates 2 objects in the cluster, 2 stored values and secrets.",
        "It reads 2 objects in the cluster.",
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. It is referenced by each PodSpec, in \`imagePullSecrets\`.",
        "The credentials belong to an existing account: they are an input, or they are written in the module.",
        "The credentials are stored in the Terraform state.",
      ],
      "service-account": [
        "Creates an application, an azuread password, a service principal, a role assignment, jobs, secrets and service accounts.",
        "It reads an identity that runs Terraform, a registry and an AKS cluster.",
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. It is referenced by the service account of this module.",
        "The credentials belong to a service principal. It can pull and do nothing else.",
        "The credentials are stored in the Terraform state.",
      ],
      "service-account-identity": [
        "Creates 2 cluster role bindings, 2 cluster roles, an Azure resource, a role assignment, an identity, annotations of an object and service accounts.",
        "It reads a registry and an AKS cluster.",
        "Pods of a service account pull images from Azure Container Registry with an Azure identity of its own.",
        "The role assignment permits pulling from the registry and nothing else.",
        "There is no pull secret, and pods of other service accounts get no right.",
      ],
    }
  `);
});

const ACCOUNT = (name: string) => ({
  metadata: { name },
  image_pull_secret: [{ name: "pull" }],
});

const BY_POLICY = "It is referenced by a policy of the API server";
const BOTH = "It is referenced by the default service account of each namespace and the service account of this module.";

test.each<[string, JsonObject, string, JsonObject?]>([
  [
    "an injecting policy",
    { data: { x: "y" } },
    BY_POLICY,
    {
      kubernetes_manifest: {
        policy: { manifest: { kind: "MutatingAdmissionPolicy" } },
      },
    },
  ],
  [
    "a policy that only validates",
    { data: { x: "y" } },
    "by each PodSpec, in `imagePullSecrets`",
    {
      kubernetes_manifest: {
        policy: { manifest: { kind: "ValidatingAdmissionPolicy" } },
      },
    },
  ],
  [
    "the admin account",
    { data: { x: "${data.azurerm_container_registry.acr.admin_password}" } },
    "also push and delete images: use it for development only.",
  ],
  [
    "a key vault",
    { data_wo: { x: "${ephemeral.azurerm_key_vault_secret.password.value}" } },
    "The credentials come from a key vault",
  ],
  [
    "what is write-only",
    { data_wo: { x: "${ephemeral.azurerm_key_vault_secret.password.value}" } },
    "not stored in the Terraform state",
  ],
  [
    "two sources, the one",
    {
      data: {
        x: "${azuread_application_password.a.value}${azurerm_container_registry_token_password.t.password1[0].value}",
      },
    },
    "belong to a service principal. What it can do",
    {
      azuread_application_password: { a: {} },
      azurerm_container_registry_token_password: { t: {} },
    },
  ],
  [
    "two sources, the other",
    {
      data: {
        x: "${azuread_application_password.a.value}${azurerm_container_registry_token_password.t.password1[0].value}",
      },
    },
    "belong to a registry token. What it can do",
    {
      azuread_application_password: { a: {} },
      azurerm_container_registry_token_password: { t: {} },
    },
  ],
  [
    "both kinds of service accounts",
    { metadata: { name: "pull" } },
    BOTH,
    {
      kubernetes_service_account_v1: { a: ACCOUNT("app") },
      kubernetes_default_service_account_v1: { b: ACCOUNT("default") },
    },
  ],
])("a pull secret of %s says so", (_what, secret, words, resource = {}) => {
  const pull = { type: "kubernetes.io/dockerconfigjson", ...secret };
  const data = { azurerm_container_registry: { acr: { name: "contoso" } } };
  const ephemeral = { azurerm_key_vault_secret: { password: {} } };
  expect(
    summaryOf({
      resource: { ...resource, kubernetes_secret_v1: { pull } },
      data,
      ephemeral,
    }),
  ).toContain(words);
});

describe("grants", () => {
  const granted = (resource: JsonObject, data: JsonObject, assignments: readonly JsonObject[]) =>
    summaryOf({
      resource: {
        azurerm_role_assignment: Object.fromEntries(
          assignments.map((body, index) => [`a${index}`, { role_definition_name: "AcrPull", ...body }]),
        ),
        ...resource,
      },
      data,
    });
  const cluster = { azurerm_kubernetes_cluster: { a: {} } };
  const kubelet = (address: string, more: JsonObject = {}) => ({
    principal_id: `\${${address}.kubelet_identity[0].object_id}`,
    ...more,
  });
  const own = kubelet("azurerm_kubernetes_cluster.a");
  const automatic = (name: string) => ({
    azurerm_kubernetes_automatic_cluster: { a: { name } },
  });
  const read = [kubelet("data.azurerm_kubernetes_automatic_cluster.a")];
  const several = [own, kubelet("data.azurerm_kubernetes_cluster.b")];
  const other = { azurerm_kubernetes_cluster: { b: { name: "other" } } };
  const limited = [kubelet("azurerm_kubernetes_cluster.a", { condition: "x" }), own];

  test.each<[string, string, JsonObject, JsonObject, readonly JsonObject[]]>([
    ["several clusters", "The nodes of several AKS clusters", cluster, other, several],
    ["several registries", "Each role assignment permits pulling from one registry and nothing else.", cluster, other, several],
    [
      "a new AKS Automatic cluster, which is read as well",
      "The nodes of a new AKS cluster",
      automatic("prod"),
      automatic("prod"),
      read,
    ],
    ["another cluster than the new one", "The nodes of an existing AKS cluster", automatic("other"), automatic("prod"), read],
    ["a cluster that is looked up", "The nodes of an existing AKS cluster", {}, automatic("prod"), read],
    ["repositories by a condition", "Conditions limit role assignments to certain repositories", cluster, {}, limited],
    ["repositories by a condition, to whom nobody knows", "Conditions limit role", {}, {}, [{ condition: "x" }]],
  ])("of %s are told as such", (_what, words, resource, data, assignments) => {
    expect(granted(resource, data, assignments)).toContain(words);
  });

  test("without a condition are not called limited", () => {
    expect(granted(cluster, {}, [own])).not.toMatch(/condition/i);
  });
});

test.each([
  [{}, "This module manages no resources."],
  [{ resource: { "a|b": { c: {} } } }, "Creates an a&#124;b."],
  [{ resource: { a: { c: {}, d: {} }, b: { c: {} } } }, "Creates 2 as and a b."],
])("says what a stack creates that has nothing to do with pulling, without markup: %j", (sections, sentence) => {
  expect(summaryOf({ terraform: {}, ...sections })).toContain(sentence);
});
