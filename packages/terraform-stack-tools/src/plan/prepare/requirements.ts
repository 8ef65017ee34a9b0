import { BUILT_IN_PROVIDER } from "../../providers/initialized-folder";
import { type JsonObject, sorted } from "../../stack/json";
import { aliasesOf, type RequiredProvider } from "../../stack/provider";
import { impliedProviders, type Stack } from "../../stack/stack";
import { moduleId } from "./modules";
import type { Plannable } from "./versions";

/** A configuration that makes `init` download the providers and modules of a stack. */
export function requirementsOf({ stack }: Plannable): JsonObject {
  const calls = stack.blocks.filter(({ kind }) => kind === "module").map(({ body }) => body);
  const { providers } = stack;
  const names = [...new Set(providers.map(({ name }) => name))].filter((name) => aliasesOf(name, providers).length > 0);
  const aliases = names.map((name) => [name, aliasesOf(name, providers).map((alias) => ({ alias }))]);
  return sorted({
    terraform: { required_providers: Object.fromEntries(requiredProviders(stack)) },
    // Modules may be given configurations of providers. An empty section is an error.
    ...(calls.some((call) => call.providers) && aliases.length > 0 ? { provider: Object.fromEntries(aliases) } : {}),
    ...(calls.length > 0
      ? { module: Object.fromEntries(calls.map((call) => [moduleId(call), moduleCall(call)])) }
      : {}),
  });
}

/** The arguments that `init` reads. */
function moduleCall(call: JsonObject): JsonObject {
  const names = ["source", "version", "providers"];
  return Object.fromEntries(Object.entries(call).filter(([name]) => names.includes(name)));
}

/** The providers that a stack requires, and those that Terraform infers from its blocks. */
function requiredProviders(stack: Stack): [string, JsonObject][] {
  return [
    ...impliedProviders(stack).map((name): [string, JsonObject] => [name, { source: `hashicorp/${name}` }]),
    ...stack.requiredProviders.map((provider): [string, JsonObject] => [provider.name, requirementOf(provider)]),
    ...builtInProvider(stack),
  ];
}

/** The schemas of the built-in provider, which modules may use too, are printed where it is required, by one name. */
function builtInProvider({ requiredProviders }: Stack): [string, JsonObject][] {
  if (requiredProviders.some(({ source }) => source.toLowerCase() === BUILT_IN_PROVIDER)) {
    return [];
  }
  const isTaken = requiredProviders.some(({ name }) => name === "terraform");
  return [[isTaken ? "built_in" : "terraform", { source: BUILT_IN_PROVIDER }]];
}

function requirementOf({ source, version, others }: RequiredProvider): JsonObject {
  return { source, ...(version === "" ? {} : { version }), ...others };
}
