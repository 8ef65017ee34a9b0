import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AksCluster, ContainerRegistry, ImagePullSecret, RegistryToken, ServiceAccount } from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, Workspace } from "../support/terraform";

interface Estate {
  readonly registries: string[];
  readonly clusters: string[];
  readonly namespaces: number;
  /** Teams with a token of their own. */
  readonly teams: string[];
}

const ESTATE: Estate = { registries: ["eu", "us"], clusters: ["blue", "green"], namespaces: 60, teams: ["shop", "mail"] };

/** Registries and clusters in two subscriptions, all clusters on all registries. */
function build({ registries, clusters, namespaces, teams }: Estate) {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  const doors = registries.map((id) =>
    ContainerRegistry.fromLookup(stack, `acr-${id}`, { registryName: `contoso${id}`, resourceGroupName: "rg", provider }),
  );
  for (const id of clusters) {
    const cluster = AksCluster.fromLookup(stack, `aks-${id}`, { clusterName: id, resourceGroupName: "rg" });
    for (const registry of doors) {
      registry.grantPull(cluster);
    }
  }
  const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
  const credentials = doors.map(
    (registry, index) => new RegistryToken(stack, `all-${registries[index]}`, { registry, repositories: ["*"] }),
  );
  const secret = new ImagePullSecret(stack, "acr-pull", { credentials, namespaces: names });
  new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
  for (const team of teams) {
    const token = new RegistryToken(stack, `token-${team}`, { registry: doors[0], repositories: [`${team}/*`] });
    new ImagePullSecret(stack, `pull-${team}`, { credentials: [token], namespaces: [team] });
  }
  return stack;
}

/** What may be added to the estate, and the addresses that are its own. */
const ADDITIONS: [string, Partial<Estate>, RegExp][] = [
  ["a cluster", { clusters: ["amber", ...ESTATE.clusters] }, /aks-amber/],
  ["a namespace", { namespaces: ESTATE.namespaces + 1 }, /\["team-60"\]$/],
  ["a team's token", { teams: ["ads", ...ESTATE.teams] }, /(token|pull)-ads/],
  ["a registry", { registries: [...ESTATE.registries, "asia"] }, /asia/],
];

const WHOLE: Estate = Object.assign({}, ESTATE, ...ADDITIONS.map(([, addition]) => addition));

/** A registry is a line of the document that all pull secrets share, and changes it in place. */
const SHARED_SECRETS = /^kubernetes_secret_v1\.acr-pull\[/;

describe.each(binaries())("%s", (binary) => {
  const workspace = new Workspace(binary);
  afterAll(() => workspace.remove());

  const expectOnly = (action: string, plan: Record<string, string>, own: RegExp) => {
    const others = Object.entries(plan).filter(([address]) => !own.test(address));
    expect(Object.entries(plan).filter(([address, does]) => own.test(address) && does === action)).not.toEqual([]);
    expect(others.filter(([address, does]) => !SHARED_SECRETS.test(address) || does !== "update")).toEqual([]);
    expect(others.length === 0 || own.test("asia")).toBe(true);
  };

  test("an estate of registries in another subscription, clusters, teams and sixty namespaces can be applied", () => {
    workspace.write(build(ESTATE)).apply();
    expect(workspace.plan()).toEqual({});
  });

  test.each(ADDITIONS)("%s can be added without changing anything else", (_what, addition, own) => {
    expectOnly("create", workspace.write(build({ ...ESTATE, ...addition })).plan(), own);
  });

  test("all of them come together", () => {
    workspace.write(build(WHOLE)).apply();
    expect(workspace.plan()).toEqual({});
  });

  test.each(ADDITIONS)("%s can be removed without changing anything else", (_what, addition, own) => {
    const without = Object.fromEntries(Object.keys(addition).map((key) => [key, ESTATE[key as keyof Estate]]));
    expectOnly("delete", workspace.write(build({ ...WHOLE, ...without })).plan(), own);
  });
});
