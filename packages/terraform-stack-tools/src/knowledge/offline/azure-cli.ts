import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ZERO_GUID } from "../catalogue/made-up";

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
export function writeAzureCli(folder: string): string {
  const programs = join(folder, "bin");
  mkdirSync(programs);
  const cases = Object.entries(ANSWERS).map(([start, answer]) => `"${start}"*) echo '${JSON.stringify(answer)}' ;;`);
  const script = ["#!/bin/sh", 'case "$*" in', ...cases, "*) exit 1 ;;", "esac", ""].join("\n");
  writeFileSync(join(programs, "az"), script, { mode: 0o755 });
  return programs;
}
