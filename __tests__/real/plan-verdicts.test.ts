import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROVIDER_VERSIONS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { type Plan, type PlannedChange, plan } from "../../packages/terraform-stack-tools/src/plan";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { describeReal, offline, RealWorkspace, startAzure, startKubernetes } from "./support/providers";
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

const TABLES: readonly Edits[] = [...AZURE, ...ENTRA, ...TIME, ...KUBERNETES];
const PROVIDERS = ["azurerm", "azuread", "time", "kubernetes"] as const;

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
  const required = { before: requiredIn(generations.before), after: requiredIn(generations.after) };
  const edited = editedResources(TABLES, required);
  let truth: Readonly<Record<string, Verdict>>;
  let ours: Plan;

  function version(name: "before" | "after"): JsonObject {
    const { resource, ...others } = chain(name, required[name].azurerm_kubernetes_cluster ?? {});
    const requirements = PROVIDERS.map((one) => [
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
      provider: { azurerm: [{ features: [{}], resource_provider_registrations: "none" }], kubernetes: [{}] },
      resource: Object.fromEntries(merged),
      ...others,
    };
  }

  beforeAll(async () => {
    const [azure, cluster] = await Promise.all([startAzure(), startKubernetes()]);
    const workspace = new RealWorkspace({ env: { ...cluster.env, ...azure.env } });
    workspace.write(version("before")).apply();
    workspace.write(version("after")).succeed("init", "-upgrade");
    const changes = workspace.changes();
    truth = withoutCalm(
      changes.map(({ address, action, replaces }) => [address, { action, because: [...replaces].sort() }] as const),
    );
    const [changed, existing] = [version("after"), version("before")];
    ours = offline(workspace, cache, () => plan(changed, { existing, binary: "terraform" }));
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
      Object.entries(all).filter(([address]) => !edited.some((one) => one.address === address) && !(address in DOUBTFUL));
    const verdicts = others(ours.resources).map(([address, change]) => [address, verdictOf(change)] as const);
    expect(withoutCalm(verdicts)).toEqual(Object.fromEntries(others(truth)));
    for (const [address, reason] of Object.entries(DOUBTFUL)) {
      expect(ours.resources[address]).toMatchObject({
        action: "update, replacement unknown",
        reason: expect.stringContaining(reason),
      });
      expect(truth[address]).toBeDefined();
    }
  });
});
