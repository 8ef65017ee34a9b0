import type { Access } from "./access";

/** Such as "every pod of AKS cluster prod may pull shop/* from contoso". */
export function accessSentence({ who, registry, repository, rights }: Access): string {
  const object = repository === "*" ? `everything in ${registry}` : `${repository} in ${registry}`;
  return rights.length === 0 ? `${who} may do ${repository} in ${registry}` : `${who} may ${listed(rights)} ${object}`;
}

/** How an access came about, and what it depends on. */
export function accessOrigin({ by, secret, mode, until }: Access): string {
  return [
    by,
    ...(secret === undefined ? [] : [`in secret ${secret}`]),
    ...(mode === undefined ? [] : [`if the registry is in ${mode} mode`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join(", ");
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words[words.length - 1];
  return words.length < 2 ? (last ?? "") : `${words.slice(0, -1).join(", ")} and ${last}`;
}
