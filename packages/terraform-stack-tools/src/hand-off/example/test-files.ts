import { type JsonObject, print } from "../../stack/json";
import { inModule } from "../module/child/caller-parts";
import type { Modules } from "../module/layout";
import type { RootModule } from "../module/root-module";
import { fileAssertions } from "./approved/file-assertions";
import type { Engine } from "./mocks";
import { exampleTestFile, testFile } from "./test-file";

/** OpenTofu prefers its file to the one of Terraform. */
const ENGINES: readonly (readonly [engine: Engine, extension: string])[] = [
  ["terraform", "tftest.json"],
  ["opentofu", "tofutest.json"],
];

/**
 * The files of the bundle's tests, by path: what was approved of the module, and a plan of the configuration that
 * calls it.
 */
export function testFiles({ whole, top, example }: Modules): (readonly [path: string, text: string])[] {
  const { stack } = whole;
  const inFiles = fileAssertions(top);
  const files = ENGINES.flatMap(([engine, extension]): [string, JsonObject | undefined][] => [
    [`tests/module.${extension}`, testFile(top.stack, engine, stack.providers, inFiles)],
    [`tests/example.${extension}`, example && exampleTestFile(stack, engine, placeIn(example.module, example.call))],
  ]);
  return files.flatMap(([path, content]) => (content === undefined ? [] : [[path, print(content)] as const]));
}

/** A block that the caller has itself stays where it is. */
function placeIn({ stack }: RootModule, call: string): (address: string) => string {
  return (address) => (stack.blockByAddress.has(address) ? address : inModule(address, call));
}
