import { code, codeList, shellQuoted } from "../../shared/markdown";
import type { Block, Stack } from "../../stack/stack";
import { type Access, CREDENTIAL_KINDS, type CredentialKind, unreachable } from "../access/access";
import { isOfType, isPullSecret } from "../catalogue/block-types";

/**
 * How to replace each credential, on schedule and after a leak; empty where a stack has nothing to do with any.
 * @param inState an address of the module as it is in the state
 */
export function rotating(
  { blocks, variables }: Stack,
  access: readonly Access[],
  inState: (address: string) => string,
): string[] {
  const inputs = variables.filter(({ isSecret }) => isSecret);
  const isAboutImages = access.length > 0 || blocks.some((block) => isPullSecret(block));
  const steps = [
    ...(isAboutImages ? credentialSteps(blocks, access, inState, inputs.length > 0) : []),
    ...inputs.map(({ name }) => secretInput(name)),
  ];
  if (steps.length > 0) {
    return [steps.map((step) => `- ${step}`).join("\n"), ...(isAboutImages ? [RUNNING_PODS] : [])];
  }
  return isAboutImages ? [NOTHING] : [];
}

function credentialSteps(
  blocks: readonly Block[],
  access: readonly Access[],
  inState: (address: string) => string,
  hasSecretInputs: boolean,
): string[] {
  const passwords = CREDENTIAL_KINDS.map((kind) => ({
    kind,
    addresses: blocks.filter((block) => passwordKind(block) === kind).map(({ address }) => inState(address)),
  }));
  const present = passwords.filter(
    ({ kind, addresses }) => addresses.length > 0 || access.some(({ origin }) => origin.kind === kind),
  );
  return [
    ...(passwords.some(({ addresses }) => addresses.length > 0) ? [GENERATION] : []),
    ...present.flatMap(({ kind, addresses }) => stepsFor(kind, addresses, hasSecretInputs)),
  ];
}

/** The credential that a block has a password of, which it creates itself. */
function passwordKind(block: Block): CredentialKind | undefined {
  if (isOfType(block, "azuread_application_password") || isOfType(block, "azuread_service_principal_password")) {
    return "service principal";
  }
  return isOfType(block, "azurerm_container_registry_token_password") ? "registry token" : undefined;
}

function stepsFor(kind: CredentialKind, addresses: readonly string[], hasSecretInputs: boolean): string[] {
  switch (kind) {
    case "service principal":
      return addresses.length === 0 ? [createdElsewhere(kind)] : addresses.map(leakedPassword);
    case "registry token":
      return [addresses.length === 0 ? createdElsewhere(kind) : leakedToken(addresses)];
    case "key vault":
      return [KEY_VAULT];
    case "admin account":
      return [ADMIN_ACCOUNT];
    case "opaque":
      return [createdElsewhere("account")];
    // An input has a step of its own.
    case "existing account":
      return hasSecretInputs ? [] : [WRITTEN];
    default:
      return unreachable(kind);
  }
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

function createdElsewhere(what: string): string {
  return `The password of the ${what} is created elsewhere. Create a new one there, and apply with it.`;
}
