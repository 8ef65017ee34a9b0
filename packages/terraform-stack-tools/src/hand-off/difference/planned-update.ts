import { PlanError, type PlannedChange } from "../../plan";
import { madePlan } from "../../plan/plan";
import { planOf } from "../../planned/plan";
import { masksFor } from "../../planned/sensitive";
import { missingProviders, providerFolders } from "../../providers/provider-folders";
import { type TerraformBinary, terraformBinary } from "../../providers/terraform-binary";
import { Refusal, type RefusedBlock } from "../../shared/refusal";
import { code, codeList, prose } from "../../shared/words";
import { blockOfInstance } from "../../stack/address";
import { grouped, type JsonObject, listOf, mapMembers, objectOf, quoted } from "../../stack/json";
import { impliedProviders, type Stack } from "../../stack/stack";
import { destroyed, isProtected, type Loss } from "./losses";
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
        throw new Refusal(failureOf(update, error.message));
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

function failureOf({ name }: PlannedUpdate, message: string): string {
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

/** What a provider refuses is told block by block where a plan is demanded. */
function answerOf(update: PlannedUpdate, engine: TerraformBinary, isDemanded: boolean): PlannedResources {
  try {
    return resourcesIn(update, engine, isDemanded);
  } catch (error) {
    if (!(error instanceof PlanError) || error.refused.length === 0 || !isDemanded) {
      throw error;
    }
    return { lines: refusedLines(error.refused), losses: [], failure: failureOf(update, error.message) };
  }
}

/** Protection is taken away before: a plan that `prevent_destroy` stops says nothing of all others. */
function resourcesIn(update: PlannedUpdate, engine: TerraformBinary, isDemanded: boolean): PlannedResources {
  const { existing, changed, variables } = update;
  const { shown } = madePlan(withoutProtection(changed), { existing: existing.sections, variables }, engine);
  const { resources } = planOf(shown, masksFor([shown]), true);
  const protectedBlocks = changed.blocks.filter(isProtected).map(({ address }) => address);
  const isRefused = (address: string) =>
    protectedBlocks.includes(blockOfInstance(address)) && ["delete", "replace"].includes(resources[address].action);
  const lines = Object.entries(resources).map(([address, change]) => {
    const text = sentence(change);
    return [address, isRefused(address) ? `${text}; **refused**: ${code("prevent_destroy")} keeps it` : text] as const;
  });
  const refused = Object.keys(resources).filter(isRefused);
  const managed = shown.resource_changes.filter(({ mode }) => mode === "managed");
  return {
    lines: Object.fromEntries(lines.filter(([, text]) => text !== "")),
    losses: managed.flatMap(({ address, action_reason, change }) =>
      // Of an update in place, nobody knows what else the later version of a provider fills in.
      lossIn(address, resources[address], action_reason ?? "", change.actions.length > 1),
    ),
    ...(isDemanded && refused.length > 0
      ? {
          failure: failureOf(
            update,
            `the plan is refused, since prevent_destroy keeps ${refused.map(quoted).join(", ")}`,
          ),
        }
      : {}),
  };
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

/** One line for each block that is refused. */
function refusedLines(refused: readonly RefusedBlock[]): Record<string, string> {
  const places = grouped(refused, ({ address }) => address || ELSEWHERE);
  const lines = [...places].map(([place, blocks]) => [
    place,
    `**refused**: ${blocks.map(({ words }) => prose(words)).join("; ")}`,
  ]);
  return Object.fromEntries(lines);
}

/** Where the words name no block. */
const ELSEWHERE = "the configuration";

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
      const why = because.length === 0 ? (cause ?? "as Terraform plans it") : `because of ${codeList(because)}`;
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

/** Empty for what does not change. */
function sentence({ action, movedFrom, because = [], reason, changes = {} }: PlannedChange): string {
  const moved = movedFrom === undefined ? [] : [`moved from ${code(movedFrom)}`];
  const why = because.length === 0 ? "" : `, because of ${codeList(because)}`;
  const open = reason === undefined ? "" : `, since ${prose(reason)}`;
  const texts: Partial<Record<PlannedChange["action"], string>> = {
    create: "created",
    delete: "**deleted**",
    forget: "kept, but no longer managed",
    replace: `**replaced**${why}`,
    update: `updated in place: ${codeList(Object.keys(changes))}`,
    "import, changes unknown": "imported",
    "update, replacement unknown": `updated; whether it is replaced is unknown${open}`,
  };
  return [...moved, texts[action] ?? ""].filter((text) => text !== "").join("; ");
}
