import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import { isList, isObject, type Json, type JsonObject } from "../../src/stack/json";

const FOLDER = join(__dirname, "../../schemas");

export const SCHEMAS: ReadonlyMap<string, JsonObject> = new Map(
  readdirSync(FOLDER).map((file) => [file.replace(/\.json$/, ""), JSON.parse(readFileSync(join(FOLDER, file), "utf8"))]),
);

const validators = new Map<string, ValidateFunction>();

function validatorOf(name: string): ValidateFunction {
  const found = validators.get(name);
  if (found !== undefined) {
    return found;
  }
  const schema = SCHEMAS.get(name);
  if (schema === undefined) {
    throw new Error(`no schema has the name ${name}`);
  }
  const made = new Ajv2020({ strict: true, strictRequired: true, allErrors: true }).compile(schema);
  validators.set(name, made);
  return made;
}

/** What is wrong with a document, in words; nothing where it is as its schema says. */
export function faultsIn(name: string, document: unknown): string[] {
  const validate = validatorOf(name);
  return validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The names of the members that a schema knows, in all places, and of those that must be there. */
export function membersIn(schema: Json): { readonly known: Set<string>; readonly required: Set<string> } {
  const [known, required] = [new Set<string>(), new Set<string>()];
  const visit = (part: Json, place: string): void => {
    if (isList(part)) {
      for (const one of part) {
        visit(one, place);
      }
    } else if (isObject(part)) {
      for (const [name, one] of Object.entries(part.properties ?? {})) {
        known.add(`${place}${name}`);
        visit(one, `${place}${name}.`);
      }
      for (const name of isList(part.required) ? part.required : []) {
        required.add(`${place}${String(name)}`);
      }
      for (const [name, one] of Object.entries(isObject(part.$defs) ? part.$defs : {})) {
        visit(one, `${name}.`);
      }
      for (const name of ["items", "additionalProperties", "oneOf"]) {
        visit(part[name] ?? null, place);
      }
    }
  };
  visit(schema, "");
  return { known, required };
}

/** The documents that differ in one place: an object has a member more, or one less, whose name is told. */
export function mutationsOf(document: Json): { readonly name: string; readonly isMissing: boolean; readonly document: Json }[] {
  const found: { name: string; isMissing: boolean; document: Json }[] = [];
  const visit = (part: Json, put: (part: Json) => Json): void => {
    if (isList(part)) {
      for (const [index, one] of part.entries()) {
        visit(one, (changed) => put(part.map((other, at) => (at === index ? changed : other))));
      }
    } else if (isObject(part)) {
      found.push({ name: Object.keys(part).join(), isMissing: false, document: put({ ...part, unknownMember: 1 }) });
      for (const [name, one] of Object.entries(part)) {
        const { [name]: _left, ...rest } = part;
        found.push({ name, isMissing: true, document: put(rest) });
        visit(one, (changed) => put({ ...part, [name]: changed }));
      }
    }
  };
  visit(document, (changed) => changed);
  return found;
}
