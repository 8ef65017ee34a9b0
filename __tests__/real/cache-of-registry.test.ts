import { TerraformResource, type TerraformStack } from "cdktf";
import { ContainerRegistry, RegistryCacheIdentity, RegistryPermissionMode } from "../../src";
import { azureStack, describeReal, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

// Role assignments take azurerm twenty seconds each, and several tests share the cores.
jest.setTimeout(1_200_000);

const SHARED = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers";
const REGISTRIES = `${SHARED}/Microsoft.ContainerRegistry/registries`;
const RULE = `${REGISTRIES}/contosoregistry/cacheRules/base-images?api-version=2026-01-01-preview`;

const VAULT = `${SHARED}/Microsoft.KeyVault/vaults/contosovault`;

/** The same rule with a token of the other registry. */
function loggedIn(use: (stack: TerraformStack) => void): TerraformStack {
  const stack = azureStack();
  ContainerRegistry.fromLookup(stack, "acr", { registryName: "contosoregistry", resourceGroupName: "rg-shared" }).addCache({
    upstream: "abacregistry.azurecr.io/base/*",
    repository: "base/*",
    cacheRuleName: "base-images",
    credentials: { keyVaultId: VAULT, usernameSecretName: "acr-username", passwordSecretName: "acr-password" },
  });
  use(stack);
  return stack;
}

interface Version {
  readonly repository?: string;
  readonly identity?: string;
}

function cached(
  use: (stack: TerraformStack) => void,
  { repository = "base/*", identity = "cache" }: Version = {},
): TerraformStack {
  const stack = azureStack();
  const hub = ContainerRegistry.fromLookup(stack, "hub", {
    registryName: "abacregistry",
    resourceGroupName: "rg-shared",
    permissionMode: RegistryPermissionMode.ABAC,
  });
  const place = { resourceGroupName: "rg-shared", location: "westeurope" };
  const puller = new RegistryCacheIdentity(stack, identity, { upstreamRegistry: hub, repositories: ["base/*"], ...place });
  ContainerRegistry.fromLookup(stack, "acr", { registryName: "contosoregistry", resourceGroupName: "rg-shared" }).addCache({
    upstream: "abacregistry.azurecr.io/base/*",
    repository,
    cacheRuleName: "base-images",
    identity: puller,
  });
  use(stack);
  return stack;
}

describeReal("a cache of another registry", () => {
  test.concurrent.each(GENERATIONS)(
    "is filled with an identity, changes in place where Azure can, and goes: $generation",
    async ({ use }) => {
      const azure = await startAzure();
      const workspace = new RealWorkspace(azure);
      const fill = (repository: string) => azure.helper(`can-fill?registry=contosoregistry.azurecr.io&repository=${repository}`);

      await workspace.write(cached(use)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await request(azure, "GET", RULE)).toMatchObject({
        identity: { type: "UserAssigned" },
        properties: { sourceRepository: "abacregistry.azurecr.io/base/*", targetRepository: "base/*" },
      });
      expect(await fill("base/node")).toEqual({ filled: true, reason: "with an identity" });

      workspace.write(cached(use, { identity: "other-cache" }));
      expect(await workspace.changesMeanwhile()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ address: expect.stringContaining("azapi_resource.acr_Cache-base-images"), action: "update" }),
        ]),
      );
      await workspace.applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await fill("base/node")).toMatchObject({ filled: true });

      workspace.write(cached(use, { identity: "other-cache", repository: "hub/*" }));
      expect(await workspace.changesMeanwhile()).toMatchObject([
        { address: expect.stringContaining("azapi_resource.acr_Cache-base-images"), action: "delete+create" },
      ]);
      await workspace.applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await fill("hub/node")).toMatchObject({ filled: true });

      await workspace.succeedMeanwhile("destroy", "-auto-approve");
      expect(await fill("hub/node")).toEqual({ filled: false, reason: "no cache rule" });
      const { resources, roleAssignments } = await azure.helper("contents");
      expect(JSON.stringify([resources, roleAssignments])).not.toMatch(
        /cacherules|repositoryreader|userassignedidentities.(other-)?cache"/i,
      );
    },
  );

  test.concurrent.each(GENERATIONS)("takes an identity in place of credentials, in one apply: $generation", async ({ use }) => {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    for (const name of ["acr-username", "acr-password"]) {
      await request(azure, "PUT", `${VAULT}/secrets/${name}?api-version=2023-07-01`, { properties: {} });
    }
    await workspace.write(loggedIn(use)).applyMeanwhile();
    const stack = cached(use);
    const rule = stack.node.findChild("acr").node.findChild("Cache-base-images").node.defaultChild;
    if (!TerraformResource.isTerraformResource(rule)) {
      throw new Error("a cache has no resource");
    }
    rule.moveFromId(`azurerm_container_registry_cache_rule.${rule.friendlyUniqueId}`);
    await workspace.write(stack).succeedMeanwhile("init", "-input=false");
    expect(await workspace.changesMeanwhile()).toContainEqual(
      expect.objectContaining({ address: expect.stringContaining("azapi_resource.acr_Cache-base-images"), action: "update" }),
    );
    await workspace.applyMeanwhile();
    expect(await azure.helper("can-fill?registry=contosoregistry.azurecr.io&repository=base/node")).toEqual({
      filled: true,
      reason: "with an identity",
    });
    const { properties } = await request(azure, "GET", RULE);
    expect(properties).not.toMatchObject({ credentialSetResourceId: expect.stringMatching(".") });
    expect(await workspace.changesMeanwhile()).toEqual([]);
  });
});
