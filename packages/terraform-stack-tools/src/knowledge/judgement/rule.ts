import { differences } from "../../planned/path";
import { type Address, parseAddress } from "../../stack/address";
import { isTemplate } from "../../stack/expression/template";
import {
  dynamicContent,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  textValues,
} from "../../stack/json";
import { objectWith } from "../../stack/members";
import { namesIn } from "../../stack/references";
import type { Given } from "./table";

/** What is known beside the resource itself. */
export interface Around {
  /** What it had before: what stays gives nobody anything. @default nothing is known of it */
  readonly before?: JsonObject;
  /** What else the plan leaves, for the roles that bindings name. */
  readonly instances?: readonly Given[];
}

/** Why one resource of a kind is not judged, where the rest of the kind is; undefined where it is judged as well. */
export type Rule = (given: Given, around: Around) => string | undefined;

/** Whether one of some arguments is another one than before, or may be. */
export function isChanged(names: readonly string[], { block, values }: Given, { before }: Around): boolean {
  return (
    before === undefined ||
    names.some((name) => {
      const isHidden = values[name] === undefined && isGiven(block.body[name]);
      return isHidden || differences(before[name] ?? null, values[name] ?? null).length > 0;
    })
  );
}

/** Whether anything is another than before, but for what only describes. */
export function isChangedBut(describing: readonly string[], given: Given, around: Around): boolean {
  const { block, values } = given;
  const names = new Set([block.body, values, around.before ?? {}].flatMap((one) => Object.keys(one)));
  return isChanged(
    [...names].filter((name) => !describing.includes(name)),
    given,
    around,
  );
}

/** Whether nobody has set an argument, so that what is not known yet is what the service chooses. */
export function isLeft(name: string, { values, written }: Given): boolean {
  return written !== undefined && !(name in written) && values[name] === undefined;
}

/** Engines print an empty list for blocks of which there are none. */
export function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && !(isList(value) && value.length === 0);
}

/**
 * The same with a text in each place where nobody knows anything. What was read of a plan has an empty list there, as it
 * has for a list that is known to be empty.
 */
export function whole<T extends Given>(given: T): T {
  const { block, values } = given;
  const body = Object.keys(block.body).map((name) => [name, toldFrom(block.body[name], values[name])] as const);
  return { ...given, block: { ...block, body: Object.fromEntries(body) } };
}

const UNKNOWN = "${unknown}";

function toldFrom(written: Json, known: Json | undefined): Json {
  if (isList(written)) {
    const isUnknown = written.length === 0 && (known ?? undefined) === undefined;
    const parts = isList(known) ? known : [];
    return isUnknown ? UNKNOWN : written.map((part, index) => toldFrom(part, parts[index]));
  }
  if (!isObject(written)) {
    return written;
  }
  const members = Object.keys(written).map((name) => [name, toldFrom(written[name], lookUp(objectOf(known), name))]);
  return Object.fromEntries(members);
}

/** What answers for a block that nobody knows: of no argument is anything known. */
const UNREAD = objectWith({ names: () => [], member: () => UNKNOWN });

/** The blocks of a name, as written. */
export function blocksOf(body: JsonObject, name: string): JsonObject[] {
  const made = dynamicContent(body, name);
  const written = listOf(body[name]).map((block) => (isObject(block) ? block : UNREAD));
  return [...written, ...(made === undefined ? [] : [made])];
}

/** Whether all of a value comes from resources of the same stack that are of some types. */
export function isFrom(types: readonly string[], value: Json | undefined): boolean {
  return comesFrom(value, ({ kind, type }) => kind === "resource" && types.includes(type));
}

/** Whether whoever it names is the one who runs Terraform, and nobody else. */
export function isDeployer(value: Json | undefined): boolean {
  return comesFrom(value, ({ kind, type }) => kind === "data" && /^(azuread|azurerm)_client_config$/.test(type));
}

function comesFrom(value: Json | undefined, isOne: (origin: Address) => boolean): boolean {
  const all = textValues(value ?? null);
  return all.length > 0 && all.every((text) => isMadeOf(originsOf(text), isOne));
}

function isMadeOf(origins: readonly (Address | undefined)[], isOne: (origin: Address) => boolean): boolean {
  return origins.length > 0 && origins.every((one) => one !== undefined && isOne(one));
}

/** The blocks that a text is made of, undefined for a variable and the like; none for a text of its own. */
function originsOf(text: string): (Address | undefined)[] {
  const names = isTemplate(text) ? [...namesIn(text)] : [];
  // What names a block in a module names the call as well.
  const blocks = names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)));
  return blocks.map((name) => parseAddress(name));
}
