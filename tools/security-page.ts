import {
  NO_SECRET,
  recordOf,
  type StateContent,
} from "../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { table } from "../packages/terraform-stack-tools/src/shared/words";
import { type SynthesizedUsage, synthesizedUsages } from "./constructs";
import { page } from "./page";

export function securityPage(): string {
  const rows = synthesizedUsages().map((usage) => [usage.name, stateCell(usage), usage.inCluster ?? "nothing"]);
  return page("security.md", { state: table(["Construct", "In the Terraform state", "In the cluster"], rows) });
}

/** What the types of the blocks leave in the state, whatever their arguments are here. */
function stateCell({ blocks, inState }: SynthesizedUsage): string {
  const contents = blocks.map(({ blockType }) => recordOf(blockType)?.state).filter((state) => state !== undefined);
  const secrets = [...new Set(contents.flatMap(secretWords))];
  const reasons = contents.flatMap((state) =>
    "nothing" in state && state.nothing !== NO_SECRET ? [state.nothing] : [],
  );
  const found = secrets.length > 0 ? secrets : [...new Set(reasons)].map((reason) => `**nothing**: ${reason}`);
  const words = [...found, ...(inState === undefined ? [] : [inState])];
  return words.length > 0 ? words.join("; ") : "nothing secret";
}

function secretWords(state: StateContent): string[] {
  if ("nothing" in state) {
    return [];
  }
  if (state.unless === undefined) {
    return [state.secret];
  }
  return [`${state.secret}, unless ${state.unless.map(({ reason }) => reason).join(", or ")}`];
}
