import { listed } from "../../shared/markdown";
import type { Access } from "./access";
import { originWords } from "./origin";

/** Such as "every pod of AKS cluster prod may pull shop/* from contoso". */
export function accessSentence(access: Access, may = "may"): string {
  const { who, registry, repository, rights } = access;
  const object = repository === "*" ? `everything in ${registry}` : `${repository} in ${registry}`;
  return rights.length === 0
    ? `${who} ${may} do ${repository} in ${registry}`
    : `${who} ${may} ${listed(rights)} ${object}`;
}

/** How an access came about, and what it depends on. */
export function accessOrigin({ origin, secret, mode, until }: Access): string {
  return [
    originWords(origin),
    ...(secret === undefined ? [] : [`in secret ${secret}`]),
    ...(mode === undefined ? [] : [`if the registry is in ${mode} mode`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join(", ");
}

/** A line as the JSON of a plan has it: the keys in one order, whatever created it. */
export function accessRecord({ who, registry, repository, rights, origin, mode, secret, until, address }: Access) {
  return { who, registry, repository, rights, by: originWords(origin), mode, secret, until, address };
}
