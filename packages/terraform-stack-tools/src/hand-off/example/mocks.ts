import { answersOf } from "../../knowledge/catalogue/made-up";
import { compare, entries, type JsonObject } from "../../stack/json";
import { attributesRead } from "../../stack/references";
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

/** What the mock of a provider answers, by type, for what other blocks read. */
export function mockAnswers(stack: Stack, name: string): Answers {
  const read = new Set(
    attributesRead([stack.sections.provider ?? null, ...stack.blocks.map(({ body }) => body)]).keys(),
  );
  const blocks = providedBlocks(stack).filter(({ provider, address }) => provider.name === name && read.has(address));
  const answers = (kind: Block["kind"]): [string, JsonObject][] => {
    const own = blocks.filter((block) => block.kind === kind);
    return [...new Set(own.map(({ type }) => type))].flatMap((type): [string, JsonObject][] => {
      const defaults = madeUpAnswers(own.filter((block) => block.type === type));
      return Object.keys(defaults).length === 0 ? [] : [[type, defaults]];
    });
  };
  return { resource: answers("resource"), data: answers("data") };
}

export interface Answers {
  readonly resource: readonly (readonly [type: string, defaults: JsonObject])[];
  readonly data: readonly (readonly [type: string, defaults: JsonObject])[];
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
