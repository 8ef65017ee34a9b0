import { lookUp, textOf } from "../../stack/json";
import type { AttributeSchema, BlockSchema } from "../schema";
import type { BodySchema } from "./body-schema";

/** The body of a block that a provider describes itself. A block with a label, which HCL writes differently, is none. */
export function blockBody({ attributes = {}, block_types = {} }: BlockSchema): BodySchema {
  return {
    blockOf: (name) => {
      const nested = lookUp(block_types, name);
      return nested === undefined || nested.nesting_mode === "map" ? undefined : blockBody(nested.block);
    },
    takesCollection: (name) => {
      const attribute = lookUp(attributes, name);
      return attribute !== undefined && takesCollection(attribute);
    },
    isRequired: (name) =>
      lookUp(attributes, name)?.required === true || (lookUp(block_types, name)?.min_items ?? 0) > 0,
    describe: (name) => textOf(lookUp(attributes, name)?.description) || undefined,
  };
}

function takesCollection({ type, nested_type, optional, required }: AttributeSchema): boolean {
  const isCollection = nested_type !== undefined || typeof type !== "string" || type === "dynamic";
  return isCollection && (optional === true || required === true);
}
