import { randomUUID } from "node:crypto";
import { type Answer, type Azure, type AzureRequest, ok, refuse } from "./server/messages";
import type { Store, VaultSecret } from "./store/store";

/** No answer names a host that exists: Terraform must not go there. */
const SUFFIX = "vault.imitation.invalid";

/** The secrets of a key vault, to be read: `/<vault>/secrets/<name>[/<version>]`. */
export function vault({ store }: Azure, { path, method }: AzureRequest): Answer {
  const [vaultName, collection, name, version] = path.split("/").filter(Boolean);
  if (!store.ofType("Microsoft.KeyVault/vaults").some((one) => one.name === vaultName)) {
    refuse(404, "VaultNotFound", `There is no vault ${vaultName}.`);
  }
  if (collection !== "secrets") {
    refuse(404, "NotFound", path);
  }
  const secrets = store.contents.vaultSecrets[vaultName] ?? {};
  const idOf = (secret: string) => `https://${vaultName}.${SUFFIX}/secrets/${secret}`;
  if (name === undefined) {
    const listed = Object.entries(secrets).map(([one, versions]) => ({
      id: idOf(one),
      attributes: latest(versions).attributes,
    }));
    return ok({ value: listed });
  }
  // The resource azurerm_key_vault_secret asks the host in the id, which needs DNS: refused at once, not after minutes.
  if (method !== "GET") {
    refuse(400, "NotSupported", "The imitation of Azure serves secrets of a vault to be read, not to be written.");
  }
  const versions = secrets[name] ?? [];
  const secret = version === undefined ? latest(versions) : versions.find((one) => one.version === version);
  if (!secret) {
    const advice =
      "If you recently deleted this secret you may be able to recover it using the correct recovery command.";
    return refuse(404, "SecretNotFound", `A secret with (name/id) ${name} was not found in this key vault. ${advice}`);
  }
  const { value, attributes } = secret;
  return ok({ value, attributes, id: `${idOf(name)}/${secret.version}` });
}

function latest(versions: readonly VaultSecret[]): VaultSecret {
  return versions[versions.length - 1];
}

export function addSecret(
  { contents }: Store,
  { vaultName, name, value }: { vaultName: string; name: string; value: string },
): void {
  const now = Math.floor(Date.now() / 1000);
  const attributes = {
    enabled: true,
    created: now,
    updated: now,
    recoveryLevel: "Recoverable+Purgeable",
    recoverableDays: 90,
  };
  const secrets = contents.vaultSecrets[vaultName] ?? {};
  const versions = [...(secrets[name] ?? []), { version: randomUUID().replace(/-/g, ""), value, attributes }];
  contents.vaultSecrets[vaultName] = { ...secrets, [name]: versions };
}
