import { TerraformProvider, type TerraformResource, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { failValidation } from "./fail";

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

const parts = new WeakSet<IConstruct>();

/**
 * Fails the validation of a stack in which a block of a construct names no provider and each of its type has an alias.
 * Terraform would make one without arguments, and complain about those.
 * @param propertyFor the property of the construct that takes a provider of a type
 */
export function demandProvider(construct: IConstruct, propertyFor: (type: string) => string): void {
  parts.add(construct);
  failValidation(construct, () => {
    const stack = TerraformStack.of(construct);
    const types = emittedBy(construct).flatMap((block) => impliedProvider(block) ?? []);
    const type = types.find((one) => one !== "terraform" && ownProvider(stack, one) === undefined);
    if (type === undefined) {
      return undefined;
    }
    const property = propertyFor(type);
    return {
      property,
      must: `be given, since the stack has no ${type} provider without an alias`,
      repair: `pass \`${property}\` here, or to the registry, cluster or secret that this belongs to`,
      see: "missing-provider",
    };
  });
}

/** What is below a construct, but not below another one of this package, which answers for itself. */
function emittedBy(construct: IConstruct): IConstruct[] {
  return construct.node.children.filter((one) => !parts.has(one)).flatMap((one) => [one, ...emittedBy(one)]);
}

/** The type of the provider that Terraform chooses for a block that names none. */
function impliedProvider(block: IConstruct): string | undefined {
  const { provider, terraformGeneratorMetadata: made } = block as Partial<TerraformResource>;
  return provider === undefined && !TerraformProvider.isTerraformProvider(block) ? made?.providerName : undefined;
}

const tenants = new WeakMap<IConstruct, () => string | undefined>();

/** Remembers by which provider the tenant of a construct is known. */
export function noteTenant(construct: IConstruct, type: Type, provider: TerraformProvider | undefined): void {
  tenants.set(construct, () => statedByProvider(construct, type, "tenantIdInput", provider));
}

/** The tenant of a construct, as far as its provider states it by a literal. Known once the stack is complete. */
export function tenantOf(construct: IConstruct): string | undefined {
  const tenant = tenants.get(construct)?.();
  return Token.isUnresolved(tenant) ? undefined : tenant?.toLowerCase();
}
