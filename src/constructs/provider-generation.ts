import { App, TerraformElement, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { RegistryPermissionMode } from "../interfaces";

/** What a stack requires in that generation. The bindings are frozen at azurerm 4.55, azuread 3.7 and kubernetes 2.38. */
const VERSIONS: Record<string, string> = { azurerm: "~> 5.2", azuread: "~> 3.9", kubernetes: "~> 3.2", time: "~> 0.14" };

/**
 * Moves a stack to a newer generation of the providers than that of the frozen bindings. Nothing of it lands in the state.
 *
 * What this package emits for one generation only stands here, and nowhere else.
 */
export class ProviderGeneration {
  /**
   * azurerm 5.2 or later, azuread 3.9, kubernetes 3.2 and time 0.14, below the next major version, for every provider of the stack. AKS
   * clusters get the node provisioning profile that azurerm 5 demands, registries the role assignment mode that it can set. The place of
   * the call in the stack does not matter, and a second call does nothing.
   */
  public static useAzurerm5(scope: Construct): void {
    const stack = TerraformStack.of(scope);
    if (!stack.node.tryFindChild(ID)) {
      new Azurerm5(stack, ID);
    }
  }

  private constructor() {}
}

const ID = "ProviderGeneration";

const ROLE_ASSIGNMENT_MODES = {
  [RegistryPermissionMode.RBAC]: "LegacyRegistryPermissions",
  [RegistryPermissionMode.ABAC]: "AbacRepositoryPermissions",
};

interface Overridden {
  readonly rawOverrides: { lifecycle?: { ignore_changes?: string[] | "all" } };
}

type Overridable = Pick<TerraformElement, "addOverride">;

class Azurerm5 extends TerraformElement {
  /** cdktf asks every element for its metadata before it renders the first one, so that all of the stack is here to be changed. */
  public toMetadata() {
    const stack = TerraformStack.of(this);
    for (const element of stack.node.findAll()) {
      if (TerraformProvider.isTerraformProvider(element)) {
        this.require(stack, element.terraformResourceType);
      }
      if (TerraformResource.isTerraformResource(element)) {
        this.adapt(element);
      }
    }
    return {};
  }

  public toTerraform() {
    return {};
  }

  public toHclTerraform() {
    return {};
  }

  private require(stack: TerraformStack, provider: string): void {
    if (VERSIONS[provider]) {
      this.set(stack, `terraform.required_providers.${provider}.version`, VERSIONS[provider]);
    }
  }

  private adapt(resource: TerraformResource): void {
    if (resource.terraformResourceType === "azurerm_kubernetes_cluster") {
      this.set(resource, "node_provisioning_profile", this.block({ mode: "Manual" }));
    }
    const mode = permissionModeOf(resource);
    if (resource.terraformResourceType === "azurerm_container_registry" && mode) {
      if (mode === RegistryPermissionMode.MIGRATING) {
        // Both roles are assigned first; then a person changes the mode, and no apply takes that back.
        const { lifecycle } = (resource as unknown as Overridden).rawOverrides;
        if (lifecycle?.ignore_changes === "all" || resource.lifecycle?.ignoreChanges === "all") {
          return;
        }
        resource.addOverride("lifecycle.ignore_changes", [
          ...new Set([...(lifecycle?.ignore_changes ?? []), "role_assignment_mode"]),
        ]);
      } else {
        this.set(resource, "role_assignment_mode", ROLE_ASSIGNMENT_MODES[mode]);
      }
    }
  }

  /** What the user overrode stays. */
  private set(owner: Overridable, path: string, value: unknown): void {
    const { rawOverrides } = owner as unknown as { rawOverrides: object };
    const present = path
      .split(".")
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], rawOverrides);
    if (present === undefined) {
      owner.addOverride(path, value);
    }
  }

  /** HCL has to be told that something is a block. */
  private block(attributes: { [name: string]: string }) {
    return App.of(this).hclOutput ? { isBlock: true, type: "list", storageClassType: "object", value: [attributes] } : attributes;
  }
}

/** Of a registry that this package made, not of a bare resource. */
function permissionModeOf(element: IConstruct): RegistryPermissionMode | undefined {
  const owner = element.node.scope as { permissionMode?: RegistryPermissionMode } | undefined;
  return owner?.permissionMode;
}
