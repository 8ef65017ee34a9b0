import type { IConstruct } from "constructs";

const TARGETS = "targetVersions";

/**
 * Lets a block have write-only arguments on cdktn, which otherwise refuses them for the oldest release that an app may
 * run on, and reads cdktf.json in its program alone. What an app states itself stays. cdktf does not ask.
 */
export function allowWriteOnly(block: IConstruct): void {
  if (block.node.tryGetContext(TARGETS) === undefined) {
    block.node.setContext(TARGETS, { terraform: ">=1.11.0", opentofu: ">=1.11.0" });
  }
}
