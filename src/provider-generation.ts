import { Annotations, App, TerraformElement, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { fail } from "./private/fail";
import { checkInStack } from "./private/one-cdk";
import { argumentsOf, isBlock } from "./private/ownership/arguments";
import {
  AZURERM_5_ID,
  FEDERATED_CREDENTIAL,
  isAzurerm5Binding,
  NODE_PROVISIONING_PROFILE,
  ROLE_ASSIGNMENT_MODE,
} from "./private/ownership/azurerm5";
import { initially, initialText } from "./private/ownership/initial";

/**
 * The versions required in that generation. The bindings of cdktf are frozen at azurerm 4.55, azuread 3.7 and
 * kubernetes 2.38.
 */
const VERSIONS: Readonly<Record<string, string>> = {
  azurerm: "~> 5.2",
  azuread: "~> 3.9",
  kubernetes: "~> 3.2",
  time: "~> 0.14",
};

/**
 * Moves a stack to a newer generation of the providers than the one the frozen bindings were generated from. Nothing
 * lands in the state. With bindings of that generation, there is nothing to do: the call keeps their versions.
 *
 * Everything that this package emits for one generation only is stated in this file. How the arguments of that
 * generation differ from those of the bindings is in `private/ownership/azurerm5.ts`.
 *
 * @example
 * ProviderGeneration.useAzurerm5(this);
 * const registry = new ContainerRegistry(this, "acr", {
 *   registryName: "contoso",
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   roleAssignmentMode: RegistryRoleAssignmentMode.ABAC,
 * });
 */
export class ProviderGeneration {
  /**
   * Requires azurerm 5.2, azuread 3.9, kubernetes 3.2 and time 0.14 or later, below the next major version, for every
   * such provider of the stack. AKS clusters get the node provisioning profile that azurerm 5 requires, and registries
   * the role assignment mode that it can set. What the stack overrides itself is kept. The call may be anywhere in the
   * stack, and a second call does nothing.
   */
  public static useAzurerm5(scope: Construct): void {
    const stack = stackOf(scope);
    if (!stack.node.tryFindChild(Azurerm5.ID)) {
      new Azurerm5(stack, Azurerm5.ID).adapt();
    }
  }

  private constructor() {}
}

function stackOf(scope: Construct): TerraformStack {
  const place = "ProviderGeneration.useAzurerm5";
  if (!Construct.isConstruct(scope)) {
    fail(place, { property: "scope", must: "be a stack or a construct in it", repair: "pass `this`" });
  }
  checkInStack(place, scope);
  return TerraformStack.of(scope);
}

/**
 * Adapts the resources of a stack when it is called for and again whenever cdktf renders the stack, which it does once
 * before it writes anything, so that elements can still add what they need. By then the stack is complete.
 */
class Azurerm5 extends TerraformElement {
  public static readonly ID = AZURERM_5_ID;

  private hasSaidSo = false;

  public toTerraform() {
    this.adapt();
    return {};
  }

  public toHclTerraform() {
    return this.toTerraform();
  }

  public adapt(): void {
    const stack = TerraformStack.of(this);
    for (const element of stack.node.findAll()) {
      if (TerraformResource.isTerraformResource(element)) {
        this.adaptResource(element);
      }
    }
    RequiredVersions.addLast(stack);
    this.sayIfUpToDate(knownProviders(stack));
  }

  private sayIfUpToDate(providers: readonly TerraformProvider[]): void {
    const isDone = providers.length > 0 && !providers.some(isOlder);
    if (isDone && !this.hasSaidSo) {
      this.hasSaidSo = true;
      Annotations.of(this).addInfo(
        "useAzurerm5 has nothing to do: the bindings of this stack were generated from those versions or later ones; remove the call",
      );
    }
  }

  private adaptResource(resource: TerraformResource): void {
    if (isAzurerm5Binding(resource)) {
      return;
    }
    if (resource.terraformResourceType === "azurerm_kubernetes_cluster") {
      this.complete(resource, NODE_PROVISIONING_PROFILE, this.block({ mode: initialText("Manual") }));
    }
    if (resource.terraformResourceType === FEDERATED_CREDENTIAL) {
      renameParent(resource);
    }
    const owner: (IConstruct & Owner) | undefined = resource.node.scope;
    const stated = owner?._argumentsOfAzurerm5?.(resource) ?? {};
    for (const [argument, value] of Object.entries(stated)) {
      this.complete(resource, argument, value);
    }
    if (ROLE_ASSIGNMENT_MODE in stated) {
      ignoreRoleAssignmentMode(resource);
    }
  }

  /** Sets an argument unless the user has set it by an override, or leaves out what that generation lacks. */
  private complete(resource: TerraformResource, argument: string, value: unknown): void {
    if (value === undefined || !(argument in argumentsOf(resource))) {
      resource.addOverride(argument, value);
    }
  }

  /** HCL needs to be told that something is a block. */
  private block(attributes: { [name: string]: string }) {
    const block = { isBlock: true, type: "list", storageClassType: "object", value: [attributes] };
    return App.of(this).hclOutput ? initially(block) : attributes;
  }
}

/** A construct that knows what azurerm 5 takes of its resource, and older bindings leave out; undefined is not taken. */
interface Owner {
  readonly _argumentsOfAzurerm5?: (resource: TerraformResource) => { readonly [argument: string]: unknown };
}

/**
 * cdktf merges the elements of a stack in their order, so the last one decides on a version, and only the overrides of
 * the stack win.
 */
class RequiredVersions extends TerraformElement {
  private static readonly ID = "RequiredVersions";

  public static addLast(stack: TerraformStack): void {
    if (stack.node.children.at(-1)?.node.id !== RequiredVersions.ID) {
      stack.node.tryRemoveChild(RequiredVersions.ID);
      new RequiredVersions(stack, RequiredVersions.ID);
    }
  }

  public toTerraform() {
    const providers = knownProviders(TerraformStack.of(this)).filter(isOlder);
    const versions = providers.map(({ terraformResourceType: type }) => [type, { version: VERSIONS[type] }]);
    return { terraform: { required_providers: Object.fromEntries(versions) } };
  }

  public toHclTerraform() {
    return this.toTerraform();
  }
}

function knownProviders(stack: TerraformStack): TerraformProvider[] {
  const providers = stack.node.findAll().filter(TerraformProvider.isTerraformProvider);
  return providers.filter(({ terraformResourceType: type }) => type in VERSIONS);
}

/** Whether the binding of a provider was generated from an older version than the required one. */
function isOlder({ terraformResourceType, terraformGeneratorMetadata: generator }: TerraformProvider): boolean {
  const [major, minor] = numbersIn(generator?.providerVersion ?? "0.0");
  const [requiredMajor, requiredMinor] = numbersIn(VERSIONS[terraformResourceType]);
  return major === requiredMajor ? minor < requiredMinor : major < requiredMajor;
}

function numbersIn(version: string): readonly number[] {
  return [...version.matchAll(/\d+/g)].map(Number);
}

/** azurerm 5 names the identity of a federated credential by one argument in place of two. */
function renameParent(credential: TerraformResource): void {
  const { parent_id: identity } = argumentsOf(credential);
  if (identity !== undefined) {
    credential.addOverride("user_assigned_identity_id", identity);
    credential.addOverride("parent_id", undefined);
    credential.addOverride("resource_group_name", undefined);
  }
}

/** Somebody else may change the mode of a registry, and no apply may revert that, even where the user decides what is ignored. */
function ignoreRoleAssignmentMode(registry: TerraformResource): void {
  const { lifecycle } = argumentsOf(registry);
  const ignored = isBlock(lifecycle) ? lifecycle.ignore_changes : undefined;
  const own = registry.lifecycle?.ignoreChanges ?? [];
  if (!Array.isArray(ignored) || ignored.includes(ROLE_ASSIGNMENT_MODE)) {
    return;
  }
  // cdktf appends the override to the list of the resource.
  registry.addOverride("lifecycle.ignore_changes", [...ignored.slice(own.length), ROLE_ASSIGNMENT_MODE]);
}
