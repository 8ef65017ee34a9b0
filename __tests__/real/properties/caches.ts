import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { Construct } from "constructs";
import { ContainerRegistry, RegistryCache, type RegistryCacheCredentials, type RegistryCacheProps } from "../../../src";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";

export const VAULT =
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

function build(scope: Construct, other: AzurermProvider, round: number, direction: Direction): void {
  const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
  const registry = ContainerRegistry.fromLookup(scope, "acr", place);
  const cached = { upstream: "quay.io/contoso/*", repository: "quay/*" };
  new RegistryCache(scope, "cached", { registry, ...cached, ...turned(CACHE, round, direction) });
  const credentials = { ...FIRST, ...turned(credentialRows(other), round, direction) };
  new RegistryCache(scope, "logged-in", { registry, upstream: "ghcr.io/contoso/*", repository: "ghcr/*", credentials });
}

export const CACHES: LivingPart<AzurermProvider> = { rounds: [0, 1], build };
