import { TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { namesIn } from "./expression";

/** Their results are not in the synthesized JSON. */
const READING = /^(file|templatefile|uuid|bcrypt|timestamp|plantimestamp)/;

/**
 * Whether all of a text is in the synthesized JSON: written there, in a local, or as the default of a variable, whatever
 * puts the parts together.
 */
export function isLiteral(scope: IConstruct, value: unknown): boolean {
  const { references, functions } = namesIn(scope, value);
  return !functions.some((name) => READING.test(name)) && references.every((one) => isOfLiteral(scope, one));
}

function isOfLiteral(scope: IConstruct, reference: string): boolean {
  const [kind, id] = reference.split(".");
  if (kind !== "var" && kind !== "local") {
    return false;
  }
  const elements = TerraformStack.of(scope).node.findAll().filter(TerraformElement.isTerraformElement);
  const written = elements.filter(({ friendlyUniqueId }) => friendlyUniqueId === id).map((one) => one.toTerraform());
  const [value] = written.flatMap(({ locals, variable }) => locals?.[id] ?? variable?.[id]?.default ?? []);
  return value !== undefined && value !== "" && isLiteral(scope, value);
}
