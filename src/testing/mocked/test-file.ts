import type { Schemas } from "../../providers/schema";
import { mockProviders } from "../../providers/test-file";
import { blockOfInstance } from "../../terraform/address";
import { escaped } from "../../terraform/expression/template";
import type { JsonObject } from "../../terraform/json";
import { type Answers, answersOf, type Mocks } from "./answers";
import { allVersions, type Plannable, type Versions } from "./versions";

/** The source of both runs of an update. There is nothing at it: the manifest of modules says where each version is. */
export const SHARED_SOURCE = "./stack";

/** The content of a `.tftest.json` that plans a stack. */
export interface TestFile {
  readonly content: JsonObject;
  /** The texts made up for resources that do not exist yet. */
  readonly madeUp: ReadonlySet<string>;
  /** The addresses of blocks whose answers are not known before they are applied. */
  readonly unknownBlocks: ReadonlySet<string>;
}

/** @param replaced addresses of resources to replace, those of instances with their keys */
export function testFile(
  versions: Versions<Plannable>,
  schemas: Schemas,
  mocks: Mocks,
  replaced: readonly string[],
): TestFile {
  const { existing, changed } = versions;
  const renewed = new Set(replaced.map(blockOfInstance));
  const after = answersOf(changed, schemas, mocks, renewed);
  const options: JsonObject = replaced.length > 0 ? { plan_options: { replace: replaced } } : {};
  if (existing === undefined) {
    const run = { changed: { command: "plan", ...options, ...inputsAndAnswers(changed, after) } };
    return { content: { ...mocksOf(versions), run }, ...unknownIn(after, [...after.madeUp.keys()]) };
  }
  const before = answersOf(existing, schemas, mocks, new Set());
  const module = { source: SHARED_SOURCE };
  const run = {
    existing: { command: "apply", module, ...inputsAndAnswers(existing, before) },
    changed: { command: "plan", module, ...options, ...inputsAndAnswers(changed, after) },
  };
  const unknown = [...after.madeUp.keys()].filter((address) => !before.madeUp.has(address) || renewed.has(address));
  return { content: { ...mocksOf(versions), run }, ...unknownIn(after, unknown) };
}

function unknownIn({ madeUp }: Answers, addresses: readonly string[]): Pick<TestFile, "madeUp" | "unknownBlocks"> {
  return {
    madeUp: new Set(addresses.flatMap((address) => [...(madeUp.get(address) ?? [])])),
    unknownBlocks: new Set(addresses),
  };
}

function inputsAndAnswers({ variables }: Plannable, { resources, data }: Answers): JsonObject {
  return { variables: escaped(variables), override_resource: resources, override_data: data };
}

function mocksOf(versions: Versions<Plannable>): JsonObject {
  const stacks = allVersions(versions).map(({ stack }) => stack);
  const providers = stacks.flatMap((stack) => stack.providers);
  const names = new Set(
    [...stacks.flatMap(({ requiredProviders }) => requiredProviders), ...providers].map(({ name }) => name),
  );
  return mockProviders([...names], providers);
}
