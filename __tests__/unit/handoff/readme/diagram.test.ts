import { diagramOf } from "../../../../src/handoff/readme/diagram";
import { ExistingCluster } from "../../../../stacks/existing-cluster";
import { HOSTILE } from "../../../support/hand-off";
import { emptyApp, render } from "../../../support/stack";

test("registry, identity and grant of a stack of ours", () => {
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

test("inputs that a secret is made of, the cluster it lies in, and who carries it", () => {
  const diagram = diagramOf({
    provider: { kubernetes: [{ alias: "edge", host: "${data.azurerm_kubernetes_cluster.aks.kube_config[0].host}" }] },
    data: { azurerm_kubernetes_cluster: { aks: {} } },
    resource: {
      kubernetes_secret_v1: {
        pull: { provider: "kubernetes.edge", data: { x: "${var.password}" }, for_each: "${var.namespaces}" },
      },
      kubernetes_service_account_v1: { app: { depends_on: ["kubernetes_secret_v1.pull"] } },
    },
  });
  expect(diagram.split("\n").filter((line) => /--|-\.|>"/.test(line))).toEqual([
    '  v1>"input: password"]',
    "  v1 --> n2",
    "  n1 -. holds .-> n2",
    "  n2 --> n3",
  ]);
  expect(diagram).toContain('n2[/"secret<br>pull<br>(several)"/]');
});

test("a name cannot leave its label", () => {
  const diagram = diagramOf({
    resource: { azurerm_role_assignment: { [HOSTILE]: { role_definition_name: 'x"]\nclick n1 "javascript:alert(1)"' } } },
  });
  expect(diagram.split("\n")).toHaveLength(4);
  expect(diagram).not.toMatch(/"\]\n?click|<b>|`\$/);
});

test("a stack without any of these has a sentence in place of a picture", () => {
  expect(diagramOf({ resource: { random_pet: { a: {} } } })).toBe(
    "There is no registry, identity, grant, secret or service account in this module.",
  );
});

test("a picture has an end", () => {
  const names = Array.from({ length: 100 }, (_, index) => [`s${index}`, {}]);
  expect(diagramOf({ resource: { kubernetes_secret_v1: Object.fromEntries(names) } })).toMatch(
    /20 more are in the table of resources below\.$/,
  );
});
