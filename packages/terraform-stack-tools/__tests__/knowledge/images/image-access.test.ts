import { accessIn } from "../../../src/knowledge/access/access-in";
import { approvalIn } from "../../../src/knowledge/images/approval";
import { imageDifferences } from "../../../src/knowledge/images/image-access";
import type { Json, JsonObject } from "../../../src/stack/json";
import { planned } from "../../support/planned";

const NAMES = "kubernetes.io/metadata.name";
const PODS = {
  apiGroups: [""],
  apiVersions: ["v1"],
  operations: ["CREATE", "UPDATE"],
  resources: ["pods", "pods/ephemeralcontainers"],
};

function manifest(kind: string, name: string, spec: JsonObject): JsonObject {
  return { manifest: { apiVersion: "admissionregistration.k8s.io/v1", kind, metadata: { name }, spec } };
}

function policy(allowed: Json, spec: JsonObject = {}, binding: JsonObject = {}): JsonObject {
  const expression = typeof allowed === "string" ? allowed : JSON.stringify(allowed);
  return {
    images: manifest("ValidatingAdmissionPolicy", "images", {
      failurePolicy: "Fail",
      matchConstraints: {
        namespaceSelector: { matchExpressions: [{ key: NAMES, operator: "NotIn", values: ["kube-system"] }] },
        resourceRules: [PODS],
      },
      variables: [{ name: "allowedImages", expression }],
      validations: [{ expression: "variables.images.all(i, variables.allowedImages.exists(a, i.startsWith(a)))" }],
      ...spec,
    }),
    binding: manifest("ValidatingAdmissionPolicyBinding", "images", {
      policyName: "images",
      validationActions: ["Deny"],
      ...binding,
    }),
  };
}

const CLUSTER = "${azurerm_kubernetes_cluster.aks.kube_config[0].host}";
const BASE: JsonObject = {
  azurerm_container_registry: { acr: { name: "contoso" } },
  azurerm_kubernetes_cluster: { aks: { name: "prod" } },
};
const KUBELET = "${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}";
const pull = (more: JsonObject = {}): JsonObject => ({
  scope: "${azurerm_container_registry.acr.id}",
  role_definition_name: "AcrPull",
  principal_id: KUBELET,
  ...more,
});

function differences(policies: JsonObject, grants: JsonObject, more: JsonObject = {}) {
  const stack = planned({
    provider: { kubernetes: [{ host: CLUSTER }] },
    resource: { ...BASE, azurerm_role_assignment: grants, kubernetes_manifest: policies, ...more },
  });
  console.log(JSON.stringify(approvalIn("prod", [stack])));
  return imageDifferences([stack], [accessIn([stack])]).flatMap((all) => all.map(({ address, message }) => `${address}: ${message}`));
}
test("x", () => {
  const LOGIN = "${azurerm_container_registry.acr.login_server}";
  console.log(differences(policy(["contoso.azurecr.io", "registry.k8s.io"]), { pull: pull() }));
  console.log(differences(policy([`${LOGIN}/team-a`]), { pull: pull() }));
  console.log(differences(policy(["contoso.azurecr.io/team-a", "other.azurecr.io"]), { pull: pull() }));
  console.log(differences(policy([LOGIN]), { }));
  console.log(differences(policy("${jsonencode([azurerm_container_registry.acr.login_server])}"), {pull: pull() }));
  console.log(differences(policy(["contoso.azurecr.io.evil.example"]), {pull: pull() }));
  console.log(differences(policy(["contoso.azurecr.io"], {}, {validationActions: ["Warn","Audit"]}), {pull: pull() }));
});
