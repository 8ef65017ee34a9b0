import { entries, type Json, type JsonObject, objectOf, texts } from "../../../stack/json";
import { aliasesOf, type ProviderReference, readProviderReference, type Stack } from "../../../stack/stack";
import { moduleOf, type RootModule } from "../root-module";
import type { AllowedProvider } from "../version-constraints";
import type { CallerParts } from "./caller-parts";
import type { Split } from "./split";

/** The module without what its caller has: it configures no provider, so that `for_each` and the Terraform Registry can use it. */
export function childModuleOf(whole: RootModule, split: Split, { outputs }: CallerParts): RootModule {
  const { provider: _configured, import: _imported, ...others } = whole.stack.sections;
  const sections = {
    ...others,
    variable: without(objectOf(others.variable), (name) => split.callerOnly.has(`var.${name}`)),
    locals: without(objectOf(others.locals), (name) => split.callerOnly.has(`local.${name}`)),
    data: withoutMoved(others.data, "data", split),
    ephemeral: withoutMoved(others.ephemeral, "ephemeral", split),
    output: { ...objectOf(others.output), ...declarations(outputs) },
  };
  const { stack } = moduleOf(sections, [], whole.requiredVersion);
  const used = configurationsUsed(stack);
  const isUsed = (name: string): boolean => used === undefined || used.some((one) => one.name === name);
  const providers = whole.providers
    .filter(({ name }) => isUsed(name))
    .map((provider) => withAliases(provider, aliasesOf(provider.name, used ?? whole.stack.providers)));
  return moduleOf(sections, providers, whole.requiredVersion);
}

/** The caller passes the configurations that have an alias. */
function withAliases(provider: AllowedProvider, aliases: readonly string[]): AllowedProvider {
  if (aliases.length === 0) {
    return provider;
  }
  const names = aliases.map((alias) => `${provider.name}.${alias}`);
  return { ...provider, others: { ...provider.others, configuration_aliases: names } };
}

function declarations(outputs: CallerParts["outputs"]): JsonObject {
  const description = "What the caller configures a provider with, or imports";
  return Object.fromEntries([...outputs].map(([name, value]) => [name, { description, sensitive: true, value }]));
}

function withoutMoved(section: Json | undefined, kind: string, { moved }: Split): JsonObject {
  return filterTyped(section, (type, name) => !moved.has(`${kind}.${type}.${name}`));
}

/** A section of types and names with some of its blocks. */
export function filterTyped(section: Json | undefined, isIn: (type: string, name: string) => boolean): JsonObject {
  const types = entries(section).map(([type, named]): [string, JsonObject] => [
    type,
    without(objectOf(named), (name) => !isIn(type, name)),
  ]);
  return Object.fromEntries(types.filter(([, named]) => entries(named).length > 0));
}

function without(section: JsonObject, isLeftOut: (name: string) => boolean): JsonObject {
  return Object.fromEntries(entries(section).filter(([name]) => !isLeftOut(name)));
}

/**
 * The provider configurations that the blocks of a module use; undefined where modules that it calls, checks or the
 * functions of providers may use any.
 */
export function configurationsUsed({ sections, blocks, checks }: Stack): ProviderReference[] | undefined {
  const hasOthers = checks.length > 0 || blocks.some(({ kind }) => kind === "module");
  if (hasOthers || texts(sections).some(({ text }) => text.includes("provider::"))) {
    return undefined;
  }
  return blocks.map(({ type, body }) => readProviderReference(type, body));
}
