import { saysSecret } from "../../../knowledge/catalogue/secret-names";
import { code, listed } from "../../../shared/markdown";
import { definitionsOf, literalOf } from "../../../stack/definitions";
import type { Json, JsonObject } from "../../../stack/json";
import type { ProviderReference, Stack } from "../../../stack/stack";
import { isLiteral } from "../../../stack/template";
import { changedMembers } from "../members";

/** A setting, and what decides its value. */
interface Setting {
  readonly value: Json;
  readonly meaning: Json;
}

export type Settings = ReadonlyMap<string, Setting>;

/** What an argument of a provider configuration or of a block says, by its path. */
export function settingsIn(paths: readonly (readonly [path: string, value: Json])[], stack: Stack): Settings {
  return new Map(
    paths.map(([path, value]) => [
      path,
      { value, meaning: literalOf(value, stack) ?? definitionsOf(value, stack, false) },
    ]),
  );
}

/** The arguments of a provider configuration; none where the environment decides them. */
export function configurationOf(stack: Stack, { name, alias }: ProviderReference): JsonObject {
  return stack.providers.find((one) => one.name === name && one.alias === alias)?.body ?? {};
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
      : verb(path, was, is);
  });
  return parts.length === 0 ? undefined : listed(parts);
}

/** Longer ones, such as a certificate, are named only. */
const MAXIMUM_LENGTH = 80;

function isShown(path: string, value: Json | undefined): value is string {
  return isLiteral(value) && value.length <= MAXIMUM_LENGTH && !saysSecret(path.slice(path.lastIndexOf(".") + 1));
}

function verb(path: string, was: Json | undefined, is: Json | undefined): string {
  if (was === undefined) {
    return `${code(path)} is set, which the environment decided before`;
  }
  return is === undefined ? `${code(path)} is no longer set` : `${code(path)} is another one`;
}
