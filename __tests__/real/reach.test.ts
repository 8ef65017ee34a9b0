import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reached } from "../../packages/terraform-stack-tools/__tests__/support/networks/reached";
import { type Azurerm, Sketch } from "../../packages/terraform-stack-tools/__tests__/support/networks/sketch";
import { TOPOLOGIES } from "../../packages/terraform-stack-tools/__tests__/support/networks/topologies";
import { ownersById } from "../../packages/terraform-stack-tools/src/knowledge/access/access-in";
import { madePlan } from "../../packages/terraform-stack-tools/src/plan/plan";
import { configuredStack } from "../../packages/terraform-stack-tools/src/planned/planned-stack";
import { masksFor } from "../../packages/terraform-stack-tools/src/planned/sensitive";
import { momentsOf } from "../../packages/terraform-stack-tools/src/planned/stacks";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { readStack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { Resolver, type Stored } from "./reach/resolver";
import { describeReal, type FakeAzure, offline, RealWorkspace, request, startAzure } from "./support/providers";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const VERSIONS: Readonly<Record<Azurerm, string>> = { 4: "4.55.0", 5: "5.2.0" };

/** Of all topologies, each in a group of its own. */
function sections(azurerm: Azurerm, part: "here" | "elsewhere" | "data"): JsonObject {
  const merged: Record<string, JsonObject> = {};
  for (const { id, draw } of TOPOLOGIES) {
    for (const [type, named] of Object.entries(draw(new Sketch(id, azurerm))[part])) {
      merged[type] = { ...merged[type], ...objectOf(named) };
    }
  }
  return merged;
}

function stackOf(azurerm: Azurerm, resource: JsonObject, data: JsonObject = {}): JsonObject {
  return {
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: VERSIONS[azurerm] } } },
    provider: { azurerm: [{ features: {}, resource_provider_registrations: "none" }] },
    resource,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

const FIRST_PEERED = `rg-${TOPOLOGIES.find(({ what }) => what === "an endpoint in a peered hub")?.id}`;

/**
 * A stack with the peerings of one topology, and what azurerm sends for the others: it creates one peering of all at a
 * time, in 15 seconds.
 */
function withoutPeerings(stack: JsonObject): [stack: JsonObject, requests: (readonly [path: string, body: JsonObject])[]] {
  const { azurerm_virtual_network_peering: peerings, ...resource } = objectOf(stack.resource);
  const all = Object.entries(objectOf(peerings)).map(([label, body]) => [label, objectOf(body)] as const);
  const [kept, others] = [true, false].map((isKept) =>
    all.filter(([, { resource_group_name: group }]) => (group === FIRST_PEERED) === isKept),
  );
  const requests = others.map(([label, { resource_group_name: group, name, allow_virtual_network_access: access = true }]) => {
    const [id, from, to] = label.split("-");
    const networks = `${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks`;
    const properties = { remoteVirtualNetwork: { id: `${networks}/${id}-${to}` }, allowVirtualNetworkAccess: access };
    const path = `${networks}/${id}-${from}/virtualNetworkPeerings/${name}?api-version=2025-01-01`;
    return [path, { properties }] as const;
  });
  return [{ ...stack, resource: { ...resource, azurerm_virtual_network_peering: Object.fromEntries(kept) } }, requests];
}

/** A cache of its own, because the doubles of the providers have the same versions. */
const cache = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-reach-"));

afterAll(() => rmSync(cache, { recursive: true }));

/** `ONLY_GENERATION` names one of them, as for other suites. */
const MAJORS = ([4, 5] as const).filter((major) => VERSIONS[major].startsWith(process.env.ONLY_GENERATION ?? ""));

describeReal.each(MAJORS)("azurerm %d", (azurerm) => {
  let azure: FakeAzure;
  /** By the label of the cluster. */
  let told: Readonly<Record<string, string>>;
  let resolver: Resolver;

  function apply(stack: JsonObject): RealWorkspace {
    const workspace = new RealWorkspace(azure);
    workspace.write(stack).succeed("apply", "-auto-approve", "-input=false", "-parallelism=80");
    return workspace;
  }

  beforeAll(async () => {
    azure = await startAzure();
    for (const { id } of TOPOLOGIES) {
      await request(azure, "PUT", `${SUBSCRIPTION}/resourceGroups/rg-${id}?api-version=2024-03-01`, { location: "westeurope" });
    }
    const here = stackOf(azurerm, sections(azurerm, "here"), sections(azurerm, "data"));
    apply(stackOf(azurerm, sections(azurerm, "elsewhere")));
    const [applied, others] = withoutPeerings(here);
    const workspace = apply(applied);
    await Promise.all(others.map(([path, body]) => request(azure, "PUT", path, body)));
    const { shown } = offline(workspace, cache, () => madePlan(here, { binary: "terraform" }));
    const { after } = momentsOf([shown], masksFor([shown]), ownersById);
    told = reached(registryOf, ...after);
    const { resources } = await azure.helper("contents");
    resolver = new Resolver(Object.values(objectOf(resources)) as unknown as Stored[]);
  }, 900_000);

  /** The registry of a cluster's topology. */
  function registryOf(label: string): string {
    return `reach${label.replace(/-.*$/, "")}`;
  }

  test.each(TOPOLOGIES)("$id: $what", ({ id, cell, because = "", isHidden }) => {
    const sketch = new Sketch(id, azurerm);
    const words = sketch.plain(told[sketch.label("cluster")]);
    expect(words).toContain(because);
    expect(words.startsWith(cell)).toBe(true);
    const group = `${SUBSCRIPTION}/resourceGroups/rg-${id}/providers`;
    const outcome = resolver.pull(
      `${group}/Microsoft.ContainerService/managedClusters/${id}`,
      `${group}/Microsoft.ContainerRegistry/registries/reach${id}`,
    );
    if (isHidden) {
      // Who sees all of Azure knows more, or there would be nothing that is hidden.
      expect([cell, outcome]).toEqual(["unknown", expect.not.stringMatching("not known")]);
    } else {
      expect(outcome).toBe(cell);
    }
  });

  test("the configuration alone says the same as its plan", () => {
    const here = stackOf(azurerm, sections(azurerm, "here"), sections(azurerm, "data"));
    expect(reached(registryOf, configuredStack(readStack(here)))).toEqual(told);
  });
});
