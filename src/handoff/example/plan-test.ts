import { EXAMPLE } from "../../catalogue/made-up";
import { answersOf, isPullGrant, isPullSecret } from "../../catalogue/questions";
import { compare, entries, isObject, type Json, type JsonObject, listOf } from "../../terraform/json";
import { aliasesOf, providerNameOf, providersOf } from "../../terraform/provider";
import { type Block, blocksOf } from "../../terraform/stack";
import { variablesOf } from "../../terraform/variable";
import { code } from "../readme/markdown";
import { sampleOf, suggestedText } from "./sample";

export interface PlanTest {
  readonly file: JsonObject;
  /** For the README: what stands in the way of a test that needs nothing. */
  readonly note: string;
}

/**
 * A test that plans the module with mocked providers. A provider with ephemeral resources stays real for Terraform, which mocks none:
 * a mock there would fail every plan.
 */
export function planTestOf(module: JsonObject, mocksEphemeral: boolean): PlanTest {
  const blocks = blocksOf(module);
  const ephemeral = new Set(blocks.filter(({ kind }) => kind === "ephemeral").map(providerNameOf));
  const names = [
    ...new Set([
      ...providersOf(module).map(({ name }) => name),
      ...blocks.filter(({ kind }) => kind !== "module").map(providerNameOf),
    ]),
  ];
  const mocked = names.filter((name) => name !== "terraform" && (mocksEphemeral || !ephemeral.has(name))).sort(compare);
  const samples = variablesOf(module)
    .filter(({ isRequired }) => isRequired)
    .map((variable) => ({ name: variable.name, ...sampleOf(variable) }));
  const uncertain = samples.filter(({ isCertain }) => !isCertain).map(({ name }) => name);
  const assertions = blocks.flatMap(assertionsOf);
  const part = (key: string, values: JsonObject[]) => (values.length > 0 ? { [key]: values } : {});
  const imports = importsIn(module, blocks);
  const remoteStates = remoteStatesOf(module, blocks);
  const guessed = remoteStates.flatMap(({ target, values }) =>
    entries((values as JsonObject).outputs)
      .filter(([, value]) => value === EXAMPLE.name)
      .map(([name]) => `${target}.outputs.${name}`),
  );
  return {
    file: {
      ...(mocked.length > 0
        ? { mock_provider: Object.fromEntries(mocked.map((name) => [name, mocksOf(module, name, blocks)])) }
        : {}),
      ...(samples.length > 0 ? { variables: Object.fromEntries(samples.map(({ name, value }) => [name, escaped(value)])) } : {}),
      ...part("override_data", [...remoteStates, ...imports.flatMap((one) => importedScope(one, blocks))]),
      ...part("override_resource", imports.map(found)),
      run: { plan: { command: "plan", ...part("assert", assertions) } },
    },
    note: [
      !mocksEphemeral && ephemeral.size > 0
        ? `Terraform cannot mock the ephemeral resources of ${[...ephemeral].map(code).join(", ")}: \`terraform test\` reads them for real and needs that provider's credentials; every other provider is mocked.`
        : "",
      imports.length > 0
        ? "OpenTofu cannot test a module that imports: `tofu test` ends with an error of its own. Plan it with `tofu plan` instead."
        : "",
      guessed.length > 0
        ? `What another stack puts out is made up, and of ${guessed.map(code).join(", ")} the name does not tell the shape: if a test fails, put values into the files in \`tests/\`.`
        : "",
      uncertain.length > 0
        ? `No made-up value is sure to pass the rules of ${uncertain.map(code).join(", ")}: put one into the files in \`tests/\`.`
        : "",
    ]
      .filter(Boolean)
      .join(" "),
  };
}

