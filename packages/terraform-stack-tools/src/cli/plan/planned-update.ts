import type { PlannedResources, PlannedUpdate } from "../../hand-off";
import { PlanError, type PlannedChange, plan } from "../../plan";
import { code, codeList, prose } from "../../shared/markdown";
import { Refusal, type RefusedBlock } from "../../shared/refusal";
import { blockOfInstance } from "../../stack/address";
import { entries, type Json, type JsonObject, listOf, objectOf } from "../../stack/json";
import { quoted } from "../../stack/quoted";

/**
 * What Terraform plans for a stack that is handed over again. What it refuses is told block by block, beside what it plans
 * for the others.
 * @throws Refusal where the plan fails, and not because of a block
 */
export function planned(update: PlannedUpdate, binary: string | undefined): PlannedResources {
  try {
    return resourcesIn(changesIn(update, binary));
  } catch (error) {
    if (!(error instanceof PlanError)) {
      throw error;
    }
    const failure = `stack ${quoted(update.name)}: ${error.message}`;
    if (error.refused.length === 0) {
      throw new Refusal(failure);
    }
    const { lines, deleted } = withoutProtection(update, binary);
    return { lines: { ...lines, ...refusedLines(error.refused, lines) }, deleted, failure };
  }
}

type Changes = Readonly<Record<string, PlannedChange>>;

function changesIn({ existing, changed, variables }: PlannedUpdate, binary: string | undefined): Changes {
  return plan(changed, { existing, variables, ...(binary === undefined ? {} : { binary }) }).resources;
}

function resourcesIn(changes: Changes): PlannedResources {
  const lines = Object.entries(changes).map(([address, change]) => [address, sentence(change)] as const);
  const deleted = Object.entries(changes).filter(([, { action }]) => action === "delete");
  return {
    lines: Object.fromEntries(lines.filter(([, text]) => text !== "")),
    deleted: deleted.map(([address]) => address),
  };
}

/** A plan that `prevent_destroy` stops says nothing of all others, so they are asked for without it. */
function withoutProtection(update: PlannedUpdate, binary: string | undefined): PlannedResources {
  try {
    const changed = { ...update.changed, resource: unprotected(update.changed.resource) };
    return resourcesIn(changesIn({ ...update, changed }, binary));
  } catch (error) {
    if (error instanceof PlanError) {
      return { lines: {}, deleted: [] };
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
