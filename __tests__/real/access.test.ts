import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Access, accessOf } from "../../packages/terraform-stack-tools/src/plan";
import { isLike } from "./access/roles";
import { everyGrant, NAMESPACES, REGISTRIES } from "./access/stack";
import { type Registry, type Right, World } from "./access/world";
import { offline } from "./support/offline";
import {
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";

const RIGHTS: readonly Right[] = ["pull", "push", "delete"];

/** Names that the grants of the stack tell apart. */
const REPOSITORIES = ["base", "base/x", "shop", "shop/web", "shop/api/v1", "shopping", "team", "team/app", "team/app/x", "other"];

/** Rights by identity, registry and repository; a cell without rights is left out. */
type Cells = Readonly<Record<string, readonly string[]>>;

const MODES = { RBAC: "LegacyRegistryPermissions", ABAC: "AbacRepositoryPermissions" };

function cells(
  holders: readonly string[],
  registries: readonly Registry[],
  allows: (who: string, registry: Registry, repository: string, right: Right) => boolean,
): Cells {
  const all = holders.flatMap((who) =>
    registries.flatMap((registry) =>
      REPOSITORIES.map(
        (repository) =>
          [
            `${who}: ${repository} of ${registry.name}`,
            RIGHTS.filter((right) => allows(who, registry, repository, right)),
          ] as const,
      ),
    ),
  );
  return Object.fromEntries(all.filter(([, rights]) => rights.length > 0));
}

/** What a line says of the registries that exist: a role has no effect in the other mode. */
function isAbout({ registry, mode }: Access, { id, name, mode: actual }: Registry): boolean {
  const group = id.split("/")[4];
  return [name, `every registry in resource group ${group}`].includes(registry) && (mode === undefined || MODES[mode] === actual);
}

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
    const allowed = cells([...new Set(holders.map(({ who }) => who))], registries, (who, registry, repository, right) =>
      holders.some((holder) => holder.who === who && holder.registry === registry && holder.allows(right, repository)),
    );
    const planned = cells([...new Set(access.map(({ who }) => who))], registries, (who, registry, repository, right) =>
      access.some(
        (line) =>
          line.who === who && isAbout(line, registry) && line.rights.includes(right) && isLike(repository, line.repository),
      ),
    );
    expect(Object.keys(allowed).length).toBeGreaterThan(100);
    expect(planned).toEqual(allowed);
    expect(access.filter(({ rights }) => rights.length === 0)).toEqual([]);
  });
});
