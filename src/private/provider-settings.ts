import { TerraformProvider, type TerraformResource, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { type Complaint, failValidation } from "./fail";

type Type = "azurerm" | "azuread";

/** What a provider says: where none is given, the stack's own one, which is declared before what uses it. */
export function statedByProvider(
  scope: IConstruct,
  type: Type,
  setting: "subscriptionIdInput" | "tenantIdInput",
  given: TerraformProvider | undefined,
): string | undefined {
  const provider = given ?? ownProvider(TerraformStack.of(scope), type);
  const value: unknown = provider && Reflect.get(provider, setting);
  return typeof value === "string" ? value : undefined;
}

const own = new WeakMap<TerraformStack, Map<string, TerraformProvider>>();

function ownProvider(stack: TerraformStack, type: string): TerraformProvider | undefined {
  const isOwn = (one: IConstruct): one is TerraformProvider =>
    TerraformProvider.isTerraformProvider(one) && one.terraformResourceType === type && one.alias === undefined;
  const known = own.get(stack) ?? new Map<string, TerraformProvider>();
  const found = known.get(type) ?? stack.node.findAll().find(isOwn);
  if (found !== undefined) {
    own.set(stack, known.set(type, found));
  }
  return found;
}

/** Which cluster a Kubernetes provider is for: Terraform uses the one without an alias if none is given. */
export function clusterOf(provider: TerraformProvider | undefined): string {
  return provider?.alias ?? "";
}

/** A construct of this package, which takes the providers of its blocks by properties. */
interface Part extends IConstruct {
  _providerProperty?: (type: string) => string;
}

const watched = new WeakSet<TerraformStack>();

/**
 * Fails the validation of a stack in which a block of a construct names no provider and each of its type has an alias.
 * Terraform would make one without arguments, and complain about those. Asked once for a stack, not for each construct.
 *
 * @param propertyFor the property of the construct that takes a provider of a type
 */
export function demandProvider(construct: Part, propertyFor: (type: string) => string): void {
  construct._providerProperty = propertyFor;
  const stack = TerraformStack.of(construct);
  if (!watched.has(stack)) {
    watched.add(stack);
    failValidation(stack, () => [...withoutProvider(stack).values()]);
  }
}

/** A complaint for each property that lacks a provider. */
function withoutProvider(stack: TerraformStack): ReadonlyMap<string, Complaint> {
  const complaints = new Map<string, Complaint>();
  for (const block of stack.node.findAll()) {
    const type = impliedProvider(block);
    const isOpen = type !== undefined && type !== "terraform" && ownProvider(stack, type) === undefined;
    const part = isOpen ? partOf(block) : undefined;
    if (type !== undefined && part?._providerProperty !== undefined) {
      const name = part._providerProperty(type);
      const property = `${name} of '${part.node.path}'`;
      complaints.set(property, {
        property,
        must: `be given, since the stack has no ${type} provider without an alias`,
        repair: `pass \`${name}\` there, or to the registry, cluster or secret that it belongs to`,
        see: "missing-provider",
      });
    }
  }
  return complaints;
}

/** The construct of this package that a block is of. */
function partOf(block: IConstruct): Part | undefined {
  const scopes: readonly Part[] = block.node.scopes;
  return [...scopes].reverse().find(({ _providerProperty: property }) => property !== undefined);
}

/** The type of the provider that Terraform chooses for a block that names none. */
function impliedProvider(block: IConstruct): string | undefined {
  const { provider, terraformGeneratorMetadata: made } = block as Partial<TerraformResource>;
  return provider === undefined && !TerraformProvider.isTerraformProvider(block) ? made?.providerName : undefined;
}

/** A construct of this package whose tenant its provider may state. */
interface InTenant extends IConstruct {
  _tenant?: () => string | undefined;
}

/** Says by which provider the tenant of a construct is known. */
export function noteTenant(construct: InTenant, type: Type, provider: TerraformProvider | undefined): void {
  construct._tenant = () => statedByProvider(construct, type, "tenantIdInput", provider);
}

/** The tenant of a construct, as far as its provider states it by a literal. Known once the stack is complete. */
export function tenantOf(construct: InTenant): string | undefined {
  const tenant = construct._tenant?.();
  return Token.isUnresolved(tenant) ? undefined : tenant?.toLowerCase();
}
