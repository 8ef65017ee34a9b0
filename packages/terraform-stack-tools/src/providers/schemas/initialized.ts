import { PlanError, Refusal } from "../../shared/refusal";
import type { JsonObject } from "../../stack/json";
import type { RequiredProvider } from "../../stack/provider";
import { quoted } from "../../stack/quoted";
import { type InstalledProvider, installedProviders } from "../initialized-folder";
import { initializedFolder } from "../provider-cache";
import { providerSchema, typeSchema } from "../schema";
import { terraformBinary } from "../terraform-binary";
import { blockBody } from "./block-body";
import { isSameProvider, kindOf, type SchemaSource } from "./schema-source";

/**
 * The schemas of the providers themselves, which the first question about each initializes.
 * @param binary `terraform`, `tofu` or a path; by default the first one on the PATH
 */
export function initializedSchemas(binary?: string): SchemaSource {
  const installed = new Map<string, InstalledProvider | undefined>();
  return {
    find: (type, provider) => {
      const key = `${provider.source} ${provider.version}`;
      if (!installed.has(key)) {
        installed.set(key, install(provider, binary));
      }
      const own = installed.get(key);
      if (own === undefined) {
        return undefined;
      }
      const origin = `the initialized provider ${own.address} ${own.version}`;
      const { kind, name } = kindOf(type);
      const schema = kind === "provider" ? providerSchema(own.schemas).provider : typeSchema(own.schemas, kind, name);
      return schema === undefined ? { gap: `${origin} has no such type` } : { body: blockBody(schema.block), origin };
    },
  };
}

/** Only the provider in question, so that one which cannot be had does not hide the others. */
function install({ name, source, version }: RequiredProvider, binary?: string): InstalledProvider | undefined {
  const requirement: JsonObject = version === "" ? { source } : { source, version };
  try {
    const folder = initializedFolder(terraformBinary(binary), {
      terraform: { required_providers: { [name]: requirement } },
    });
    return installedProviders(folder).find(({ address }) => isSameProvider(source, address));
  } catch (error) {
    if (error instanceof PlanError) {
      throw new Refusal(`--init could not read the schema of ${quoted(source)}: ${error.message}`);
    }
    throw error;
  }
}
