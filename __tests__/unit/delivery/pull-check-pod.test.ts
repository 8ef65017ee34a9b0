import { type TerraformStack, TerraformVariable, Token } from "cdktf";
import { PullCheck, type PullCheckPodOptions } from "../../../src";
import { complaint, emptyStack, type JsonTree, synthesize, variable } from "../../support/stack";
import { LOGIN_SERVER } from "../../support/values";

function pullCheck(stack: TerraformStack, options: PullCheckPodOptions): PullCheck {
  return new PullCheck(stack, "check", { image: `${LOGIN_SERVER}/team/app:1`, namespaces: ["apps"], ...options });
}

function jobOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource.kubernetes_job_v1.check;
}

test("the Job and its pods get labels and annotations", () => {
  const stack = emptyStack();
  const [labels, annotations] = [{ team: "web", empty: "" }, { "sidecar.istio.io/inject": "false" }];
  pullCheck(stack, { labels, annotations });
  const { metadata, spec, lifecycle } = jobOf(stack);
  expect(metadata).toEqual({ name: "check", namespace: "${each.value}", labels, annotations });
  expect(spec.template.metadata).toEqual({ labels, annotations });
  // Others change those of the Job, which stay. The environment replaces it for ours.
  expect(lifecycle.ignore_changes).toEqual([
    "metadata[0].annotations",
    "metadata[0].labels",
    "spec[0].template[0].metadata[0].annotations",
    "spec[0].template[0].metadata[0].labels",
    "spec[0].template[0].spec[0].container[0].resources",
  ]);
  expect(spec.template.spec.container[0].env).toEqual([
    { name: "LABELS", value: '{"empty":"","team":"web"}' },
    { name: "ANNOTATIONS", value: '{"sidecar.istio.io/inject":"false"}' },
  ]);
});

test("a map of labels from a variable replaces the Job when it changes", () => {
  const stack = emptyStack();
  pullCheck(stack, { labels: Token.asStringMap(new TerraformVariable(stack, "labels", { type: "map(string)" }).value) });
  const { metadata, spec } = jobOf(stack);
  expect(metadata.labels).toBe("${var.labels}");
  expect(spec.template.spec.container[0].env).toEqual([{ name: "LABELS", value: "${jsonencode(var.labels)}" }]);
});

test("the container is limited to what it requests, so that any ratio of a LimitRange allows it", () => {
  const stack = emptyStack();
  pullCheck(stack, { resources: { memory: "1.5Gi" } });
  const requests = { cpu: "100m", memory: "1.5Gi" };
  expect(jobOf(stack).spec.template.spec.container).toEqual([
    expect.objectContaining({ resources: { limits: requests, requests } }),
  ]);
});

test("the pod runs on the selected nodes, in spite of their taints", () => {
  const stack = emptyStack();
  pullCheck(stack, {
    nodeSelector: { agentpool: "web" },
    tolerations: [{ key: "dedicated", value: "web" }, { key: "kubernetes.azure.com/scalesetpriority" }],
  });
  expect(jobOf(stack).spec.template.spec).toMatchObject({
    node_selector: { agentpool: "web" },
    toleration: [
      { key: "dedicated", operator: "Equal", value: "web" },
      { key: "kubernetes.azure.com/scalesetpriority", operator: "Exists" },
    ],
  });
});

test("a label from a variable is checked by the plan, and a map from a variable is left to the provider", () => {
  const stack = emptyStack();
  const nodes = new TerraformVariable(stack, "nodes", { type: "map(string)" });
  const nodeSelector = Token.asStringMap(nodes.value);
  pullCheck(stack, { labels: { team: variable(stack, "team") }, nodeSelector });
  const { lifecycle, spec } = jobOf(stack);
  expect(lifecycle.precondition).toEqual([
    {
      condition: expect.stringContaining("var.team"),
      error_message: expect.stringMatching(complaint("[stack/check] labels.team", "correct the value")),
    },
  ]);
  expect(spec.template.spec.node_selector).toBe("${var.nodes}");
});

test.each<[PullCheckPodOptions, string, string]>([
  [{ labels: { "-team": "web" } }, "the name of labels", "correct the name"],
  [{ labels: { team: "web shop" } }, "labels.team", "correct the value"],
  [{ annotations: { "a/b/c": "web" } }, "the name of annotations", "correct the name"],
  [{ nodeSelector: { agentpool: "a".repeat(64) } }, "nodeSelector.agentpool", "correct the value"],
  [{ resources: { cpu: "fast" } }, "resources.cpu", "leave it out for the default"],
  [{ resources: { memory: "" } }, "resources.memory", "leave it out for the default"],
  [{ tolerations: [{ key: "" }] }, "tolerations.key", "correct the name"],
  [{ tolerations: [{ key: "dedicated", value: "web/shop" }] }, "tolerations.value", "correct the value"],
])("refuses %j", (wrong, property, repair) => {
  expect(() => pullCheck(emptyStack(), wrong)).toThrow(complaint(`[stack/check] ${property}`, repair));
});
