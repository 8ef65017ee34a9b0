import type { Access } from "../../knowledge/access/access";
import { accessSentence } from "../../knowledge/access/sentences";
import { isOfType, remainsOf } from "../../knowledge/catalogue/questions";
import { blockOfInstance } from "../../stack/address";
import { type Change, changesWith, type ReviewedStack, unknownChanges } from "../reviewed-stack";
import type { RuleId } from "./rules";

export interface Finding {
  readonly rule: RuleId;
  readonly address: string;
  readonly message: string;
}

/** What a reviewer has to look at, the gravest first. */
export function findingsOf(reviewed: ReviewedStack): Finding[] {
  const { access } = reviewed;
  const after = [...access.gained, ...access.kept];
  return [
    ...changesWith(reviewed, ["replace"]).map((change) => finding("replaced", change.address, replacement(change))),
    ...changesWith(reviewed, ["delete"]).map(({ address }) => finding("deleted", address, "is deleted")),
    ...unknownChanges(reviewed).map((change) => finding("replacement-unknown", change.address, uncertainty(change))),
    ...access.gained.map((line) => finding("access-gained", line.address, accessSentence(line))),
    ...accountsIn(after).map(({ address, registry }) =>
      finding("admin-account", address, `the admin account of ${registry} is enabled`),
    ),
    ...after
      .filter(({ by, until, secret }) => by.startsWith("registry token") && until === undefined && secret === undefined)
      .map(({ address, by }) => finding("no-expiry", address, `${by} never expires`)),
    ...patchedAccounts(reviewed),
    ...newSecrets(reviewed),
  ];
}

function finding(rule: RuleId, address: string, message: string): Finding {
  return { rule, address, message };
}

export function replacement({ because = [] }: Change): string {
  return because.length === 0 ? "is replaced" : `is replaced, forced by ${because.join(", ")}`;
}

export function uncertainty({ action, because = [], reason }: Change): string {
  const paths = because.length === 0 ? "" : ` (${because.join(", ")})`;
  return `${action}${paths}${reason === undefined ? "" : `: ${reason}`}`;
}

function accountsIn(lines: readonly Access[]): Access[] {
  return lines.filter(({ by, secret }) => by === "admin account" && secret === undefined);
}

function patchedAccounts(reviewed: ReviewedStack): Finding[] {
  return Object.entries(reviewed.resources)
    .filter(([address, { action }]) => {
      const block = reviewed.stack.blockByAddress.get(blockOfInstance(address));
      return action !== "delete" && block !== undefined && isOfType(block, "kubernetes_default_service_account_v1");
    })
    .map(([address]) =>
      finding("default-service-account", address, "every pod of the namespace can pull with its secret"),
    );
}

/** Secrets that the state does not hold yet. */
export function newSecrets(reviewed: ReviewedStack): Finding[] {
  return changesWith(reviewed, ["create", "import, changes unknown"]).flatMap(({ address }) => {
    const block = reviewed.stack.blockByAddress.get(blockOfInstance(address));
    const remains = block === undefined ? undefined : remainsOf(block);
    return remains !== undefined && "secret" in remains ? [finding("secret-in-state", address, remains.secret)] : [];
  });
}
