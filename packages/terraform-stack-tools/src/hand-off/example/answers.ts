import { answersOf, EXAMPLE, importedScopes, textFor } from "../../knowledge/catalogue/made-up";
import { blockAddress, printAddress } from "../../stack/address";
import { compare, entries, grouped, type JsonObject } from "../../stack/json";
import { attributesRead, remoteOutputs } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";

/** What a test gets in place of what providers would answer while it plans. */
export interface Answers {
  /**
   * What answers for all blocks of a type, by provider. A provider without answers is mocked as well. OpenTofu asks for what
   * resources compute while it plans, where Terraform knows nothing yet.
   */
  readonly mocks: ReadonlyMap<string, readonly Mock[]>;
  /** What answers for one block, since a mock cannot: outputs of other stacks, scopes that imports reveal, what is imported. */
  readonly data: readonly Override[];
  readonly resource: readonly Override[];
}

export interface Mock {
  readonly kind: Block["kind"];
  readonly type: string;
  readonly defaults: JsonObject;
}

export interface Override {
  readonly target: string;
  readonly values: JsonObject;
}

export function answersFor(stack: Stack): Answers {
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
export function answerAt({ address, provider, type }: Block, { mocks, data }: Answers): JsonObject {
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

export function ephemeralProviders({ blocks }: Stack): string[] {
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
