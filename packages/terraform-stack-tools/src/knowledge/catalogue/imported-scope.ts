import { addressIn, blockAddress } from "../../stack/address";
import { wholeReference } from "../../stack/expression/reference";
import { isLiteral, unwrapped } from "../../stack/expression/template";
import type { Json } from "../../stack/json";
import type { Stack } from "../../stack/stack";

/** Source: Terraform's azurerm provider, "azurerm_role_assignment", "Import". */
const ROLE_ASSIGNMENT_ID = /^(.+)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/;

/**
 * The ids of objects that a stack looks up, by the address of their data source, where an imported role assignment
 * reveals them: its own id begins with the id of its scope. Mocks must answer with that id, otherwise the plan shows
 * the assignment on another object.
 */
export function importedScopes({ imports, blockByAddress }: Stack): ReadonlyMap<string, string> {
  const scopes = imports.flatMap(({ to, id }): [string, string][] => {
    const assignment = blockByAddress.get(blockAddress(to));
    const source = assignment?.type === "azurerm_role_assignment" ? lookedUp(assignment.body.scope) : undefined;
    const scope = isLiteral(id) ? ROLE_ASSIGNMENT_ID.exec(id)?.[1] : undefined;
    return source === undefined || scope === undefined ? [] : [[source, scope]];
  });
  return new Map(scopes);
}

/** The address of the data source whose `id` a value is. */
function lookedUp(value: Json | undefined): string | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const reference = expression === undefined ? undefined : wholeReference(expression.trim());
  if (reference?.root !== "data" || reference.steps.length !== 3) {
    return undefined;
  }
  const found = addressIn(reference);
  const [attribute] = found?.path ?? [];
  return found !== undefined && attribute?.kind === "attribute" && attribute.name === "id"
    ? blockAddress(found.address)
    : undefined;
}
