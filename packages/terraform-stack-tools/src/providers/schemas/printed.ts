import { readFileSync, statSync } from "node:fs";
import { onDisk, Refusal } from "../../shared/refusal";
import { entries, isObject, type Json, lookUp, objectOf } from "../../stack/json";
import { quoted } from "../../stack/quoted";
import type { BlockSchema } from "../schema";
import { blockBody } from "./block-body";
import { isSameProvider, kindOf, type SchemaSource } from "./schema-source";

/**
 * The schemas in a file with what `terraform providers schema -json` prints.
 * @throws Refusal where the file is something else
 */
export function printedSchemas(file: string): SchemaSource {
  const origin = `the file ${quoted(file)}`;
  const schemas = entries(readSchemas(file));
  return {
    find: (type, { source }) => {
      const provider = schemas.find(([address]) => isSameProvider(source, address))?.[1];
      if (provider === undefined) {
        return undefined;
      }
      const { kind, name } = kindOf(type);
      const types = objectOf(objectOf(provider)[`${kind}_schemas`]);
      const schema = kind === "provider" ? objectOf(provider).provider : lookUp(types, name);
      const block = objectOf(schema).block;
      return isBlockSchema(block) ? { body: blockBody(block), origin } : { gap: `${origin} has no such type` };
    },
  };
}

function readSchemas(file: string): Json | undefined {
  const text = onDisk(file, () => {
    if (!statSync(file).isFile()) {
      throw new Refusal(`${quoted(file)} is not a file; ${PRINT}.`);
    }
    return readFileSync(file, "utf8");
  });
  const { provider_schemas: schemas } = objectOf(parsed(text));
  if (!isObject(schemas)) {
    throw new Refusal(`${quoted(file)} has no provider_schemas; ${PRINT}.`);
  }
  return schemas;
}

const PRINT = "give what `terraform providers schema -json` prints in an initialized folder";

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The file is a user's, so its parts may be anything. */
function isBlockSchema(value: Json | undefined): value is Json & BlockSchema {
  if (!isObject(value)) {
    return false;
  }
  const { attributes = {}, block_types = {} } = value;
  return (
    isObject(attributes) &&
    Object.values(attributes).every(isObject) &&
    isObject(block_types) &&
    Object.values(block_types).every((nested) => isBlockSchema(objectOf(nested).block))
  );
}
