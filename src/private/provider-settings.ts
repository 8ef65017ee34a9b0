import { TerraformProvider, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";

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

function ownProvider(stack: TerraformStack, type: Type): TerraformProvider | undefined {
  const isOwn = (one: IConstruct): one is TerraformProvider =>
    TerraformProvider.isTerraformProvider(one) && one.terraformResourceType === type && one.alias === undefined;
  const known = own.get(stack) ?? new Map<string, TerraformProvider>();
  const found = known.get(type) ?? stack.node.findAll().find(isOwn);
  if (found !== undefined) {
    own.set(stack, known.set(type, found));
  }
  return found;
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
