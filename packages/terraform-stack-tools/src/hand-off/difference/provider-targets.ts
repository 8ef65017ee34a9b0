import { ownTargets, targetSettings } from "../../knowledge/catalogue/arguments";
import { hasTokenInSource, saysSecret } from "../../knowledge/catalogue/secret-names";
import { code, listed } from "../../shared/words";
import { definitionsOf, literalOf } from "../../stack/definitions";
import { entries, type Json, type JsonObject, lookUp } from "../../stack/json";
import { type ProviderReference, readProviderReference, type Stack, withoutDefaultHost } from "../../stack/stack";
import { isLiteral } from "../../stack/template";
import { changedMembers, type Kept } from "./versions";

/** A provider configuration, or a block, that looks for the objects of the state in another place. */
export interface OtherPlace {
  readonly subject: string;
  readonly why: string;
  /** The same with what to do, in Markdown. */
  readonly text: string;
}

export function providerTargets(before: Stack, after: Stack, kept: readonly Kept[]): OtherPlace[] {
  const defaults = after.providers.filter(({ alias }) => alias === undefined).map(({ name }) => name);
  const uses = new Map(kept.flatMap((one) => usesOf(one, defaults)).map((use) => [use.subject, use]));
  const names = new Set([...uses.values()].map(({ old }) => old.name));
  return [
    ...[...names].flatMap((name) => otherProgram(name, before, after)),
    ...[...uses.values()].flatMap((use) => otherPlace(use, before, after)),
  ];
}

/** How a block looks for its objects in both versions. */
interface Use {
  /** The block, or its provider configuration where that alone decides. */
  readonly subject: string;
  readonly old: ProviderReference;
  readonly fresh: ProviderReference;
  /** What the block itself says, which outweighs its provider. */
  readonly own: readonly [old: JsonObject, fresh: JsonObject];
}

/** @param defaults the providers whose default configuration a module inherits */
function usesOf({ address, before, after }: Kept, defaults: readonly string[]): Use[] {
  if (after.kind === "resource") {
    const own = [ownTargets(before.provider.name, before.body), ownTargets(after.provider.name, after.body)] as const;
    return [useOf(address, before.provider, after.provider, own)];
  }
  const [old, fresh] = [before, after].map(({ body }) =>
    // What a call does not pass by name, the module inherits.
    Object.fromEntries(
      entries(body.providers).map(([name, provider]) => [name, readProviderReference(name, { provider })]),
    ),
  );
  return [...new Set([...Object.keys(fresh), ...defaults])].map((name) => {
    const inherited = { name: name.split(".")[0] };
    return useOf(address, lookUp(old, name) ?? inherited, lookUp(fresh, name) ?? inherited, [{}, {}]);
  });
}

function useOf(address: string, old: ProviderReference, fresh: ProviderReference, own: Use["own"]): Use {
  const isOfProvider = nameOf(old) === nameOf(fresh) && own.every((one) => Object.keys(one).length === 0);
  return { subject: isOfProvider ? `provider.${nameOf(fresh)}` : address, old, fresh, own };
}

function nameOf({ name, alias }: ProviderReference): string {
  return alias === undefined ? name : `${name}.${alias}`;
}

function otherPlace({ subject, old, fresh, own }: Use, before: Stack, after: Stack): OtherPlace[] {
  const settings = difference(targetOf(old, own[0], before), targetOf(fresh, own[1], after));
  if (settings === undefined) {
    return [];
  }
  const [was, is] = [nameOf(old), nameOf(fresh)];
  const why = was === is ? settings : `its provider was ${code(was)} and is ${code(is)}: ${settings}`;
  const text =
    `**looks in another place**: ${why}. What the state holds is not found there: the next apply creates it a second time, ` +
    "or destroys it to create it there, or changes what others have under the same name. Keep the setting, or hand over " +
    "to a new folder, which has a state of its own";
  return [{ subject, why, text }];
}

/** What decides where a block looks. Without a configuration, the environment does. */
function targetOf({ name, alias }: ProviderReference, own: JsonObject, stack: Stack): Settings {
  const configuration = stack.providers.find((one) => one.name === name && one.alias === alias)?.body ?? {};
  return settingsIn({ ...Object.fromEntries(targetSettings(configuration)), ...own }, stack);
}

function otherProgram(name: string, before: Stack, after: Stack): OtherPlace[] {
  const [old, fresh] = [before, after].map(({ requiredProviders }) => {
    const source = requiredProviders.find((provider) => provider.name === name)?.source ?? `hashicorp/${name}`;
    return withoutDefaultHost(source).toLowerCase();
  });
  const why = `its source was ${code(old)} and is ${code(fresh)}`;
  const text =
    `**another program** has the objects of the state: ${why}, and it runs with your credentials. Where it is the same ` +
    "provider under another name, tell the state before the next plan: " +
    code(`terraform state replace-provider ${old} ${fresh}`);
  return old === fresh ? [] : [{ subject: `provider.${name}`, why, text }];
}

/** What arguments say, by their path, and what decides their values. */
export type Settings = ReadonlyMap<string, { readonly value: Json; readonly meaning: Json }>;

const NO_NAMES = { locals: new Map(), variables: [] };

/** @param stack where names are looked up; none where there are no expressions */
export function settingsIn(values: JsonObject, stack?: Stack): Settings {
  const meaning = (value: Json): Json =>
    literalOf(value, stack ?? NO_NAMES) ?? (stack === undefined ? value : definitionsOf(value, stack, false));
  return new Map(Object.entries(values).map(([path, value]) => [path, { value, meaning: meaning(value) }]));
}

/** What two versions say differently, in words; undefined where that is nothing. */
export function difference(old: Settings, fresh: Settings): string | undefined {
  const [before, after] = [old, fresh].map((all) =>
    Object.fromEntries([...all].map(([path, { meaning }]) => [path, meaning])),
  );
  const parts = changedMembers(before, after).map((path) => {
    const [was, is] = [old.get(path)?.value, fresh.get(path)?.value];
    return isShown(path, was) && isShown(path, is)
      ? `${code(path)} was ${code(was)} and is ${code(is)}`
      : `${code(path)} ${verb(was, is)}`;
  });
  return parts.length === 0 ? undefined : listed(parts);
}

/** Longer ones, such as a certificate, are named only. */
const MAXIMUM_LENGTH = 80;

function isShown(path: string, value: Json | undefined): value is string {
  const isSecret = saysSecret(path.slice(path.lastIndexOf(".") + 1)) || hasTokenInSource(String(value));
  return isLiteral(value) && value.length <= MAXIMUM_LENGTH && !isSecret;
}

function verb(was: Json | undefined, is: Json | undefined): string {
  if (was === undefined) {
    return "is set, which the environment decided before";
  }
  return is === undefined ? "is no longer set" : "is another one";
}
