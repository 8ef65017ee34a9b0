import { conditionalSentence, opaqueSentence } from "../knowledge/access/access";
import { contentsOf, remainsOf } from "../knowledge/catalogue/block-types";
import {
  ACCESS_RULES,
  accessFindings,
  blockFindings,
  NETWORK_RULES,
  type Rule,
  STATE_RULES,
} from "../knowledge/pages/access";
import { literalSecrets } from "../knowledge/secrets/secret-scan";
import type { PlanNote } from "../planned/plan-json";
import { isUnset } from "../planned/values";
import { parseAddress } from "../stack/address";
import type { JsonObject } from "../stack/json";
import { once } from "../stack/remembered";
import {
  blockAt,
  type Change,
  changesWith,
  driftWords,
  likelyRenames,
  looksAtAccess,
  type ReviewedStack,
  unknownChanges,
} from "./reviewed-stack";

/** What a report warns of, the gravest first. */
export const RULES = {
  replaced: {
    name: "A resource is replaced",
    level: "error",
    help: "Terraform destroys the resource and creates another one. Whatever it holds is lost, and nothing can use it in between unless the new one is created first. Undo the change of the argument that forces it, or move the resource.",
  },
  "replacement-unknown": {
    name: "It is unknown whether a resource is replaced",
    level: "warning",
    help: "The plan was made without access to the cloud, where the value that decides this is. Run terraform plan with credentials before you apply.",
  },
  deleted: {
    name: "A resource is deleted",
    level: "error",
    help: "The new version of the stack does not contain the resource. If it was renamed or moved, say so with moveFromId or a moved block.",
  },
  "target-changed": {
    name: "A provider, a module or the state is another one",
    level: "error",
    help: "What the state has is not found in another place: Terraform creates it a second time, or changes objects of others with the same name. Another source is another program, which may use the login that applies the plan. Keep the setting, or use another state for the other place.",
  },
  "protection-dropped": {
    name: "A resource is no longer protected",
    level: "error",
    help: "Without prevent_destroy, the next plan may delete or replace the resource. Keep it.",
  },
  "program-changed": {
    name: "Another program runs with a resource",
    level: "warning",
    help: "A provisioner runs when the resource is created or deleted, and may use the login that applies the plan. Read it.",
  },
  "promise-dropped": {
    name: "A condition, an input or an output is gone",
    level: "warning",
    help: "What a condition refused passes from now on. Whoever sets the input or reads the output fails. Keep it, or tell them before.",
  },
  "secret-in-stack": {
    name: "A secret is written in the stack",
    level: "error",
    help: "Everyone who can read the synthesized JSON, a bundle of it or the state can read the secret. Make it a sensitive variable, or read it from a vault, and replace the secret.",
  },
  "plan-incomplete": {
    name: "A plan is incomplete",
    level: "warning",
    help: "Terraform expects another plan, since changes are deferred or left out, as with -target. No report has those yet: apply, plan again, and review that plan.",
  },
  "action-invoked": {
    name: "An action of a provider runs",
    level: "warning",
    help: "Besides changing resources, applying the plan runs an action, whose effect no plan shows. Read its configuration.",
  },
  "check-failed": {
    name: "A check fails",
    level: "error",
    help: "A check block of the configuration fails. Terraform applies the plan anyway. Read the check, and correct what it looks at.",
  },
  "changed-outside": {
    name: "Something was changed outside of Terraform",
    level: "warning",
    help: "The object is not as the last apply left it: somebody changed or deleted it by hand, or a controller did. Undo that, let the plan undo it, or put it into the configuration.",
  },
  ...ACCESS_RULES,
  ...NETWORK_RULES,
  ...STATE_RULES,
} satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

export const RULE_IDS = Object.keys(RULES).filter((id): id is RuleId => id in RULES);

/** The rules that are looked at in some stacks: some only where there is something to look at, or to compare with. */
export function rulesFor(stacks: readonly ReviewedStack[]): RuleId[] {
  const leftOut = new Set(ASKED.flatMap(([rules, isAbout]) => (stacks.some(isAbout) ? [] : rules)));
  return RULE_IDS.filter((id) => !leftOut.has(id));
}

/** Which rules are asked only of a stack that says anything of them. */
const ASKED: readonly (readonly [rules: readonly string[], isAbout: (reviewed: ReviewedStack) => boolean])[] = [
  [Object.keys(ACCESS_RULES), looksAtAccess],
  [Object.keys(NETWORK_RULES), ({ opened = [] }) => opened.length > 0],
  [["check-failed"], ({ checks = {} }) => Object.keys(checks).length > 0],
  [
    ["target-changed", "protection-dropped", "program-changed", "promise-dropped"],
    (reviewed) => configurationFindings(reviewed).length > 0,
  ],
  [["changed-outside"], ({ drift = [] }) => drift.length > 0],
  [["action-invoked"], ({ notes = [] }) => notes.some(({ kind }) => kind === "action")],
  [["plan-incomplete"], ({ notes = [] }) => notes.some(({ kind }) => kind === "incomplete" || kind === "deferred")],
];

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
    ...(reviewed.notes ?? []).flatMap(({ kind, address, message }) => {
      const rule = NOTE_RULES[kind];
      return rule === undefined ? [] : [finding(rule, address, message)];
    }),
    ...(reviewed.drift ?? []).map((one) => finding("changed-outside", one.address, driftWords(one))),
    ...configurationFindings(reviewed),
    ...accessFindings(reviewed.access),
    ...foundFindings(reviewed),
    ...notJudgedFindings(reviewed),
    ...(reviewed.opened ?? []).map(({ address, message }) => finding("network-opened", address, message)),
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
      finding("access-gained", line.address, `outside of Terraform, ${conditionalSentence(line, "may now")}`),
    ),
    ...opaque.map((line) => finding("access-opaque", line.address, `outside of Terraform, ${opaqueSentence(line)}`)),
  ];
}

/** One for each resource, so that a list of findings leads to all of them. */
function notJudgedFindings({ notJudged = [] }: ReviewedStack): Finding[] {
  return notJudged.flatMap(({ kind, reason, addresses }) =>
    addresses.map((address) => finding("access-not-judged", address, `${kind} is not judged: ${reason}`)),
  );
}

/** Of the configuration itself, and of outputs. */
export function configurationFindings({ configuration = [], outputs = {} }: ReviewedStack): Finding[] {
  const gone = Object.keys(outputs).filter((name) => outputs[name].action === "delete");
  return [
    ...configuration,
    ...gone.map((name) => finding("promise-dropped", `output.${name}`, "is gone; tell whoever reads it")),
  ];
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

function withoutUnset(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isUnset(value)));
}

/** Secrets that the state does not hold yet. */
export function newSecrets(reviewed: ReviewedStack): Finding[] {
  return changesWith(reviewed, ["create", "forget and create", "import, changes unknown"]).flatMap((change) => {
    const { address, values = {} } = change;
    const block = blockAt(reviewed.stack, address);
    if (block === undefined) {
      return [];
    }
    // Planned values tell more than expressions; no plan has the value of what is write-only.
    const remains = remainsOf({ ...block, body: { ...block.body, ...withoutUnset(values) }, isPlanned: true });
    return "secret" in remains ? [finding("secret-in-state", address, remains.secret)] : [];
  });
}
