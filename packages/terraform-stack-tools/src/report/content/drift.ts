import { foundParts } from "../../knowledge/pages/access-rows";
import type { Drift } from "../../planned/plan";
import { heading, type Inline, type Part } from "../../shared/document";
import type { ReviewedStack } from "../reviewed-stack";
import { cellOf } from "./values";

/** What was changed outside of the engine since the last apply, and who gained or lost access by that. */
export function driftParts({ drift = [], found }: ReviewedStack): Part[] {
  if (drift.length === 0) {
    return [];
  }
  return [
    heading("Changed outside of Terraform", 3),
    {
      kind: "table",
      heads: ["Resource", "Argument", "As agreed", "Found", "After this plan"],
      rows: drift.flatMap(driftRows),
    },
    ...(found === undefined ? [] : foundParts(found)),
  ];
}

function driftRows({ address, isDeleted, changes, action }: Drift): Inline[][] {
  if (isDeleted) {
    return [[{ code: address }, "", "there", "deleted", action === "create" ? "created again" : "deleted"]];
  }
  return Object.entries(changes).map(([path, { agreed, found, after }]) => [
    { code: address },
    { code: path },
    cellOf(agreed),
    cellOf(found),
    after === undefined ? afterAction(action) : cellOf(after),
  ]);
}

/** What becomes of a value that the plan does not change by itself. */
function afterAction(action: string): string {
  switch (action) {
    case "delete":
      return "deleted";
    case "replace":
      return "created anew";
    default:
      return "as found";
  }
}

/** One line for each, for a terminal and for findings. */
export function driftWords({ isDeleted, changes }: Drift): string {
  return isDeleted
    ? "was deleted outside of Terraform"
    : `was changed outside of Terraform: ${Object.keys(changes).join(", ")}`;
}
