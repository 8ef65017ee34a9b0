import { remainsOf } from "../../knowledge/catalogue/questions";
import { accessFindings, blockFindings } from "../../knowledge/pages/findings";
import { switchFindings } from "../../knowledge/pages/switch-parts";
import { literalSecrets } from "../../knowledge/secrets/literal-secrets";
import { blockOfInstance } from "../../stack/address";
import { once } from "../../stack/once";
import { type Change, changesWith, likelyRenames, type ReviewedStack, unknownChanges } from "../reviewed-stack";
import type { RuleId } from "./rules";

export interface Finding {
  readonly rule: RuleId;
  readonly address: string;
  readonly message: string;
}

/** What a reviewer has to look at, the gravest first. */
export const findingsOf = once((reviewed: ReviewedStack): readonly Finding[] =>
  distinct([
    ...changeFindings(reviewed),
    ...writtenSecrets(reviewed),
    ...remainingBlocks(reviewed),
    ...newSecrets(reviewed),
  ]),
);

/** Those of what changes, and of who gains or loses access. The others take long in a large plan, since all texts are read. */
export function changeFindings(reviewed: ReviewedStack): Finding[] {
  const renames = likelyRenames(reviewed);
  return distinct([
    ...changesWith(reviewed, ["replace"]).map((change) => finding("replaced", change.address, replacement(change))),
    ...changesWith(reviewed, ["delete"]).map(({ address }) =>
      finding("deleted", address, deletion(renames.get(address))),
    ),
    ...unknownChanges(reviewed).map((change) => finding("replacement-unknown", change.address, uncertainty(change))),
    ...(reviewed.disagreements ?? []).map(({ rule, address, message }) => finding(rule, address, message)),
    ...(reviewed.notes ?? []).map(({ kind, address, message }) =>
      finding(kind === "action" ? "action-invoked" : "plan-incomplete", address, message),
    ),
    ...accessFindings(reviewed.access),
    ...switchFindings(reviewed.switches ?? []),
  ]);
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

function deletion(renamed: string | undefined): string {
  return renamed === undefined ? "is deleted" : `is deleted; looks renamed to ${renamed}: add a moved block`;
}

function finding(rule: RuleId, address: string, message: string): Finding {
  return { rule, address, message };
}

function replacement({ because = [] }: Change): string {
  return because.length === 0 ? "is replaced" : `is replaced, forced by ${because.join(", ")}`;
}

function uncertainty({ action, because = [], reason }: Change): string {
  const paths = because.length === 0 ? "" : ` (${because.join(", ")})`;
  return `${action}${paths}${reason === undefined ? "" : `: ${reason}`}`;
}

/** Of the version after the change. Everybody who has its JSON can read them. */
function writtenSecrets({ stack }: ReviewedStack): Finding[] {
  return literalSecrets(stack).map(({ address, place }) =>
    finding("secret-in-stack", address, `a secret is written in ${place}`),
  );
}

function remainingBlocks({ resources, stack }: ReviewedStack): Finding[] {
  return Object.entries(resources).flatMap(([address, { action }]) => {
    const block = stack.blockByAddress.get(blockOfInstance(address));
    return action === "delete" || block === undefined ? [] : blockFindings(block, address);
  });
}

/** Secrets that the state does not hold yet. */
export function newSecrets(reviewed: ReviewedStack): Finding[] {
  return changesWith(reviewed, ["create", "forget and create", "import, changes unknown"]).flatMap(({ address }) => {
    const block = reviewed.stack.blockByAddress.get(blockOfInstance(address));
    const remains = block === undefined ? undefined : remainsOf(block);
    return remains !== undefined && "secret" in remains ? [finding("secret-in-state", address, remains.secret)] : [];
  });
}
