import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readStack } from "../../../packages/terraform-stack-tools/src/stack/stack";
import { scenarios } from "../../../stacks/main";
import { layoutOf } from "../../../tools/pictures/layout";
import { Overview } from "../../../tools/pictures/overview";
import { picture } from "../../../tools/pictures/picture";
import { pullGraph } from "../../../tools/pictures/pull-graph";
import { stacksOf } from "../../support/scenarios";
import { emptyApp, render } from "../../support/stack";

const overview = readStack(render(new Overview(emptyApp(), "overview")));
const scenario = new Map(stacksOf(scenarios).map((stack) => [stack.node.id, readStack(render(stack))]));

/** The ways of a graph as lines. */
function lines(stacks: Parameters<typeof pullGraph>[0]): string[] {
  return pullGraph(stacks).clusters.flatMap(({ title, name, ways }) =>
    ways.map(({ steps, pulls }) => {
      const cards = steps.map((step) => `${step.title} ${step.name}`.trim());
      return [`${title} ${name}`.trim(), ...cards, pulls.map(({ registry, by }) => `${by} on ${registry}`).join(" and ")].join(
        " > ",
      );
    }),
  );
}

test.each(["docs", "packages/create-cdktf-acr-aks"])("the picture in %s is what `npm run docs` draws", (folder) => {
  for (const [name, content] of picture([overview])) {
    expect(readFileSync(join(__dirname, "../../..", folder, `pictures/overview-${name}`), "utf8")).toBe(content);
  }
});

test.each([
  ["new-cluster", "AKS var.cluster_name > every pod > kubelet identity > AcrPull on var.registry_name"],
  ["existing-cluster", "AKS var.cluster_name > every pod > kubelet identity > AcrPull on var.registry_name"],
  [
    "image-pull-secret",
    "AKS var.cluster_name > pods that name it var.namespaces > secret acr-pull > service principal on var.registry_name",
  ],
  [
    "service-account",
    "AKS var.cluster_name > pods in var.namespaces > service account app > secret acr-pull > service principal on var.registry_name",
  ],
  [
    "outside-azure",
    "Kubernetes > every pod of var.namespaces > service account default > secret acr-pull > user and password on var.login_server",
  ],
  ["pull-grants", "AKS cluster var.grants > every pod > kubelet identity > AcrPull on var.grants"],
])("the picture of %s shows who pulls by what", (id, expected) => {
  const stack = scenario.get(id);
  expect(stack && lines([stack])).toEqual([expected]);
});

test("the overview shows an identity and a secret", () => {
  expect(lines([overview])).toEqual([
    "AKS prod > every pod > kubelet identity > AcrPull on contoso",
    "Kubernetes edge > pods in shop > service account app > secret acr-pull > registry token on contoso",
  ]);
});

test("several stacks make one picture, in which a registry is drawn once", () => {
  const stacks = [...scenario.values()];
  const { clusters, registries } = layoutOf(pullGraph(stacks));
  expect(registries.map(({ name }) => name)).toEqual(["var.registry_name", "var.login_server", "var.grants"]);
  const boxes = [...clusters].sort((left, right) => left.y - right.y);
  expect(boxes.slice(1).filter((box, index) => box.y < boxes[index].y + boxes[index].height)).toEqual([]);
});

test("a name cannot become markup, and a long one is shortened", () => {
  const hostile = JSON.parse(JSON.stringify(overview.sections).replace(/contoso/g, `<script>\\"x&y${"z".repeat(60)}`));
  const [image] = picture([readStack(hostile)]).values();
  expect(image).not.toContain("<script>");
  expect(image).toContain("&lt;script&gt;&quot;x");
  expect(image).toMatch(/&lt;script&gt;&quot;x[^<]*…<\/text>/);
});

test("stacks without a pull are refused", () => {
  expect(() => picture([readStack({ resource: {} })])).toThrow("none of the stacks lets a cluster pull");
});
