import type { PlannedUpdate } from "../../hand-off";
import { PlanError, type PlannedChange, plan } from "../../plan";
import { code, codeList, prose } from "../../shared/markdown";
import { Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/quoted";

/**
 * What Terraform plans for a stack that is handed over again: in Markdown, by the address of the resource.
 * @throws Refusal where the plan fails
 */
export function planned(
  { name, existing, changed, variables }: PlannedUpdate,
  binary: string | undefined,
): Readonly<Record<string, string>> {
  try {
    const { resources } = plan(changed, { existing, variables, ...(binary === undefined ? {} : { binary }) });
    const lines = Object.entries(resources).map(([address, change]) => [address, sentence(change)] as const);
    return Object.fromEntries(lines.filter(([, text]) => text !== ""));
  } catch (error) {
    throw error instanceof PlanError ? new Refusal(`stack ${quoted(name)}: ${error.message}`) : error;
  }
}

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
