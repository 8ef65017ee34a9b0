import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROVIDER_VERSIONS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { type Plan, type PlannedChange, plan } from "../../packages/terraform-stack-tools/src/plan";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  describeReal,
  type FakeAzure,
  type KubernetesCluster,
  offline,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";
import {
  AZURE,
  CLUSTER_OF_AZURERM_5,
  chain,
  DOUBTFUL,
  type Edits,
  ENTRA,
  editedResources,
  KUBERNETES,
  resourcesOf,
  TIME,
} from "./verdicts/tables";

type Generation = "bindings" | "latest";

/** The providers of the earlier version of the stack, and of the later one. */
interface Generations {
  readonly before: Generation;
  readonly after: Generation;
}

const GENERATIONS: readonly Generations[] = [
  { before: "bindings", after: "bindings" },
  { before: "latest", after: "latest" },
  { before: "bindings", after: "latest" },
];

/** What a plan says of one resource. */
interface Verdict {
  readonly action: string;
  readonly because: readonly string[];
}

function requiredIn(generation: Generation): Readonly<Record<string, JsonObject>> {
  return generation === "latest" ? { azurerm_kubernetes_cluster: CLUSTER_OF_AZURERM_5 } : {};
}

const CALM: Verdict = { action: "no-op", because: [] };

interface Table {
  readonly name: string;
  readonly tables: readonly Edits[];
  readonly providers: readonly (keyof typeof PROVIDER_VERSIONS)[];
  readonly provider: JsonObject;
  readonly more: (version: "before" | "after", required: JsonObject) => JsonObject;
  readonly doubtful: Readonly<Record<string, string>>;
  readonly start: () => Promise<FakeAzure | KubernetesCluster>;
}

const TABLES: readonly Table[] = [
  {
    name: "Azure, Entra ID and time",
    tables: [...AZURE, ...ENTRA, ...TIME],
    providers: ["azurerm", "azuread", "time"],
    provider: { azurerm: [{ features: [{}], resource_provider_registrations: "none" }] },
    more: chain,
    doubtful: DOUBTFUL,
    start: startAzure,
  },
  {
    name: "Kubernetes",
    tables: KUBERNETES,
    providers: ["kubernetes"],
    provider: { kubernetes: [{}] },
    more: () => ({ resource: {} }),
    doubtful: {},
    start: () => startKubernetes(),
  },
];

/** A cache of its own, because the doubles of the providers have the same versions. */
const cache = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-verdicts-"));

afterAll(() => rmSync(cache, { recursive: true }));

/** In the words of Terraform's own plan. */
function verdictOf({ action, because = [], createBeforeDestroy }: PlannedChange): Verdict {
  const replacement = createBeforeDestroy ? "create+delete" : "delete+create";
  const reasons = because.filter((path) => path !== "replace_triggered_by").map((path) => path.replace(/\[(\d+)\]/g, ".$1"));
  return { action: action === "replace" ? replacement : action, because: reasons.sort() };
}

function withoutCalm(verdicts: readonly (readonly [string, Verdict])[]): Record<string, Verdict> {
  return Object.fromEntries(verdicts.filter(([, { action }]) => action !== "no-op" && action !== "read"));
}

describeReal.each(GENERATIONS)("providers of the $before, then of the $after", (generations) => {
  describe.each(TABLES)("$name", ({ tables, providers, provider, more, doubtful, start }) => {
    const required = { before: requiredIn(generations.before), after: requiredIn(generations.after) };
    const edited = editedResources(tables, required);
    let truth: Readonly<Record<string, Verdict>>;
    let ours: Plan;

    beforeAll(async () => {
      const world = await start();
      try {
        const version = (name: "before" | "after"): JsonObject => {
          const { resource, ...others } = more(name, required[name].azurerm_kubernetes_cluster ?? {});
          const requirements = providers.map((one) => [
            one,
            { source: `hashicorp/${one}`, version: PROVIDER_VERSIONS[one][generations[name]] },
          ]);
          const resources = resourcesOf(edited, name);
          const merged = [...new Set([...Object.keys(resources), ...Object.keys(objectOf(resource))])].map((type) => [
            type,
            { ...objectOf(resources[type]), ...objectOf(objectOf(resource)[type]) },
          ]);
          return {
            terraform: { required_providers: Object.fromEntries(requirements) },
            provider,
            resource: Object.fromEntries(merged),
            ...others,
          };
        };
        const workspace = new RealWorkspace(world);
        workspace.write(version("before")).apply();
        workspace.write(version("after")).succeed("init", "-upgrade");
        const changes = workspace.changes();
        truth = withoutCalm(
          changes.map(({ address, action, replaces }) => [address, { action, because: [...replaces].sort() }] as const),
        );
        const [changed, existing] = [version("after"), version("before")];
        ours = offline(workspace, cache, () => plan(changed, { existing, binary: "terraform" }));
      } finally {
        await world.stop();
      }
    });

    test.each(
      edited.map(({ title, address, unknownBecause, filledIn }) => ({
        title,
        address,
        unknownBecause: generations.before === generations.after ? unknownBecause : (unknownBecause ?? filledIn),
      })),
    )("$title", ({ address, unknownBecause }) => {
      const change = ours.resources[address];
      if (unknownBecause === undefined) {
        expect(verdictOf(change)).toEqual(truth[address] ?? CALM);
      } else {
        expect(change.action).toBe("update, replacement unknown");
        expect(change.reason).toContain(unknownBecause);
      }
    });

    test("what follows from other changes, moves, appears and disappears", () => {
      const others = <T>(all: Readonly<Record<string, T>>): [string, T][] =>
        Object.entries(all).filter(([address]) => !edited.some((one) => one.address === address) && !(address in doubtful));
      const verdicts = others(ours.resources).map(([address, change]) => [address, verdictOf(change)] as const);
      expect(withoutCalm(verdicts)).toEqual(Object.fromEntries(others(truth)));
      for (const [address, reason] of Object.entries(doubtful)) {
        expect(ours.resources[address]).toMatchObject({
          action: "update, replacement unknown",
          reason: expect.stringContaining(reason),
        });
        expect(truth[address]).toBeDefined();
      }
    });
  });
});
