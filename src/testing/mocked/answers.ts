import { importedScopes } from "../../catalogue/imported-scope";
import type { Schemas } from "../../providers/schema";
import { override } from "../../providers/test-file";
import { blockAddress } from "../../terraform/address";
import { expandedText } from "../../terraform/expanded-text";
import { isObject, type Json, type JsonObject } from "../../terraform/json";
import { remoteOutputs } from "../../terraform/references";
import type { Block, Stack } from "../../terraform/stack";
import { MadeUpValues } from "./made-up-values";
import type { Plannable } from "./versions";

/** Answers of a user, by type or by address, data sources with `data.` in front. An address wins over a type. */
export type Mocks = Readonly<Record<string, JsonObject>>;

/** What mocked providers answer for the blocks of a stack. */
export interface Answers {
  /** `override_resource` blocks of a test file. */
  readonly resources: readonly JsonObject[];
  /** `override_data` blocks of a test file. */
  readonly data: readonly JsonObject[];
  /** The texts made up for resources that identify them, by address of the block. */
  readonly madeUp: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param renewed addresses of blocks that are replaced, and answer with other values than before */
export function answersOf(version: Plannable, schemas: Schemas, mocks: Mocks, renewed: ReadonlySet<string>): Answers {
  const { blocks, moves } = version.stack;
  const origins = new Map(moves.map(({ from, to }) => [blockAddress(to), blockAddress(from)]));
  const resources = blocks
    .filter(({ kind }) => kind === "resource")
    .map((block) => ({ block, values: new MadeUpValues(renewed.has(block.address) ? "second" : "first") }));
  return {
    resources: resources.flatMap(({ block, values }) => {
      const schema = schemas("resource", block.type) ?? {};
      const madeUp = values.of(originOf(block.address, origins), block.type, schema, block.body);
      return overrides(block, madeUp, given(block, mocks));
    }),
    data: dataAnswers(version, schemas, mocks),
    madeUp: new Map(resources.map(({ block, values }) => [block.address, values.texts])),
  };
}

function dataAnswers(version: Plannable, schemas: Schemas, mocks: Mocks): JsonObject[] {
  const scopes = importedScopes(version.source);
  const outputs = remoteOutputs(version.stack);
  return version.stack.blocks
    .filter(({ kind }) => kind === "data")
    .flatMap((block) => {
      const madeUp =
        block.type === "terraform_remote_state"
          ? { outputs: outputAnswers(block, outputs.get(block.address) ?? [], version) }
          : dataAnswer(block, schemas, version);
      const id = scopes.get(block.address);
      return overrides(block, madeUp, { ...(id === undefined ? {} : { id }), ...given(block, mocks) });
    });
}

/** A data source that looks up something else finds another object. */
function dataAnswer(block: Block, schemas: Schemas, version: Plannable): JsonObject {
  const lookup = { ...lookupOf(block), provider: locationOf(block, version.stack) };
  const seed = expandedText(lookup, version.stack, version.variables);
  return new MadeUpValues(seed).of(block.address, block.type, schemas("data_source", block.type) ?? {}, block.body);
}

/** Another state has other outputs. */
function outputAnswers(block: Block, names: readonly string[], version: Plannable): JsonObject {
  const madeUp = new MadeUpValues(expandedText(lookupOf(block), version.stack, version.variables));
  return Object.fromEntries(names.map((name) => [name, madeUp.output(name)]));
}

function lookupOf({ body }: Block): JsonObject {
  return { ...body, lifecycle: null, depends_on: null };
}

/**
 * The arguments of providers that decide where they look: other subscriptions and clusters have other objects of the
 * same name.
 */
const LOCATIONS = ["subscription_id", "tenant_id", "environment", "host", "config_path", "config_context"];

function locationOf({ provider }: Block, { providers }: Stack): JsonObject {
  const configuration = providers.find(({ name, alias }) => name === provider.name && alias === provider.alias);
  const body = configuration?.body ?? {};
  return Object.fromEntries(LOCATIONS.filter((name) => name in body).map((name) => [name, body[name]]));
}

/**
 * The address of a block before its moves. OpenTofu ignores the state, so that a moved block must answer as it did at
 * its first address.
 */
function originOf(address: string, origins: ReadonlyMap<string, string>): string {
  let origin = address;
  // No chain of moves has more links than there are moves.
  for (let link = 0; link < origins.size; link++) {
    const earlier = origins.get(origin);
    if (earlier === undefined) {
      return origin;
    }
    origin = earlier;
  }
  return origin;
}

function given({ address, blockType }: Block, mocks: Mocks): JsonObject {
  return { ...mocks[blockType], ...mocks[address] };
}

/** At most one: none where there is nothing to answer. */
function overrides({ address, body }: Block, madeUp: JsonObject, answers: JsonObject): JsonObject[] {
  // OpenTofu rejects an answer for an argument that the configuration sets.
  const isAllowed = ([name, value]: [string, Json]) => isObject(value) || (body[name] ?? null) === null;
  const values = { ...madeUp, ...Object.fromEntries(Object.entries(answers).filter(isAllowed)) };
  return Object.keys(values).length > 0 ? [override(address, values)] : [];
}
