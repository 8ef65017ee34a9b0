import { answersOf } from "../../knowledge/catalogue/questions";
import { compare, entries, type Json, type JsonObject } from "../../stack/json";
import { aliasesOf, type ProviderConfiguration } from "../../stack/provider";
import type { Block, Stack } from "../../stack/stack";

export type Engine = "opentofu" | "terraform";

/**
 * The providers that a test mocks. Terraform does not mock ephemeral resources: if their provider were mocked, every
 * plan would fail, so it stays real.
 */
export function mockedProviders(stack: Stack, engine: Engine): string[] {
  const real = engine === "terraform" ? ephemeralProviders(stack) : [];
  const required = stack.requiredProviders.map(({ name }) => name);
  const used = providedBlocks(stack).map(({ provider }) => provider.name);
  const names = [...new Set([...required, ...used])];
  return names.filter((name) => name !== "terraform" && !real.includes(name)).sort(compare);
}

export function ephemeralProviders({ blocks }: Stack): string[] {
  const ephemeral = blocks.filter(({ kind }) => kind === "ephemeral");
  return [...new Set(ephemeral.map(({ provider }) => provider.name))];
}

/** What the mocks of a provider answer, by type. */
export function mockAnswers(stack: Stack, name: string): JsonObject {
  const blocks = providedBlocks(stack).filter(({ provider }) => provider.name === name);
  return { ...answersPart("mock_resource", "resource", blocks), ...answersPart("mock_data", "data", blocks) };
}

function answersPart(section: string, kind: Block["kind"], blocks: readonly Block[]): JsonObject {
  const own = blocks.filter((block) => block.kind === kind);
  const types = [...new Set(own.map(({ type }) => type))];
  const answers = types.flatMap((type) => {
    const defaults = madeUpAnswers(own.filter((block) => block.type === type));
    return Object.keys(defaults).length === 0 ? [] : [[type, { defaults }] as const];
  });
  return answers.length === 0 ? {} : { [section]: Object.fromEntries(answers) };
}

/** What a mock answers for blocks of one type, without what the configuration sets itself. */
export function madeUpAnswers(blocks: readonly Block[]): JsonObject {
  const [first] = blocks;
  const given = new Set(blocks.flatMap(({ body }) => Object.keys(body)));
  const answers = first === undefined ? [] : entries(answersOf(first.blockType));
  return Object.fromEntries(answers.filter(([name]) => !given.has(name)));
}

function providedBlocks({ blocks }: Stack): Block[] {
  return blocks.filter(({ kind }) => kind !== "module");
}

/**
 * The section of a `.tftest.json` that mocks providers: each in its default configuration, which needs no block, and in
 * every one that has an alias.
 * @param content what all mocks of a provider answer
 */
export function mockProviders(
  names: readonly string[],
  providers: readonly ProviderConfiguration[],
  content: (name: string) => JsonObject = () => ({}),
): JsonObject {
  const mocks = names.map((name): [string, Json] => {
    const aliases = aliasesOf(name, providers).map((alias) => ({ alias, ...content(name) }));
    return [name, aliases.length === 0 ? content(name) : [content(name), ...aliases]];
  });
  // An empty section is an error.
  return mocks.length === 0 ? {} : { mock_provider: Object.fromEntries(mocks) };
}
