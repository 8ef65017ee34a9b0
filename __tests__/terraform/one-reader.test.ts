import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { comparedPlans, type PlannedPair } from "../../packages/terraform-stack-tools/src/cli/plan/compared-plans";
import { reportText } from "../../packages/terraform-stack-tools/src/cli/plan/outcome";
import { madePlan } from "../../packages/terraform-stack-tools/src/plan/plan";
import type { ShownPlan } from "../../packages/terraform-stack-tools/src/planned/plan-json";
import { ADDRESS_ARGUMENT } from "../../packages/terraform-stack-tools/src/planned/values";
import { changeFindings } from "../../packages/terraform-stack-tools/src/report/findings";
import { details, headline } from "../../packages/terraform-stack-tools/src/report/verdict";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import { inputsOf } from "../support/inputs";
import { REPORTED } from "../support/reported";
import { installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { binaries } from "../support/terraform";
import { CLIENT_ID, OBJECT_ID, REGISTRY_ID } from "../support/values";

/** Role assignments by a list of objects, in a module that is called for each object of a map. */
const TEAM = {
  "main.tf": `
    variable "team" {
      type = object({ registry = string, holders = map(object({ id = string, role = optional(string, "AcrPull") })), tokens = optional(list(string), []) })
    }
    variable "registry_id" { type = string }
    resource "azurerm_role_assignment" "holder" {
      for_each             = var.team.holders
      scope                = var.registry_id
      role_definition_name = each.value.role
      principal_id         = each.value.id
    }
    resource "azurerm_container_registry_scope_map" "token" {
      for_each                = toset(var.team.tokens)
      name                    = each.key
      container_registry_name = var.team.registry
      resource_group_name     = "rg"
      actions                 = ["repositories/\${each.key}/*/content/read"]
    }
    resource "azurerm_container_registry_token" "token" {
      for_each                = azurerm_container_registry_scope_map.token
      name                    = each.key
      container_registry_name = var.team.registry
      resource_group_name     = "rg"
      scope_map_id            = each.value.id
    }
  `,
};

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-one-reader-"));
const source = join(folder, "team");

beforeAll(() => writeFiles(source, TEAM));
afterAll(() => rmSync(folder, { recursive: true }));

const TEAMS: Readonly<Record<string, JsonObject>> = {
  none: {},
  "one holder": { shop: { registry: "contoso", holders: { prod: { id: OBJECT_ID } } } },
  "another role": { shop: { registry: "contoso", holders: { prod: { id: OBJECT_ID, role: "AcrPush" } } } },
  "another holder": { shop: { registry: "contoso", holders: { prod: { id: CLIENT_ID } } } },
  "tokens by name": { shop: { registry: "contoso", holders: {}, tokens: ["shop", "mail"] } },
};

function teamStack(teams: JsonObject): JsonObject {
  return {
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
    provider: { azurerm: [{ features: [{}] }] },
    module: { team: { source, for_each: teams, team: "${each.value}", registry_id: REGISTRY_ID } },
  };
}

interface Case {
  readonly name: string;
  readonly after: JsonObject;
  readonly before?: JsonObject;
}

/** What is imported is left out: a plan without the cloud does not read it. */
const IMPORTING = "unclear";

const CASES: readonly Case[] = [
  ...installableStacksOf(scenarios).map((stack) => ({ name: stack.node.id, after: render(stack) })),
  ...REPORTED.filter(({ name }) => name !== IMPORTING).flatMap(({ name, before = {}, after }) =>
    Object.keys(after).flatMap((stack): Case[] => {
      const there = { name: `${name}, ${stack}`, after: after[stack] };
      return before[stack] === undefined
        ? [there]
        : [
            { ...there, before: before[stack] },
            { name: `back from ${name}, ${stack}`, after: before[stack], before: after[stack] },
          ];
    }),
  ),
  ...Object.entries(TEAMS).flatMap(([from, before]) =>
    Object.entries(TEAMS)
      .filter(([to]) => to !== from)
      .map(([to, after]) => ({ name: `teams: from ${from} to ${to}`, after: teamStack(after), before: teamStack(before) })),
  ),
];

test("there are forty of them", () => {
  expect(CASES.length).toBeGreaterThanOrEqual(40);
});

describe.each(binaries())("%s", (binary) => {
  test.each(CASES)("$name: a review of the same JSON has the rows and the words of the plan", ({ before, after }) => {
    const answers = { "data.azurerm_container_registry": { admin_enabled: false, data_endpoint_enabled: true } };
    const mocks = [after, before].some((one) => "azurerm_container_registry" in objectOf(one?.data)) ? answers : {};
    const existing = before === undefined ? {} : { existing: before };
    const { shown } = madePlan(after, { ...existing, binary, variables: inputsOf(after), mocks });
    const own = told(shown);
    expect(own.access.length + own.actions.length).toBeGreaterThan(0);
    // What is made up stands in the file of a stranger as if a cloud had answered it.
    expect(marked(told(asStranger(shown)), shown)).toEqual(own);
  });
});

/** What a report has: rows of access, findings and their words, what is not judged, and what happens to each resource. */
function told(plan: ShownPlan) {
  const [{ reviewed }, ...others] = pairsOf(plan);
  expect(others).toEqual([]);
  return {
    headline: headline([reviewed]),
    details: details([reviewed]),
    // An id that is made up looks to a stranger like one that a cloud has answered.
    access: reportText(pairsOf(plan), "access")
      .split("\n")
      .filter((line) => !line.includes('"id": ')),
    // Of a setting that is made up, a stranger's file says that it is open; both are in the text above.
    findings: changeFindings(reviewed),
    notJudged: reviewed.notJudged ?? [],
    actions: Object.entries(reviewed.resources).map(([address, { action }]) => `${action} ${address}`),
  };
}

function pairsOf(shown: ShownPlan): PlannedPair[] {
  return comparedPlans([{ name: "shop", file: "plan.json", shown, isFromEngine: true, providers: [] }]);
}

function marked<T extends object>(report: T, { engine }: ShownPlan): T {
  const texts: T = JSON.parse(JSON.stringify(report));
  return Object.fromEntries(Object.entries(texts).map(([name, part]) => [name, engine?.madeUp.marked(part)])) as T;
}

/** The plan as an engine prints it, without the arguments of the proxies. */
function asStranger({ engine: _notes, ...plan }: ShownPlan): ShownPlan {
  return JSON.parse(JSON.stringify(plan, (name, value) => (name === ADDRESS_ARGUMENT ? undefined : value)));
}
