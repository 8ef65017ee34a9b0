import type { TerraformStack } from "cdktf";
import { ContainerRegistry, ContainerRegistrySku, RegistryCache } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

// Role assignments take azurerm twenty seconds each, and several tests share the cores.
jest.setTimeout(1_200_000);

const SHARED = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers";
const REGISTRY = `${SHARED}/Microsoft.ContainerRegistry/registries/contosoregistry`;
const VAULT = `${SHARED}/Microsoft.KeyVault/vaults/contosovault`;

interface Version {
  /** Left out for a cache that pulls without credentials. */
  readonly passwordSecretName?: string;
  readonly repository: string;
}

const FIRST: Version = { passwordSecretName: "acr-password", repository: "ghcr-contoso/*" };

function cached(use: (stack: TerraformStack) => void, { passwordSecretName, repository }: Version): TerraformStack {
  const stack = azureStack();
  const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
  new RegistryCache(stack, "ghcr", {
    registry: ContainerRegistry.fromLookup(stack, "acr", place),
    upstream: "ghcr.io/contoso/*",
    repository,
    cacheRuleName: "ghcr-contoso",
    credentials:
      passwordSecretName === undefined
        ? undefined
        : { keyVaultId: VAULT, usernameSecretName: "acr-username", passwordSecretName },
  });
  use(stack);
  return stack;
}

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

function ofEachUpstream(use: (stack: TerraformStack) => void): TerraformStack {
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
  for (const { host, isLoggedIn, repository } of UPSTREAMS) {
    const options = { upstream: `${host}/contoso/*`, repository: `${repository}/*` };
    new RegistryCache(stack, `${repository}-cache`, { registry, ...options, credentials: isLoggedIn ? credentials : undefined });
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

  test.concurrent.each(GENERATIONS)("is taken from the rule before it goes: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await workspace.write(cached(use, FIRST)).applyMeanwhile();
    const output = await workspace
      .write(cached(use, { repository: FIRST.repository }))
      .succeedMeanwhile("apply", "-auto-approve");
    expect(output.search(/cache_rule\S+: Modifications complete/)).toBeLessThan(output.search(/credential_set\S+: Destroying/));
    const { properties } = await request(azure, "GET", `${REGISTRY}/cacheRules/ghcr-contoso?api-version=2023-07-01`);
    expect(properties).not.toMatchObject({ credentialSetResourceId: expect.stringMatching(".") });
    expect(await workspace.changesMeanwhile()).toEqual([]);
    await workspace.write(cached(use, FIRST)).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
  });

  test.concurrent.each(GENERATIONS)(
    "has a rule for each upstream, by its login, in a registry that lets in few, and goes: $generation",
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
      expect(await fills()).toEqual(UPSTREAMS.map(({ repository, isLoggedIn }) => [repository, reasons[`${isLoggedIn}`]]));
      await workspace.succeedMeanwhile("destroy", "-auto-approve");
      expect((await azure.arm("GET", `${CACHING}?api-version=2023-07-01`)).status).toBe(404);
      const { roleAssignments } = await azure.helper("contents");
      expect(JSON.stringify(roleAssignments)).not.toContain("/secrets/acr-");
    },
  );
});
