import { accessIn } from "../../../src/knowledge/access/access-in";
import { whoMayPull } from "../../../src/knowledge/pages/readme";
import { configuredStack } from "../../../src/planned/planned-stack";

import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { HOSTILE } from "../../support/hand-off";
import { scenario } from "../../support/scenarios";

const partsOf = (json: Json) => whoMayPull(accessIn([configuredStack(readStack(json))]));

const grantsTo = (principals: readonly string[], role = "AcrPull"): Json => ({
  resource: {
    azurerm_container_registry: { acr: { name: "contoso" } },
    azurerm_role_assignment: Object.fromEntries(
      principals.map((principal, index) => [
        `g${index}`,
        { scope: "${azurerm_container_registry.acr.id}", principal_id: principal, role_definition_name: role },
      ]),
    ),
  },
});

test("draws who may pull from which registry by what, without names that only Terraform uses", () => {
  const [chart, list, explanation] = partsOf(scenario("existing-cluster"));
  expect(chart).toBe(
    [
      "```mermaid",
      "flowchart LR",
      '  w1["every pod of AKS cluster var.cluster_name"]',
      '  r1[("registry var.registry_name")]',
      '  w1 -->|"pull everything<br>role AcrPull"| r1',
      "```",
    ].join("\n"),
  );
  expect(list).toBe(
    "- Every pod of AKS cluster `var.cluster_name` may pull everything in `var.registry_name`: role AcrPull, " +
      "if the registry is in RBAC mode (`azurerm_role_assignment.aks_PullFrom-acr_C1C79DD9`).",
  );
  expect(explanation).toContain("value of an input");
});

test("draws the secret between pods and the registry", () => {
  const [chart] = partsOf(scenario("service-account"));
  const [pods, secret, registry] = ["pods in each namespace", "secret var.namespaces/acr-pull", "registry var.registry_name"].map(
    (words) => new RegExp(`([wsr]\\d+)\\W*${words}`).exec(chart)?.[1],
  );
  expect(chart).toContain(`  ${pods} -->|"read"| ${secret}\n`);
  expect(chart).toContain(`  ${secret} -->|"pull everything<br>service principal acr-pull, role AcrPull"| ${registry}\n`);
});

test("tells every right, and what nobody can tell", () => {
  expect(partsOf(grantsTo(["p"], "Contributor"))[0]).toContain('|"pull, push and delete everything<br>role Contributor"|');
  expect(partsOf(grantsTo(["p"], "Own"))[0]).toContain('|"what the role allows<br>role Own, which is not known"|');
});

test("keeps a name inside its label and its line", () => {
  const [chart, list] = partsOf(grantsTo([HOSTILE, 'x"]\nclick n1 "javascript:alert(1)"']));
  expect(chart).not.toMatch(/"\]\n?click|<b>|`\$/);
  expect(chart).toContain("#34;#124;#96;#60;b#62;#36;(x) #93;(y)");
  expect(list.split("\n")).toHaveLength(2);
  expect(list).not.toMatch(/<b>|\]\(y\)/);
});

test("cuts a long name", () => {
  expect(partsOf(grantsTo(["a".repeat(200)]))[0]).toContain(`["principal ${"a".repeat(109)}…"]`);
});

test("is left out if nobody may pull", () => {
  expect(partsOf({ resource: { random_pet: { a: {} } } })).toEqual([]);
});

test.each([
  [40, /\| r1\n```$/],
  [50, /\n {2}more\["10 more"\]\n```$/],
])("of %d grants draws 40 at most, and says how many are missing", (count, end) => {
  const [chart, list] = partsOf(grantsTo(Array.from({ length: count }, (_, index) => `p${index}`)));
  expect(chart).toMatch(end);
  expect(chart.match(/-->/g)).toHaveLength(40);
  expect(list.split("\n")).toHaveLength(count);
});
