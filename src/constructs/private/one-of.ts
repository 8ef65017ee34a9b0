import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { fail } from "./fail";

/** Throws for a value that its enum lacks: not every caller is held to the types, and a default branch could grant more than was meant. */
export function checkOneOf(
  scope: IConstruct,
  property: string,
  value: string,
  values: { [name: string]: string },
  repair = "use the enum",
): void {
  const names = Object.values(values);
  if (!Token.isUnresolved(value) && !names.includes(value)) {
    fail(scope, { property, must: `be one of ${names.join(", ")}`, got: value, repair });
  }
}
