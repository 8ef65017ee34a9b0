import { targetSettings } from "../../../knowledge/catalogue/provider-targets";
import { code, listed } from "../../../shared/markdown";
import { definitionsOf } from "../../../stack/evaluation/definitions";
import { evaluated } from "../../../stack/evaluation/evaluator";
import { isWhole } from "../../../stack/evaluation/known";
import { scopeOf } from "../../../stack/evaluation/scope";
import { isLiteral } from "../../../stack/expression/template";
import { entries, type Json, type JsonObject, lookUp } from "../../../stack/json";
import { type ProviderReference, readProviderReference, withoutDefaultHost } from "../../../stack/provider";
import type { Block, Stack } from "../../../stack/stack";
import { changedMembers, isEqual, type Pair } from "../members";
import { type Danger, plain } from "./danger";

/** Provider configurations, and blocks with another one, that look for the objects of the state in another place. */
export function providerTargets(before: Stack, after: Stack, pairs: readonly Pair<Block>[]): Danger[] {
  const defaults = after.providers.filter(({ alias }) => alias === undefined).map(({ name }) => name);
  const users = pairs.flatMap(({ name, before: old, after: fresh }) =>
    old === undefined || fresh === undefined ? [] : usesOf(name, old, fresh, defaults),
  );
  const stays = users.filter(({ old, fresh }) => nameOf(old) === nameOf(fresh));
  const moves = users.filter((use) => !stays.includes(use));
  const kept = new Map(stays.map(({ old }) => [nameOf(old), old]));
  return [
    ...[...new Set(users.map(({ old }) => old.name))].flatMap((name) => otherProgram(name, before, after)),
    ...[...kept].sort().flatMap(([name, reference]) => {
      const why = difference(settingsOf(before, reference), settingsOf(after, reference));
      return why === undefined ? [] : [danger(`provider.${name}`, why)];
    }),
    ...moves.flatMap(({ address, old, fresh }) => {
      const why = difference(settingsOf(before, old), settingsOf(after, fresh));
      const chosen = `its provider was ${code(nameOf(old))} and is ${code(nameOf(fresh))}`;
      return why === undefined ? [] : [danger(address, `${chosen}: ${why}`)];
    }),
  ];
}

/** A configuration that a block uses in both versions. */
interface Use {
  readonly address: string;
  readonly old: ProviderReference;
  readonly fresh: ProviderReference;
}

/** @param defaults the providers whose default configuration a module inherits */
function usesOf(address: string, before: Block, after: Block, defaults: readonly string[]): Use[] {
  if (after.kind === "resource") {
    return [{ address, old: before.provider, fresh: after.provider }];
  }
  const [old, fresh] = [passedTo(before), passedTo(after)];
  return [...new Set([...Object.keys(fresh), ...defaults])].map((name) => {
    const inherited = { name: name.split(".")[0] };
    return { address, old: lookUp(old, name) ?? inherited, fresh: lookUp(fresh, name) ?? inherited };
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

/** A setting, and what decides its value. */
interface Setting {
  readonly value: Json;
  readonly meaning: Json;
}

function settingsOf(stack: Stack, { name, alias }: ProviderReference): ReadonlyMap<string, Setting> {
  const body: JsonObject = stack.providers.find((one) => one.name === name && one.alias === alias)?.body ?? {};
  const scope = scopeOf(stack);
  return new Map(
    targetSettings(body).map(([path, value]) => {
      const known = evaluated(value, scope);
      return [path, { value, meaning: isWhole(known) ? known : definitionsOf(value, stack, false) }];
    }),
  );
}

function difference(old: ReadonlyMap<string, Setting>, fresh: ReadonlyMap<string, Setting>): string | undefined {
  const [before, after] = [old, fresh].map((all) =>
    Object.fromEntries([...all].map(([path, { meaning }]) => [path, meaning])),
  );
  const parts = changedMembers(before, after).map((path) => {
    const [was, is] = [old.get(path)?.value, fresh.get(path)?.value];
    return isShort(was) && isShort(is) ? `${code(path)} was ${code(was)} and is ${code(is)}` : verb(path, was, is);
  });
  return parts.length === 0 ? undefined : listed(parts);
}

/** Longer ones, such as a certificate, are named only. */
const MAXIMUM_LENGTH = 80;

function isShort(value: Json | undefined): value is string {
  return isLiteral(value) && value.length <= MAXIMUM_LENGTH;
}

function verb(path: string, was: Json | undefined, is: Json | undefined): string {
  if (was === undefined) {
    return `${code(path)} is set, which the environment decided before`;
  }
  return is === undefined ? `${code(path)} is no longer set` : `${code(path)} is another one`;
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
