import type { TerraformResourceLifecycle } from "cdktf";

/** Without its empty lists, and nothing where nothing is left: an empty block would stand in everybody's plan. */
export function lifecycle(blocks: TerraformResourceLifecycle): TerraformResourceLifecycle | undefined {
  const used = Object.entries(blocks).filter(([, block]) => !(Array.isArray(block) && block.length === 0));
  return used.length > 0 ? Object.fromEntries(used) : undefined;
}
