import type { Azure } from "../../server/azure";
import { type Answer, ok, refuse } from "../../server/messages";
import { key, type Store } from "../../store/store";

export const REGISTRIES = "Microsoft.ContainerRegistry/registries";

const FORM = /^[a-zA-Z0-9]{5,50}$/;
const RULE = "may contain alpha numeric characters only and must be between 5 and 50 characters.";

export function isNameFree({ store }: Azure, name: string): Answer {
  if (!FORM.test(name)) {
    const message = `The specified resource name is invalid. Resource names ${RULE}`;
    return ok({ nameAvailable: false, reason: "Invalid", message });
  }
  const page = "https://docs.microsoft.com/en-us/rest/api/containerregistry/registries/checknameavailability";
  const message = `The registry DNS name ${name.toLowerCase()}.azurecr.io is already in use. You can check if the name is already claimed using following API: ${page}`;
  return ok(
    isTaken(store, name) ? { nameAvailable: false, reason: "AlreadyExists", message } : { nameAvailable: true },
  );
}

/** For a new registry. */
export function checkName(store: Store, name: string): void {
  if (isTaken(store, name)) {
    refuse(409, "AlreadyInUse", `The registry DNS name ${name}.azurecr.io is already in use.`);
  }
  if (!FORM.test(name)) {
    refuse(400, "InvalidResourceName", `Resource names ${RULE}`);
  }
}

function isTaken(store: Store, name: string): boolean {
  return store.ofType(REGISTRIES).some((registry) => key(registry.name) === key(name));
}
