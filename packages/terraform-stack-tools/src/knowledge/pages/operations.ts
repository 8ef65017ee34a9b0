import { code, codeList, shellQuoted } from "../../shared/words";
import { isList, listOf, objectOf, textOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { type Access, CREDENTIAL_KINDS, type CredentialKind } from "../access/access";
import { isOfType, isPullGrant, isPullSecret } from "../catalogue/block-types";

/**
 * How to replace each credential, on schedule and after a leak; empty where a stack has nothing to do with any.
 * @param inState an address of the module as it is in the state
 */
export function rotating(
  { blocks, variables }: Stack,
  access: readonly Access[],
  inState: (address: string) => string,
): string[] {
  const inputs = variables.filter(({ isSecret }) => isSecret).map(({ name }) => code(name));
  const isAboutImages = access.length > 0 || blocks.some((block) => isPullSecret(block));
  const passwords = CREDENTIAL_KINDS.map((kind) => ({
    kind,
    addresses: blocks.filter((block) => passwordKind(block) === kind).map(({ address }) => inState(address)),
  }));
  const isThere = (kind: CredentialKind) => access.some(({ origin }) => origin.kind === kind);
  const steps = [
    ...(passwords.some(({ addresses }) => addresses.length > 0) ? [GENERATION] : []),
    ...passwords
      .filter(({ kind, addresses }) => addresses.length > 0 || isThere(kind))
      // An input has a step of its own.
      .filter(({ kind }) => kind !== "existing account" || inputs.length === 0)
      .map(({ kind, addresses }) => (addresses.length > 0 ? leaked(kind, addresses) : ELSEWHERE[kind])),
  ];
  const all = [
    ...(isAboutImages ? steps : []),
    ...inputs.map((name) => `To rotate the input ${name}, provide the new value and apply.`),
  ];
  if (all.length === 0) {
    return isAboutImages ? ["This module creates and uses no known credential, so there is nothing to rotate."] : [];
  }
  return [all.map((step) => `- ${step}`).join("\n"), ...(isAboutImages ? [RUNNING_PODS] : [])];
}

/** The credential that a block has a password of, which it creates itself. */
function passwordKind(block: Block): CredentialKind | undefined {
  if (isOfType(block, "azuread_application_password") || isOfType(block, "azuread_service_principal_password")) {
    return "service principal";
  }
  return isOfType(block, "azurerm_container_registry_token_password") ? "registry token" : undefined;
}

const GENERATION =
  "To rotate on schedule, ask the team that maintains the source to raise `generation` and to hand off again. " +
  "The plan then creates a new password, updates the pull secrets in place " +
  "and deletes the password before the previous one. Pulls do not fail in between.";

const RUNNING_PODS = "Running pods need no restart: a pull secret is read when an image is pulled.";

/** What to do with credentials whose password the module does not create. */
const ELSEWHERE: Readonly<Record<CredentialKind, string>> = {
  "service principal":
    "The password of the service principal is created elsewhere. Create a new one there, and apply with it.",
  "registry token":
    "The password of the registry token is created elsewhere. Create a new one there, and apply with it. " +
    "If it leaks, run `az acr token update --registry <registry> --name <token> --status disabled` at once.",
  "key vault":
    "To change credentials that come from a key vault, write the new values to the vault. Terraform sends them when " +
    "`data_wo_revision` of the pull secret changes, so ask for a handoff with a higher `revision`.",
  "admin account":
    "To rotate the password of the admin account, run `az acr credential renew --name <registry> --password-name password`, " +
    "then apply. This updates the password in the state and in every pull secret that contains it.",
  "existing account": "The credentials are written in the module. Ask the team that maintains the source for new ones.",
  opaque: "The password of the account is created elsewhere. Create a new one there, and apply with it.",
};

function leaked(kind: CredentialKind, addresses: readonly string[]): string {
  return kind === "registry token"
    ? "If a token leaks, disable it at once: `az acr token update --registry <registry> --name <token> --status disabled`. " +
        "Then ask for a handoff with `generation` raised by two. " +
        `Do not use \`-replace\` on ${codeList(addresses)}: Azure refuses a second password for one token.`
    : `If a password leaks, run ${codeList(addresses.map((one) => `terraform apply -replace=${shellQuoted(one)}`))}. ` +
        "It creates a new password and updates the pull secrets before it deletes the old one.";
}

/** What no longer works without the grants and the secrets of a module. */
export function withoutPulls(blocks: readonly Block[]): string[] {
  const grants = blocks.filter(isPullGrant).map(({ address }) => address);
  return [
    ...(grants.length > 0
      ? [`Without ${codeList(grants)}, pulls that rely on it fail. Nodes keep running the images that they have.`]
      : []),
    ...(blocks.some((block) => isPullSecret(block)) ? [WITHOUT_SECRETS] : []),
  ];
}

const WITHOUT_SECRETS =
  "If the pull secrets are removed, running pods keep running, but new pods do not start on nodes that lack the image.";

/** What to do before accounts are removed that a cluster needs. @param inState an address of the module as it is in the state */
export function keepingAccounts(blocks: readonly Block[], inState: (address: string) => string): string[] {
  const accounts = blocks.filter((block) => isOfType(block, "kubernetes_default_service_account_v1"));
  const commands = codeList(accounts.map(({ address }) => `terraform state rm ${shellQuoted(inState(address))}`));
  return accounts.length === 0
    ? []
    : [
        "Before you do so, or before you remove a namespace from the inputs, " +
          "remove the default service accounts from the Terraform state, so that Terraform does not delete them: " +
          `${commands}. For a single namespace, append ${code('["<namespace>"]')} to the address. ` +
          "Kubernetes needs these accounts: they stay in the cluster and still reference the pull secrets.",
      ];
}

/** What clusters rest on whose nodes have no way out; nothing where there is none. */
export function isolation({ blocks }: Stack): string[] {
  return blocks.filter(isIsolated).flatMap((cluster) => restsOn(cluster, blocks));
}

/** Azure, "Create a network isolated Azure Kubernetes Service (AKS) cluster", read on 2026-11-28. */
function isIsolated(block: Block): boolean {
  const { bootstrap_profile: given = null } = block.body;
  const [profile] = isList(given) ? given : [given];
  return isOfType(block, "azurerm_kubernetes_cluster") && objectOf(profile).artifact_source === "Cache";
}

function restsOn(cluster: Block, blocks: readonly Block[]): string[] {
  const own = awaitedBy(cluster);
  // The link of a zone waits for the endpoint.
  const theirs = blocks.filter((one) => own.includes(one.address)).flatMap(awaitedBy);
  const needed = [...new Set([...theirs, ...own])];
  return [
    `The nodes of ${code(cluster.address)} reach the registry and nothing else. What AKS runs in them comes through a cache ` +
      "rule of that registry; images from anywhere else have to be pushed to it, or cached by a rule of their own. The " +
      "API server has a private address: use a machine in its network, or `az aks command invoke`.",
    ...(needed.length === 0 ? [] : [NEEDED, needed.map((one) => `- ${code(one)}`).join("\n")]),
  ];
}

function awaitedBy({ body }: Block): string[] {
  return listOf(body.depends_on).map(textOf);
}

const NEEDED =
  "These exist before the cluster, with what they refer to. Without one of them, or once somebody changes it, no new node starts: creation, " +
  "upgrades and scaling fail, while nodes that run keep running.";
