import { lookUp } from "../../stack/json";

/** The versions of one provider that this package supports. */
export interface ProviderVersions {
  /** The last release that the prebuilt bindings of cdktf require. */
  readonly bindings: string;
  /** The release that `ProviderGeneration` moves a stack to. */
  readonly latest: string;
}

/** By name. `data/provider-schemas.json` holds the schemas of both versions. */
export const PROVIDER_VERSIONS = {
  azuread: { bindings: "3.7.0", latest: "3.9.0" },
  azurerm: { bindings: "4.55.0", latest: "5.2.0" },
  kubernetes: { bindings: "2.38.0", latest: "3.2.1" },
  time: { bindings: "0.13.1", latest: "0.14.2" },
} as const satisfies Record<string, ProviderVersions>;

export type KnownProvider = keyof typeof PROVIDER_VERSIONS;

export function isKnownProvider(name: string): name is KnownProvider {
  return lookUp(PROVIDER_VERSIONS, name) !== undefined;
}
