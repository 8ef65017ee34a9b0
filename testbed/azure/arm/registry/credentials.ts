import { isObject, listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../../json";
import { type Answer, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { now, password, type Store } from "../../store/store";
import { type Call, longRunning } from "../call";

const ADMIN_PASSWORDS = ["password", "password2"];

/** The passwords of the admin account, which every registry has whether the account is on or not. */
export function adminPasswords(store: Store, { id }: Resource): Record<string, string> {
  const passwords = store.passwordsOf(id);
  for (const name of ADMIN_PASSWORDS) {
    passwords[name] ??= password();
  }
  return passwords;
}

export function listCredentials({ azure }: Call, registry: Resource): Answer {
  checkAdmin(registry);
  const passwords = adminPasswords(azure.store, registry);
  return ok({ username: registry.name, passwords: ADMIN_PASSWORDS.map((name) => ({ name, value: passwords[name] })) });
}

export function regenerateCredential(call: Call, registry: Resource): Answer {
  checkAdmin(registry);
  adminPasswords(call.azure.store, registry)[textOf(call.body.name)] = password();
  return listCredentials(call, registry);
}

function checkAdmin({ id, properties }: Resource): void {
  if (properties.adminUserEnabled !== true) {
    const page =
      "https://docs.microsoft.com/en-us/azure/container-registry/container-registry-authentication#admin-account";
    refuse(
      400,
      "UnAuthorizedForCredentialOperations",
      `Cannot perform credential operations for ${id} as admin user is disabled. Kindly enable admin user as per docs: ${page}`,
    );
  }
}

/** Generates the passwords of a token. With a name, the other one stays, and is not told. */
export function generateCredentials(call: Call): Answer {
  const { store } = call.azure;
  const { tokenId, name, expiry } = call.request.body;
  const token = store.get(textOf(tokenId));
  if (!token) {
    return refuse(404, "ResourceNotFound", `The token ${textOf(tokenId)} was not found.`);
  }
  const names = typeof name === "string" && name !== "" ? [name] : ["password1", "password2"];
  const credentials = objectOf(token.properties.credentials);
  const kept = listOf(credentials.passwords)
    .filter(isObject)
    .filter((one) => !names.includes(textOf(one.name)));
  const made = names.map((one) => present({ creationTime: now(), expiry: textOf(expiry) || undefined, name: one }));
  const passwords = [...kept, ...made].sort((left, right) => textOf(left.name).localeCompare(textOf(right.name)));
  store.put({ ...token, properties: { ...token.properties, credentials: { ...credentials, passwords } } });
  const values = store.passwordsOf(token.id);
  for (const one of names) {
    values[one] = password();
  }
  const told = passwords.map((one) =>
    names.includes(textOf(one.name)) ? { ...one, value: values[textOf(one.name)] } : one,
  );
  return longRunning(call, ok({ username: token.name, passwords: told }));
}
