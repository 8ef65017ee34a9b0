import { schemaOf, sensitiveArgumentsOf } from "../../../knowledge/catalogue/schemas";
import { plainSecrets } from "../../../knowledge/secrets/secret-scan";
import { entries, isObject, type JsonObject } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import { isLiteral } from "../../../stack/template";
import { type ArgumentCondition, argumentConditions, valueConditions } from "./argument-conditions";
import { testWriter, type Writer } from "./test-writer";

/** What a test asserts of one block, of the locals, or of the defaults of inputs. */
export interface Assertion {
  /** The address of the block, or what it is about in words. */
  readonly subject: string;
  /** All must hold: of the block itself, or of each of its instances. */
  readonly conditions: readonly string[];
  /** What has the instances, each of which is `instance` in the conditions. */
  readonly instances?: string;
  /** A condition on the number of instances, where it is known. */
  readonly number?: string;
  /** The address as `tests/blocks` has it, and the arguments that are held to a value. */
  readonly held: readonly (readonly [address: string, names: readonly string[]])[];
}

/**
 * Asserts of resources, data sources, locals and defaults what the code gives a value, and how many instances there
 * are. Expressions are held as they are written, by `tests/blocks`.
 * @param hidden the inputs and local values that are secret, such as `var.a`
 */
export function assertionsOf(stack: Stack, hidden: ReadonlySet<string>): Assertion[] {
  const write = testWriter(stack);
  const written = stack.blocks.filter(({ kind }) => kind === "resource" || kind === "data");
  return [
    ...written.map((block) => blockAssertion(block, write)),
    localAssertion(stack, hidden),
    defaultAssertion(stack, hidden),
  ].filter(({ conditions, number }) => conditions.length > 0 || number !== undefined);
}

function blockAssertion(block: Block, write: Writer): Assertion {
  const { address, blockType, isRepeated } = block;
  const conditions = argumentConditions(withoutSecrets(block), isRepeated ? "instance" : address, schemaOf(blockType));
  return {
    subject: address,
    ...heldBy(address, conditions),
    ...(isRepeated ? { instances: address, number: numberOf(block, write) } : {}),
  };
}

function heldBy(address: string, conditions: readonly ArgumentCondition[]): Pick<Assertion, "conditions" | "held"> {
  return {
    conditions: conditions.map(({ condition }) => condition),
    held: [[address, conditions.flatMap(({ names }) => names)]],
  };
}

/** A test repeats no secret that somebody wrote into the stack. */
function withoutSecrets({ blockType, body }: Block): JsonObject {
  const sensitive = sensitiveArgumentsOf(blockType) ?? [];
  const shown = entries(body).filter(
    ([name, value]) =>
      !(sensitive.includes(name) && isLiteral(value)) && plainSecrets({ [name]: value }, "", blockType).length === 0,
  );
  return Object.fromEntries(shown);
}

/** A condition on the number of instances: as many as their collection has, which a test has two of. */
function numberOf({ address, body }: Block, write: Writer): string | undefined {
  const { for_each: forEach, count } = body;
  const collection = typeof forEach === "string" ? write(forEach) : undefined;
  const number = typeof count === "string" ? write(count) : count?.toString();
  const expected = collection === undefined ? number : `length(${collection})`;
  return expected === undefined ? undefined : `length(${address}) == ${expected}`;
}

function localAssertion({ locals }: Stack, hidden: ReadonlySet<string>): Assertion {
  const shown = [...locals].filter(([name]) => !hidden.has(`local.${name}`));
  const conditions = shown.flatMap(([name, value]) => valueConditions(value, name, `local.${name}`));
  return { subject: "a local value", ...heldBy("locals", conditions) };
}

/** An optional input has its default, since the test sets none. */
function defaultAssertion({ variables }: Stack, hidden: ReadonlySet<string>): Assertion {
  const shown = variables.filter(({ name, isRequired }) => !isRequired && !hidden.has(`var.${name}`));
  const conditions = shown.flatMap(({ name, default: value = null }) =>
    isObject(value) ? [] : [{ address: `variable.${name}`, all: valueConditions(value, "default", `var.${name}`) }],
  );
  return {
    subject: "the default of an input",
    conditions: conditions.flatMap(({ all }) => all.map(({ condition }) => condition)),
    held: conditions.map(({ address, all }) => [address, all.flatMap(({ names }) => names)]),
  };
}
