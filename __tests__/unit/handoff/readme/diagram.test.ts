import { diagram } from "../../../../src/handoff/readme/diagram";
import type { Json } from "../../../../src/terraform/json";
import { readStack } from "../../../../src/terraform/stack";
import { ExistingCluster } from "../../../../stacks/existing-cluster";
import { HOSTILE } from "../../../support/hand-off";
import { emptyApp, render } from "../../../support/stack";

const diagramOf = (json: Json) => diagram(readStack(json));

const edgesOf = (json: Json) => {
  const lines = diagramOf(json).split("\n");
  return lines.map((line) => line.trim()).filter((line) => /^\w+ (--|-\.)/.test(line));
};

test("draws the registry, the cluster and the role assignment between them", () => {
  expect(diagramOf(render(new ExistingCluster(emptyApp(), "existing-cluster")))).toBe(
    [
      "```mermaid",
      "flowchart LR",
      '  n1{{"AcrPull<br>aks_PullFrom-acr_C1C79DD9"}}',
      '  n2[("existing registry<br>acr")]',
      '  n3["existing AKS cluster<br>aks"]',
      "  n1 -->|pull| n2",
      "  n3 --> n1",
      "```",
    ].join("\n"),
  );
});

/** A pull secret and its service account, in a cluster that the provider with the alias `edge` is configured from. */
const onEdge = (provider: string): Json => ({
  provider: {
    kubernetes: [
      { host: "https://elsewhere" },
      { alias: "edge", host: "${data.azurerm_kubernetes_cluster.aks.kube_config[0].host}" },
    ],
  },
  data: { azurerm_kubernetes_cluster: { aks: {} } },
  resource: {
    kubernetes_secret_v1: { pull: { provider, data: { x: "${var.password}" }, for_each: "${var.namespaces}" } },
    kubernetes_service_account_v1: { app: { depends_on: ["kubernetes_secret_v1.pull"] } },
  },
});

test.each(["kubernetes.edge", "${kubernetes.edge}"])(
  "draws the inputs of a secret, who references it and the cluster of its provider %s",
  (provider) => {
    const chart = diagramOf(onEdge(provider));
    expect(edgesOf(onEdge(provider))).toEqual(["v1 --> n2", "n1 -. holds .-> n2", "n2 --> n3"]);
    expect(chart).toContain('  v1>"input: password"]');
    expect(chart).toContain('  n2[/"secret<br>pull<br>(several)"/]');
  },
);

test("draws no cluster around what another configuration of the provider creates", () => {
  expect(edgesOf(onEdge("kubernetes"))).toEqual(["v1 --> n2", "n2 --> n3"]);
});

test("draws the inputs that the principals of role assignments come from, and roles that do not pull as such", () => {
  const stack = {
    resource: {
      azurerm_user_assigned_identity: { kubelet: {} },
      azurerm_role_assignment: {
        pull: { role_definition_name: "AcrPull", for_each: "${var.grants}", principal_id: "${each.value.id}" },
        operate: {
          role_definition_name: "Managed Identity Operator",
          scope: "${azurerm_user_assigned_identity.kubelet.id}",
          lifecycle: { precondition: [{ condition: "${var.other}" }] },
        },
      },
    },
  };
  expect(edgesOf(stack)).toEqual(["n1 -->|on| n3", "v1 --> n2"]);
  expect(diagramOf(stack)).toContain('v1>"input: grants"]');
});

test("keeps a name inside its label", () => {
  const chart = diagramOf({
    resource: { azurerm_role_assignment: { [HOSTILE]: { role_definition_name: 'x"]\nclick n1 "javascript:alert(1)"' } } },
  });
  expect(chart.split("\n")).toHaveLength(4);
  expect(chart).not.toMatch(/"\]\n?click|<b>|`\$/);
  expect(chart).toContain("#34;#124;#96;#60;b#62;#36;(x) #93;(y)");
});

test("cuts a long name", () => {
  const chart = diagramOf({ resource: { kubernetes_secret_v1: { ["a".repeat(100)]: {} } } });
  expect(chart).toContain(`<br>${"a".repeat(79)}…"`);
});

test("is a sentence if there is nothing to draw", () => {
  expect(diagramOf({ resource: { random_pet: { a: {} } } })).toBe(
    "This module contains no registry, identity, role assignment, secret or service account.",
  );
});

test.each([
  [80, /```$/],
  [81, /\n\nOne more is listed in the table of resources below\.$/],
  [100, /\n\n20 more are listed in the table of resources below\.$/],
])("of %d resources draws 80 at most, and says how many are missing", (count, end) => {
  const secrets = Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, {}]));
  const chart = diagramOf({ resource: { kubernetes_secret_v1: secrets } });
  expect(chart).toMatch(end);
  expect(chart.match(/^ {2}n\d+\[/gm)).toHaveLength(80);
});
