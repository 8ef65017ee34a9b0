import { answersOf, EXAMPLE, importedScopes, type MadeUp, textFor, ZERO_GUID } from "../../knowledge/catalogue/made-up";
import { hiddenValues, literalSecrets } from "../../knowledge/secrets/secret-scan";
import { codeList } from "../../shared/words";
import { addressIn, blockAddress, printAddress } from "../../stack/address";
import {
  compare,
  entries,
  grouped,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
} from "../../stack/json";
import { type Reference, type Step, wholeReference } from "../../stack/reference";
import { attributesRead, remoteOutputs, variablesIn } from "../../stack/references";
import { aliasesOf, type Block, META_ARGUMENTS, type Stack } from "../../stack/stack";
import { isTemplate, quote } from "../../stack/template";
import { type Argument, type Item, isBareKey, layOut, literalLines } from "../hcl/layout";
import { EXAMPLE_FOLDER, inModule, type Modules } from "../module/layout";
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
  "that is known only after an apply is planned, and not compared.",
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
      return [name, none ?? sampleOf(variable, numberedExample(index + 1))];
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
  const isMadeUp = remoteOutputs(stack).size > 0 || stack.variables.some(({ isRequired }) => isRequired);
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
    ...(isMadeUp
      ? [
          `Inputs and outputs of other stacks have placeholder values. If one fails a validation, replace it in ${FILE}.`,
        ]
      : []),
  ].join(" ");
}

const FILE = `\`${TEST_FILE}\``;

/** What a test gets in place of what providers would answer while it plans. */
interface Answers {
  /**
   * What answers for all blocks of a type, by provider. A provider without answers is mocked as well. OpenTofu asks for what
   * resources compute while it plans, where Terraform knows nothing yet.
   */
  readonly mocks: ReadonlyMap<string, readonly Mock[]>;
  /** What answers for one block, since a mock cannot: outputs of other stacks, scopes that imports reveal, what is imported. */
  readonly data: readonly Override[];
  readonly resource: readonly Override[];
}

interface Mock {
  readonly kind: Block["kind"];
  readonly type: string;
  readonly defaults: JsonObject;
}

interface Override {
  readonly target: string;
  readonly values: JsonObject;
}

function answersFor(stack: Stack): Answers {
  const { provider = null, locals = null, output = null } = stack.sections;
  const read = attributesRead([provider, locals, output, ...stack.blocks.map(({ body }) => body)]);
  const blocks = stack.blocks.filter(
    ({ address, kind }) => (kind === "resource" || kind === "data") && read.has(address),
  );
  return {
    mocks: new Map(mockedProviders(stack).map((name) => [name, mocksOf(name, blocks)])),
    data: [...remoteStates(stack), ...scopes(stack)],
    resource: imported(stack),
  };
}

/** What the test knows of a data source that is read while it plans. */
function answerAt({ address, provider, type }: Block, { mocks, data }: Answers): JsonObject {
  const own = data.find(({ target }) => target === address);
  return (
    own?.values ?? mocks.get(provider.name)?.find((one) => one.kind === "data" && one.type === type)?.defaults ?? {}
  );
}

/**
 * Terraform does not mock ephemeral resources: if their provider were mocked, every plan would fail, so it stays real. For
 * OpenTofu too, since both run the same test.
 */
function mockedProviders(stack: Stack): string[] {
  const real = ephemeralProviders(stack);
  const required = stack.requiredProviders.map(({ name }) => name);
  const used = stack.blocks.filter(({ kind }) => kind !== "module").map(({ provider }) => provider.name);
  const names = [...new Set([...required, ...used])];
  return names.filter((name) => name !== "terraform" && !real.includes(name)).sort(compare);
}

function ephemeralProviders({ blocks }: Stack): string[] {
  const ephemeral = blocks.filter(({ kind }) => kind === "ephemeral");
  return [...new Set(ephemeral.map(({ provider }) => provider.name))];
}

