import { schemaOf } from "../../catalogue/block-schema";
import { isKnownProvider, PROVIDER_VERSIONS } from "../../catalogue/provider-versions";
import { quoted } from "../../terraform/quoted";
import { kindOf } from "./kind";
import { providerType, type SchemaSource } from "./schema-source";
import { utilityBody } from "./utility-providers";
import { fits } from "./version-fit";

/** The schemas that are part of this package. */
export const SHIPPED_SCHEMAS: SchemaSource = {
  find: (type, provider) => {
    const utility = utilityBody(type, provider.source);
    if (utility !== undefined) {
      return { body: utility, origin: "the provider's documentation" };
    }
    const name = providerType(provider.source);
    if (!isKnownProvider(name) || provider.source.replace(REGISTRY, "") !== `hashicorp/${name}`) {
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

const REGISTRY = /^registry\.(terraform\.io|opentofu\.org)\//;
