import { compare, entries, type Json, type JsonObject, lookUp } from "./json";
import { code } from "./markdown";
import { ANSWERS } from "./mock";
import { aliasesOf, providerNameOf, providersOf } from "./provider";
import { sampleOf } from "./sample";
import { type Block, blocksOf } from "./stack";
import { isPullGrant, isPullSecret } from "./strategy";
import { variablesOf } from "./variable";

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
  return {
    file: {
      ...(mocked.length > 0
        ? { mock_provider: Object.fromEntries(mocked.map((name) => [name, mocksOf(module, name, blocks)])) }
        : {}),
      ...(samples.length > 0 ? { variables: Object.fromEntries(samples.map(({ name, value }) => [name, escaped(value)])) } : {}),
      run: { plan: { command: "plan", ...(assertions.length > 0 ? { assert: assertions } : {}) } },
    },
    note: [
      !mocksEphemeral && ephemeral.size > 0
        ? `Terraform cannot mock the ephemeral resources of ${[...ephemeral].map(code).join(", ")}: \`terraform test\` reads them for real and needs that provider's credentials; every other provider is mocked.`
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
  const own = blocks.filter((block) => block.kind !== "module" && providerNameOf(block) === name);
  const answers = (kind: string): JsonObject =>
    Object.fromEntries(
      own
        .filter((block) => block.kind === kind)
        .flatMap(({ sort, type }): [string, JsonObject][] => {
          const given = own.filter((block) => block.sort === sort).flatMap(({ body }) => Object.keys(body));
          // What the configuration sets itself may not be made up.
          const defaults = entries(lookUp(ANSWERS, sort)).filter(([name]) => !given.includes(name));
          return defaults.length > 0 ? [[type, { defaults: Object.fromEntries(defaults) }]] : [];
        }),
    );
  const part = (key: string, value: JsonObject) => (Object.keys(value).length > 0 ? { [key]: value } : {});
  const mock = { ...part("mock_resource", answers("resource")), ...part("mock_data", answers("data")) };
  const mocks = aliasesOf(module, name).map((alias) => (alias === undefined ? mock : { alias, ...mock }));
  return mocks.length === 1 ? mocks[0] : mocks;
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
