import { fits } from "../../providers/schemas/bindings";
import { kindOf, providerType, type SchemaSource } from "../../providers/schemas/schema-source";
import { quoted } from "../../stack/quoted";
import { schemaOf } from "./block-schema";
import { isKnownProvider, PROVIDER_VERSIONS } from "./provider-versions";
import { utilityBody } from "./utility-providers";

/** The schemas that are part of this package. */
export const SHIPPED_SCHEMAS: SchemaSource = {
  find: (type, provider) => {
    const utility = utilityBody(type, provider.source);
    if (utility !== undefined) {
      return { body: utility, origin: "the provider's documentation" };
    }
    const source = provider.source.replace(REGISTRY, "").toLowerCase();
    if (source === "azure/azapi") {
      return azapiSchema(type, provider.version);
    }
    const name = providerType(provider.source);
    if (!isKnownProvider(name) || source !== `hashicorp/${name}`) {
      return undefined;
    }
    const { bindings, latest } = PROVIDER_VERSIONS[name];
    if (![bindings, latest].some((version) => fits(version, provider.version))) {
      const required = quoted(provider.version);
      return { gap: `version ${required} is required, and this package has ${name} ${bindings} and ${latest}` };
    }
    const body = schemaOf(kindOf(type).kind === "provider" ? `provider.${name}` : type);
    return body === undefined
      ? { gap: `${name} ${bindings} and ${latest} have no such type` }
      : { body, origin: `this package (${name} ${bindings} and ${latest})` };
  },
};

const AZAPI = "2.12.0";

const REGISTRY = /^registry\.(terraform\.io|opentofu\.org)\//;

/** Of the release that `data/azapi-schemas.json` was read from: the major version is what matters. */
function azapiSchema(type: string, version: string): ReturnType<SchemaSource["find"]> {
  const body = schemaOf(kindOf(type).kind === "provider" ? "provider.azapi" : type);
  if (!fits(AZAPI, version)) {
    return { gap: `version ${quoted(version)} is required, and this package has azapi ${AZAPI}` };
  }
  return body === undefined
    ? { gap: `azapi ${AZAPI} has no such type` }
    : { body, origin: `this package (azapi ${AZAPI})` };
}
