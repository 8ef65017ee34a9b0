import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli/program";
import { SensitiveValues } from "../../src/planned/sensitive";
import type { JsonObject } from "../../src/stack/json";

const folder = mkdtempSync(join(tmpdir(), "stack-tools-time-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function seconds(body: () => void): number {
  const start = process.cpuUsage();
  body();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** How many times as long four times as much takes: 4 where time grows with the plan, 16 where it grows with its square. */
function growth(bodyFor: (count: number) => () => void, count: number): number {
  bodyFor(count)();
  const [few, many] = [count, 4 * count].map(bodyFor);
  return seconds(many) / seconds(few);
}

test("thousands of secrets that begin alike, as connection strings do, are found in time that grows with the plan", () => {
  const textOf = (index: number) => `DefaultEndpointsProtocol=https;AccountName=team;AccountKey=${index}`;
  const marking = (count: number) => {
    const texts = Array.from({ length: count }, (_, index) => textOf(index));
    const sensitive = new SensitiveValues(new Set(texts));
    return () => {
      for (const text of texts) {
        expect(String(sensitive.marked(`a ${text}`)).length).toBeLessThan(25);
      }
    };
  };
  expect(growth(marking, 500)).toBeLessThan(10);
});

test("of secrets that begin with each other, the longest is taken, and the rest stays", () => {
  const sensitive = new SensitiveValues(new Set(["pass", "password", "password-1", "word", "swordfish"]));
  expect(sensitive.marked(["password-1", "password-2", "passport", "passwordfish", "xpass", "pas"])).toEqual([
    "(sensitive value)",
    "(sensitive value)-2",
    "(sensitive value)port",
    "(sensitive value)",
    "x(sensitive value)",
    "pas",
  ]);
});

/** A cluster, an identity, a federated credential and a grant for each team, on one registry. */
function teams(count: number): JsonObject {
  const ID = "/subscriptions/0/resourceGroups/rg/providers";
  const registry = `${ID}/Microsoft.ContainerRegistry/registries/contoso`;
  const change = (type: string, index: number, values: JsonObject) => ({
    ...{ address: `${type}.team[${index}]`, mode: "managed", type, name: "team", index },
    provider_name: "registry.terraform.io/hashicorp/azurerm",
    change: { actions: ["no-op"], before: values, after: values },
  });
  const of = (index: number) => {
    const principal = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const identity = `${ID}/Microsoft.ManagedIdentity/userAssignedIdentities/team${index}`;
    const kubelet = [{ object_id: principal, client_id: principal, user_assigned_identity_id: identity }];
    return [
      change("azurerm_user_assigned_identity", index, { id: identity, name: `team${index}`, principal_id: principal }),
      change("azurerm_kubernetes_cluster", index, {
        ...{ id: `${ID}/Microsoft.ContainerService/managedClusters/c${index}`, name: `c${index}` },
        ...{ resource_group_name: "rg", kubelet_identity: kubelet },
      }),
      change("azurerm_federated_identity_credential", index, {
        ...{ parent_id: identity, issuer: `https://oidc/${index}`, subject: `system:serviceaccount:a:b${index}` },
      }),
      change("azurerm_role_assignment", index, {
        ...{ scope: registry, principal_id: principal, role_definition_name: "AcrPull" },
      }),
    ];
  };
  const own = change("azurerm_container_registry", 0, { id: registry, name: "contoso" });
  return { format_version: "1.2", resource_changes: [own, ...Array.from({ length: count }, (_, index) => of(index)).flat()] };
}

test("the time of a review grows with the number of clusters, identities and credentials", () => {
  const reviewing = (count: number) => {
    const file = join(folder, `teams-${count}.json`);
    writeFileSync(file, JSON.stringify(teams(count)));
    return () => expect(run(["review", file], { out: () => undefined, error: () => undefined })).toBe(0);
  };
  expect(growth(reviewing, 60)).toBeLessThan(10);
});

test("of an update, what stays the same is searched for secrets as far as somebody reads it", () => {
  const values = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`argument${index}`, `value ${index}`]));
  const after = { ...values, argument7: "another value" };
  const change = { actions: ["update"], before: { ...values, key: "a secret" }, after: { ...after, key: "a secret" } };
  const marks = { before_sensitive: { key: true }, after_sensitive: { key: true } };
  const file = join(folder, "update.json");
  const type = "azurerm_storage_account";
  const resource = { ...{ address: `${type}.team`, mode: "managed", type, name: "team" }, change: { ...change, ...marks } };
  writeFileSync(file, JSON.stringify({ format_version: "1.2", resource_changes: [resource] }));
  const marked = jest.spyOn(SensitiveValues.prototype, "marked");
  const out = jest.fn();
  expect(run(["review", file], { out, error: () => undefined })).toBe(0);
  const calls = marked.mock.calls.length;
  marked.mockRestore();
  expect(out.mock.calls.join()).toContain('argument7 = "value 7" -> "another value"');
  expect(calls).toBeLessThan(50);
});