function mocksOf(name: string, blocks: readonly Block[]): Mock[] {
  const own = grouped(
    blocks.filter(({ provider }) => provider.name === name),
    ({ blockType }) => blockType,
  );
  return [...own.values()].flatMap((same) => {
    const [{ kind, type }] = same;
    const defaults = madeUp(same);
    return entries(defaults).length === 0 ? [] : [{ kind, type, defaults }];
  });
}

/** What answers for blocks of one type, without what the configuration sets itself. */
function madeUp(blocks: readonly Block[]): JsonObject {
  const [first] = blocks;
  const given = new Set(blocks.flatMap(({ body }) => Object.keys(body)));
  const answers = first === undefined ? [] : entries(answersOf(first.blockType));
  return Object.fromEntries(answers.filter(([name]) => !given.has(name)));
}

/** The outputs of other stacks, as far as this one reads them. */
function remoteStates(stack: Stack): Override[] {
  const states = stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  const read = remoteOutputs(stack);
  return states.map(({ address }) => {
    const outputs = (read.get(address) ?? []).map((name) => [name, textFor({ name }, EXAMPLE) ?? EXAMPLE.name]);
    return { target: address, values: { outputs: Object.fromEntries(outputs) } };
  });
}

/** An override replaces all that the mock answers, not only the id. */
function scopes(stack: Stack): Override[] {
  return [...importedScopes(stack)].map(([target, id]) => ({ target, values: { ...madeUpAt(target, stack), id } }));
}

/** Terraform reads what it imports from an override: it asks no mock for it. */
function imported(stack: Stack): Override[] {
  return stack.imports.map(({ to }) => ({ target: printAddress(to), values: madeUpAt(blockAddress(to), stack) }));
}

function madeUpAt(address: string, { blockByAddress }: Stack): JsonObject {
  const block = blockByAddress.get(address);
  return block === undefined ? {} : madeUp([block]);
}

/** What a test asserts of one output: all conditions must hold. */
interface Expected {
  readonly name: string;
  readonly conditions: readonly string[];
}

/** What the values of outputs rest on. */
interface Known {
  /** The values of all inputs, by name. */
  readonly inputs: ReadonlyMap<string, Json>;
  /** What a data source answers while the test plans. */
  readonly answers: (block: Block) => JsonObject;
}

/**
 * What the plan of a test gives for outputs that follow from inputs, literals, arguments and answers, without a function. No
 * other output has a condition: Terraform refuses one on what only an apply tells. Nothing is compared of a stack with
 * secrets in it, which a test would repeat.
 */
function expectedOutputs(stack: Stack, known: Known): Expected[] {
  if (literalSecrets(stack).length > 0) {
    return [];
  }
  return stack.outputs
    .filter(({ isSecret }) => !isSecret)
    .flatMap(({ name, value }) => {
      const found = knownValue(value, { stack, known, depth: 0 });
      const conditions = found === undefined ? [] : conditionsOn(`output.${name}`, found);
      return conditions.length === 0 ? [] : [{ name, conditions }];
    });
}

interface Place {
  readonly stack: Stack;
  readonly known: Known;
  readonly depth: number;
}

/** No value refers to another one over more steps than this, unless Terraform refuses the circle. */
const DEEPEST = 20;

/** Undefined where a value is not known for certain. */
function knownValue(value: Json, place: Place): Json | undefined {
  if (isList(value)) {
    const elements = value.map((element) => knownValue(element, place));
    return elements.every((element) => element !== undefined) ? elements : undefined;
  }
  if (isObject(value)) {
    const members = entries(value).map(([name, member]) => [name, knownValue(member, place)] as const);
    const isKnown = members.every(([name, member]) => !isTemplate(name) && member !== undefined);
    return isKnown ? Object.fromEntries(members.flatMap(([name, member = null]) => [[name, member]])) : undefined;
  }
  if (typeof value !== "string" || !isTemplate(value)) {
    return value;
  }
  const parts = value.split(INTERPOLATION).map((part, index) => {
    if (index % 2 === 0) {
      return isTemplate(part) ? undefined : part;
    }
    const reference = place.depth < DEEPEST ? wholeReference(part.trim()) : undefined;
    return reference && referred(reference, { ...place, depth: place.depth + 1 });
  });
  const [before, whole, after] = parts;
  if (parts.length === 3 && before === "" && after === "") {
    return whole;
  }
  return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
}

