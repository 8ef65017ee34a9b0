import { meaningOf } from "../../terraform/meaning";
import type { Configuration } from "./configuration";
import { blocksOf, isObject, type Json, withoutKeys } from "./json";
import { MadeUpValues } from "./made-up-values";

/** Answers for `terraform test`, by type or by address; an address wins. */
export type Mocks = Readonly<Record<string, Json>>;

/** Reads the schema of a type; none is known of types that Terraform has built in. */
export type Schemas = (kind: "resource" | "data_source" | "ephemeral_resource", type: string) => Json | undefined;

export interface RunOptions {
  readonly command: "plan" | "apply";
  readonly configuration: Configuration;
  readonly schemas: Schemas;
  readonly mocks: Mocks;
  /** Blocks, as `type.name`, that answer with other values than before. */
  readonly renewed: ReadonlySet<string>;
  /** Addresses to replace. */
  readonly replace: readonly string[];
  /** Where the configuration is, unless it is the main one. */
  readonly module?: string;
}

/** A run of a test file, and the texts in it that were made up for resources, by block. */
export interface TestRun {
  readonly run: Json;
  readonly texts: Readonly<Record<string, ReadonlySet<string>>>;
}

export function runOf(options: RunOptions): TestRun {
  const { command, configuration, mocks, schemas, renewed, replace, module } = options;
  const { json, variables } = configuration;
  const texts: Record<string, ReadonlySet<string>> = {};
  const resources = blocksOf(json, "resource").map(([type, name, body]) => {
    const target = `${type}.${name}`;
    const values = new MadeUpValues(renewed.has(target) ? "second" : "first");
    texts[target] = values.texts;
    return override(
      target,
      // OpenTofu makes up anew what stands in the state: a block that has moved must answer as before.
      values.of(originOf(target, json), type, schemas("resource", type) ?? {}, body),
      { ...mocks[type], ...mocks[target] },
      body,
    );
  });
  const data = blocksOf(json, "data").map(([type, name, body]) => {
    const target = `data.${type}.${name}`;
    const schema = schemas("data_source", type) ?? {};
    const isRemoteState = type === "terraform_remote_state";
    const madeUp = isRemoteState
      ? { outputs: remoteOutputs(json, target, meaningOf({ ...body, lifecycle: null, depends_on: null }, json, variables)) }
      : // A data source that asks for something else finds something else.
        new MadeUpValues(
          meaningOf({ ...body, lifecycle: null, depends_on: null, provider: placeOf(type, body, json) }, json, variables),
        ).of(target, type, schema, body);
    const imported = configuration.importedScopes[target];
    const known = imported === undefined ? {} : { id: imported };
    return override(target, madeUp, { ...known, ...mocks[`data.${type}`], ...mocks[target] }, body);
  });
  const run = {
    command,
    ...(module === undefined ? {} : { module: { source: module } }),
    ...(replace.length === 0 ? {} : { plan_options: { replace } }),
    variables: escaped(variables),
    override_resource: resources.flat(),
    override_data: data.flat(),
  };
  return { run, texts };
}

/** The address that a block had before all its moves. */
function originOf(target: string, json: Json, depth = 0): string {
  const moves: Json[] = [json.moved ?? []].flat();
  const move = moves.find(({ to }) => withoutKeys(String(to)) === target);
  return move === undefined || depth > moves.length ? target : originOf(withoutKeys(String(move.from)), json, depth + 1);
}

function override(target: string, madeUp: Json, given: Json, body: Json): Json[] {
  // OpenTofu refuses an answer for what the configuration sets.
  const allowed = Object.entries(given).filter(
    ([name, value]) => isObject(value) || body[name] === undefined || body[name] === null,
  );
  const values = { ...madeUp, ...Object.fromEntries(allowed) };
  return Object.keys(values).length > 0 ? [{ target, values: escaped(values) }] : [];
}

/** The variables that stand in for ephemeral resources, with made-up values as defaults. */
export function ephemeralVariables({ ephemeral }: Configuration, schemas: Schemas, mocks: Mocks): Json {
  const variables = Object.entries(ephemeral).map(([name, { type, address }]) => {
    const madeUp = new MadeUpValues("first").of(address, type, schemas("ephemeral_resource", type) ?? {});
    const values = { ...madeUp, ...mocks[`ephemeral.${type}`], ...mocks[address] };
    return [name, { type: "any", ephemeral: true, sensitive: true, default: values }];
  });
  return Object.fromEntries(variables);
}

/** One mock for each configuration of a provider. */
export function mockProviders(configurations: readonly Configuration[]): Json {
  const providers: Json = {};
  for (const { json } of configurations) {
    for (const name of [...Object.keys(json.terraform?.required_providers ?? {}), ...Object.keys(json.provider ?? {})]) {
      const aliases = [json.provider?.[name] ?? []].flat().flatMap(({ alias }: Json) => (alias ? [alias] : []));
      providers[name] = [...new Set([...(providers[name] ?? []), ...aliases])];
    }
  }
  return Object.fromEntries(
    Object.entries(providers).map(([name, aliases]) => [name, [{}, ...aliases.map((alias: string) => ({ alias }))]]),
  );
}

/** Where the provider that serves a block looks: another subscription or cluster holds other things of the same name. */
function placeOf(type: string, { provider }: Json, json: Json): Json {
  const [name, alias] = String(provider ?? type.split("_")[0])
    .replace(/^\$\{|\}$/g, "")
    .split(".");
  const body: Json = [json.provider?.[name] ?? []].flat().find((one: Json) => one.alias === alias) ?? {};
  return Object.fromEntries(PLACES.map((argument) => [argument, body[argument]]));
}

const PLACES = ["subscription_id", "tenant_id", "environment", "host", "config_path", "config_context"];

/** Text for every output of another stack that is asked for. Another state has others. */
function remoteOutputs(json: Json, target: string, seed: string): Json {
  const pattern = new RegExp(`${target.replace(/\./g, "\\.")}\\.outputs(?:\\.([\\w-]+)|\\[\\\\"([^"\\\\]+)\\\\"\\])`, "g");
  const madeUp = new MadeUpValues(seed);
  const names = [...JSON.stringify(json).matchAll(pattern)].map(([, dotted, quoted]) => dotted ?? quoted);
  return Object.fromEntries(names.map((name) => [name, madeUp.output(name)]));
}

/** A text that stands for itself where Terraform would look for templates. */
function escaped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part) => {
    if (isObject(part)) {
      return Object.fromEntries(Object.entries(part).map(([name, one]) => [literal(name), one]));
    }
    return typeof part === "string" ? literal(part) : part;
  });
}

function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}
