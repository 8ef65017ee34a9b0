import data from "./data/arguments.json";

const [COMPARED_BY_MEANING, COMPARED_BY_LETTERS, HARMLESS] = [
  data.comparedByMeaning.arguments,
  data.comparedByMeaning.others,
  data.harmlessSettings.arguments,
].map(
  (patterns) =>
    new RegExp(`^(?:${patterns.map((one) => one.replace(/[.]/g, "[.]").replace(/[*]/g, "[\\w-]*")).join("|")})$`),
);

/** Whether a setting of a provider or of a backend says nothing of where it looks. @param path as in `azurerm.features` */
export function isHarmlessSetting(path: string): boolean {
  return HARMLESS.test(path);
}

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
