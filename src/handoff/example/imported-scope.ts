import { addressIn, blockAddress } from "../../terraform/address";
import { wholeReference } from "../../terraform/expression/reference";
import { bare, isLiteral } from "../../terraform/expression/template";
import type { Json } from "../../terraform/json";
import type { Stack } from "../../terraform/stack";

/**
 * The scopes of imported role assignments, by the address of the data source that the assignment takes its scope from.
 * A made-up answer of that data source must have the same id, because another scope would replace the assignment.
 */
export function importedScopes({ imports, blocks }: Stack): ReadonlyMap<string, string> {
  const scopes = imports.flatMap(({ to, id }) => {
    const block = blocks.find(({ address }) => address === blockAddress(to));
    const lookedUp = idReadBy(block?.body.scope);
    const scope = isLiteral(id) ? scopeIn(id) : undefined;
    return lookedUp === undefined || scope === undefined ? [] : [[lookedUp, scope] as const];
  });
  return new Map(scopes);
}

/** The address of the data source whose `id` an argument is. */
function idReadBy(value: Json | undefined): string | undefined {
  const reference = typeof value === "string" ? wholeReference(bare(value)) : undefined;
  const found = reference && addressIn(reference);
  const [step, ...others] = found?.path ?? [];
  const isId = step?.kind === "attribute" && step.name === "id" && others.length === 0;
  return isId && found?.address.kind === "data" ? blockAddress(found.address) : undefined;
}

/** The scope in the id of a role assignment. */
function scopeIn(id: string): string | undefined {
  return /^(.+)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/.exec(id)?.[1];
}
