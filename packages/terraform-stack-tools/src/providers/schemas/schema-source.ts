import type { RequiredProvider } from "../../stack/provider";
import type { SchemaKind } from "../schema";
import type { BodySchema } from "./body-schema";

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

export interface Gap {
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
