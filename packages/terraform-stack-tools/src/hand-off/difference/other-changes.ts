import { code, codeList } from "../../shared/markdown";
import { isObject, lookUp, objectOf } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { allowedProviders, requiredVersion } from "../module/version-constraints";
import type { Renamed } from "./former-names";
import { changedMembers, isEqual, pairsOf } from "./members";

/** The sections without addresses that differ, such as the configuration of a provider. */
export function otherChanges(before: Stack, after: Stack): string[] {
  const own = ["resource", "data", "ephemeral", "module", "variable", "output", "terraform"];
  const sections = changedMembers(before.sections, after.sections).filter((name) => !own.includes(name));
  const named = sections.filter((name) => isObject(lookUp(before.sections, name) ?? lookUp(after.sections, name)));
  const lists = sections.filter((name) => !named.includes(name));
  return [
    ...named.map((name) => {
      const members = changedMembers(objectOf(lookUp(before.sections, name)), objectOf(lookUp(after.sections, name)));
      return `${code(name)} blocks: ${codeList(members)}`;
    }),
    ...lists.map((name) => `${code(name)} blocks`),
  ];
}

/** Local values that only have another name. */
export function renamedLocals({ origins }: Renamed): string[] {
  const renamed = [...origins].filter(([address]) => address.startsWith("local."));
  return renamed.map(([address, origin]) => `${code(address)}: renamed from ${code(origin)}`);
}

/** Settings of the `terraform` block other than the versions. */
export function settingsChanges(before: Stack, after: Stack): string[] {
  const { required_providers: _old, required_version: _oldVersion, ...old } = before.settings;
  const { required_providers: _new, required_version: _newVersion, ...fresh } = after.settings;
  return isEqual(old, fresh)
    ? []
    : [`settings of the ${code("terraform")} block: ${codeList(changedMembers(old, fresh))}`];
}

/** Which versions of Terraform and of the providers are allowed now. */
export function versionChanges(before: Stack, after: Stack): string[] {
  return pairsOf(versionsOf(before), versionsOf(after)).flatMap(({ name, ...pair }) => {
    if (pair.before === pair.after) {
      return [];
    }
    if (pair.before === undefined || pair.after === undefined) {
      return [`${code(name)}: ${pair.before === undefined ? `new, ${code(pair.after ?? "")}` : "no longer needed"}`];
    }
    return [`${code(name)}: ${code(pair.before)} is now ${code(pair.after)}`];
  });
}

function versionsOf(stack: Stack): ReadonlyMap<string, string> {
  const providers = allowedProviders(stack).map(
    ({ name, source, range }) => [name, `${source} ${range || "any"}`] as const,
  );
  return new Map([["terraform", requiredVersion(stack)], ...providers]);
}
