import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { hint } from "../../private/error-topics";
import { warn } from "../../private/warn";

const told = new WeakSet<IConstruct>();

/**
 * Values of another stack work, but cdktf copies them through outputs and remote state, which may hold secrets and must
 * be readable. Said once for each registry: the others are repaired in the same way.
 */
export function warnOfOtherStack(scope: IConstruct, registry: IConstruct): void {
  const [own, others] = [scope, registry].map((one) => TerraformStack.of(one));
  if (own !== others && !told.has(registry)) {
    told.add(registry);
    const cluster = "kubeletObjectId" in scope ? `, or AksCluster.fromClusterAttributes in '${others.node.path}'` : "";
    warn(
      scope,
      `uses the registry '${registry.node.path}' of another stack, so cdktf copies its ` +
        `values through remote state; use ContainerRegistry.fromRegistryAttributes in '${own.node.path}'${cluster}; ` +
        hint("another-stack"),
    );
  }
}
