import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import { TerraformStack } from "cdktf";

export const FOLDER = join(__dirname, "../../examples");

/** The apps in `examples/`, by their folders. */
export const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The stacks that the `main.ts` of an example creates, each time anew. It writes nothing. */
export function stacksOfExample(name: string): TerraformStack[] {
  const stacks: TerraformStack[] = [];
  jest.isolateModules(() => {
    const cdktf: typeof import("cdktf") = require("cdktf");
    const synth = jest.spyOn(cdktf.App.prototype, "synth").mockImplementation(function (this: App) {
      stacks.push(...this.node.children.filter(TerraformStack.isStack));
    });
    require(join(FOLDER, name, "main"));
    synth.mockRestore();
  });
  return stacks;
}
