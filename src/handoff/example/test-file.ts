import { importedScopes } from "../../catalogue/imported-scope";
import { EXAMPLE } from "../../catalogue/made-up";
import { textFor } from "../../catalogue/name-rules";
import { isPullGrant, isPullSecret } from "../../catalogue/questions";
import { mockProviders, override } from "../../providers/test-file";
import { blockAddress, parseAddress, printAddress } from "../../terraform/address";
import { escaped, isLiteral } from "../../terraform/expression/template";
import { type JsonObject, listOf, objectOf, textOf } from "../../terraform/json";
import { remoteOutputs, variablesIn } from "../../terraform/references";
import type { Block, Stack } from "../../terraform/stack";
import { EXAMPLE_FOLDER } from "../module/layout";
import { type Engine, madeUpAnswers, mockAnswers, mockedProviders } from "./mocks";
import { emptySampleOf, sampleOf } from "./sample";

/**
 * The content of a test file that plans the module with mocked providers and example inputs.
 * @param providers the configurations to mock, also where the module gets them from its caller
 */
export function testFile(stack: Stack, engine: Engine, providers = stack.providers): JsonObject {
  return {
    ...setUp(stack, engine, providers, (address) => address),
    run: { plan: { command: "plan", ...listMember("assert", stack.blocks.flatMap(assertionsOf)) } },
  };
}

/**
 * The content of a test file that plans the configuration that calls the module.
 * @param stack the configuration before it was divided
 * @param place the address of a block where the caller sees it
 */
export function exampleTestFile(stack: Stack, engine: Engine, place: (address: string) => string): JsonObject {
  return {
    ...setUp(stack, engine, stack.providers, place),
    run: { example: { command: "plan", module: [{ source: `./${EXAMPLE_FOLDER.slice(0, -1)}` }] } },
  };
}

function setUp(
  stack: Stack,
  engine: Engine,
  providers: Stack["providers"],
  place: (address: string) => string,
): JsonObject {
  const placed = (blocks: readonly JsonObject[]): JsonObject[] =>
    blocks.map((block) => ({ ...block, target: place(textOf(block.target)) }));
  return {
    ...mockProviders(mockedProviders(stack, engine), providers, (name) => mockAnswers(stack, name)),
    ...objectMember("variables", exampleInputs(stack)),
    ...listMember("override_data", placed([...remoteStates(stack), ...scopes(stack)])),
    ...listMember("override_resource", placed(imported(stack))),
  };
}

function objectMember(name: string, value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function listMember(name: string, values: readonly JsonObject[]): JsonObject {
  return values.length === 0 ? {} : { [name]: values };
}

/** Texts in a test file are templates, so that they are escaped. */
function exampleInputs(stack: Stack): JsonObject {
  const required = stack.variables.filter(({ isRequired }) => isRequired);
  const lists = importLists(stack);
  return Object.fromEntries(
    required.map((variable) => {
      const none = lists.includes(variable.name) ? emptySampleOf(variable) : undefined;
      return [variable.name, none ?? escaped(sampleOf(variable).value)];
    }),
  );
}

/** The variables that only say what is imported. An example could name an instance that the module does not have. */
function importLists({ sections }: Stack): string[] {
  const lists = listOf(sections.import).flatMap((block) => variablesIn(objectOf(block).for_each));
  const others = lists.length === 0 ? [] : variablesIn([sections.resource ?? null, sections.locals ?? null]);
  return lists.filter((name) => !others.includes(name));
}

/** The outputs of other stacks, as far as this one reads them. */
function remoteStates(stack: Stack): JsonObject[] {
  const states = stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  const read = remoteOutputs(stack);
  return states.map(({ address }) => {
    const outputs = (read.get(address) ?? []).map((name) => [name, textFor({ name }, EXAMPLE) ?? EXAMPLE.name]);
    return override(address, { outputs: Object.fromEntries(outputs) });
  });
}

/** An override replaces all that the mock answers, not only the id. */
function scopes(stack: Stack): JsonObject[] {
  return [...importedScopes(stack)].map(([target, id]) => override(target, { ...answersOf(target, stack), id }));
}

/** Terraform reads what it imports from an override: it asks no mock for it. */
function imported(stack: Stack): JsonObject[] {
  return stack.imports.map(({ to }) => override(printAddress(to), answersOf(blockAddress(to), stack)));
}

function answersOf(address: string, { blockByAddress }: Stack): JsonObject {
  const block = blockByAddress.get(address);
  return block === undefined ? {} : madeUpAnswers([block]);
}

/** Asserts what a reviewer agreed to: the roles by name, and the type of the pull secrets. */
function assertionsOf(block: Block): JsonObject[] {
  const role = block.body.role_definition_name;
  if (!canBeWritten(block.address)) {
    return [];
  }
  if (isPullGrant(block) && isLiteral(role)) {
    return [assertion(block, "role_definition_name", role)];
  }
  // Secrets with `count` are somebody else's: the constructs use `for_each`.
  if (isPullSecret(block) && !("count" in block.body)) {
    return [assertion(block, "type", "kubernetes.io/dockerconfigjson")];
  }
  return [];
}

/** Whether an address from the input can be part of an expression without changing what it means. */
function canBeWritten(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && printAddress(parsed) === address;
}

function assertion({ address, isRepeated }: Block, argument: string, value: string): JsonObject {
  const condition = isRepeated
    ? `\${alltrue([for instance in ${address} : instance.${argument} == "${value}"])}`
    : `\${${address}.${argument} == "${value}"}`;
  return {
    condition,
    error_message: `${address} must have ${argument} '${value}'; ask for a handoff to change it.`,
  };
}
