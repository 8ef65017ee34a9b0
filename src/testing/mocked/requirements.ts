import { createHash } from "node:crypto";
import { type JsonObject, objectOf, sorted } from "../../terraform/json";
import { aliasesOf, type RequiredProvider } from "../../terraform/provider";
import { type Stack, withSections } from "../../terraform/stack";
import { allVersions, mapVersions, type Plannable, type Versions } from "./versions";

/** Gives both versions the same providers. Where they differ, those of the later version win. */
export function withSameProviders(versions: Versions<Plannable>): Versions<Plannable> {
  const required = Object.fromEntries(allVersions(versions).flatMap(({ stack }) => requiredProviders(stack)));
  return mapVersions(versions, ({ stack, ...version }) => {
    const terraform = { ...stack.settings, required_providers: required };
    return { ...version, stack: withSections(stack, { ...stack.sections, terraform }) };
  });
}

/** A configuration that makes `init` download the providers and modules of both versions. */
export function requirementsOf(versions: Versions<Plannable>): JsonObject {
  const stacks = allVersions(versions).map(({ stack }) => stack);
  const calls = stacks.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === "module").map(({ body }) => body));
  const providers = stacks.flatMap((stack) => stack.providers);
  const names = [...new Set(providers.map(({ name }) => name))].filter((name) => aliasesOf(name, providers).length > 0);
  const aliases = names.map((name) => [name, aliasesOf(name, providers).map((alias) => ({ alias }))]);
  return sorted({
    terraform: { required_providers: objectOf(versions.changed.stack.settings.required_providers) },
    // Modules may be given configurations of providers. An empty section is an error.
    ...(calls.some((call) => call.providers) && aliases.length > 0 ? { provider: Object.fromEntries(aliases) } : {}),
    ...(calls.length > 0
      ? { module: Object.fromEntries(calls.map((call) => [moduleId(call), moduleCall(call)])) }
      : {}),
  });
}

/** A name for the source of a module, so that stacks that call it by different names share one download. */
export function moduleId({ source, version }: JsonObject): string {
  const hash = createHash("sha256").update(`${source} ${version ?? ""}`);
  return `m_${hash.digest("hex").slice(0, 12)}`;
}

/** The arguments that `init` reads. */
function moduleCall(call: JsonObject): JsonObject {
  const names = ["source", "version", "providers"];
  return Object.fromEntries(Object.entries(call).filter(([name]) => names.includes(name)));
}

/** The providers that a stack requires, and those that Terraform infers from its blocks. */
function requiredProviders({ blocks, providers, requiredProviders: required }: Stack): [string, JsonObject][] {
  const used = blocks.filter(({ kind }) => kind !== "module").map(({ provider }) => provider.name);
  const names = [...used, ...providers.map(({ name }) => name)].filter((name) => name !== "terraform");
  return [
    ...names.map((name): [string, JsonObject] => [name, { source: `hashicorp/${name}` }]),
    ...required.map((provider): [string, JsonObject] => [provider.name, requirementOf(provider)]),
  ];
}

function requirementOf({ source, version, others }: RequiredProvider): JsonObject {
  return { source, ...(version === "" ? {} : { version }), ...others };
}
