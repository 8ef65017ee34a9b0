import { BACKEND_PROGRAMS } from "../../knowledge/catalogue/arguments";
import { entries, isList, isObject, type Json, listOf } from "../../stack/json";
import { exactJsonIn } from "../../stack/json-text";
import { isTemplate } from "../../stack/template";
import { hclIn } from "./literal-hcl";

/** What a receiver calls the file that says where the state is. */
export const BACKEND_FILES: readonly string[] = ["backend.tf", "backend.tf.json"];

/**
 * Whether a file holds one `terraform` block with one `backend` or `cloud` block of literals, and nothing else. Whatever
 * this does not know is something else.
 */
export function holdsBackendAlone(name: string, bytes: Buffer): boolean {
  const file = name.endsWith(".json") ? exactJsonIn(bytes) : hclIn(bytes);
  const terraform = onlyMember(file, ["terraform"]);
  const backend = onlyMember(onlyBlock(terraform), ["backend"]);
  const body = onlyMember(onlyBlock(terraform), ["cloud"]) ?? onlyMember(onlyBlock(backend));
  return isObject(onlyBlock(body)) && isLiteral(body ?? null);
}

/** The value of the only member of an object, which must have one of some names. */
function onlyMember(value: Json | undefined, names?: readonly string[]): Json | undefined {
  const [first, ...others] = entries(value);
  return first !== undefined && others.length === 0 && names?.includes(first[0]) !== false ? first[1] : undefined;
}

function onlyBlock(value: Json | undefined): Json | undefined {
  const blocks = listOf(value);
  return blocks.length === 1 ? blocks[0] : undefined;
}

function isLiteral(value: Json): boolean {
  if (typeof value === "string") {
    return !isTemplate(value);
  }
  return isList(value)
    ? value.every(isLiteral)
    : entries(value).every(
        ([name, child]) => !isTemplate(name) && !BACKEND_PROGRAMS.includes(name) && isLiteral(child),
      );
}
