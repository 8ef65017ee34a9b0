import { PlanError, type PlannedChange } from "../../plan";
import { madePlan } from "../../plan/plan";
import { planOf } from "../../planned/plan";
import { masksFor } from "../../planned/sensitive";
import { missingProviders, providerFolders } from "../../providers/initialized-folder";
import { type TerraformBinary, terraformBinary } from "../../providers/terraform-binary";
import { Refusal } from "../../shared/refusal";
import { beginStep } from "../../shared/remainders";
import { codeList, prose } from "../../shared/words";
import { type JsonObject, listOf, mapMembers, objectOf, quoted } from "../../stack/json";
import { impliedProviders, type Stack } from "../../stack/stack";
import { destroyed, type Loss } from "./losses";
import { type PlannedUpdate, type Planner, UNTOLD } from "./update";

export interface PlannerOptions {
  readonly binary?: string;
  /** Whether a plan must be made, with whatever it needs downloaded. Otherwise it is made of what is on this machine. */
  readonly isDemanded: boolean;
  readonly onProgress: (line: string) => void;
}

/** Says what Terraform destroys or replaces of a stack that is handed over again, or why nobody can tell. */
export function plannerWith({ binary, isDemanded, onProgress }: PlannerOptions): Planner {
  return (update) => {
    beginStep(`planning ${update.name}`);
    try {
      const engine = terraformBinary(binary);
      return lossesIn(update, isDemanded ? engine : confined(engine, update));
    } catch (error) {
      if (!(error instanceof PlanError)) {
        throw error;
      }
      if (isDemanded) {
        throw new Refusal(`stack ${quoted(update.name)}: ${error.message}`);
      }
      onProgress(`${quoted(update.name)}: ${UNTOLD}; there is none, since ${reasonIn(error)}`);
      return undefined;
    }
  };
}

const LONGEST_REASON = 200;

function reasonIn({ message }: PlanError): string {
  const lines = message.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("see "))
    .join(" ")
    .slice(0, LONGEST_REASON);
}

/** An engine that finds providers on this machine alone. @throws PlanError where something must be downloaded */
function confined(engine: TerraformBinary, { existing, changed }: PlannedUpdate): TerraformBinary {
  const blocks = [existing, changed].flatMap((stack) => stack.blocks);
  if (blocks.some(({ kind }) => kind === "module")) {
    throw new PlanError("it calls modules, which --plan downloads");
  }
  const folders = providerFolders();
  const [missing] = missingProviders([existing, changed].flatMap(sourcesIn), folders, engine.product);
  if (missing !== undefined) {
    throw new PlanError(`the provider ${quoted(missing)} is not on this machine; --plan downloads it`);
  }
  return { ...engine, folders };
}

function sourcesIn(stack: Stack): string[] {
  const sources = stack.requiredProviders.map(({ source }) => source).filter((source) => !source.includes("builtin/"));
  return [...impliedProviders(stack).map((name) => `hashicorp/${name}`), ...sources];
}

/** Protection is taken away before: a plan that `prevent_destroy` stops says nothing of all others. */
function lossesIn({ existing, changed, variables }: PlannedUpdate, engine: TerraformBinary): Loss[] {
  const { shown } = madePlan(withoutProtection(changed), { existing: existing.sections, variables }, engine);
  const { resources } = planOf(shown, masksFor([shown]), true);
  const managed = shown.resource_changes.filter(({ mode }) => mode === "managed");
  return managed.flatMap(({ address, action_reason, change }) =>
    // Of an update in place, nobody knows what else the later version of a provider fills in.
    lossIn(address, resources[address], action_reason ?? "", change.actions.length > 1),
  );
}

function withoutProtection({ sections }: Stack): JsonObject {
  const unprotected = (body: JsonObject): JsonObject => {
    const blocks = listOf(body.lifecycle).map((block) => {
      const { prevent_destroy: _guard, ...rest } = objectOf(block);
      return rest;
    });
    return blocks.length === 0 ? body : { ...body, lifecycle: blocks };
  };
  const resource = mapMembers(sections.resource, (named) => mapMembers(named, (body) => unprotected(objectOf(body))));
  return sections.resource === undefined ? sections : { ...sections, resource };
}

/** What is destroyed or replaced, with the reason of the plan. */
function lossIn(
  next: string,
  { action, movedFrom, because = [], cause, reason }: PlannedChange,
  named: string,
  mayReplace: boolean,
): Loss[] {
  const address = movedFrom ?? next;
  switch (action) {
    case "delete":
      return [destroyed(address, next, named.replace("delete_because_", ""))];
    case "replace": {
      const why = because.length === 0 ? (cause ?? "according to Terraform") : `because of ${codeList(because)}`;
      return [{ address, next, end: "replaced", why }];
    }
    case "update, replacement unknown": {
      const why = `since ${prose(reason ?? "nobody knows what is there")}`;
      return mayReplace ? [{ address, next, end: "may be replaced", why }] : [];
    }
    default:
      return [];
  }
}
