import { strategyOf } from "../../../../src/handoff/readme/summary";
import { scenarios } from "../../../../stacks/main";
import { blocks } from "../../../support/hand-off";
import { stacksOf } from "../../../support/scenarios";
import { render } from "../../../support/stack";

test("each of our stacks is told in two sentences", () => {
  const sentences = Object.fromEntries(stacksOf(scenarios).map((stack) => [stack.node.id, strategyOf(blocks(render(stack)))]));
  expect(sentences).toMatchInlineSnapshot(`
    {
      "existing-cluster": [
        "The nodes of an existing AKS cluster pull images from Azure Container Registry with an Azure identity of their own, which is granted that right on the registry and no other.",
        "No pull secret exists, and no workload changes; every pod of the cluster may pull from the registry.",
      ],
      "image-pull-secret": [
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace: each PodSpec names it in imagePullSecrets.",
        "Its credentials come from a service principal that may pull from the registry and do nothing else; they stand in the Terraform state.",
      ],
      "new-cluster": [
        "The nodes of a new AKS cluster pull images from Azure Container Registry with an Azure identity of their own, which is granted that right on the registry and no other.",
        "No pull secret exists, and no workload changes; every pod of the cluster may pull from the registry.",
      ],
      "outside-azure": [
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace: the default service account of each namespace carries it, so that no PodSpec changes.",
        "Its credentials come from an account that exists already, given as an input or written in the module; they stand in the Terraform state.",
      ],
      "pull-grants": [
        "Azure identities are granted the right to pull images from Azure Container Registry, and no other right.",
        "No pull secret exists; where an identity is that of a cluster's nodes, every pod of that cluster may pull, and no workload changes.",
      ],
      "service-account": [
        "Pods pull images from Azure Container Registry with an image pull secret in their namespace: pods that name the service account of this module in serviceAccountName use it.",
        "Its credentials come from a service principal that may pull from the registry and do nothing else; they stand in the Terraform state.",
      ],
    }
  `);
});

const secretOf = (data: object, others: object = {}) => ({
  ...others,
  resource: {
    kubernetes_secret_v1: {
      pull: { type: "kubernetes.io/dockerconfigjson", ...data },
    },
    ...(others as { resource?: object }).resource,
  },
});

test("credentials of the admin account are warned of", () => {
  const stack = secretOf({
    data: { x: "${azurerm_container_registry.acr.admin_password}" },
  });
  expect(strategyOf(blocks(stack))[1]).toContain(
    "the admin account of the registry, which may also push and delete: for development only",
  );
});

test("credentials of a key vault are in no state", () => {
  const stack = secretOf(
    { data_wo: { x: "${ephemeral.azurerm_key_vault_secret.password.value}" } },
    { ephemeral: { azurerm_key_vault_secret: { password: {} } } },
  );
  expect(strategyOf(blocks(stack))[1]).toMatch(/from a key vault.*; they are in no state\.$/);
});

test("a stack of something else says so, and names its types without markup", () => {
  expect(strategyOf(blocks({ resource: { "a|b": { c: {} } } }))).toEqual([
    "This module manages 1 block of these types: a&#124;b.",
    "None of them is a way to pull images from Azure Container Registry that this page knows, so read the module itself.",
  ]);
});

const granted = (resource: object, data: object = {}, condition: object = {}) =>
  strategyOf(
    blocks({
      resource: { azurerm_role_assignment: { pull: { role_definition_name: "AcrPull", ...condition } }, ...resource },
      data,
    } as never),
  );

test("several clusters and registries, a service principal and a limited grant are called that", () => {
  const clusters = { azurerm_kubernetes_cluster: { a: {}, b: {} }, azurerm_container_registry: { a: {}, b: {} } };
  expect(granted(clusters).join(" ")).toMatch(
    /nodes of AKS clusters .* on their registries .*every pod of these clusters may pull from their registries\./,
  );
  const legacy = { azurerm_kubernetes_cluster: { a: {} }, azuread_service_principal: { a: {} } };
  expect(granted({}, legacy)[0]).toContain("with the service principal or identity they run on");
  const limited = granted({ azurerm_kubernetes_cluster: { a: {} } }, {}, { condition: "x" });
  expect(limited[1]).toContain("may pull from the registry what the condition of its grant allows.");
});
