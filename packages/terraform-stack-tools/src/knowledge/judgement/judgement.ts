import type { Plan } from "../../planned/plan";
import type { ShownPlan } from "../../planned/plan-json";
import type { Instance, PlannedStack } from "../../planned/planned-stack";
import type { Moments } from "../../planned/stacks";
import { compare, grouped, lookUp, textOf } from "../../stack/json";
import { isTemplate } from "../../stack/template";
import lists from "./lists.json";
import {
  type Around,
  type Given,
  isGiven,
  isOfKnownProvider,
  type Line,
  lineFor,
  literal,
  type Rule,
  subjectOf,
  whole,
} from "./rule";
import { AZURE_RULES, existingIdentity, identityInBody, KUBERNETES_RULES, passwordGiven, registryLogin } from "./rules";

/** Something of which nobody can tell from a plan whether it gives access to images. */
interface Unjudged {
  /** What somebody types to agree to it, such as `helm_release`. */
  readonly kind: string;
  readonly reason: string;
}

/** Undefined for what is derived exactly, and for what is harmless. */
export function unjudged(given: Given, around: Around = {}): Unjudged | undefined {
  const { kind, key, unknown } = subjectOf(given);
  const line = key === undefined ? undefined : lineFor(key);
  if (line === undefined) {
    return isReading(given) ? undefined : { kind, reason: unknown };
  }
  const reason = reasonBy(line, given, around);
  return reason === undefined ? undefined : { kind, reason };
}

/** Programs that Terraform runs beside a resource. Terraform, "Provisioners". */
export function unjudgedProvisioner(type: string): Unjudged {
  const kind = ["provisioner", literal(type, /^[\w-]+$/) ?? ""].join(" ").trim();
  return { kind, reason: lookUp(PROVISIONERS, type) ?? "nothing is known of what it runs" };
}

const PROVISIONERS: Readonly<Record<string, string>> = lists.provisioners;

/** By a data source nothing changes, but for those that the table has. */
function isReading({ block }: Given): boolean {
  return (
    (block.kind === "data" || block.kind === "ephemeral") &&
    block.type !== "azapi_resource_action" &&
    isOfKnownProvider(block.type)
  );
}

function reasonBy({ verdict, reason, unless }: Line, given: Given, around: Around): string | undefined {
  if (verdict === "not judged") {
    return reason;
  }
  const rules = [...(unless === undefined ? [] : [RULES[unless]]), ...(verdict === "harmless" ? FOR_ALL : [])];
  const told = rules.length === 0 ? given : whole(given);
  return rules.map((rule) => rule(told, around)).find((found) => found !== undefined);
}

/** Only a request that is written out and asks for nothing to be done. */
const request: Rule = ({ block, values }) => {
  const method = values.method ?? block.body.method ?? "GET";
  const isAsking = ["GET", "HEAD"].includes(textOf(method)) && !isGiven(block.body.request_body);
  const url = textOf(values.url);
  return isAsking && url !== "" && !isTemplate(url)
    ? undefined
    : "its request may do more than read, or reveal a secret";
};

const RULES: Readonly<Record<string, Rule>> = { ...AZURE_RULES, ...KUBERNETES_RULES, request };

/** Of whatever is harmless by itself. */
const FOR_ALL: readonly Rule[] = [existingIdentity, identityInBody, registryLogin, passwordGiven];

/** All of a kind of which nobody can tell whether somebody gains access by what happens to it. */
export interface NotJudged extends Unjudged {
  /** Of each, in order. */
  readonly addresses: readonly string[];
}

/** Of what a plan does, and of what somebody else has done before it. */
export function notJudgedIn(
  shown: ShownPlan,
  plan: Plan,
  { agreed, before, after }: Readonly<Record<keyof Moments, PlannedStack>>,
): NotJudged[] {
  const [old, found, fresh] = [agreed, before, after].map(byAddress);
  const doing = affectedIn(shown, plan);
  const planned = [...new Set([...found.keys(), ...fresh.keys()])].flatMap((address): Occurrence[] => {
    const isReplaced = REPLACING.includes(lookUp(plan.resources, address)?.action ?? "");
    const occurrence = { before: found.get(address), after: fresh.get(address), isReplaced };
    return doing.has(address) || isOther(occurrence) ? [occurrence] : [];
  });
  const drifted = shown.drift.flatMap(({ address }): Occurrence[] => {
    const changed = found.get(address);
    return changed === undefined ? [] : [{ before: old.get(address), after: changed }];
  });
  const invoked = shown.notes.filter(({ kind }) => kind === "action").map(({ address }) => ofAction(address));
  return summed([...[...planned, ...drifted].flatMap((one) => inOccurrence(one, after.instances)), ...invoked]);
}

