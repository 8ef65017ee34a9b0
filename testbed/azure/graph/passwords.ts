import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, listOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { Azure } from "../server/azure";
import { type Answer, NO_CONTENT, refuse } from "../server/messages";
import type { Entity, Table } from "../store/contents";
import { now, password, type Store } from "../store/store";

const DAY = 24 * 60 * 60 * 1000;

/** Adds a password to an application or a service principal. The answer alone has it. */
export function addPassword<T extends Entity>(
  store: Store,
  table: Table<T>,
  id: string,
  stated: JsonObject,
): JsonObject {
  const inTwoYears = new Date();
  inTwoYears.setUTCFullYear(inTwoYears.getUTCFullYear() + 2);
  const secretText = password();
  const credential = {
    customKeyIdentifier: null,
    displayName: textOf(stated.displayName) || null,
    keyId: randomUUID(),
    hint: secretText.slice(0, 3),
    startDateTime: textOf(stated.startDateTime) || now(),
    endDateTime: textOf(stated.endDateTime) || inTwoYears.toISOString(),
  };
  const there = listOf(table[id].passwordCredentials);
  table[id] = { ...table[id], passwordCredentials: [...there, { ...credential, secretText: null }] };
  store.passwordsOf(id)[credential.keyId] = secretText;
  return { "@odata.type": "#microsoft.graph.passwordCredential", ...credential, secretText };
}

export function removePassword<T extends Entity>(
  store: Store,
  table: Table<T>,
  id: string,
  { keyId }: JsonObject,
): Answer {
  const there = listOf(table[id].passwordCredentials).filter(isObject);
  const kept = there.filter((one) => one.keyId !== keyId);
  if (kept.length === there.length) {
    refuse(400, "Request_BadRequest", "No password credential found with keyId.");
  }
  table[id] = { ...table[id], passwordCredentials: kept };
  delete store.passwordsOf(id)[textOf(keyId)];
  return NO_CONTENT;
}

/** What a policy of the tenant allows. */
export function checkPolicy({ switches }: Azure, { endDateTime }: JsonObject): void {
  const { passwordDays } = switches;
  const policy = "as per assigned policy 'Default Policy'.";
  if (passwordDays === 0) {
    refuse(400, "CredentialTypeNotAllowedAsPerAppPolicy", `Credential type not allowed ${policy}`);
  }
  const end = textOf(endDateTime);
  if (passwordDays !== undefined && (end === "" || Date.parse(end) - Date.now() > passwordDays * DAY)) {
    refuse(
      400,
      "CredentialInvalidLifetimeAsPerAppPolicy",
      `Credential lifetime exceeds the max value allowed ${policy}`,
    );
  }
}
