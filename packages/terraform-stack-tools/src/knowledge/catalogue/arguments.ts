import { entries, isObject, type Json, type JsonObject, listOf, lookUp } from "../../stack/json";
import data from "./data/arguments.json";
import { saysSecret } from "./secret-names";

/** Arguments that say where things are, or whose. One value in all places means one thing, unlike that of a size. */
export const PARAMETERS: readonly string[] = data.parameters;

const [COMPARED_BY_MEANING, COMPARED_BY_LETTERS] = [
  data.comparedByMeaning.arguments,
  data.comparedByMeaning.others,
].map(
  (patterns) => new RegExp(`^(?:${patterns.map((one) => one.replace(".", "[.]").replace(/[*]/g, "\\w+")).join("|")})$`),
);

/**
 * Whether a provider takes a JSON document for the same, whatever the order and the space in it.
 * @param names those of the argument and of the blocks around it: a map may have any
 */
export function isComparedByMeaning(type: string, names: readonly string[]): boolean {
  const places = names.map((name) => `${type}.${name}`);
  return places.every((place) => COMPARED_BY_MEANING.test(place) && !COMPARED_BY_LETTERS.test(place));
}

/** Others may be numbers, such as `vlan_id`, and the `id` in a block. */
const TEXT =
  /^(?:data\.)?(?:aws|azurerm|google)_\w+\.[\w-]+(?:\[[\w".-]+\])?\.(?:(?:\w+_)?arn|account_id|bucket|dns_name|domain_name|email|endpoint|hostname|id|location|name|project|region|repository_url|url)$/;

/** Whether an attribute is a text by its name, in the sources of hashicorp/aws 6.47.0, hashicorp/azurerm and hashicorp/google. */
export function isTextAttribute(expression: string): boolean {
  return TEXT.test(expression);
}

/** Whether an argument of a list of objects takes blocks as well, in which what is not stated may be left out. */
export function takesBlocks(type: string, name: string): boolean {
  return data.takeBlocks.arguments.includes(`${type}.${name}`);
}

/** How a provider behaves or logs in, or what it refuses, though a word is in the name. */
const OTHERS =
  /^(?:allowed|auxiliary|client|disable|enable|forbidden|http|ignore|max|oidc|proxy|skip|use)_|_(?:enabled|override)$/;

/** The arguments of a provider configuration that say where it looks, by their path. */
export function targetSettings(configuration: JsonObject, path = ""): [path: string, value: Json][] {
  return entries(configuration).flatMap(([name, value]) => {
    const inner = listOf(value).filter(isObject);
    if (data.provider.blocks.includes(name) || name === "alias") {
      return [];
    }
    if (inner.length > 0) {
      return inner.flatMap((block, index) =>
        targetSettings(block, `${path}${name}${inner.length === 1 ? "" : `[${index}]`}.`),
      );
    }
    return saysWhere(name, path) ? [[`${path}${name}`, value] as [string, Json]] : [];
  });
}

/** A program that logs in to a cluster names it among its arguments, and each endpoint is called like its service. */
function saysWhere(name: string, path: string): boolean {
  if (path.endsWith("exec.")) {
    return name === "args";
  }
  if (/(?:^|\.)endpoints(?:\[\d+\])?\.$/.test(path)) {
    return true;
  }
  const isOther = OTHERS.test(name) || saysSecret(name);
  const { names, words } = data.provider;
  return names.includes(name) || (!isOther && name.split("_").some((word) => words.includes(word)));
}

/** Terraform AWS Provider, "Terraform AWS Provider Enhanced Region Support", undated. */
const OF_RESOURCES: Readonly<Record<string, readonly string[]>> = data.provider.ofResources;

/** The arguments of a resource that outweigh those of its provider. */
export function ownTargets(provider: string, body: JsonObject): JsonObject {
  const names = lookUp(OF_RESOURCES, provider) ?? [];
  return Object.fromEntries(entries(body).filter(([name]) => names.includes(name)));
}
