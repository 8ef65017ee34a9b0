/** The versions that `cdktn-acr-aks` is built and tested with. */
export const PINS = {
  cdktn: "0.24.0",
  constructs: "10.7.0",
  bindings: { azurerm: "18.9.0", azuread: "17.1.0", kubernetes: "17.1.0" },
} as const;

export type ProviderName = keyof typeof PINS.bindings;

export const PROVIDERS: readonly ProviderName[] = ["azurerm", "azuread", "kubernetes"];
