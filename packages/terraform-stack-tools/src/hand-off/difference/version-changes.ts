import { code } from "../../shared/markdown";
import type { Stack } from "../../stack/stack";
import { allowedProviders, requiredVersion } from "../module/version-constraints";
import { pairsOf } from "./members";

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
