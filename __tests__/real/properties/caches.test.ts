import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  ContainerRegistry,
  type RegistryCacheCredentials,
  RegistryCacheIdentity,
  type RegistryCacheIdentityProps,
  type RegistryCacheOptions,
  RegistryPermissionMode,
} from "../../../src";
import { azureStack, request, startAzure } from "../support/providers";
import { type Direction, type Rows, turnEverything, turned } from "./living-stack";

const VAULT =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/contosovault";

const FIRST = { keyVaultId: VAULT, usernameSecretName: "acr-username", passwordSecretName: "acr-password" };
const SECOND = { ...FIRST, passwordSecretName: "rotated" };

const CACHE: Rows<RegistryCacheOptions> = {
  credentials: { on: FIRST, changed: SECOND },
  identity: "for another registry of Azure, which needs it, below",
  cacheRuleName: { on: "cached-on", changed: "cached-changed", rounds: [1] },
};

const credentialRows = (provider: AzurermProvider): Rows<RegistryCacheCredentials> => ({
  keyVaultUri: { on: "https://contosovault.vault.azure.cn/" },
  provider: { on: provider },
  credentialSetName: { on: "set-on", changed: "set-changed", rounds: [1] },
});

const identityRows = (provider: AzurermProvider): Rows<RegistryCacheIdentityProps> => ({
  repositories: { on: ["base/*"], changed: ["base/*", "team/*"] },
  identityName: { on: "cache-on", changed: "cache-changed", rounds: [1] },
  tags: { on: { team: "platform" }, changed: { team: "registry" }, reset: {} },
  provider: { on: provider },
});

function stackOf(round: number, direction: Direction): TerraformStack {
  const stack = azureStack();
  const features = [{}];
  const other = new AzurermProvider(stack, "other", { alias: "other", features, resourceProviderRegistrations: "none" });
  const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
  const registry = ContainerRegistry.fromLookup(stack, "acr", place);
  const cached = { upstream: "quay.io/contoso/*", repository: "quay/*" };
  registry.addCache({ ...cached, ...turned(CACHE, round, direction) });
  const credentials = { ...FIRST, ...turned(credentialRows(other), round, direction) };
  registry.addCache({ upstream: "ghcr.io/contoso/*", repository: "ghcr/*", credentials });
  const hub = ContainerRegistry.fromLookup(stack, "hub", {
    registryName: "abacregistry",
    resourceGroupName: "rg-shared",
    permissionMode: RegistryPermissionMode.ABAC,
  });
  const identity = new RegistryCacheIdentity(stack, "cache-of-hub", {
    upstreamRegistry: hub,
    resourceGroupName: "rg-shared",
    location: "westeurope",
    ...turned(identityRows(other), round, direction),
  });
  registry.addCache({ upstream: "abacregistry.azurecr.io/base/*", repository: "base/*", identity });
  return stack;
}

async function start() {
  const azure = await startAzure();
  for (const name of ["acr-username", "acr-password", "rotated"]) {
    await request(azure, "PUT", `${VAULT}/secrets/${name}?api-version=2023-07-01`, { properties: {} });
  }
  return azure;
}

turnEverything({ start, rounds: [0, 1], stackOf });
