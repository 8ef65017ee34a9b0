import { randomUUID } from "node:crypto";
import { type JsonObject, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, type Azure, type AzureRequest, NO_CONTENT, ok, refuse } from "./server/messages";
import type { Store, VaultSecret } from "./store/store";

/** No answer names a host that exists: Terraform must not go there. */
export const VAULT_SUFFIX = "vault.imitation.invalid";

/** Whether a request is for a key vault, by the host that it asks: with the proxy, azurerm asks the one in the id of a secret. */
export function isVault({ host }: AzureRequest): boolean {
  return host.split(":")[0].endsWith(`.${VAULT_SUFFIX}`);
}

/** The secrets of a key vault: `/<vault>/secrets/<name>[/<version>]`, or without the vault where the host names it. */
export function vault(azure: Azure, request: AzureRequest): Answer {
  const { store, switches } = azure;
  const { path, method, host, body } = request;
  const parts = path.split("/").filter(Boolean);
  const [vaultName, collection, name, version] = isVault(request) ? [host.split(".")[0], ...parts] : parts;
  if (!store.ofType("Microsoft.KeyVault/vaults").some((one) => one.name === vaultName)) {
    refuse(404, "VaultNotFound", `There is no vault ${vaultName}.`);
  }
  const secrets = store.contents.vaultSecrets[vaultName] ?? {};
  const idOf = (secret: string) => `https://${vaultName}.${VAULT_SUFFIX}/secrets/${secret}`;
  const missing = () => {
    const advice = "If you recently deleted this secret you may be able to recover it using the correct recovery command.";
    return refuse(404, "SecretNotFound", `A secret with (name/id) ${name} was not found in this key vault. ${advice}`);
  };
  // Deleted secrets are purged at once.
  if (collection === "deletedsecrets") {
    return method === "DELETE" ? NO_CONTENT : missing();
  }
  if (collection !== "secrets") {
    refuse(404, "NotFound", path);
  }
  if (name === undefined) {
    const listed = Object.entries(secrets).map(([one, versions]) => ({
      id: idOf(one),
      attributes: latest(versions).attributes,
    }));
    return ok({ value: listed });
  }
  // The resource azurerm_key_vault_secret asks the host in the id, which needs DNS: refused at once, not after minutes.
  if (method !== "GET" && !switches.vaultWrites) {
    refuse(400, "NotSupported", "Secrets of a vault are written with FAKE_AZURE_VAULT_WRITES=1 and HTTPS_PROXY only.");
  }
  if (method === "PUT") {
    addSecret(store, { vaultName, name, value: textOf(body.value), attributes: objectOf(body.attributes) });
    return vault(azure, { ...request, method: "GET" });
  }
  const versions = secrets[name] ?? [];
  const secret = version === undefined ? latest(versions) : versions.find((one) => one.version === version);
  if (!secret) {
    return missing();
  }
  if (method === "PATCH") {
    Object.assign(secret.attributes, objectOf(body.attributes));
  }
  const { value, attributes } = secret;
  const bundle = { value, attributes, id: `${idOf(name)}/${secret.version}` };
  if (method === "DELETE") {
    delete store.contents.vaultSecrets[vaultName][name];
    return ok({ ...bundle, recoveryId: `https://${vaultName}.${VAULT_SUFFIX}/deletedsecrets/${name}` });
  }
  return ok(bundle);
}

function latest(versions: readonly VaultSecret[]): VaultSecret {
  return versions[versions.length - 1];
}

interface NewSecret {
  readonly vaultName: string;
  readonly name: string;
  readonly value: string;
  readonly attributes?: JsonObject;
}

export function addSecret({ contents }: Store, { vaultName, name, value, attributes: stated }: NewSecret): void {
  const now = Math.floor(Date.now() / 1000);
  const attributes = {
    enabled: true,
    created: now,
    updated: now,
    recoveryLevel: "Recoverable+Purgeable",
    recoverableDays: 90,
    ...stated,
  };
  const secrets = contents.vaultSecrets[vaultName] ?? {};
  const versions = [...(secrets[name] ?? []), { version: randomUUID().replace(/-/g, ""), value, attributes }];
  contents.vaultSecrets[vaultName] = { ...secrets, [name]: versions };
}
