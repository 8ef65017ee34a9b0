import { EXAMPLE, type MadeUp, textFor, ZERO_GUID } from "../../knowledge/catalogue/made-up";
import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { codeList } from "../../shared/words";
import { type Json, listOf, objectOf } from "../../stack/json";
import { remoteOutputs, variablesIn } from "../../stack/references";
import { aliasesOf, type Stack, type Variable } from "../../stack/stack";
import { quote } from "../../stack/template";
import { type Argument, type Item, isBareKey, layOut, literalLines } from "../hcl/layout";
import { inModule } from "../module/child-module";
import { EXAMPLE_FOLDER, type Modules } from "../module/layout";
import { type Answers, answerAt, answersFor, ephemeralProviders, type Override } from "./answers";
import { type Expected, expectedOutputs } from "./expected-outputs";
import { emptySampleOf, sampleOf } from "./sample";

/** The test of a bundle, which Terraform and OpenTofu run alike. */
export const TEST_FILE = "tests/example.tftest.hcl";

/**
 * Plans the configuration that the bundle is applied by, with mocked providers, and compares its outputs. Every input has a
 * value here, which counts more than `terraform.tfvars` and the environment.
 */
export function testFile({ whole: { stack }, example }: Modules): string {
  const inputs = inputsOf(stack);
  const answers = answersFor(stack);
  const outputs = expectedOutputs(stack, { inputs, answers: (block) => answerAt(block, answers) });
  // A block that the caller has itself stays where it is.
  const place = (address: string): string =>
    example === undefined || example.module.stack.blockByAddress.has(address)
      ? address
      : inModule(address, example.call);
  const items = [
    ...mocks(stack, answers),
    ...answers.data.map((one) => override("override_data", one, place)),
    ...answers.resource.map((one) => override("override_resource", one, place)),
    run(inputs, outputs, example !== undefined),
  ];
  return `${COMMENT.map((line) => `# ${line}\n`).join("")}\n${layOut(items).join("\n")}\n`;
}

const COMMENT = [
  "Does the configuration plan, and does it output what it did when it was handed over? Providers are mocked, so that the",
  "test needs no credentials and creates nothing. It sets every input, so that your own values do not matter. An output",
  "that only an apply tells is planned, and not compared.",
];

function argument(name: string, ...value: readonly string[]): Argument {
  return { name, value };
}

function mocks({ providers }: Stack, answers: Answers): Item[] {
  return [...answers.mocks].flatMap(([name, types]) => {
    const items = types.map(({ kind, type, defaults }) => ({
      header: `mock_${kind} ${quote(type)}`,
      items: [argument("defaults", ...literalLines(defaults))],
    }));
    const aliases = aliasesOf(name, providers).map((alias) => [argument("alias", quote(alias)), ...items]);
    return [items, ...aliases].map((own) => ({ header: `mock_provider ${quote(name)}`, items: own }));
  });
}

function override(header: string, { target, values }: Override, place: (address: string) => string): Item {
  return { header, items: [argument("target", place(target)), argument("values", ...literalLines(values))] };
}

function run(inputs: ReadonlyMap<string, Json>, outputs: readonly Expected[], isCalled: boolean): Item {
  const source = argument("source", quote(`./${EXAMPLE_FOLDER.slice(0, -1)}`));
  const variables = [...inputs].filter(([name]) => isBareKey(name));
  return {
    header: 'run "plan"',
    items: [
      argument("command", "plan"),
      ...(isCalled ? [{ header: "module", items: [source] }] : []),
      ...(variables.length === 0 ? [] : [{ header: "variables", items: variables.map(valueItem) }]),
      ...outputs
        .filter(({ name }) => isBareKey(name))
        .map(({ name, conditions }) => ({
          header: "assert",
          items: [
            argument("condition", ...(conditions.length === 1 ? conditions : allOf(conditions))),
            argument("error_message", quote(`The output ${name} is not what was handed over.`)),
          ],
        })),
    ],
  };
}

function valueItem([name, value]: readonly [string, Json]): Argument {
  return argument(name, ...literalLines(value));
}

function allOf(conditions: readonly string[]): string[] {
  return ["alltrue([", ...conditions.map((condition) => `  ${condition},`), "])"];
}

/** A value for every input: an example, or the default where that is no secret. */
function inputsOf(stack: Stack): ReadonlyMap<string, Json> {
  const hidden = hiddenValues(stack);
  const lists = importLists(stack);
  return new Map(
    stack.variables.map((variable, index) => {
      const { name, default: value } = variable;
      if (value !== undefined && (value === null || !hidden.has(`var.${name}`))) {
        return [name, value];
      }
      const none = lists.includes(name) ? emptySampleOf(variable) : undefined;
      return [name, none ?? sampleOf(variable, numberedExample(index + 1)).value];
    }),
  );
}

/** Made-up values that differ from those of other numbers, so that a test sees when two are swapped. */
function numberedExample(number: number): MadeUp {
  const guid = ZERO_GUID.slice(0, -8) + number.toString(16).padStart(8, "0");
  return {
    subscription: guid,
    resourceGroup: `${EXAMPLE.resourceGroup}${number}`,
    name: `${EXAMPLE.name}${number}`,
    guid,
    time: EXAMPLE.time,
  };
}

/** The variables that only say what is imported. An example could name an instance that the module does not have. */
function importLists({ sections }: Stack): string[] {
  const lists = listOf(sections.import).flatMap((block) => variablesIn(objectOf(block).for_each));
  const others = lists.length === 0 ? [] : variablesIn([sections.resource ?? null, sections.locals ?? null]);
  return lists.filter((name) => !others.includes(name));
}

/** What must be known before the test is run, as a paragraph of the README; empty if there is nothing. */
export function testCaveats(stack: Stack): string {
  const real = ephemeralProviders(stack);
  const guessed = [...remoteOutputs(stack)].flatMap(([address, names]) =>
    names.filter((name) => textFor({ name }, EXAMPLE) === undefined).map((name) => `${address}.outputs.${name}`),
  );
  const isUncertain = (variable: Variable) => variable.isRequired && !sampleOf(variable).isCertain;
  const uncertain = stack.variables.filter(isUncertain).map(({ name }) => name);
  return [
    ...(real.length === 0
      ? []
      : [
          `Terraform cannot mock ephemeral resources: the test reads those of ${codeList(real)} for real. That takes ` +
            "credentials; every other provider is mocked.",
        ]),
    ...(stack.imports.length === 0
      ? []
      : [
          "OpenTofu cannot test a module that imports resources: if `tofu test` fails with an error of its own, use " +
            "`tofu plan` instead.",
        ]),
    ...(guessed.length === 0
      ? []
      : [
          "The test makes up the outputs of other stacks, and these have names that do not tell what they contain: " +
            `${codeList(guessed)}. If the test fails, replace their values in ${FILE}.`,
        ]),
    ...(uncertain.length === 0
      ? []
      : [
          `The example values of these inputs may not pass their validation: ${codeList(uncertain)}. If the test fails, ` +
            `replace them in ${FILE}.`,
        ]),
  ].join(" ");
}

const FILE = `\`${TEST_FILE}\``;
