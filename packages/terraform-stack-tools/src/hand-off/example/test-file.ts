import { escaped } from "../../stack/expression/template";
import { type JsonObject, listOf, objectOf } from "../../stack/json";
import { variablesIn } from "../../stack/references";
import type { Stack } from "../../stack/stack";
import { EXAMPLE_FOLDER } from "../module/layout";
import { assertionsOf } from "./approved/assertions";
import { commandOf, dependenciesIn, during } from "./command";
import { type Engine, mockAnswers, mockedProviders, mockProviders } from "./mocks";
import { distinctOverrides, numberedExample, type Overrides, overridesOf, placedOverrides } from "./overrides";
import { emptySampleOf, sampleOf } from "./sample";

/**
 * The content of a test file that holds what was approved, with mocked providers and example inputs.
 * @param providers the configurations to mock, also where the module gets them from its caller
 * @param inFiles what it asserts of the module's files
 */
export function testFile(
  stack: Stack,
  engine: Engine,
  providers = stack.providers,
  inFiles: readonly JsonObject[] = [],
): JsonObject {
  const command = commandOf(stack, engine);
  const asserted = [...assertionsOf(stack, dependenciesIn(stack, engine, command)), ...inFiles];
  return {
    ...setUp(stack, engine, providers, distinctOverrides(stack, engine, command), during(engine, command)),
    run: { approved: { command, ...listMember("assert", asserted) } },
  };
}

/**
 * The content of a test file that plans the configuration that calls the module.
 * @param stack the configuration before it was divided
 * @param place the address of a block where the caller sees it
 */
export function exampleTestFile(stack: Stack, engine: Engine, place: (address: string) => string): JsonObject {
  return {
    ...setUp(stack, engine, stack.providers, placedOverrides(overridesOf(stack), place), {}),
    run: { example: { command: "plan", module: [{ source: `./${EXAMPLE_FOLDER.slice(0, -1)}` }] } },
  };
}

function setUp(
  stack: Stack,
  engine: Engine,
  providers: Stack["providers"],
  { data, resource }: Overrides,
  mocking: JsonObject,
): JsonObject {
  return {
    ...mockProviders(mockedProviders(stack, engine), providers, (name) => ({
      ...mocking,
      ...mockAnswers(stack, name),
    })),
    ...objectMember("variables", exampleInputs(stack)),
    ...listMember("override_data", data),
    ...listMember("override_resource", resource),
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
    required.map((variable, index) => {
      const none = lists.includes(variable.name) ? emptySampleOf(variable) : undefined;
      return [variable.name, none ?? escaped(sampleOf(variable, numberedExample(index + 1)).value)];
    }),
  );
}

/** The variables that only say what is imported. An example could name an instance that the module does not have. */
function importLists({ sections }: Stack): string[] {
  const lists = listOf(sections.import).flatMap((block) => variablesIn(objectOf(block).for_each));
  const others = lists.length === 0 ? [] : variablesIn([sections.resource ?? null, sections.locals ?? null]);
  return lists.filter((name) => !others.includes(name));
}