/** The same, with what is there after it whether the plan does anything with it or not. */
export function notJudgedAfter(planned: readonly NotJudged[], after: PlannedStack): NotJudged[] {
  return summed(
    [...planned, ...notJudgedSince(undefined, after)].flatMap(({ addresses, ...what }) =>
      addresses.map((address) => ({ ...what, address })),
    ),
  );
}

/** Of what a configuration has that an earlier one does not have, or has otherwise. */
export function notJudgedSince(before: PlannedStack | undefined, after: PlannedStack): NotJudged[] {
  const former = before === undefined ? new Map<string, Instance>() : byAddress(before);
  const changed = after.instances.flatMap((instance): Occurrence[] => {
    const old = former.get(instance.address);
    const isSame = old !== undefined && argumentsOf(old) === argumentsOf(instance);
    return isSame ? [] : [{ before: old, after: instance }];
  });
  return summed(changed.flatMap((one) => inOccurrence(one, after.instances)));
}

/** Without what Terraform alone reads. */
function argumentsOf({ block }: Instance): string {
  const { depends_on: _order, lifecycle: _lifecycle, timeouts: _timeouts, ...rest } = block.body;
  return JSON.stringify(rest);
}

/** Such as `helm_release (3): its chart creates what no reading of the plan tells`. */
export function notJudgedWords({ kind, reason, addresses }: NotJudged): string {
  return `${kind} (${addresses.length}): ${reason}`;
}

/** What happens to an object, which may be that it is only read. */
interface Occurrence {
  readonly before?: Instance;
  /** Undefined where it is deleted. */
  readonly after?: Instance;
  /** Whether there is another object in its place, so that its provisioners run. */
  readonly isReplaced?: boolean;
}

const REPLACING: readonly string[] = ["replace", "forget and create"];

/** What a plan does anything with. Of a plan that was made here, values that were made up make no update. */
function affectedIn({ resource_changes, deferred, engine }: ShownPlan, { resources }: Plan): ReadonlySet<string> {
  const isLeft = (action: string) => action === "no-op" || action === "forget";
  const changed = resource_changes.filter(({ address, change }) =>
    engine === undefined ? !change.actions.every(isLeft) : !isLeft(lookUp(resources, address)?.action ?? ""),
  );
  return new Set([...changed, ...deferred.map(({ change }) => change)].map(({ address }) => address));
}

/** Whether it was not there, or will not be. A data source is read anew by every plan, and may be more than read. */
function isOther({ before, after }: Occurrence): boolean {
  return before === undefined || after === undefined || after.block.kind === "data";
}

function byAddress({ instances }: PlannedStack): ReadonlyMap<string, Instance> {
  return new Map(instances.map((instance) => [instance.address, instance]));
}

interface Found extends Unjudged {
  readonly address: string;
}

function inOccurrence({ before, after, isReplaced = false }: Occurrence, instances: readonly Instance[]): Found[] {
  const isNew = before === undefined || after === undefined || isReplaced;
  const { address = "", provisioners = [] } = after ?? before ?? {};
  if (!isNew && after.block.kind === "resource" && before.values === after.values) {
    return [];
  }
  const own = after === undefined ? doneInstead(before) : unjudged(after, { before: before?.values, instances });
  const all = [...(own === undefined ? [] : [own]), ...(isNew ? provisioners.map(unjudgedProvisioner) : [])];
  return all.map((one) => ({ ...one, address }));
}

/** Nobody gains by what is gone, but for an action that is run when it goes. */
function doneInstead(gone: Instance | undefined): Unjudged | undefined {
  const isDone =
    gone?.block.kind === "resource" &&
    gone.block.type === "azapi_resource_action" &&
    textOf(gone.values.when) !== "apply";
  return gone !== undefined && isDone ? unjudged(gone) : undefined;
}

/** Terraform, "Invoke an action": what a provider does then, is in no plan. */
function ofAction(address: string): Found {
  const [, type = "action"] = /(?:^|\.)(action\.\w[\w-]*)\./.exec(address) ?? [];
  return { kind: type, reason: "what an action does is not in the plan", address };
}

/** A line for each kind and reason, in order. */
function summed(found: readonly Found[]): NotJudged[] {
  return [...grouped(found, ({ kind, reason }) => `${kind}\n${reason}`).values()]
    .map((those) => ({
      kind: those[0].kind,
      reason: those[0].reason,
      addresses: [...new Set(those.map(({ address }) => address))].sort(compare),
    }))
    .sort((left, right) => compare(left.kind, right.kind) || compare(left.reason, right.reason));
}
