import { contentsOf } from "../../knowledge/catalogue/questions";
import { accessVerdict } from "../../knowledge/pages/access-verdict";
import { changedReach } from "../../knowledge/pages/reach-parts";
import { switchHeadline } from "../../knowledge/pages/switch-parts";
import type { Opening } from "../../knowledge/reach/openings";
import type { PlanNote } from "../../planned/plan-json";
import { parseAddress } from "../../stack/address";
import {
  changesWith,
  isKept,
  likelyRenames,
  looksAtAccess,
  type ReviewedStack,
  unknownChanges,
} from "../reviewed-stack";
import { failedChecks, newSecrets } from "./findings";

/** What a reviewer must know, in one sentence: who may pull now, what is replaced, what secret enters the state. */
export function verdict(stacks: readonly ReviewedStack[]): string {
  const parts = [
    ...stacks.flatMap(namePart),
    notePart(stacks.flatMap(({ notes = [] }) => notes)),
    driftPart(stacks),
    accessPart(stacks),
    agreementPart(stacks),
    changedReach(
      stacks.flatMap(({ reach = [] }) => reach),
      MAXIMUM_NAMED,
    ),
    openedPart(stacks.flatMap(({ opened = [] }) => opened)),
    switchHeadline(stacks.flatMap(({ switches = [] }) => switches)),
    checkPart(stacks.flatMap(failedChecks).length),
    `${changePart(stacks)}, and ${secretPart(stacks)}`,
  ];
  const sentence = parts.filter((part) => part !== "").join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** More than this many ways are counted instead. */
const MAXIMUM_NAMED = 2;

/** Two stacks of other names may be versions of one that was renamed, or two that were taken for each other. */
function namePart({ name, formerName }: ReviewedStack): string[] {
  return formerName === undefined ? [] : [`the stack ${name} is compared with a stack of another name, ${formerName}`];
}

/** That nobody takes a part for the whole. */
function notePart(notes: readonly PlanNote[]): string {
  const [deferred, actions] = (["deferred", "action"] as const).map(
    (kind) => notes.filter((note) => note.kind === kind).length,
  );
  const parts = [
    ...(notes.some(({ kind }) => kind === "incomplete")
      ? ["the plan is not complete, so that another one follows"]
      : []),
    ...(deferred === 0
      ? []
      : [`${deferred === 1 ? "1 change is" : `${deferred} changes are`} deferred to a later plan`]),
    ...(actions === 0 ? [] : [`${actions === 1 ? "1 action runs" : `${actions} actions run`} beside the changes`]),
  ];
  return parts.join(", ");
}

/** What was changed by others, and who gained or lost access by that. */
function driftPart(stacks: readonly ReviewedStack[]): string {
  const count = stacks.reduce((sum, { drift = [] }) => sum + drift.length, 0);
  const found = stacks.flatMap((stack) => stack.found ?? []);
  const access = accessVerdict({
    gained: found.flatMap(({ gained }) => gained),
    opaque: found.flatMap(({ opaque }) => opaque),
    lost: found.flatMap(({ lost }) => lost),
  });
  if (count === 0) {
    return "";
  }
  return `${count === 1 ? "1 resource was" : `${count} resources were`} changed outside of Terraform, and ${access} by that`;
}

function openedPart(opened: readonly Opening[]): string {
  return opened.length > MAXIMUM_NAMED
    ? `${opened.length} registries let in more than before`
    : opened.map(({ registry, words }) => `registry ${registry} ${words}`).join(" and ");
}

function checkPart(failed: number): string {
  if (failed === 0) {
    return "";
  }
  return failed === 1 ? "1 check fails" : `${failed} checks fail`;
}

function accessPart(stacks: readonly ReviewedStack[]): string {
  if (!stacks.some(looksAtAccess)) {
    return "";
  }
  return accessVerdict({
    gained: stacks.flatMap(({ access }) => access.gained),
    opaque: stacks.flatMap(({ access }) => access.opaque),
    lost: stacks.flatMap(({ access }) => access.lost),
  });
}

/** Whether access is as agreed, where it is compared. */
function agreementPart(stacks: readonly ReviewedStack[]): string {
  const compared = stacks.flatMap(({ disagreements }) => (disagreements === undefined ? [] : [disagreements.length]));
  const count = compared.reduce((sum, one) => sum + one, 0);
  if (compared.length === 0) {
    return "";
  }
  const differences = count === 1 ? "1 difference" : `${count} differences`;
  return count === 0 ? "access is as agreed" : `access is not as agreed (${differences})`;
}

function changePart(stacks: readonly ReviewedStack[]): string {
  const replaced = stacks.flatMap((stack) => changesWith(stack, ["replace"])).length;
  const deleted = stacks.flatMap((stack) => changesWith(stack, ["delete"])).length;
  const forgotten = stacks.flatMap((stack) => changesWith(stack, ["forget", "forget and create"])).length;
  const unknown = stacks.flatMap(unknownChanges).length;
  const parts = [
    ...(replaced === 0 ? [] : [`${counted(replaced)} replaced`]),
    ...(deleted === 0 ? [] : [`${counted(deleted)} deleted${renamed(stacks, deleted)}`]),
    ...lostContents(stacks),
    ...(forgotten === 0 ? [] : [`${counted(forgotten)} no longer managed`]),
    ...(unknown === 0 ? [] : [`${unknown === 1 ? "of 1" : `of ${unknown}`} only a plan with credentials can tell`]),
  ];
  if (parts.length === 0) {
    return stacks.every(isUnchanged) ? "no resource changes" : "nothing is replaced or deleted";
  }
  return parts.join(", ");
}

/** Such as `the images of azurerm_container_registry.acr are lost`. */
function lostContents(stacks: readonly ReviewedStack[]): string[] {
  const lost = stacks
    .flatMap((stack) => changesWith(stack, ["replace", "delete"]))
    .flatMap(({ address }) => {
      const contents = contentsOf(parseAddress(address)?.type ?? "");
      return contents === undefined ? [] : [`the ${contents} of ${address} are lost`];
    });
  return lost.length > MAXIMUM_NAMED ? [`what ${lost.length} of them hold is lost`] : lost;
}

function renamed(stacks: readonly ReviewedStack[], deleted: number): string {
  const count = stacks.reduce((sum, stack) => sum + likelyRenames(stack).size, 0);
  if (count === 0) {
    return "";
  }
  return deleted === 1 ? " and looks renamed" : `, of which ${count === 1 ? "1 looks" : `${count} look`} renamed`;
}

function isUnchanged({ resources }: ReviewedStack): boolean {
  return Object.values(resources).every(isKept);
}

function counted(count: number): string {
  return count === 1 ? "1 resource is" : `${count} resources are`;
}

function secretPart(stacks: readonly ReviewedStack[]): string {
  const secrets = stacks.flatMap(newSecrets).length;
  if (secrets === 0) {
    return "no secret enters the state";
  }
  return secrets === 1 ? "one secret enters the state" : `${secrets} secrets enter the state`;
}
