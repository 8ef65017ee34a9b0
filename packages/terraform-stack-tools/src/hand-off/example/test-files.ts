import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { inModule } from "../module/child-module";
import { EXAMPLE_FOLDER, type Modules } from "../module/layout";
import type { Format, RootModule } from "../module/root-module";
import { approvedBlocks, type Held } from "./approved/approved-blocks";
import { assertionsOf } from "./approved/assertions";
import { BLOCKS_FOLDER, blocksModule } from "./approved/blocks-module";
import { linesIn } from "./approved/lines";
import type { Engine } from "./mocks";
import { blocksTestFile, exampleTestFile, testFile } from "./test-file";

type File = readonly [path: string, text: string];

/**
 * The files of the bundle's tests, by path: what was approved of the module, and of the configuration that calls it.
 * @param code the files of both
 */
export function testFiles({ whole, top, example }: Modules, code: readonly File[], format: Format): readonly File[] {
  const { stack } = whole;
  // Where the module is called, nothing tells what the caller's inputs become.
  const hidden = hiddenValues(stack);
  const assertions = assertionsOf(top.stack, hidden);
  const held: Held = new Map(assertions.flatMap((one) => one.held));
  const approved = approvedBlocks(linesIn(filesIn("", code)), held, top.stack, hidden);
  const called =
    example && approvedBlocks(linesIn(filesIn(EXAMPLE_FOLDER, code)), new Map(), example.module.stack, hidden);
  return [
    [`${BLOCKS_FOLDER}/main.tf`, blocksModule(format)],
    [`${BLOCKS_FOLDER}.tftest.hcl`, blocksTestFile(approved, called)],
    ...forEngines("module", (engine) => testFile(top.stack, engine, assertions, stack.providers)),
    ...(example === undefined
      ? []
      : forEngines("example", (engine) => exampleTestFile(stack, engine, placeIn(example.module, example.call)))),
  ];
}

/** One file where both engines agree. OpenTofu prefers its own to the one of Terraform. */
function forEngines(name: string, text: (engine: Engine) => string): File[] {
  const [shared, own] = [text("terraform"), text("opentofu")];
  return [
    [`tests/${name}.tftest.hcl`, shared],
    ...(own === shared ? [] : [[`tests/${name}.tofutest.hcl`, own] as const]),
  ];
}

/** The files of one folder, by name. */
function filesIn(folder: string, code: readonly File[]): ReadonlyMap<string, string> {
  const own = code.filter(([path]) => path.startsWith(folder) && !path.slice(folder.length).includes("/"));
  return new Map(own.map(([path, text]) => [path.slice(folder.length), text]));
}

/** A block that the caller has itself stays where it is. */
function placeIn({ stack }: RootModule, call: string): (address: string) => string {
  return (address) => (stack.blockByAddress.has(address) ? address : inModule(address, call));
}
