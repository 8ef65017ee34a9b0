import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessOf } from "../../packages/terraform-stack-tools/src/plan";
import { cellsOfHolders, cellsOfLines } from "./access/cells";
import { everyGrant, NAMESPACES, REGISTRIES } from "./access/stack";
import { World } from "./access/world";
import {
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  offline,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";

/** Names that the grants of the stack tell apart. */
const REPOSITORIES = ["base", "base/x", "shop", "shop/web", "shop/api/v1", "shopping", "team", "team/app", "team/app/x", "other"];

describeReal.each(GENERATIONS)("access with $generation", ({ use }) => {
  let azure: FakeAzure;
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;
  let cache: string;

  beforeAll(async () => {
    [azure, cluster] = await Promise.all([startAzure(), startKubernetes()]);
    workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
    cache = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-access-"));
    for (const name of NAMESPACES) {
      await cluster.api("POST", "/api/v1/namespaces", { metadata: { name } });
    }
  });

  afterAll(() => {
    rmSync(cache, { recursive: true, force: true });
  });

  test("what is planned is what the applied stack allows, in every cell", async () => {
    const stack = everyGrant(use);
    const access = offline(workspace, cache, () => accessOf(stack, { binary: "terraform" }));
    workspace.write(stack).apply();
    const world = new World(azure, cluster);
    const registries = await Promise.all(REGISTRIES.map((name) => world.registry(name)));
    const holders = [
      ...(await Promise.all(registries.map((registry) => world.holders(registry)))).flat(),
      ...(await Promise.all(NAMESPACES.map((namespace) => world.pods(namespace, registries)))).flat(),
    ];
    const allowed = cellsOfHolders(holders, registries, REPOSITORIES);
    const planned = cellsOfLines(access, registries, REPOSITORIES);
    expect(Object.keys(allowed).length).toBeGreaterThan(100);
    expect(planned).toEqual(allowed);
    expect(access.filter(({ rights }) => rights.length === 0)).toEqual([]);
  });
});
