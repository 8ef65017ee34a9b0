import { tmpdir } from "node:os";
import { type App, TerraformStack } from "cdktf";

/** The stacks of an app that writes nothing. */
export function stacksOf(app: (outdir: string) => App): TerraformStack[] {
  return app(tmpdir()).node.children.filter(TerraformStack.isStack);
}
