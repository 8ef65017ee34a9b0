import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as cdktf from "cdktf";
import { TerraformStack } from "cdktf";
import * as ours from "../../src";

export const FOLDER = join(__dirname, "../../examples");

/** The apps in `examples/`, by their folders. In `languages/` is what the suite of other languages translates. */
export const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "languages")
  .map(({ name }) => name);

/** The stacks that the `main.ts` of an example creates, each time anew. It writes nothing. */
export function stacksOfExample(name: string): TerraformStack[] {
  const stacks: TerraformStack[] = [];
  const synth = jest.spyOn(cdktf.App.prototype, "synth").mockImplementation(function (this: cdktf.App) {
    stacks.push(...this.node.children.filter(TerraformStack.isStack));
  });
  jest.isolateModules(() => {
    // Those of the tests, which ask the constructs what they remember of a stack.
    jest.doMock("cdktf", () => cdktf);
    jest.doMock("cdktf-acr-aks", () => ours);
    require(join(FOLDER, name, "main"));
  });
  synth.mockRestore();
  return stacks;
}
