import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reached } from "../../packages/terraform-stack-tools/__tests__/support/networks/reached";
import { type Azurerm, Sketch } from "../../packages/terraform-stack-tools/__tests__/support/networks/sketch";
import { TOPOLOGIES } from "../../packages/terraform-stack-tools/__tests__/support/networks/topologies";
import { ownersById } from "../../packages/terraform-stack-tools/src/knowledge/access/access-in";
import { madePlan } from "../../packages/terraform-stack-tools/src/plan/plan";
import { masksFor } from "../../packages/terraform-stack-tools/src/planned/sensitive";
import { momentsOf } from "../../packages/terraform-stack-tools/src/planned/stacks";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { describeReal, offline, RealWorkspace } from "./support/providers";

const VERSIONS: Readonly<Record<Azurerm, string>> = { 4: "4.55.0", 5: "5.2.0" };

/** Of all topologies, each in a group of its own. */
function sections(azurerm: Azurerm, part: "here" | "data"): JsonObject {
  const merged: Record<string, JsonObject> = {};
  for (const { id, draw } of TOPOLOGIES) {
    for (const [type, named] of Object.entries(draw(new Sketch(id, azurerm))[part])) {
      merged[type] = { ...merged[type], ...objectOf(named) };
    }
  }
  return merged;
}

/** `ONLY_GENERATION` names one of them, as for other suites. */
const MAJORS = ([4, 5] as const).filter((major) => VERSIONS[major].startsWith(process.env.ONLY_GENERATION ?? ""));

// The configurations alone are judged by the tests of reachability.
describeReal.each(MAJORS)("what azurerm %d plans", (azurerm) => {
  // A cache of its own, because the doubles of the providers have the same versions.
  const cache = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-reach-"));
  /** By the label of the cluster. */
  let told: Readonly<Record<string, string>>;

  beforeAll(() => {
    const stack = {
      terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: VERSIONS[azurerm] } } },
      provider: { azurerm: [{ features: {}, resource_provider_registrations: "none" }] },
      resource: sections(azurerm, "here"),
      data: sections(azurerm, "data"),
    };
    const { shown } = offline(new RealWorkspace({ env: {} }), cache, () => madePlan(stack, { binary: "terraform" }));
    told = reached((label) => `reach${label.replace(/-.*$/, "")}`, ...momentsOf([shown], masksFor([shown]), ownersById).after);
  });

  afterAll(() => rmSync(cache, { recursive: true }));

  test.each(TOPOLOGIES)("$id: $what", ({ id, cell, because }) => {
    const sketch = new Sketch(id, azurerm);
    const words = sketch.plain(told[sketch.label("cluster")]);
    expect(words).toContain(because);
    expect(words.startsWith(cell)).toBe(true);
  });
});
