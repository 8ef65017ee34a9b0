import type { KnownBlockType } from "../../../knowledge/catalogue/block-types";
import { isOfType, isPullSecret } from "../../../knowledge/catalogue/questions";
import { code, codeList, shellQuoted } from "../../../shared/markdown";
import { readsAttribute } from "../../../stack/references";
import type { Block, Stack } from "../../../stack/stack";
import { addressInState, type Modules } from "../../module/layout";

/** How to replace each credential, on schedule and after a leak. */
export function rotating({ blocks, variables }: Stack, modules: Modules): string {
  const passwords = ofType(blocks, "azuread_application_password");
  const tokens = ofType(blocks, "azurerm_container_registry_token_password");
  const steps = [
    ...(passwords.length + tokens.length > 0 ? [GENERATION] : []),
    ...passwords.map(({ address }) => leakedPassword(addressInState(address, modules))),
    ...(tokens.length > 0 ? [leakedToken(tokens.map(({ address }) => addressInState(address, modules)))] : []),
    ...(ofType(blocks, "ephemeral.azurerm_key_vault_secret").length > 0 ? [KEY_VAULT] : []),
    ...(usesAdminAccount(blocks) ? [ADMIN_ACCOUNT] : []),
    ...variables.filter(({ isSecret }) => isSecret).map(({ name }) => secretInput(name)),
  ];
  if (steps.length > 0) {
    return `${steps.map((step) => `- ${step}`).join("\n")}\n\n${RUNNING_PODS}`;
  }
  return blocks.some(isPullSecret) ? WRITTEN : NOTHING;
}

const GENERATION =
  "To rotate on schedule, ask the team that maintains the source to raise `generation` and to hand off again. " +
  "The plan then creates a new password, updates the pull secrets in place " +
  "and deletes the password before the previous one. Pulls do not fail in between.";

const KEY_VAULT =
  "To change credentials that come from a key vault, write the new values to the vault. " +
  "Terraform sends them when `data_wo_revision` of the pull secret changes, " +
  "so ask for a handoff with a higher `revision`.";

const ADMIN_ACCOUNT =
  "To rotate the password of the admin account, " +
  "run `az acr credential renew --name <registry> --password-name password`, then apply. " +
  "This updates the password in the state and in every pull secret that contains it.";

const RUNNING_PODS = "Running pods need no restart: a pull secret is read when an image is pulled.";

const WRITTEN = "The credentials are written in the module. Ask the team that maintains the source for new ones.";

const NOTHING = "This module creates and uses no known credential, so there is nothing to rotate.";

function leakedPassword(address: string): string {
  const command = code(`terraform apply -replace=${shellQuoted(address)}`);
  return (
    `If the password ${code(address)} leaks, run ${command}. ` +
    "It creates a new password and updates the pull secrets before it deletes the old one."
  );
}

function leakedToken(addresses: readonly string[]): string {
  return (
    "If a token leaks, disable it at once: " +
    "`az acr token update --registry <registry> --name <token> --status disabled`. " +
    "Then ask for a handoff with `generation` raised by two. " +
    `Do not use \`-replace\` on ${codeList(addresses)}: Azure refuses a second password for one token.`
  );
}

function secretInput(name: string): string {
  return `To rotate the input ${code(name)}, provide the new value and apply.`;
}

/** Its password is in the state as soon as it is enabled, even if nothing uses it. */
function usesAdminAccount(blocks: readonly Block[]): boolean {
  const isRead = blocks.filter(isPullSecret).some(({ body }) => readsAttribute(body, "admin_password"));
  return isRead || ofType(blocks, "azurerm_container_registry").some(({ body }) => body.admin_enabled === true);
}

function ofType(blocks: readonly Block[], type: KnownBlockType): Block[] {
  return blocks.filter((block) => isOfType(block, type));
}
