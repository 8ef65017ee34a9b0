import { accessSentence, opaqueSentence } from "../../knowledge/access/sentences";
import { contentsOf, remainsOf } from "../../knowledge/catalogue/block-types";
import { accessFindings, blockFindings } from "../../knowledge/pages/findings";
import { switchFindings } from "../../knowledge/pages/switch-parts";
import { literalSecrets } from "../../knowledge/secrets/literal-secrets";
import type { PlanNote } from "../../planned/plan-json";
import { blockOfInstance, parseAddress } from "../../stack/address";
import type { JsonObject } from "../../stack/json";
import { once } from "../../stack/remembered";
import type { Block, Stack } from "../../stack/stack";
import { type Change, changesWith, likelyRenames, type ReviewedStack, unknownChanges } from "../reviewed-stack";
import { driftWords } from "./drift";
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
      finding("deleted", address, deletion(address, renames.get(address))),
    ),
    ...unknownChanges(reviewed).map((change) => finding("replacement-unknown", change.address, uncertainty(change))),
    ...failedChecks(reviewed).map((address) => finding("check-failed", address, "fails")),
    ...(reviewed.disagreements ?? []).map(({ rule, address, message }) => finding(rule, address, message)),
    ...(reviewed.notes ?? []).flatMap(({ kind, address, message }) => {
      const rule = NOTE_RULES[kind];
      return rule === undefined ? [] : [finding(rule, address, message)];
    }),
    ...(reviewed.drift ?? []).map((one) => finding("changed-outside", one.address, driftWords(one))),
    ...accessFindings(reviewed.access),
    ...foundFindings(reviewed),
    ...notJudgedFindings(reviewed),
    ...(reviewed.opened ?? []).map(({ address, message }) => finding("network-opened", address, message)),
    ...switchFindings(reviewed.switches ?? []),
  ]);
}

/** Without what somebody asked for in order to learn of drift, which has findings of its own. */
const NOTE_RULES: Readonly<Partial<Record<PlanNote["kind"], RuleId>>> = {
  incomplete: "plan-incomplete",
  deferred: "plan-incomplete",
  action: "action-invoked",
};

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

function deletion(address: string, renamed: string | undefined): string {
  return [
    "is deleted",
    ...lostWith(address),
    ...(renamed === undefined ? [] : [`looks renamed to ${renamed}: add a moved block`]),
  ].join("; ");
}

/** What is lost with a resource. */
function lostWith(address: string): string[] {
  const contents = contentsOf(parseAddress(address)?.type ?? "");
  return contents === undefined ? [] : [`its ${contents} are lost`];
}

/** Who gained access when something was changed outside of the engine. */
function foundFindings({ found }: ReviewedStack): Finding[] {
  const { gained = [], opaque = [] } = found ?? {};
  return [
    ...gained.map((line) =>
      finding("access-gained", line.address, `outside of Terraform, ${accessSentence(line, "may now")}`),
    ),
    ...opaque.map((line) => finding("access-opaque", line.address, `outside of Terraform, ${opaqueSentence(line)}`)),
  ];
}

/** One for each resource, so that a scanner's list leads to all of them. */
function notJudgedFindings({ notJudged = [] }: ReviewedStack): Finding[] {
  return notJudged.flatMap(({ kind, reason, addresses }) =>
    addresses.map((address) => finding("access-not-judged", address, `${kind} is not judged: ${reason}`)),
  );
}

export function failedChecks({ checks = {} }: ReviewedStack): string[] {
  return Object.keys(checks).filter((address) => checks[address] === "failed");
}

function finding(rule: RuleId, address: string, message: string): Finding {
  return { rule, address, message };
}

function replacement({ address, because = [], cause }: Change): string {
  const why = because.length === 0 ? cause : `forced by ${because.join(", ")}`;
  const forced = why === undefined ? "is replaced" : `is replaced, ${why}`;
  return [forced, ...lostWith(address)].join("; ");
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
    const block = blockAt(stack, address);
    return action === "delete" || block === undefined ? [] : blockFindings(block, address);
  });
}

/** Of a plan, each instance may be a block of its own. */
function blockAt({ blockByAddress }: Stack, address: string): Block | undefined {
  return blockByAddress.get(address) ?? blockByAddress.get(blockOfInstance(address));
}

function withoutUnset(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** Secrets that the state does not hold yet. */
export function newSecrets(reviewed: ReviewedStack): Finding[] {
  return changesWith(reviewed, ["create", "forget and create", "import, changes unknown"]).flatMap((change) => {
    const { address, values = {} } = change;
    const block = blockAt(reviewed.stack, address);
    if (block === undefined) {
      return [];
    }
    // Of a plan that was shown without its configuration, the values tell what is set.
    const body = Object.keys(block.body).length > 0 ? block.body : withoutUnset(values);
    const remains = remainsOf({ ...block, body });
    return "secret" in remains ? [finding("secret-in-state", address, remains.secret)] : [];
  });
}
