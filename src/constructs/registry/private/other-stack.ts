import { Annotations, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** Values of another stack work, by way of that stack's outputs and remote state: where a secret may lie, and a state that must be readable. */
export function warnOfOtherStack(scope: IConstruct, registry: IConstruct): void {
  if (TerraformStack.of(scope) !== TerraformStack.of(registry)) {
    Annotations.of(scope).addWarning(
      `[${scope.node.path}] pulls from the registry '${registry.node.path}' of another stack, whose values cdktf copies ` +
        "through remote state; use ContainerRegistry.fromLookup or fromRegistryAttributes in this stack.",
    );
  }
}
