import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROVIDER_VERSIONS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { plan } from "../../packages/terraform-stack-tools/src/plan";
import { PlanError } from "../../packages/terraform-stack-tools/src/shared/refusal";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  describeReal,
  type FakeAzure,
  type KubernetesCluster,
  offline,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";

/** An edit that the provider refuses. */
interface Refusal {
  readonly what: string;
  readonly type: string;
  /** What exists. */
  readonly before: JsonObject;
  /** The arguments that differ afterwards. */
  readonly to: JsonObject;
}

const GROUP = { resource_group_name: "rg-shared", location: "westeurope" };
const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";

const registry = (name: string, sku: string): JsonObject => ({ name, ...GROUP, sku });
const metadata = (name: string): JsonObject => ({ metadata: { name, namespace: "default" } });

const GRANT = {
  scope: REGISTRY,
  principal_id: "10000000-0000-0000-0000-000000000002",
  principal_type: "ServicePrincipal",
  role_definition_name: "AcrPull",
};

const ROLE = { allowed_member_types: ["User"], description: "pulls", display_name: "pull", enabled: true, value: "pull" };

/** By schemas, by checks of one argument, and by code that sees all of them, before and after. */
const AZURE: readonly Refusal[] = [
  {
    what: "a retention of manifests below Premium",
    type: "azurerm_container_registry",
    before: registry("refusedretention", "Basic"),
    to: { retention_policy_in_days: 7 },
  },
  {
    what: "a tier below Premium, where manifests have a retention",
    type: "azurerm_container_registry",
    before: { ...registry("refusedtier", "Premium"), retention_policy_in_days: 7 },
    to: { sku: "Standard" },
  },
  {
    what: "a name with a hyphen",
    type: "azurerm_container_registry",
    before: registry("refusedname", "Basic"),
    to: { name: "refused-name" },
  },
  {
    what: "a role both by name and by id",
    type: "azurerm_role_assignment",
    before: GRANT,
    to: { role_definition_id: "/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec" },
  },
  {
    what: "two roles of an application with one value",
    type: "azuread_application",
    before: { display_name: "refused", app_role: [{ ...ROLE, id: "11111111-0000-0000-0000-000000000001" }] },
    to: {
      app_role: [
        { ...ROLE, id: "11111111-0000-0000-0000-000000000001" },
        { ...ROLE, id: "11111111-0000-0000-0000-000000000002" },
      ],
    },
  },
  {
    what: "a time that is none",
    type: "time_static",
    before: { rfc3339: "2026-01-01T00:00:00Z" },
    to: { rfc3339: "tomorrow" },
  },
];

const KUBERNETES: readonly Refusal[] = [
  {
    what: "a name with an underscore",
    type: "kubernetes_secret_v1",
    before: { ...metadata("refused"), data: { password: "one" } },
    to: metadata("acr_pull"),
  },
  {
    what: "both plain and write-only data",
    type: "kubernetes_secret_v1",
    before: { ...metadata("refused2"), data: { password: "one" } },
    to: { data_wo: { password: "one" }, data_wo_revision: 1 },
  },
];

const REFUSALS = { AZURE, KUBERNETES };

const TABLES = [
  { name: "Azure, Entra ID and time", rows: REFUSALS.AZURE, start: startAzure },
  { name: "Kubernetes", rows: REFUSALS.KUBERNETES, start: () => startKubernetes() },
];

const PROVIDERS: JsonObject = {
  azurerm: [{ features: [{}], resource_provider_registrations: "none" }],
  azuread: [{}],
  kubernetes: [{}],
  time: [{}],
};

/** What Terraform prints with `-json`, line by line. */
interface Line {
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail: string };
}

/** The provider's words about the only thing that a plan refuses. */
function refusal(workspace: RealWorkspace): string[] {
  const { code, output } = workspace.run("plan", "-input=false", "-refresh=false", "-json");
  const lines: Line[] = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const errors = lines.flatMap(({ diagnostic }) => (diagnostic?.severity === "error" ? [diagnostic] : []));
  expect({ code, errors: errors.length > 0 }).toEqual({ code: 1, errors: true });
  return errors.flatMap(({ summary, detail }) => [summary, ...detail.split("\n")]).filter((line) => line.trim() !== "");
}

/** The text of the error that a plan ends with. */
function messageOf(planned: () => unknown): string {
  try {
    planned();
  } catch (error) {
    if (error instanceof PlanError) {
      return error.message;
    }
    throw error;
  }
  throw new Error("nothing is refused");
}

describeReal.each(["bindings", "latest"] as const)("the providers of the %s", (generation) => {
  describe.each(TABLES)("$name", ({ rows, start }) => {
    const cache = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-refusals-"));
    let world: FakeAzure | KubernetesCluster;
    let workspace: RealWorkspace;

    const nameOf = (row: Refusal) => `r${rows.indexOf(row)}`;
    const stack = (bodies: readonly (readonly [Refusal, JsonObject])[]): JsonObject => {
      const types = [...new Set(bodies.map(([{ type }]) => type))];
      const providers = [...new Set(types.map((type) => type.slice(0, type.indexOf("_"))))] as (keyof typeof PROVIDER_VERSIONS)[];
      const resource = types.map((type) => [
        type,
        Object.fromEntries(bodies.filter(([row]) => row.type === type).map(([row, body]) => [nameOf(row), body])),
      ]);
      return {
        terraform: {
          required_providers: Object.fromEntries(
            providers.map((one) => [one, { source: `hashicorp/${one}`, version: PROVIDER_VERSIONS[one][generation] }]),
          ),
        },
        provider: Object.fromEntries(providers.map((one) => [one, PROVIDERS[one]])),
        resource: Object.fromEntries(resource),
      };
    };

    beforeAll(async () => {
      world = await start();
      workspace = new RealWorkspace(world);
      workspace.write(stack(rows.map((row) => [row, row.before]))).apply();
    });

    afterAll(() => {
      rmSync(cache, { recursive: true, force: true });
    });

    test.each(rows.map((row) => [row.what, row] as const))("%s is refused in the provider's words", (_what, row) => {
      const after = { ...row.before, ...row.to };
      workspace.write(stack(rows.map((other) => [other, other === row ? after : other.before])));
      const words = refusal(workspace);
      const planned = () => plan(stack([[row, after]]), { existing: stack([[row, row.before]]), binary: "terraform" });
      const message = offline(workspace, cache, () => messageOf(planned));
      expect(message).toMatch(`the stack cannot be planned\n\n${row.type}.${nameOf(row)}: `);
      expect(words.filter((line) => !message.includes(line))).toEqual([]);
    });
  });
});
