import { lookUp } from "../../stack/json";
import type { RequiredProvider } from "../../stack/stack";
import type { AttributeSchema, BlockSchema, SchemaKind } from "../schema";

/** What the JSON of a body does not tell, since it writes blocks and arguments alike. */
export interface BodySchema {
  /** The body of a block, or nothing for an argument. */
  readonly blockOf: (name: string) => BodySchema | undefined;
  /** Whether an argument takes a list, a set, a map or an object. */
  readonly takesCollection: (name: string) => boolean;
  /** Whether an argument or a block is required; false where that is not known. HCL has what is required first. */
  readonly isRequired?: (name: string) => boolean;
}

/** A body without blocks, whose arguments take any value. */
export const ANY_ARGUMENTS: BodySchema = { blockOf: () => undefined, takesCollection: () => true };

/** The body of a type of Terraform's own provider, which no stack requires. */
export function builtInSchema(type: string): BodySchema | undefined {
  return lookUp(BUILT_IN, type);
}

const BUILT_IN: Readonly<Record<string, BodySchema>> = {
  "data.terraform_remote_state": ANY_ARGUMENTS,
  terraform_data: ANY_ARGUMENTS,
};

/** Something that knows the schemas of types. */
export interface SchemaSource {
  /**
   * Looks up a type, such as `data.aws_subnet` or `provider.aws`. Undefined where the source knows nothing of its
   * provider.
   */
  readonly find: (type: string, provider: RequiredProvider) => Answer | undefined;
}

export type Answer = KnownType | Gap;

export interface KnownType {
  readonly body: BodySchema;
  /** Where the schema is from, such as `the file schemas.json`. */
  readonly origin: string;
  /** The version of the provider that it is of, where that is known. */
  readonly version?: string;
}

interface Gap {
  /** Why a source that knows the provider does not know the type, as a clause. */
  readonly gap: string;
}

export function isGap(answer: Answer | undefined): answer is Gap {
  return answer !== undefined && "gap" in answer;
}

/** Whether two sources are the same provider. Only a source that names its registry is compared with it. */
export function isSameProvider(source: string, address: string): boolean {
  const parts = source.split("/");
  return address.split("/").slice(-parts.length).join("/").toLowerCase() === source.toLowerCase();
}

/** The last part of a provider's source: `aws` of `hashicorp/aws`. */
export function providerType(source: string): string {
  return source.slice(source.lastIndexOf("/") + 1);
}

const PREFIXES = [
  ["data.", "data_source"],
  ["ephemeral.", "ephemeral_resource"],
  ["provider.", "provider"],
] as const;

/** The kind of a type such as `data.aws_subnet`, and its name without the prefix. */
export function kindOf(type: string): { readonly kind: SchemaKind | "provider"; readonly name: string } {
  const found = PREFIXES.find(([prefix]) => type.startsWith(prefix));
  return found === undefined ? { kind: "resource", name: type } : { kind: found[1], name: type.slice(found[0].length) };
}

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
  };
}

function takesCollection({ type, nested_type, optional, required }: AttributeSchema): boolean {
  const isCollection = nested_type !== undefined || typeof type !== "string" || type === "dynamic";
  return isCollection && (optional === true || required === true);
}
