import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OfflineSetup, OfflineSetups } from "../../providers/plugin/offline-provider";
import { UNREACHABLE } from "../../providers/terraform-binary";
import { ZERO_GUID } from "./made-up";

/**
 * How providers run without a cloud, by their names in the registry. Unconfigured, those of Azure end at the first
 * resource whose plan asks for the provider's settings.
 */
const BY_NAME: ReadonlyMap<string, OfflineSetup> = new Map<string, OfflineSetup>([
  [
    "hashicorp/azurerm",
    {
      configure: ({ features }) => ({
        features: Array.isArray(features) && features.length > 0 ? features : [{}],
        subscription_id: ZERO_GUID,
        resource_provider_registrations: "none",
        use_cli: true,
      }),
      environment: withoutValidation,
      idForm: / (\/subscriptions\/\S+)/,
    },
  ],
  ["hashicorp/azuread", { configure: () => ({ use_cli: true }) }],
  ["azure/azapi", { configure: () => ({ subscription_id: ZERO_GUID, use_cli: true }) }],
  ["hashicorp/kubernetes", { configure: () => ({ host: `https://${UNREACHABLE}` }) }],
]);

/** Azure would be asked for its locations and its resource providers. */
function withoutValidation(version: string): Readonly<Record<string, string>> {
  // azurerm 5 rejects the setting of azurerm 4.
  const settings = Number.parseInt(version, 10) < 5 ? [""] : ["_LOCATIONS", "_RESOURCE_PROVIDERS"];
  return Object.fromEntries(settings.map((name) => [`ARM_PROVIDER_ENHANCED_VALIDATION${name}`, "false"]));
}

/** What is known of running providers without a cloud. */
export const OFFLINE_SETUPS: OfflineSetups = {
  // OpenTofu and Terraform have registries of their own.
  of: (address) => BY_NAME.get(address.split("/").slice(1).join("/").toLowerCase()),
  writePrograms: (folder) => [writeAzureCli(folder)],
};

/** The arguments of providers that decide where they look for objects. */
export const PLACE_ARGUMENTS: readonly string[] = [
  "subscription_id",
  "tenant_id",
  "environment",
  "host",
  "config_path",
  "config_context",
];

const TOKEN_PARTS = [
  { alg: "none", typ: "JWT" },
  { oid: ZERO_GUID, tid: ZERO_GUID, appid: ZERO_GUID, exp: 4_102_444_800 },
];

/** Accepted by nobody. The providers read the claims, and send it nowhere. */
const TOKEN = [...TOKEN_PARTS.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")), "x"].join(".");

const ACCOUNT = {
  id: ZERO_GUID,
  tenantId: ZERO_GUID,
  environmentName: "AzureCloud",
  isDefault: true,
  state: "Enabled",
  user: { name: "plan", type: "user" },
};

const EXPIRY = { expiresOn: "2099-12-31 00:00:00.000000", expires_on: 4_102_444_800 };

/** What the program prints, by how its arguments begin. */
const ANSWERS: Readonly<Record<string, object>> = {
  version: { "azure-cli": "2.78.0", "azure-cli-core": "2.78.0", extensions: {} },
  "account show": ACCOUNT,
  "account list": [ACCOUNT],
  "account get-access-token": {
    accessToken: TOKEN,
    ...EXPIRY,
    subscription: ZERO_GUID,
    tenant: ZERO_GUID,
    tokenType: "Bearer",
  },
};

/**
 * Writes a program `az` in place of the Azure CLI, with which azurerm and azuread configure themselves without
 * credentials. A shell script, because it is called several times, and Node.js takes longer to start.
 * @returns the folder to put on the PATH
 */
function writeAzureCli(folder: string): string {
  const programs = join(folder, "bin");
  mkdirSync(programs);
  const cases = Object.entries(ANSWERS).map(([start, answer]) => `"${start}"*) echo '${JSON.stringify(answer)}' ;;`);
  const script = ["#!/bin/sh", 'case "$*" in', ...cases, "*) exit 1 ;;", "esac", ""].join("\n");
  writeFileSync(join(programs, "az"), script, { mode: 0o755 });
  return programs;
}