/** One mock for each configuration of the provider. */
function mocksOf(module: JsonObject, name: string, blocks: readonly Block[]): Json {
  const bySort = new Map<string, Block[]>();
  for (const block of blocks.filter(({ kind }) => kind !== "module")) {
    if (providerNameOf(block) === name) {
      bySort.set(block.sort, [...(bySort.get(block.sort) ?? []), block]);
    }
  }
  const answers = (kind: string): JsonObject =>
    Object.fromEntries(
      [...bySort]
        .filter(([, [{ kind: own }]]) => own === kind)
        .flatMap(([sort, own]): [string, JsonObject][] => {
          const defaults = madeUpAnswers(sort, own);
          return Object.keys(defaults).length > 0 ? [[own[0].type, { defaults }]] : [];
        }),
    );
  const part = (key: string, value: JsonObject) => (Object.keys(value).length > 0 ? { [key]: value } : {});
  const mock = { ...part("mock_resource", answers("resource")), ...part("mock_data", answers("data")) };
  const mocks = aliasesOf(module, name).map((alias) => (alias === undefined ? mock : { alias, ...mock }));
  return mocks.length === 1 ? mocks[0] : mocks;
}

/** What the configuration sets itself may not be made up. */
function madeUpAnswers(sort: string, blocks: readonly Block[]): JsonObject {
  const given = new Set(blocks.flatMap(({ body }) => Object.keys(body)));
  return Object.fromEntries(entries(answersOf(sort)).filter(([name]) => !given.has(name)));
}

interface Import {
  readonly target: string;
  readonly id: string;
  /** The block it is of; none where the stack has no such block. */
  readonly own: readonly Block[];
}

function importsIn(module: JsonObject, blocks: readonly Block[]): Import[] {
  return listOf(module.import).flatMap((one) => {
    if (!isObject(one) || typeof one.to !== "string") {
      return [];
    }
    const target = one.to.replace(/^\$\{([\s\S]*)\}$/, "$1");
    const own = blocks.filter(({ address }) => address === target.replace(/\[.*/, ""));
    return [{ target, id: String(one.id), own }];
  });
}

/** What an import finds: Terraform asks no mock for it. */
function found({ target, own }: Import): JsonObject {
  return { target, values: madeUpAnswers(own[0]?.sort ?? "", own) };
}

/** A registry that is looked up is the one that an imported assignment on it is on. */
function importedScope({ id, own }: Import, blocks: readonly Block[]): JsonObject[] {
  const [, scope] = /^([^$]+)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/$]+$/.exec(id) ?? [];
  const [, target] = /^\$\{(data\.[\w-]+\.[\w-]+)\.id\}$/.exec(String(own[0]?.body.scope)) ?? [];
  const lookedUp = blocks.filter(({ address }) => address === target);
  // An override takes the place of the mock's answers.
  return scope && target ? [{ target, values: { ...madeUpAnswers(lookedUp[0]?.sort ?? "", lookedUp), id: scope } }] : [];
}

/** What other stacks put out, as far as it is read here. */
function remoteStatesOf(module: JsonObject, blocks: readonly Block[]): JsonObject[] {
  const text = JSON.stringify(module);
  return blocks
    .filter(({ sort }) => sort === "data.terraform_remote_state")
    .map(({ address, name }) => {
      const pattern = new RegExp(
        `terraform_remote_state\\.${name.replace(/\W/g, "\\$&")}\\.outputs(?:\\.([\\w-]+)|\\[\\\\"([^"\\\\]+)\\\\"\\])`,
        "g",
      );
      const names = [...text.matchAll(pattern)].map(([, dotted, quoted]) => dotted ?? quoted);
      return { target: address, values: { outputs: Object.fromEntries(names.map((output) => [output, suggestedText(output)])) } };
    });
}

/** Holds what a reader said yes to: the roles by name, and the type of the pull secrets. */
function assertionsOf(block: Block): JsonObject[] {
  const { address, body, repeated } = block;
  if (!/^[\w.-]+$/.test(address)) {
    return [];
  }
  const holds = (argument: string, value: string) => ({
    condition: repeated
      ? `\${alltrue([for instance in ${address} : instance.${argument} == "${value}"])}`
      : `\${${address}.${argument} == "${value}"}`,
    error_message: `${address} must have the ${argument} ${value}; ask for a new hand-over where another one is wanted.`,
  });
  if (isPullGrant(block)) {
    return [holds("role_definition_name", String(body.role_definition_name))];
  }
  return isPullSecret(block) && !("count" in body) ? [holds("type", "kubernetes.io/dockerconfigjson")] : [];
}

/** A text of a test file is a template. */
function escaped(value: Json): Json {
  return JSON.parse(JSON.stringify(value).replace(/[$%](?=\{)/g, "$&$&"));
}
