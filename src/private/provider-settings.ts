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

/** Which cluster a Kubernetes provider is for: Terraform uses the one without an alias if none is given. */
export function clusterOf(provider: TerraformProvider | undefined): string {
  return provider?.alias ?? "";
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
