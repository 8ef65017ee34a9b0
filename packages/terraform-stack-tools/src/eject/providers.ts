import { type AllowedProvider, allowedProviders } from "../hand-off/module/version-constraints";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import { isGap } from "../providers/schemas/schema-source";
import type { Stack } from "../stack/stack";

/** The providers with a range of versions each. Where the stack states none, it begins with what the bindings are made from. */
export function providersOf(stack: Stack, schemas: KnownSchemas): AllowedProvider[] {
  return allowedProviders(stack).map((provider) =>
    asPeopleWrite(provider.range === "" ? { ...provider, range: knownRange(provider, stack, schemas) } : provider),
  );
}

function knownRange(provider: AllowedProvider, { blocks, providers }: Stack, schemas: KnownSchemas): string {
  const types = [
    ...providers.filter(({ name }) => name === provider.name).map(({ name }) => `provider.${name}`),
    ...blocks
      .filter(({ kind, provider: { name } }) => kind !== "module" && name === provider.name)
      .map((one) => one.blockType),
  ];
  for (const type of new Set(types)) {
    const answer = schemas.find(type, provider);
    const [, major, minor] = /^(\d+)\.(\d+)/.exec((!isGap(answer) && answer.version) || "") ?? [];
    if (major !== undefined) {
      return `~> ${major}.${minor}`;
    }
  }
  return "";
}

/** `~> 4.55` in place of `>= 4.55.0, < 5.0.0`. */
function asPeopleWrite(provider: AllowedProvider): AllowedProvider {
  const [, major, minor, next] = /^>= (\d+)\.(\d+)\.0, < (\d+)\.0\.0$/.exec(provider.range) ?? [];
  return major !== undefined && Number(next) === Number(major) + 1
    ? { ...provider, range: `~> ${major}.${minor}` }
    : provider;
}
