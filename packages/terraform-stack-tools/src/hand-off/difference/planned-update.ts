import { PlanError, type PlannedChange } from "../../plan";
import { madePlan } from "../../plan/plan";
import { planOf } from "../../planned/plan";
import type { ShownChange } from "../../planned/plan-json";
import { masksFor } from "../../planned/sensitive";
import { missingProviders, providerFolders } from "../../providers/provider-folders";
import { type TerraformBinary, terraformBinary } from "../../providers/terraform-binary";
import { code, codeList, prose } from "../../shared/markdown";
import { Refusal, type RefusedBlock } from "../../shared/refusal";
import { blockOfInstance } from "../../stack/address";
import { entries, type Json, type JsonObject, listOf, objectOf, quoted } from "../../stack/json";
import { impliedProviders, type Stack } from "../../stack/stack";
import { destroyed, type Loss } from "./losses/loss";
import { isEqual } from "./members";
import { type PlannedResources, type PlannedUpdate, type Planner, UNTOLD } from "./update";

export interface PlannerOptions {
  readonly binary?: string;
  /** Whether a plan must be made, with whatever it needs downloaded. Otherwise it is made of what is on this machine. */
  readonly isDemanded: boolean;
  readonly onProgress: (line: string) => void;
}

/** Says what Terraform plans for a stack that is handed over again, or why nobody can tell. */
export function plannerWith({ binary, isDemanded, onProgress }: PlannerOptions): Planner {
  return (update) => {
    try {
      const engine = terraformBinary(binary);
      return answerOf(update, isDemanded ? engine : confined(engine, update), isDemanded);
    } catch (error) {
      if (!(error instanceof PlanError)) {
        throw error;
      }
      if (isDemanded) {
        throw new Refusal(failureOf(update, error));
      }
      onProgress(`${quoted(update.name)}: ${UNTOLD}; there is none, since ${reasonIn(error)}`);
      return undefined;
    }
  };
}

const LONGEST_REASON = 200;

function reasonIn({ message }: PlanError): string {
  const lines = message.split("\n").map((line) => line.trim());
  const [first, ...others] = lines.filter((line) => line !== "" && !line.startsWith("see "));
  return [first, others.join(" ")]
    .filter((text) => text !== "")
    .join(": ")
    .slice(0, LONGEST_REASON);
}

function failureOf({ name }: PlannedUpdate, { message }: PlanError): string {
  return `stack ${quoted(name)}: ${message}`;
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

/** What is refused is told block by block, beside what is planned for the others. */
function answerOf(update: PlannedUpdate, engine: TerraformBinary, isDemanded: boolean): PlannedResources {
  try {
    return resourcesIn(update, update.changed.sections, engine);
  } catch (error) {
    if (!(error instanceof PlanError) || error.refused.length === 0) {
      throw error;
    }
    const rest = withoutProtection(update, engine);
    if (rest === undefined && !isDemanded) {
      throw error;
    }
    const { lines, losses } = rest ?? { lines: {}, losses: [] };
    return {
      lines: { ...lines, ...refusedLines(error.refused, lines) },
      losses,
      ...(isDemanded ? { failure: failureOf(update, error) } : {}),
    };
  }
}

function resourcesIn(
  { existing, variables }: PlannedUpdate,
  changed: JsonObject,
  engine: TerraformBinary,
): PlannedResources {
  const { shown } = madePlan(changed, { existing: existing.sections, variables }, engine);
  const { resources } = planOf(shown, masksFor([shown]), true);
  const lines = Object.entries(resources).map(([address, change]) => [address, sentence(change)] as const);
  const managed = shown.resource_changes.filter(({ mode }) => mode === "managed");
  return {
    lines: Object.fromEntries(lines.filter(([, text]) => text !== "")),
    losses: managed.flatMap((reported) => lossIn(reported, resources[reported.address])),
  };
}

/** What is destroyed or replaced, with the reason of the plan. */
function lossIn(reported: ShownChange, { action, movedFrom, because = [], cause, reason }: PlannedChange): Loss[] {
  const { address: next, action_reason: named = "", change } = reported;
  const address = movedFrom ?? next;
  switch (action) {
    case "delete":
      return [destroyed(address, next, named.replace("delete_because_", ""))];
    case "replace": {
      const why = because.length === 0 ? (cause ?? "as Terraform plans it") : `because of ${codeList(because)}`;
      return [{ address, next, end: "replaced", why, remedy: "keep what forces it" }];
    }
    case "update, replacement unknown": {
      const why = `since ${prose(reason ?? "nobody knows what is there")}`;
      const remedy = "read a plan over the state before you apply";
      // Of an update in place, nobody knows what else the later version of a provider fills in.
      return change.actions.length > 1 ? [{ address, next, end: "may be replaced", why, remedy }] : [];
    }
    default:
      return [];
  }
}

/** A plan that `prevent_destroy` stops says nothing of all others, so they are asked for without it. */
function withoutProtection(update: PlannedUpdate, engine: TerraformBinary): PlannedResources | undefined {
  const { sections } = update.changed;
  const resource = unprotected(sections.resource);
  if (isEqual(resource, sections.resource ?? {})) {
    return undefined;
  }
  try {
    return resourcesIn(update, { ...sections, resource }, engine);
  } catch (error) {
    if (error instanceof PlanError) {
      return undefined;
    }
    throw error;
  }
}

function unprotected(resources: Json | undefined): JsonObject {
  const types = entries(resources).map(([type, named]) => [type, mapped(named, withoutGuard)] as const);
  return Object.fromEntries(types);
}

function withoutGuard(body: JsonObject): JsonObject {
  const { lifecycle, ...others } = body;
  const blocks = listOf(lifecycle).map((block) => {
    const { prevent_destroy: _guard, ...rest } = objectOf(block);
    return rest;
  });
  return blocks.length === 0 ? body : { ...others, lifecycle: blocks };
}

function mapped(named: Json, change: (body: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(entries(named).map(([name, body]) => [name, change(objectOf(body))]));
}

/** One line for each block that is refused, with what would become of it. */
function refusedLines(refused: readonly RefusedBlock[], lines: PlannedResources["lines"]): Record<string, string> {
  const texts = new Map<string, string>();
  for (const { address, words } of refused) {
    const place = address || ELSEWHERE;
    const planned = lines[place] ?? lines[blockOfInstance(place)];
    const told = planned === undefined ? "" : `${planned}; `;
    const others = texts.get(place);
    texts.set(place, others === undefined ? `${told}**refused**: ${prose(words)}` : `${others}; ${prose(words)}`);
  }
  return Object.fromEntries(texts);
}

/** Where the words name no block. */
const ELSEWHERE = "the configuration";

/** Empty for what does not change. */
function sentence({ action, movedFrom, because = [], reason, changes = {} }: PlannedChange): string {
  const moved = movedFrom === undefined ? "" : `moved from ${code(movedFrom)}`;
  switch (action) {
    case "create":
      return "created";
    case "delete":
      return "**deleted**";
    case "forget":
      return "kept, but no longer managed";
    case "replace":
      return joined(moved, `**replaced**${because.length === 0 ? "" : `, because of ${codeList(because)}`}`);
    case "update":
      return joined(moved, `updated in place: ${codeList(Object.keys(changes))}`);
    case "import, changes unknown":
      return "imported";
    case "update, replacement unknown":
      return joined(
        moved,
        `updated; whether it is replaced is unknown${reason === undefined ? "" : `, since ${prose(reason)}`}`,
      );
    default:
      return moved;
  }
}

function joined(moved: string, text: string): string {
  return moved === "" ? text : `${moved}; ${text}`;
}
