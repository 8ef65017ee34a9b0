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
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace, which each PodSpec names in \`imagePullSecrets\`.",
        "The credentials belong to a service principal that can pull from the registry and do nothing else.",
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
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace. The default service account of each namespace references it, so no PodSpec has to change.",
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
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace, which each PodSpec names in \`imagePullSecrets\`.",
        "The credentials belong to an existing account: they are an input, or they are written in the module.",
        "The credentials are stored in the Terraform state.",
      ],
      "service-account": [
        "Creates an application, an azuread password, a service principal, a role assignment, jobs, secrets and service accounts.",
        "It reads an identity that runs Terraform, a registry and an AKS cluster.",
        "Pods whose \`serviceAccountName\` is the service account of this module pull images from Azure Container Registry with an image pull secret in their namespace.",
        "The credentials belong to a service principal that can pull from the registry and do nothing else.",
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

describe("a pull secret", () => {
  const secretOf = (data: JsonObject, blocks: JsonObject = {}) => ({
    ...blocks,
    resource: {
      kubernetes_secret_v1: {
        pull: { type: "kubernetes.io/dockerconfigjson", ...data },
      },
    },
  });

  test.each([
    ["MutatingAdmissionPolicy", "A policy of the API server adds it to pods that use the registry"],
    ["ValidatingAdmissionPolicy", "which each PodSpec names in `imagePullSecrets`"],
  ])("with a %s says who names it", (kind, sentence) => {
    const { resource } = secretOf({ data: { x: "y" } });
    const kubernetes_manifest = { policy: { manifest: { kind } } };
    expect(summaryOf({ resource: { ...resource, kubernetes_manifest } })).toContain(sentence);
  });

  test("of the admin account is for development only", () => {
    expect(
      summaryOf(
        secretOf(
          {
            data: {
              x: "${data.azurerm_container_registry.acr.admin_password}",
            },
          },
          { data: { azurerm_container_registry: { acr: { name: "contoso" } } } },
        ),
      ),
    ).toContain("admin account of the registry, which can also push and delete images: use it for development only.");
  });

  test("of a key vault that is write-only leaves nothing in the state", () => {
    const text = summaryOf(
      secretOf(
        {
          data_wo: {
            x: "${ephemeral.azurerm_key_vault_secret.password.value}",
          },
        },
        { ephemeral: { azurerm_key_vault_secret: { password: {} } } },
      ),
    );
    expect(text).toContain("The credentials come from a key vault");
    expect(text).toContain("not stored in the Terraform state");
  });

  test("with credentials from two sources names both", () => {
    const text = summaryOf({
      resource: {
        kubernetes_secret_v1: {
          pull: {
            type: "kubernetes.io/dockerconfigjson",
            data: {
              x: "${azuread_application_password.a.value}${azurerm_container_registry_token_password.t.password1[0].value}",
            },
          },
        },
        azuread_application_password: { a: {} },
        azurerm_container_registry_token_password: { t: {} },
      },
    });
    expect(text).toMatch(/belong to a service principal\. .* belong to a registry token/);
  });

  test("that both kinds of service accounts reference says so", () => {
    const { resource } = secretOf({ metadata: { name: "pull" } });
    const account = (name: string) => ({
      metadata: { name },
      image_pull_secret: [{ name: "pull" }],
    });
    const accounts = {
      kubernetes_service_account_v1: { a: account("app") },
      kubernetes_default_service_account_v1: { b: account("default") },
    };
    expect(summaryOf({ resource: { ...resource, ...accounts } })).toContain(
      "default service account of each namespace references it, and so does the service account of this module.",
    );
  });
});

describe("grants", () => {
  const granted = (resource: JsonObject, data: JsonObject = {}, assignments: JsonObject = { pull: {} }) => {
    const grants = Object.entries(assignments).map(([name, body]) => [
      name,
      { role_definition_name: "AcrPull", ...(body as object) },
    ]);
    return summaryOf({
      resource: {
        azurerm_role_assignment: Object.fromEntries(grants),
        ...resource,
      },
      data,
    });
  };
  const condition = { condition: "x" };
  const cluster = { azurerm_kubernetes_cluster: { a: {} } };
  const kubelet = (address: string) => ({
    principal_id: `\${${address}.kubelet_identity[0].object_id}`,
  });
  const toNodes = { pull: kubelet("azurerm_kubernetes_cluster.a") };

  test("of several clusters and registries are told in the plural", () => {
    const grants = {
      x: toNodes.pull,
      y: kubelet("data.azurerm_kubernetes_cluster.b"),
    };
    const text = granted(cluster, { azurerm_kubernetes_cluster: { b: { name: "other" } } }, grants);
    expect(text).toContain("The nodes of several AKS clusters");
    expect(text).toContain("Each role assignment permits pulling from one registry and nothing else.");
  });

  test("to a new AKS Automatic cluster, which is read as well, are those of one cluster", () => {
    const automatic = (name: string) => ({
      azurerm_kubernetes_automatic_cluster: { a: { name } },
    });
    const grants = {
      pull: kubelet("data.azurerm_kubernetes_automatic_cluster.a"),
    };
    expect(granted(automatic("prod"), automatic("prod"), grants)).toContain("The nodes of a new AKS cluster");
    expect(granted(automatic("other"), automatic("prod"), grants)).toContain("The nodes of an existing AKS cluster");
    expect(granted({}, automatic("prod"), grants)).toContain("The nodes of an existing AKS cluster");
  });

  test("of clusters that may run on a service principal mention it", () => {
    const text = granted(
      {},
      {
        azurerm_kubernetes_cluster: { a: {} },
        azuread_service_principal: { a: {} },
      },
      {
        pull: {
          principal_id:
            "${try(data.azuread_service_principal.a.object_id, data.azurerm_kubernetes_cluster.a.kubelet_identity[0].object_id)}",
        },
      },
    );
    expect(text).toContain("Nodes of a cluster that runs on a service principal pull with the service principal.");
    expect(granted(cluster, {}, toNodes)).not.toContain("service principal");
  });

  test.each([
    ["all limited", { a: condition }, "from the repositories that the condition of the role assignment allows"],
    ["partly limited", { a: condition, b: {} }, "Conditions limit some"],
  ])("that are %s by conditions are not called unlimited", (_case, assignments, words) => {
    const nodes = Object.entries(assignments).map(([name, body]) => [name, { ...toNodes.pull, ...body }]);
    expect(granted(cluster, {}, Object.fromEntries(nodes))).toContain(words);
    expect(granted({}, {}, assignments)).toContain(words);
    expect(granted(cluster, {}, toNodes)).not.toMatch(/condition/i);
  });
});

test.each([
  [{}, "This module manages no resources."],
  [{ resource: { "a|b": { c: {} } } }, "Creates an a&#124;b."],
  [{ resource: { a: { c: {}, d: {} }, b: { c: {} } } }, "Creates 2 as and a b."],
])("says what a stack creates that has nothing to do with pulling, without markup: %j", (sections, sentence) => {
  expect(summaryOf({ terraform: {}, ...sections })).toContain(sentence);
});
