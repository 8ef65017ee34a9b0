import { isKnownProvider, PROVIDER_VERSIONS } from "../../knowledge/catalogue/schemas";
import { compareVersions, OLDEST_VERSIONS } from "../../providers/terraform-binary";
import { compare, entries, isList, type Json } from "../../stack/json";
import { impliedProviders, type RequiredProvider, type Stack } from "../../stack/stack";

/** A provider that a bundle requires. */
export interface AllowedProvider extends RequiredProvider {
  /** The versions that the bundle allows; empty where it allows any. */
  readonly range: string;
  /** Whether the stack does not require it, so that Terraform takes it from the types of blocks. */
  readonly isImplied: boolean;
}

export function allowedProviders(stack: Stack): AllowedProvider[] {
  const required = stack.requiredProviders.map((provider) => ({
    ...provider,
    range: rangeFrom(provider.version),
    isImplied: false,
  }));
  return [...required, ...impliedProviders(stack).map((name) => impliedProvider(name, stack.requiredProviders))].sort(
    (left, right) => compare(left.name, right.name),
  );
}

/**
 * Terraform looks such a provider up in the namespace hashicorp. The newest version may be one that nobody has tried. Of
 * google and google-beta, the same versions are released together.
 */
function impliedProvider(name: string, required: readonly RequiredProvider[]): AllowedProvider {
  const source = `hashicorp/${name}`;
  const twin = required.find((provider) => provider.source === `${source}-beta`);
  return {
    name,
    source,
    version: twin?.version ?? "",
    others: {},
    range: twin === undefined ? knownRange(name) : rangeFrom(twin.version),
    isImplied: true,
  };
}

function knownRange(name: string): string {
  if (!isKnownProvider(name)) {
    return "";
  }
  const [major] = PROVIDER_VERSIONS[name].latest.split(".");
  return `>= ${PROVIDER_VERSIONS[name].bindings}, < ${Number(major) + 1}.0.0`;
}

/**
 * cdktf pins one version, which would keep every fix out. Only a major version may change what an argument means, so
 * the range ends before the next one. A constraint that is a range already stays.
 */
function rangeFrom(version: string): string {
  const exact = /^=?\s*v?(\d+)\.(\d+)(\.\d+)?$/.exec(version);
  if (exact === null) {
    return version;
  }
  const [, major, minor, patch = ".0"] = exact;
  return `>= ${major}.${minor}${patch}, < ${Number(major) + 1}.0.0`;
}

/** The first version with ephemeral values and write-only arguments, of Terraform and OpenTofu alike. */
const FIRST_WITH_EPHEMERAL = "1.11.0";

/** The stack's own constraint, raised to what its configuration and the bundle's test need. An exact version stays. */
export function requiredVersion(stack: Stack): string {
  const needed = needsEphemeral(stack) ? FIRST_WITH_EPHEMERAL : OLDEST_VERSIONS.Terraform;
  const own = stack.settings.required_version;
  if (typeof own !== "string") {
    return `>= ${needed}`;
  }
  const oldest = /^>=\s*(\d+\.\d+(?:\.\d+)?)$/.exec(own)?.[1];
  if (oldest !== undefined) {
    return compareVersions(needed, oldest) < 0 ? own : `>= ${needed}`;
  }
  const isExact = /^=?\s*\d/.test(own);
  return isExact ? own : `${own}, >= ${needed}`;
}

function needsEphemeral({ blocks, variables }: Stack): boolean {
  const hasEphemeral =
    blocks.some(({ kind }) => kind === "ephemeral") || variables.some(({ isEphemeral }) => isEphemeral);
  return hasEphemeral || blocks.some(({ kind, body }) => kind === "resource" && hasWriteOnly(body));
}

/** By their names, since every write-only argument ends in `_wo`. */
function hasWriteOnly(value: Json): boolean {
  if (isList(value)) {
    return value.some(hasWriteOnly);
  }
  return entries(value).some(([name, child]) => name.endsWith("_wo") || hasWriteOnly(child));
}
