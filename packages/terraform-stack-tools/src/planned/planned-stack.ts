import { listed } from "../shared/markdown";
import { parseAddress } from "../stack/address";
import { isLiteral } from "../stack/expression/template";
import { grouped } from "../stack/grouped";
import type { Json, JsonObject } from "../stack/json";
import { once } from "../stack/once";
import { variablesIn } from "../stack/references";
import type { Block, Stack } from "../stack/stack";
import type { Naming } from "./naming";

/** A stack with what its plan says of it. */
export interface PlannedStack {
  readonly stack: Stack;
  /** What exists after the plan. */
  readonly instances: readonly Instance[];
  /** What things are called in sentences. */
  readonly naming: Naming;
  /** Values of variables, by name, as far as they are given or have a default. */
  readonly variables: JsonObject;
  /** The attributes that expressions read, by local values too, as templates. @default nobody knows */
  readonly relevant?: readonly string[];
  /** Instances of other stacks whose blocks the stack also has, since it names what they have made. */
  readonly others?: readonly Instance[];
}

/** One instance of a resource or of a data source. */
export interface Instance {
  /** As plans print it, such as `aws_subnet.pull["a"]`. */
  readonly address: string;
  /** In a module with the arguments of this instance, so that the block of another one is another object. */
  readonly block: Block;
  /** Values that are known. In sentences, `naming` tells their names. */
  readonly values: JsonObject;
  /** The arguments as the configuration has them, with references as templates. @default the configuration is not known */
  readonly written?: JsonObject;
  /** The types of its provisioners, such as `local-exec`. @default none */
  readonly provisioners?: readonly string[];
  /** What decides arguments that nobody knows, where that is not read. */
  readonly hanging?: Pick<ReadonlyMap<string, Hanging>, "get">;
}

/** What decides an argument, each in words such as `local.ids of module.network`. */
export interface Hanging {
  /** Of which nobody knows what they are. */
  readonly open: readonly string[];
  /** Which choose one of those that the argument refers to. */
  readonly choice: readonly string[];
}

/** All instances of a block of the stack itself. */
export function instancesOf({ address }: Pick<Block, "address">, { instances }: PlannedStack): readonly Instance[] {
  return byBlock(instances).get(address) ?? [];
}

const byBlock = once((instances: readonly Instance[]) => grouped(instances, ({ block }) => block.address));

/** The first instance of a block. */
export function instanceOf({ address }: Block, planned: PlannedStack): Instance | undefined {
  return firstByBlock(planned).get(address);
}

const firstByBlock = once(
  ({ instances, others = [] }: PlannedStack): ReadonlyMap<string, Instance> =>
    new Map([...instances, ...others].reverse().map((instance) => [instance.block.address, instance])),
);

/**
 * What nobody knows, with what decides it. In a module it has the address of the module, whose other instances may be given
 * something else.
 */
export function unknown(what: string, { address, hanging }: Instance, ...names: readonly string[]): string {
  const on = names
    .flatMap((name) => hanging?.get(name))
    .flatMap((one) => [...(one?.open ?? []), ...(one?.choice ?? [])]);
  const modules = parseAddress(address)?.modules ?? [];
  const whole = modules.length === 0 ? what : `${what} of ${modules.join(".")}`;
  return on.length === 0 ? whole : `${whole}, which depends on ${listed([...new Set(on)])}`;
}

/** A value as a reader recognizes it: the literal or planned one, or the variable that it comes from. */
export function nameIn(
  planned: Json | undefined,
  configured: Json | undefined,
  { variables, naming }: PlannedStack,
): string | undefined {
  if (typeof planned === "string" && planned !== "") {
    return naming.of(planned);
  }
  if (isLiteral(configured)) {
    return naming.of(configured);
  }
  const [variable] = variablesIn(configured);
  if (variable === undefined) {
    return undefined;
  }
  const value = variables[variable];
  return typeof value === "string" && isWholeVariable(configured) ? naming.of(value) : `var.${variable}`;
}

function isWholeVariable(configured: Json | undefined): boolean {
  return typeof configured === "string" && /^\$\{var\.[\w-]+\}$/.test(configured);
}

/** What the cloud calls a resource. */
export function resourceName({ block, values }: Pick<Instance, "block" | "values">, planned: PlannedStack): string {
  return nameIn(values.name, block.body.name, planned) ?? block.name;
}
