import { parseAddress } from "../../stack/address";
import { isLiteral } from "../../stack/expression/template";
import type { Json, JsonObject } from "../../stack/json";
import { variablesIn } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";

/** A stack with what its plan says of it. */
export interface PlannedStack {
  readonly stack: Stack;
  /** What exists after the plan. */
  readonly instances: readonly Instance[];
  /** Values of variables, by name, as far as they are given or have a default. */
  readonly variables: JsonObject;
}

/** One instance of a resource or of a data source. */
export interface Instance {
  /** As plans print it, such as `kubernetes_secret_v1.pull["shop"]`. */
  readonly address: string;
  /** In a module with the arguments of this instance, so that the block of another one is another object. */
  readonly block: Block;
  /** Values that are known and not sensitive. */
  readonly values: JsonObject;
}

/** The first instance of a block. */
export function instanceOf({ address }: Block, { instances }: PlannedStack): Instance | undefined {
  return instances.find(({ block }) => block.address === address);
}

/** What nobody knows. In a module it has the address of the module, whose other instances may be given something else. */
export function unknown(what: string, { address }: Pick<Instance, "address">): string {
  const modules = parseAddress(address)?.modules ?? [];
  return modules.length === 0 ? what : `${what} of ${modules.join(".")}`;
}

/** A value as a reader recognizes it: the literal or planned one, or the variable that it comes from. */
export function nameIn(
  planned: Json | undefined,
  configured: Json | undefined,
  { variables }: PlannedStack,
): string | undefined {
  if (typeof planned === "string" && planned !== "") {
    return planned;
  }
  if (isLiteral(configured)) {
    return configured;
  }
  const [variable] = variablesIn(configured);
  if (variable === undefined) {
    return undefined;
  }
  const value = variables[variable];
  return typeof value === "string" && isWholeVariable(configured) ? value : `var.${variable}`;
}

function isWholeVariable(configured: Json | undefined): boolean {
  return typeof configured === "string" && /^\$\{var\.[\w-]+\}$/.test(configured);
}

/** What Azure calls a resource. */
export function resourceName({ block, values }: Pick<Instance, "block" | "values">, planned: PlannedStack): string {
  return nameIn(values.name, block.body.name, planned) ?? block.name;
}
