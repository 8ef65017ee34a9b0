import { schemaOf, sensitiveArgumentsOf } from "../../../knowledge/catalogue/block-schema";
import { isSecretInput, plainSecrets } from "../../../knowledge/secrets/secret-scan";
import { parseAddress, printAddress } from "../../../stack/address";
import { renameBlocks } from "../../../stack/expression/rename";
import { escapedText, isLiteral } from "../../../stack/expression/template";
import { entries, isObject, type JsonObject } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import type { Dependencies } from "../command";
import { type ArgumentCondition, argumentConditions, valueConditions, type Writer } from "./argument-conditions";
import { testWriter } from "./test-writer";

/**
 * Asserts every argument of the resources and data sources, the locals, and the defaults of the inputs, as far as a test
 * can evaluate them: literals by their value, references by the expression that was approved.
 */
export function assertionsOf(stack: Stack, dependencies: Dependencies): JsonObject[] {
  const write = testWriter(stack, dependencies);
  const written = stack.blocks.filter(({ kind }) => kind === "resource" || kind === "data").filter(isSafe);
  return [
    ...written.flatMap((block) => blockAssertions(block, write)),
    ...localAssertions(stack, write),
    ...defaultAssertions(stack, write),
  ];
}

export function assertion(subject: string, condition: string): JsonObject {
  return {
    condition: `\${${condition}}`,
    error_message: escapedText(`${subject} is not what was approved; ask for a handoff to change it.`),
  };
}

function blockAssertions(block: Block, write: Writer): JsonObject[] {
  const { address, blockType } = block;
  const { instance, within, rename, counted } = instancesOf(block, write);
  const conditions = argumentConditions(withoutSecrets(block), instance, schemaOf(blockType), (text) =>
    write(rename(text)),
  );
  return [
    ...counted.map((condition) => assertion(`the number of ${address}`, condition)),
    ...conditions.map(({ argument, condition }) => assertion(`${address}: ${argument}`, within(condition))),
  ];
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

/** How to look at all instances of a block. */
interface Instances {
  readonly instance: string;
  readonly within: (condition: string) => string;
  /** Gives what an instance knows of itself another name, which the condition around it declares. */
  readonly rename: (text: string) => string;
  /** A condition on their number, where it is known. */
  readonly counted: readonly string[];
}

function instancesOf({ address, body, isRepeated }: Block, write: Writer): Instances {
  const same = (text: string): string => text;
  if (!isRepeated) {
    return { instance: address, within: same, rename: same, counted: [] };
  }
  const { for_each: forEach, count } = body;
  const collection = typeof forEach === "string" ? write(forEach) : undefined;
  if (collection !== undefined) {
    return {
      instance: `${address}[each_key]`,
      within: (condition) => `alltrue([for each_key, each_value in ${collection} : ${condition}])`,
      rename: (text) => renameBlocks(text, EACH),
      counted: [`length(${address}) == length(${collection})`],
    };
  }
  const number = typeof count === "number" ? String(count) : typeof count === "string" && write(count);
  return number
    ? {
        instance: `${address}[count_index]`,
        within: (condition) => `alltrue([for count_index in range(${number}) : ${condition}])`,
        rename: (text) => renameBlocks(text, COUNT),
        counted: [`length(${address}) == ${number}`],
      }
    : {
        instance: "instance",
        within: (condition) => `alltrue([for instance in ${address} : ${condition}])`,
        rename: same,
        counted: [],
      };
}

const EACH = new Map([
  ["each.key", "each_key"],
  ["each.value", "each_value"],
]);
const COUNT = new Map([["count.index", "count_index"]]);

function localAssertions({ locals }: Stack, write: Writer): JsonObject[] {
  const shown = [...locals].filter(([name, value]) => plainSecrets({ [name]: value }, "").length === 0);
  return shown.flatMap(([name, value]) => asserted(valueConditions(value, `local.${name}`, `local.${name}`, write)));
}

/** An optional input has its default, since the test sets none. */
function defaultAssertions({ variables }: Stack, write: Writer): JsonObject[] {
  const shown = variables.filter((variable) => !variable.isRequired && !isSecretInput(variable));
  return shown.flatMap((variable) => {
    const { name, default: value = null } = variable;
    return isObject(value) ? [] : asserted(valueConditions(value, `var.${name}`, `var.${name}`, write));
  });
}

function asserted(conditions: readonly ArgumentCondition[]): JsonObject[] {
  return conditions.map(({ argument, condition }) => assertion(argument, condition));
}

/** Whether an address from the input can be part of an expression without changing what it means. */
function isSafe({ address }: Block): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && printAddress(parsed) === address;
}