/** What has no brackets of its own, and is no escape. */
const INTERPOLATION = /(?<!\$)\$\{([^{}]*)\}/;

function referred(reference: Reference, place: Place): Json | undefined {
  const { stack, known } = place;
  const [first, ...rest] = reference.steps;
  if (first?.kind !== "attribute") {
    return undefined;
  }
  switch (reference.root) {
    case "var":
      return memberOf(known.inputs.get(first.name), rest, (value) => value);
    case "local":
      return memberOf(stack.locals.get(first.name), rest, (value) => knownValue(value, place));
    default: {
      const found = addressIn(reference);
      const block = found && stack.blockByAddress.get(blockAddress(found.address));
      return block === undefined ? undefined : attributeOf(block, found?.path ?? [], place);
    }
  }
}

/** An argument is in the plan as it is configured. What a data source answers is, too, where it can be read meanwhile. */
function attributeOf(block: Block, path: readonly Step[], place: Place): Json | undefined {
  const { body, kind, isRepeated } = block;
  const [first] = path;
  const isPlain = !isRepeated && (kind === "resource" || kind === "data");
  if (!isPlain || first?.kind !== "attribute" || first.name.endsWith("_wo")) {
    return undefined;
  }
  if (first.name in body && !META_ARGUMENTS.includes(first.name)) {
    return memberOf(body, path, (value) => knownValue(value, place));
  }
  const isRead = kind === "data" && body.depends_on === undefined && isKnown(body, place);
  return isRead ? memberOf(place.known.answers(block), path, (value) => value) : undefined;
}

function isKnown(body: JsonObject, place: Place): boolean {
  const read = entries(body).filter(([name]) => !META_ARGUMENTS.includes(name));
  return read.every(([, value]) => knownValue(value, place) !== undefined);
}

function memberOf(
  value: Json | undefined,
  path: readonly Step[],
  last: (value: Json) => Json | undefined,
): Json | undefined {
  const [step, ...rest] = path;
  if (value === undefined || step === undefined) {
    return value === undefined ? undefined : last(value);
  }
  switch (step.kind) {
    case "attribute":
      return memberOf(lookUp(objectOf(value), step.name), rest, last);
    case "key": {
      const member = typeof step.key === "number" ? listOf(value)[step.key] : lookUp(objectOf(value), step.key);
      return memberOf(member, rest, last);
    }
    default:
      return undefined;
  }
}

/** A condition for each text, number and list in a value. */
function conditionsOn(expression: string, value: Json): string[] {
  if (isList(value)) {
    const texts = value.map(textIn);
    // Sets have no order, and a provider may take for a set what is written as a list.
    return texts.length > 0 && texts.every((text) => text !== undefined)
      ? [`toset([for one in ${expression} : tostring(one)]) == toset([${texts.map(quote).join(", ")}])`]
      : [];
  }
  if (isObject(value)) {
    return entries(value).flatMap(([name, member]) => conditionsOn(`${expression}[${quote(name)}]`, member));
  }
  const text = textIn(value);
  if (text === undefined) {
    return [];
  }
  // Terraform converts "1" to a number and back.
  return [typeof value === "string" ? `${expression} == ${quote(text)}` : `tostring(${expression}) == ${quote(text)}`];
}

/** What `tostring` gives; undefined where a text may be written in another way, as a number such as `1.0` is. */
function textIn(value: Json): string | undefined {
  switch (typeof value) {
    case "string":
      return value === "true" || value === "false" || Number.isFinite(Number(value)) ? undefined : value;
    case "boolean":
      return String(value);
    case "number":
      return Number.isSafeInteger(value) ? String(value) : undefined;
    default:
      return undefined;
  }
}
