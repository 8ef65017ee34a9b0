import { visible } from "../../shared/markdown";
import { Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/quoted";
import type { Changes, Risk } from "./changes";

/** What somebody who hands over allows. */
export interface Consent {
  /** To overwrite files that were edited or that no handoff wrote. */
  readonly force: boolean;
  /** To replace the bundle of another stack. */
  readonly replaceStack: boolean;
  /** To remove bundles, and whatever Terraform may then destroy. */
  readonly allowDelete: boolean;
  /** To let providers look for what exists in another place. */
  readonly allowTarget: boolean;
  /** To write secrets that everybody who gets the folder can read. */
  readonly allowSecrets: boolean;
}

/** A refusal that names the first option that is missing, and what it is about; undefined where none is. */
export function missingConsent(folder: string, changes: Changes, consent: Consent): Refusal | undefined {
  const { foreign, lostBundles, replacedStacks, risks, secrets } = changes;
  const [failed] = risks.filter((risk) => risk.consent === "none");
  if (failed !== undefined) {
    return new Refusal(failed.reason);
  }
  if (secrets.length > 0 && !consent.allowSecrets) {
    return new Refusal(
      "the stack has secrets that everybody who gets the bundle could read; make them sensitive variables, or use " +
        `--allow-secrets:${list(secrets)}`,
      "literal-secrets",
    );
  }
  const [replaced] = replacedStacks;
  if (replaced !== undefined && !consent.replaceStack) {
    const place = replaced.folder === "." ? "" : ` in ${quoted(replaced.folder)}`;
    return new Refusal(
      `${quoted(folder)} contains the bundle of the stack ${quoted(replaced.previous)}${place}, and this one is of ` +
        `${quoted(replaced.next)}; choose another folder, or use --replace-stack. With the same state, Terraform would ` +
        "destroy what the former stack created.",
      "replaced-stack",
    );
  }
  if (lostBundles.length > 0 && !consent.allowDelete) {
    return new Refusal(
      `${quoted(folder)} contains bundles that are not part of this handoff; choose another folder, or use ` +
        `--allow-delete to remove their files:${list(lostBundles)}`,
      "deleted-by-handoff",
    );
  }
  const deleted = risks.filter((risk) => risk.consent === "delete");
  if (deleted.length > 0 && !consent.allowDelete) {
    const isCertain = deleted.every(({ reason }) => reason === "");
    return new Refusal(
      `the module in ${quoted(folder)} has resources that this handoff does not have, and the next apply ` +
        `${isCertain ? "would destroy them" : "destroys them or may do so"}; keep them in the stack, or use ` +
        `--allow-delete:${listOfRisks(deleted)}`,
      "deleted-by-handoff",
    );
  }
  const targets = risks.filter((risk) => risk.consent === "target");
  if (targets.length > 0 && !consent.allowTarget) {
    return new Refusal(
      `the providers of the module in ${quoted(folder)} looked in another place, where the objects of its state are; keep ` +
        `the setting, choose another folder, or use --allow-target:${listOfRisks(targets)}`,
      "changed-target",
    );
  }
  if (foreign.length > 0 && !consent.force) {
    return new Refusal(
      `${quoted(folder)} contains files that no handoff wrote or that were edited since; move them away, or use ` +
        `--force to overwrite what is in the way:${list(foreign)}`,
      "edited-bundle",
    );
  }
  return undefined;
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `\n  ${quoted(path)}`).join("");
}

/** More are counted: the page of changes has them all. */
const MAXIMUM_LINES = 50;

function listOfRisks(risks: readonly Risk[]): string {
  const lines = risks.map(({ place, reason }) => `\n  ${quoted(place)}${reason === "" ? "" : `: ${visible(reason)}`}`);
  const more = lines.length - MAXIMUM_LINES;
  return `${lines.slice(0, MAXIMUM_LINES).join("")}${more > 0 ? `\n  and ${more} more, which --dry-run lists` : ""}`;
}
