import type {
  AttributeSchema,
  BlockSchema,
  FunctionSchema,
  NestedAttributeType,
  NestedBlockSchema,
  TypeSchema,
} from "../schema";
import { writeMessage } from "./protobuf";

/** The schemas that a provider serves. */
export interface ServedSchemas {
  readonly provider: TypeSchema;
  readonly resources: Readonly<Record<string, TypeSchema>>;
  readonly dataSources: Readonly<Record<string, TypeSchema>>;
  readonly ephemeralResources: Readonly<Record<string, TypeSchema>>;
  readonly functions: Readonly<Record<string, FunctionSchema>>;
}

/** The answer to `GetProviderSchema` in protocol 6. Source: Terraform, "Provider plugin protocol". */
export function schemaMessage(schemas: ServedSchemas): Buffer {
  return writeMessage(
    [1, schema(schemas.provider)],
    ...mapField(2, schemas.resources, schema),
    ...mapField(3, schemas.dataSources, schema),
    ...mapField(7, schemas.functions, functionMessage),
    ...mapField(8, schemas.ephemeralResources, schema),
  );
}

function mapField<T>(number: number, values: Readonly<Record<string, T>>, message: (value: T) => Buffer) {
  return Object.entries(values).map(([key, value]) => [number, writeMessage([1, key], [2, message(value)])] as const);
}

/** A `Schema` by itself. */
export function schema({ version = 0, block: body }: TypeSchema): Buffer {
  return writeMessage([1, version], [2, block(body)]);
}

function block({ attributes = {}, block_types = {} }: BlockSchema): Buffer {
  return writeMessage(
    ...Object.entries(attributes).map(([name, value]) => [2, attribute(name, value)] as const),
    ...Object.entries(block_types).map(([name, value]) => [3, nestedBlock(name, value)] as const),
  );
}

function attribute(name: string, value: AttributeSchema): Buffer {
  const { type, nested_type: nested, required, optional, computed, sensitive, deprecated, write_only } = value;
  return writeMessage(
    [1, name],
    [2, type === undefined ? undefined : JSON.stringify(type)],
    [4, required],
    [5, optional],
    [6, computed],
    [7, sensitive],
    [9, deprecated],
    [10, nested && nestedType(nested)],
    [11, write_only],
  );
}

const ATTRIBUTE_NESTING = { single: 1, list: 2, set: 3, map: 4 } as const;

function nestedType({ attributes, nesting_mode }: NestedAttributeType): Buffer {
  const members = Object.entries(attributes).map(([name, value]) => [1, attribute(name, value)] as const);
  return writeMessage(...members, [3, ATTRIBUTE_NESTING[nesting_mode]]);
}

const BLOCK_NESTING = { single: 1, list: 2, set: 3, map: 4, group: 5 } as const;

function nestedBlock(
  name: string,
  { nesting_mode = "list", block: body, min_items, max_items }: NestedBlockSchema,
): Buffer {
  return writeMessage([1, name], [2, block(body)], [3, BLOCK_NESTING[nesting_mode]], [4, min_items], [5, max_items]);
}

function functionMessage({ parameters = [], variadic_parameter: variadic, return_type }: FunctionSchema): Buffer {
  return writeMessage(
    ...parameters.map((parameter) => [1, parameterMessage(parameter)] as const),
    [2, variadic && parameterMessage(variadic)],
    [3, writeMessage([1, JSON.stringify(return_type)])],
  );
}

function parameterMessage({ name, type, is_nullable }: NonNullable<FunctionSchema["variadic_parameter"]>): Buffer {
  return writeMessage([1, name], [2, JSON.stringify(type)], [3, is_nullable]);
}
