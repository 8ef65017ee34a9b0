import { code, codeList, shellQuoted } from "../../shared/markdown";
import type { Block } from "../../stack/stack";
import { isOfType, isPullGrant, isPullSecret } from "../catalogue/block-types";

/** What no longer works without the grants and the secrets of a module. */
export function withoutPulls(blocks: readonly Block[]): string[] {
  const grants = blocks.filter(isPullGrant).map(({ address }) => address);
  return [
    ...(grants.length > 0 ? [withoutGrants(grants)] : []),
    ...(blocks.some((block) => isPullSecret(block)) ? [WITHOUT_SECRETS] : []),
  ];
}

const WITHOUT_SECRETS =
  "If the pull secrets are removed, running pods keep running, but new pods do not start on nodes that lack the image.";

function withoutGrants(addresses: readonly string[]): string {
  const list = codeList(addresses);
  return addresses.length === 1
    ? `If ${list} is removed, pulls that rely on it fail. Nodes keep running the images that they have.`
    : `If ${list} are removed, pulls that rely on them fail. Nodes keep running the images that they have.`;
}

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
