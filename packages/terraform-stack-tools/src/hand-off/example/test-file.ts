import type { Json } from "../../stack/json";
import { listOf, objectOf } from "../../stack/json";
import { variablesIn } from "../../stack/references";
import { aliasesOf, type ProviderConfiguration, type Stack } from "../../stack/stack";
import { quote } from "../../stack/template";
import { type Argument, type Item, layOut, literalLines } from "../hcl/layout";
import { EXAMPLE_FOLDER } from "../module/layout";
import type { Assertion } from "./approved/assertions";
import { approvedRun, valuesRun } from "./approved/runs";
import { type Engine, mockAnswers, mockedProviders } from "./mocks";
import { numberedExample, type Override, type Overrides, overridesOf, placedOverrides } from "./overrides";
import { emptySampleOf, sampleOf } from "./sample";

/** What a test approves of a folder: the lines of its blocks, by address. */
export type Approved = ReadonlyMap<string, readonly string[]>;

/**
 * A test file that holds which blocks are written in the module, and in the configuration that calls it. It has no mocks
 * and no overrides: OpenTofu refuses those that the configuration of a run does not have, and this one reads files only.
 */
export function blocksTestFile(module: Approved, caller: Approved | undefined): string {
  return printed(BLOCKS, [
    approvedRun("module", ".", module),
    ...(caller === undefined ? [] : [approvedRun("example", CALLER_FOLDER, caller)]),
  ]);
}

/**
 * A test file that holds the values that were approved, with mocked providers and example inputs.
 * @param providers the configurations to mock, also where the module gets them from its caller
 */
export function testFile(
  stack: Stack,
  engine: Engine,
  assertions: readonly Assertion[],
  providers: readonly ProviderConfiguration[] = stack.providers,
): string {
  return printed(MODULE, [...setUp(stack, engine, providers, overridesOf(stack)), valuesRun(assertions)]);
}

/**
 * A test file for the configuration that calls the module.
 * @param stack the configuration before it was divided
 * @param place the address of a block where the caller sees it
 */
export function exampleTestFile(stack: Stack, engine: Engine, place: (address: string) => string): string {
  return printed(CALLER, [
    ...setUp(stack, engine, stack.providers, placedOverrides(overridesOf(stack), place)),
    {
      header: 'run "plan"',
      items: [
        argument("command", "plan"),
        { header: "module", items: [argument("source", quote(`./${CALLER_FOLDER}`))], startsGroup: true },
      ],
    },
  ]);
}

const CALLER_FOLDER = EXAMPLE_FOLDER.slice(0, -1);

const BLOCKS = [
  "Is written what was approved? Whoever changes the module on purpose changes the line here with it.",
  "It reads files only, so that it needs no provider.",
];

const MODULE = [
  "Does the module plan what was approved? Providers are mocked, so that a test needs no credentials and creates nothing.",
  "Whoever changes the module on purpose changes the value here with it.",
];

const CALLER = ["Does the configuration that calls the module plan?"];

function printed(comment: readonly string[], items: readonly Item[]): string {
  return `${comment.map((line) => `# ${line}\n`).join("")}\n${layOut(items).join("\n")}\n`;
}

function argument(name: string, ...value: readonly string[]): Argument {
  return { name, value };
}

function setUp(
  stack: Stack,
  engine: Engine,
  providers: readonly ProviderConfiguration[],
  { data, resource }: Overrides,
): Item[] {
  const inputs = exampleInputs(stack);
  return [
    ...mockedProviders(stack, engine).flatMap((name) => {
      const answers = mockItems(stack, name);
      const aliases = aliasesOf(name, providers).map((alias) => [argument("alias", quote(alias)), ...answers]);
      return [answers, ...aliases].map((items) => ({ header: `mock_provider ${quote(name)}`, items }));
    }),
    ...(inputs.length === 0 ? [] : [{ header: "variables", items: inputs }]),
    ...data.map((one) => override("override_data", one)),
    ...resource.map((one) => override("override_resource", one)),
  ];
}

function mockItems(stack: Stack, provider: string): Item[] {
  const { resource, data } = mockAnswers(stack, provider);
  const mock = (header: string, [type, defaults]: readonly [string, Json]): Item => ({
    header: `${header} ${quote(type)}`,
    items: [argument("defaults", ...literalLines(defaults))],
  });
  return [...resource.map((one) => mock("mock_resource", one)), ...data.map((one) => mock("mock_data", one))];
}

function override(header: string, { target, values }: Override): Item {
  return { header, items: [argument("target", target), argument("values", ...literalLines(values))] };
}

function exampleInputs(stack: Stack): Argument[] {
  const required = stack.variables.filter(({ isRequired }) => isRequired);
  const lists = importLists(stack);
  return required.map((variable, index) => {
    const none = lists.includes(variable.name) ? emptySampleOf(variable) : undefined;
    const [own, other] = [index + 1, index + 1 + required.length].map(numberedExample);
    return argument(variable.name, ...literalLines(none ?? sampleOf(variable, own, other).value));
  });
}

/** The variables that only say what is imported. An example could name an instance that the module does not have. */
function importLists({ sections }: Stack): string[] {
  const lists = listOf(sections.import).flatMap((block) => variablesIn(objectOf(block).for_each));
  const others = lists.length === 0 ? [] : variablesIn([sections.resource ?? null, sections.locals ?? null]);
  return lists.filter((name) => !others.includes(name));
}
