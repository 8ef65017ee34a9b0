import type { TerraformStack } from "cdktf";
import { ContainerRegistry } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

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
  ContainerRegistry.fromLookup(stack, "acr", place).cache({
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

describeReal("a cache with credentials", () => {
  const started: (FakeAzure | RealWorkspace)[] = [];

  afterAll(async () => {
    for (const one of started) {
      await (one instanceof RealWorkspace ? one.remove() : one.stop());
    }
  });

  test.concurrent.each(GENERATIONS)("is created once, and changes in place where Azure can: $generation", async ({ use }) => {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    started.push(workspace, azure);
    for (const name of ["acr-username", "acr-password"]) {
      await request(azure, "PUT", `${VAULT}/secrets/${name}?api-version=2023-07-01`, { properties: {} });
    }
    await workspace.write(cached(use, FIRST)).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    const { properties } = await request(azure, "GET", `${REGISTRY}/cacheRules/ghcr-contoso?api-version=2023-07-01`);
    expect(properties).toMatchObject({
      sourceRepository: "ghcr.io/contoso/*",
      targetRepository: "ghcr-contoso/*",
      credentialSetResourceId: `${REGISTRY}/credentialSets/ghcr-io`,
    });
    const assignments = `${VAULT}/secrets/acr-password/providers/Microsoft.Authorization/roleAssignments`;
    expect((await request(azure, "GET", `${assignments}?api-version=2022-04-01`)).value).toHaveLength(1);

    workspace.write(cached(use, { passwordSecretName: "rotated", repository: "hub/*" }));
    expect(await workspace.changesMeanwhile()).toMatchObject([
      {
        address: expect.stringContaining("cache_rule.acr_Cache-ghcr-contoso"),
        action: "delete+create",
        replaces: ["target_repo"],
      },
      { address: expect.stringContaining("credential_set.acr_CredentialSet-ghcr-io"), action: "update" },
      { address: expect.stringContaining("ReadPassword"), action: "delete+create", replaces: ["scope"] },
    ]);
  });

  test.concurrent.each(GENERATIONS)("is taken from the rule before it goes: $generation", async ({ use }) => {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    started.push(workspace, azure);
    for (const name of ["acr-username", "acr-password"]) {
      await request(azure, "PUT", `${VAULT}/secrets/${name}?api-version=2023-07-01`, { properties: {} });
    }
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
});
