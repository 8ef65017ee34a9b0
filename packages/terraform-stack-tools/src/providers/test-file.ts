import { escaped } from "../stack/expression/template";
import type { Json, JsonObject } from "../stack/json";
import { aliasesOf, type ProviderConfiguration } from "../stack/provider";

/** A block of a `.tftest.json` that answers in place of a resource or a data source. @param target its address */
export function override(target: string, values: JsonObject): JsonObject {
  return { target, values: escaped(values) };
}

/**
 * The section of a `.tftest.json` that mocks providers: each in its default configuration, which needs no block, and in
 * every one that has an alias.
 * @param content what all mocks of a provider answer
 */
export function mockProviders(
  names: readonly string[],
  providers: readonly ProviderConfiguration[],
  content: (name: string) => JsonObject = () => ({}),
): JsonObject {
  const mocks = names.map((name): [string, Json] => {
    const aliases = aliasesOf(name, providers).map((alias) => ({ alias, ...content(name) }));
    return [name, aliases.length === 0 ? content(name) : [content(name), ...aliases]];
  });
  // An empty section is an error.
  return mocks.length === 0 ? {} : { mock_provider: Object.fromEntries(mocks) };
}
