import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { ContainerRegistry, RegistryCache, type RegistryCacheCredentials, type RegistryCacheProps } from "../../../src";
import { azureStack, request, startAzure } from "../support/providers";
import { type Direction, type Rows, turnEverything, turned } from "./living-stack";

const VAULT =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/contosovault";

const FIRST = { keyVaultId: VAULT, usernameSecretName: "acr-username", passwordSecretName: "acr-password" };
const SECOND = { ...FIRST, passwordSecretName: "rotated" };

const CACHE: Rows<RegistryCacheProps> = {
  credentials: { on: FIRST, changed: SECOND },
  cacheRuleName: { on: "cached-on", changed: "cached-changed", rounds: [1] },
  movedFrom: { on: "former/cached", changed: "other/cached" },
};

const credentialRows = (provider: AzurermProvider): Rows<RegistryCacheCredentials> => ({
  keyVaultUri: { on: "https://contosovault.vault.azure.cn/" },
  provider: { on: provider },
  credentialSetName: { on: "set-on", changed: "set-changed", rounds: [1] },
});

function stackOf(round: number, direction: Direction): TerraformStack {
  const stack = azureStack();
  const features = [{}];
  const other = new AzurermProvider(stack, "other", { alias: "other", features, resourceProviderRegistrations: "none" });
  const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
  const registry = ContainerRegistry.fromLookup(stack, "acr", place);
  const cached = { upstream: "quay.io/contoso/*", repository: "quay/*" };
  new RegistryCache(stack, "cached", { registry, ...cached, ...turned(CACHE, round, direction) });
  const credentials = { ...FIRST, ...turned(credentialRows(other), round, direction) };
  new RegistryCache(stack, "logged-in", { registry, upstream: "ghcr.io/contoso/*", repository: "ghcr/*", credentials });
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
