import type { TerraformStack } from "cdktf";
import { ContainerRegistry, ContainerRegistrySku, RegistryCache } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const SHARED = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers";
const VAULT = `${SHARED}/Microsoft.KeyVault/vaults/contosovault`;

const CACHING = `${SHARED}/Microsoft.ContainerRegistry/registries/cachingregistry`;

/** The table of "Optimize image pulls with artifact cache in Azure Container Registry". */
const LOGINS: readonly [host: string, ...isLoggedIn: boolean[]][] = [
  ["docker.io", true],
  ["dhi.io", true],
  ["europe-docker.pkg.dev", true],
  ["registry.redhat.io", true],
  ["abacregistry.azurecr.io", true],
  ["mcr.microsoft.com", false],
  ["public.ecr.aws", false],
  ["registry.access.redhat.com", false],
  ["ghcr.io", true, false],
  ["quay.io", true, false],
  ["registry.k8s.io", true, false],
  ["gcr.io", true, false],
  ["nvcr.io", true, false],
];

const UPSTREAMS = LOGINS.flatMap(([host, ...logins]) =>
  logins.map((isLoggedIn) => ({
    host,
    isLoggedIn,
    repository: `${host.replace(/[.]/g, "-")}-${isLoggedIn ? "login" : "public"}`,
  })),
);

/** Of ghcr.io, which answers without credentials, too. */
const TAKEN = UPSTREAMS.findIndex(({ host }) => host === "ghcr.io");

/** @param hasLogin whether the cache of ghcr.io has credentials */
function ofEachUpstream(use: (stack: TerraformStack) => void, hasLogin = true): TerraformStack {
  const stack = azureStack();
  const registry = new ContainerRegistry(stack, "acr", {
    registryName: "cachingregistry",
    resourceGroupName: "rg-shared",
    location: "westeurope",
    sku: ContainerRegistrySku.PREMIUM,
    allowedIpRanges: ["203.0.113.0/24"],
    trustedServicesAllowed: true,
    dataEndpointEnabled: true,
  });
  const credentials = { keyVaultId: VAULT, usernameSecretName: "acr-username", passwordSecretName: "acr-password" };
  for (const [index, { host, isLoggedIn, repository }] of UPSTREAMS.entries()) {
    const isTaken = index === TAKEN && !hasLogin;
    const options = { upstream: `${host}/contoso/*`, repository: `${repository}/*` };
    new RegistryCache(stack, `${repository}-cache`, {
      registry,
      ...options,
      credentials: isLoggedIn && !isTaken ? credentials : undefined,
    });
  }
  use(stack);
  return stack;
}

describeReal("a cache with credentials", () => {
  async function start(): Promise<[FakeAzure, RealWorkspace]> {
    const azure = await startAzure();
    for (const name of ["acr-username", "acr-password"]) {
      await request(azure, "PUT", `${VAULT}/secrets/${name}?api-version=2023-07-01`, { properties: {} });
    }
    return [azure, new RealWorkspace(azure)];
  }

  test.concurrent.each(GENERATIONS)(
    "has a rule for each upstream, by its login, which is taken from the rule before it goes: $generation",
    async ({ use }) => {
      const [azure, workspace] = await start();
      await workspace.write(ofEachUpstream(use)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect((await request(azure, "GET", `${CACHING}?api-version=2023-07-01`)).properties).toMatchObject({
        dataEndpointEnabled: true,
        networkRuleBypassOptions: "AzureServices",
        networkRuleSet: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] },
      });
      const fills = async () => {
        const answers: unknown[] = [];
        for (const { repository } of UPSTREAMS) {
          const { reason } = await azure.helper(`can-fill?registry=cachingregistry.azurecr.io&repository=${repository}/app`);
          answers.push([repository, reason]);
        }
        return answers;
      };
      const reasons = { true: "with a login from a key vault", false: "without a login" };
      const expected = (hasLogin: boolean) =>
        UPSTREAMS.map(({ repository, isLoggedIn }, index) => [
          repository,
          reasons[`${isLoggedIn && (hasLogin || index !== TAKEN)}`],
        ]);
      expect(await fills()).toEqual(expected(true));
      const output = await workspace.write(ofEachUpstream(use, false)).succeedMeanwhile("apply", "-auto-approve");
      expect(output.search(/cache_rule\S+: Modifications complete/)).toBeLessThan(output.search(/credential_set\S+: Destroying/));
      expect(await fills()).toEqual(expected(false));
      expect(await workspace.changesMeanwhile()).toEqual([]);
      await workspace.write(ofEachUpstream(use)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      await workspace.succeedMeanwhile("destroy", "-auto-approve");
      expect((await azure.arm("GET", `${CACHING}?api-version=2023-07-01`)).status).toBe(404);
      const { roleAssignments } = await azure.helper("contents");
      expect(JSON.stringify(roleAssignments)).not.toContain("/secrets/acr-");
    },
  );
});
