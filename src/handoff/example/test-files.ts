import { print } from "../../terraform/json";
import { inModule } from "../module/child/names";
import type { Modules } from "../module/layout";
import type { RootModule } from "../module/root-module";
import type { Engine } from "./mocks";
import { exampleTestFile, testFile } from "./test-file";

/** OpenTofu prefers its file to the one of Terraform. */
const ENGINES: readonly (readonly [engine: Engine, extension: string])[] = [
  ["terraform", "tftest.json"],
  ["opentofu", "tofutest.json"],
];

/** The files of the bundle's tests, by path: one for the module, and one for the configuration that calls it. */
export function testFiles({ stack }: RootModule, { top, example }: Modules): (readonly [path: string, text: string])[] {
  return ENGINES.flatMap(([engine, extension]) => [
    [`tests/module.${extension}`, print(testFile(top.stack, engine, stack.providers))] as const,
    ...(example === undefined
      ? []
      : [
          [
            `tests/example.${extension}`,
            print(exampleTestFile(stack, engine, placeIn(example.module, example.call))),
          ] as const,
        ]),
  ]);
}

/** A block that the caller has itself stays where it is. */
function placeIn({ stack }: RootModule, call: string): (address: string) => string {
  return (address) => (stack.blockByAddress.has(address) ? address : inModule(address, call));
}
