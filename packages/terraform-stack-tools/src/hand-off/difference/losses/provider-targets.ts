import { credentialSettings, ownTargets, targetSettings } from "../../../knowledge/catalogue/arguments";
import { code } from "../../../shared/markdown";
import { entries, grouped, type JsonObject, lookUp } from "../../../stack/json";
import {
  type Block,
  type ProviderReference,
  readProviderReference,
  type Stack,
  withoutDefaultHost,
} from "../../../stack/stack";
import { isEqual, type Pair } from "../members";
import { type Danger, plain } from "./danger";
import { configurationOf, difference, type Settings, settingsIn } from "./provider-settings";

/** Provider configurations, and blocks with another one, that look for the objects of the state in another place. */
export function providerTargets(before: Stack, after: Stack, pairs: readonly Pair<Block>[]): Danger[] {
  const defaults = after.providers.filter(({ alias }) => alias === undefined).map(({ name }) => name);
  const users = pairs.flatMap(({ name, before: old, after: fresh }) =>
    old === undefined || fresh === undefined ? [] : usesOf(name, old, fresh, defaults),
  );
  const kept = grouped(users.filter(isKept), ({ old }) => nameOf(old.provider));
  return [
    ...[...new Set(users.map(({ old }) => old.provider.name))].flatMap((name) => otherProgram(name, before, after)),
    ...[...kept].sort().flatMap(([name, usages]) => inConfiguration(name, usages, before, after)),
    ...users.flatMap((use) => inBlock(use, before, after)),
  ];
}

/** What decides where a block looks. */
interface Target {
  readonly provider: ProviderReference;
  /** Its own arguments, which outweigh those of the provider. */
  readonly own: JsonObject;
}

/** A configuration that a block uses in both versions. */
interface Use {
  readonly address: string;
  readonly old: Target;
  readonly fresh: Target;
}

/** @param defaults the providers whose default configuration a module inherits */
function usesOf(address: string, before: Block, after: Block, defaults: readonly string[]): Use[] {
  if (after.kind === "resource") {
    const [old, fresh] = [before, after].map(({ provider, body }) => ({
      provider,
      own: ownTargets(provider.name, body),
    }));
    return [{ address, old, fresh }];
  }
  const [old, fresh] = [passedTo(before), passedTo(after)];
  return [...new Set([...Object.keys(fresh), ...defaults])].map((name) => {
    const inherited = { name: name.split(".")[0] };
    const [was, is] = [old, fresh].map((passed) => ({ provider: lookUp(passed, name) ?? inherited, own: {} }));
    return { address, old: was, fresh: is };
  });
}

/** What a call passes by name. What it does not name, the module inherits. */
function passedTo({ body }: Block): Readonly<Record<string, ProviderReference>> {
  const passed = entries(body.providers).map(([name, provider]) => [name, readProviderReference(name, { provider })]);
  return Object.fromEntries(passed);
}

function nameOf({ name, alias }: ProviderReference): string {
  return alias === undefined ? name : `${name}.${alias}`;
}

function isKept({ old, fresh }: Use): boolean {
  return nameOf(old.provider) === nameOf(fresh.provider);
}

/** The arguments that a block states itself in one of the versions. */
function ownNames({ old, fresh }: Use): string[] {
  return Object.keys({ ...old.own, ...fresh.own });
}

function inConfiguration(name: string, usages: readonly Use[], before: Stack, after: Stack): Danger[] {
  const { provider } = usages[0].fresh;
  const stated = usages.map(ownNames).reduce((all, one) => all.filter((argument) => one.includes(argument)));
  const [old, fresh] = [before, after].map((stack) => {
    const settings = targetSettings(configurationOf(stack, provider));
    return settingsIn(
      settings.filter(([path]) => !stated.includes(path)),
      stack,
    );
  });
  const [login, nextLogin] = [before, after].map((stack) =>
    settingsIn(credentialSettings(configurationOf(stack, provider)), stack),
  );
  const [place, credentials] = [difference(old, fresh), difference(login, nextLogin)];
  const subject = `provider.${name}`;
  return [
    ...(place === undefined ? [] : [danger(subject, place)]),
    ...(credentials === undefined ? [] : [otherLogin(subject, credentials)]),
  ];
}

function inBlock(use: Use, before: Stack, after: Stack): Danger[] {
  const { address, old, fresh } = use;
  const only = isKept(use) ? ownNames(use) : undefined;
  const why = difference(settingsOf(old, before, only), settingsOf(fresh, after, only));
  if (why === undefined) {
    return [];
  }
  const chosen = `its provider was ${code(nameOf(old.provider))} and is ${code(nameOf(fresh.provider))}`;
  return [danger(address, isKept(use) ? why : `${chosen}: ${why}`)];
}

/** @param only the arguments that count; all where there are none */
function settingsOf({ provider, own }: Target, stack: Stack, only?: readonly string[]): Settings {
  const all = new Map([...targetSettings(configurationOf(stack, provider)), ...Object.entries(own)]);
  return settingsIn(
    [...all].filter(([path]) => only === undefined || only.includes(path)),
    stack,
  );
}

function otherProgram(name: string, before: Stack, after: Stack): Danger[] {
  const [old, fresh] = [sourceIn(before, name), sourceIn(after, name)];
  return isEqual(old, fresh)
    ? []
    : [
        {
          ...danger(`provider.${name}`, `its source was ${code(old)} and is ${code(fresh)}`),
          text:
            `**another program** has the objects of the state: the source was ${code(old)} and is ${code(fresh)}, and it runs ` +
            "with your credentials. Where it is the same provider under another name, tell the state before the next plan: " +
            code(`terraform state replace-provider ${old} ${fresh}`),
        },
      ];
}

function sourceIn({ requiredProviders }: Stack, name: string): string {
  const source = requiredProviders.find((provider) => provider.name === name)?.source ?? `hashicorp/${name}`;
  return withoutDefaultHost(source).toLowerCase();
}

function danger(subject: string, why: string): Danger {
  return {
    subject,
    reason: plain(why),
    text:
      `**looks in another place**: ${why}. What the state holds is not found there: the next apply creates it a second time, ` +
      "or destroys it to create it there, or changes what others have under the same name. Keep the setting, or hand over " +
      "to a new folder, which has a state of its own",
    consent: "target",
  };
}

/** Only said: secrets are changed all the time, and nobody sees from them whose they are. */
function otherLogin(subject: string, why: string): Danger {
  return {
    subject,
    reason: plain(why),
    text:
      `**logs in with something else**: ${why}; the values are not shown. Where they belong to another account, what the state ` +
      "holds is not found there: read a plan over the state before you apply",
  };
}
