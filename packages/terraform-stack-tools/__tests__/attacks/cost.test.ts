import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli/program";
import type { JsonObject } from "../../src/stack/json";

const folder = mkdtempSync(join(tmpdir(), "cost-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REGISTRY = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";

const guid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
const many = <T>(count: number, one: (index: number) => T) => Array.from({ length: count }, (_, index) => one(index));

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly values: JsonObject;
}

const resource = (type: string, name: string, values: JsonObject): Resource => ({ type, name, values });
const registry = resource("azurerm_container_registry", "acr", { id: REGISTRY, name: "contoso" });
const assigned = (values: JsonObject) =>
  resource("azurerm_role_assignment", "a", {
    scope: REGISTRY,
    role_definition_name: "AcrPull",
    principal_id: guid(1),
    ...values,
  });
const holding = (text: string) => [
  resource("kubernetes_config_map_v1", "c", { data: { text } }),
  resource("azurerm_linux_virtual_machine", "v", { name: text, custom_data: text }),
];

/** A plan that creates what is given, with a configuration that has each argument written out. */
function planOf(resources: readonly Resource[]): JsonObject {
  const own = ({ type, name }: Resource) => ({
    ...{ address: `${type}.${name}`, mode: "managed", type, name },
    provider_name: `registry.terraform.io/hashicorp/${type.split("_")[0]}`,
  });
  const constants = (values: JsonObject) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { constant_value: value }]));
  return {
    ...{ format_version: "1.2", terraform_version: "1.11.4" },
    planned_values: { root_module: { resources: resources.map((one) => ({ ...own(one), values: one.values })) } },
    resource_changes: resources.map((one) => ({
      ...own(one),
      change: { actions: ["create"], before: null, after: one.values, after_unknown: {} },
    })),
    configuration: { root_module: { resources: resources.map((one) => ({ ...own(one), expressions: constants(one.values) })) } },
  };
}

const NAME = "@Request[Microsoft.ContainerRegistry/registries/repositories:name]";
const conditionOf = (count: number) =>
  `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})) OR (${NAME} ` +
  `ForAnyOfAnyValues:StringEqualsIgnoreCase {${many(count, (index) => `'team/app${index}'`).join(", ")}}))`;

const conditional = (count: number) => `\${${many(count, (index) => `var.a == "${index}" ? "x${index}" : `).join("")}"z"}`;

const keysOf = (count: number) => Object.fromEntries(many(count, (index) => [`key${index}`, `value ${index}`]));

const INPUTS: readonly (readonly [what: string, size: number, resources: (size: number) => readonly Resource[]])[] = [
  [
    "group members",
    10_000,
    (size) => [
      registry,
      resource("azuread_group", "g", {
        object_id: guid(1),
        display_name: "team",
        members: many(size, (index) => guid(index + 2)),
      }),
      assigned({}),
    ],
  ],
  [
    "members by resources of their own",
    10_000,
    (size) => [
      registry,
      resource("azuread_group", "g", { object_id: guid(1), display_name: "team" }),
      ...many(size, (index) =>
        resource("azuread_group_member", `m${index}`, { group_object_id: guid(1), member_object_id: guid(index + 2) }),
      ),
      assigned({}),
    ],
  ],
  [
    "names in a condition",
    20_000,
    (size) => [
      registry,
      assigned({ role_definition_name: "Container Registry Repository Reader", condition: conditionOf(size) }),
    ],
  ],
  [
    "repositories in a scope map",
    2_500,
    (size) => [
      registry,
      resource("azurerm_container_registry_scope_map", "s", {
        ...{ id: `${REGISTRY}/scopeMaps/s`, name: "s", container_registry_name: "contoso" },
        actions: many(size, (index) => `repositories/team/app${index}/content/read`),
      }),
      resource("azurerm_container_registry_token", "t", {
        ...{ name: "t", container_registry_name: "contoso", scope_map_id: `${REGISTRY}/scopeMaps/s` },
      }),
    ],
  ],
  ["commands that log in", 40_000, (size) => holding("login ".repeat(size))],
  ["commands that ask a server", 40_000, (size) => holding("curl ".repeat(size))],
  ["branches of a conditional", 1_000, (size) => [registry, assigned({ description: conditional(size) })]],
  ["letters of one text", 5_000_000, (size) => holding("a".repeat(size))],
  ["lines of one text", 1_000_000, (size) => holding("a: b\n".repeat(size))],
  [
    "letters of one name in a condition",
    5_000_000,
    (size) => [registry, assigned({ condition: `${NAME} StringEquals '${"a".repeat(size)}'` })],
  ],
  ["keys of one object", 100_000, (size) => [resource("kubernetes_config_map_v1", "c", { data: keysOf(size) })]],
];

/** In milliseconds of all processors. */
function taken(file: string, format: string): number {
  const start = process.cpuUsage();
  const errors: string[] = [];
  run(["review", file, "--format", format], { out: () => undefined, error: (text) => errors.push(text) });
  const { user, system } = process.cpuUsage(start);
  expect(errors.filter((text) => !/^terraform-stack-tools: .+\.\n$/.test(text))).toEqual([]);
  return (user + system) / 1_000;
}

/** What is less is the noise of a machine on which others work. */
const LEAST = 20;

/** It is below twelve on a machine that does nothing else; a busy one doubles it, and time that grows by its square takes a hundred times as long. */
const GROWTH = 24;

const ROUNDS = 5;

test.each(INPUTS)("ten times as many %s take no longer than ten times as much", (_what, size, resources) => {
  const files = [size / 10, size].map((count) => {
    const file = join(folder, `${count}.json`);
    writeFileSync(file, JSON.stringify(planOf(resources(count))));
    return file;
  });
  for (const format of ["text", "markdown"]) {
    const grown: number[] = [];
    // The first run of each compiles what it needs, and one in a busy moment tells nothing.
    while (grown.length < ROUNDS && grown.every((one) => one >= GROWTH && one < 3 * GROWTH)) {
      const [few, all] = files.map((file) => taken(file, format));
      grown.push(all / Math.max(few, LEAST));
    }
    expect(Math.min(...grown)).toBeLessThan(GROWTH);
  }
});
