import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry } from "../../interfaces";
import { fail } from "../../private/fail";
import { identityOf } from "../../registry/private/registry-identity";

/** Azure, "Azure Container Registry SKU features and limits". */
const MAXIMUM_TOKENS = {
  [ContainerRegistrySku.BASIC]: 100,
  [ContainerRegistrySku.STANDARD]: 500,
  [ContainerRegistrySku.PREMIUM]: 50_000,
};

interface Usage {
  tokens: number;
  /** Known once any construct of the registry tells it. */
  sku?: ContainerRegistrySku;
}

const usages = new WeakMap<TerraformStack, Map<string, Usage>>();

/** Counts the tokens of a registry, through whichever construct, and throws when its tier has no more. */
export function countTokens(scope: IConstruct, registry: IContainerRegistry, more: number): void {
  const usage = usageOf(registry);
  usage.tokens += more;
  usage.sku ??= registry.sku;
  const maximum = usage.sku ? MAXIMUM_TOKENS[usage.sku] : undefined;
  if (maximum !== undefined && usage.tokens > maximum) {
    fail(scope, {
      property: "registry",
      must: `have at most ${maximum} tokens in the ${usage.sku} tier, counting those that exist during a rotation`,
      got: String(usage.tokens),
      repair: "choose a higher sku, or share tokens",
      see: "token-limits",
    });
  }
}

function usageOf(registry: IContainerRegistry): Usage {
  const stack = TerraformStack.of(registry);
  const registries = usages.get(stack) ?? new Map<string, Usage>();
  usages.set(stack, registries);
  const identity = identityOf(registry);
  const usage = registries.get(identity) ?? { tokens: 0 };
  registries.set(identity, usage);
  return usage;
}
