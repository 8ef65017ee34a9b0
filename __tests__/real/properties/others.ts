import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";

/** Other providers of the same cloud and the same cluster. */
export interface Others {
  readonly azuread: AzureadProvider;
  readonly azurerm: AzurermProvider;
  readonly kubernetes: KubernetesProvider;
}

export function otherAzurerm(stack: TerraformStack): AzurermProvider {
  const features = [{}];
  return new AzurermProvider(stack, "other-azurerm", { alias: "other", features, resourceProviderRegistrations: "none" });
}

export function othersIn(stack: TerraformStack): Others {
  return {
    azuread: new AzureadProvider(stack, "other-azuread", { alias: "other" }),
    azurerm: otherAzurerm(stack),
    kubernetes: new KubernetesProvider(stack, "other-kubernetes", { alias: "other" }),
  };
}
