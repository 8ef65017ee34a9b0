import type { BodySchema } from "../../providers/schemas/known-schemas";
import type { Kind } from "../../stack/address";
import { lookUp } from "../../stack/json";

/** How HCL writes an argument whose texts are not templates. */
export type ArgumentSyntax =
  /** Text that means itself, because Terraform evaluates nothing there. */
  | "literal"
  /** An address, or a list or an object of addresses. */
  | "address"
  /** A type constraint. */
  | "type"
  /** A required provider: texts that mean themselves, and addresses of configurations. */
  | "requirement";

/** Where the names of a body belong. A name that is in no list is sorted by what it is. */
export interface BodyOrder {
  /** Meta-arguments, which an empty line separates from what follows. */
  readonly leading?: readonly string[];
  /** Arguments that have a place of their own before all others. */
  readonly first?: readonly string[];
  /** What comes after all other blocks. */
  readonly trailing?: readonly string[];
  readonly isRequired?: (name: string) => boolean;
}

/** The schema of a body, with what the language itself defines. A provider's schema is one without `syntax`. */
export interface LanguageSchema extends Omit<BodySchema, "blockOf"> {
  /** The schema of a nested block; undefined for an argument. */
  readonly blockOf: (name: string) => LanguageSchema | undefined;
  /** Every other argument is a template. */
  readonly syntax?: Readonly<Record<string, ArgumentSyntax>>;
  readonly order?: BodyOrder;
  /** Whether null is a value. To a provider, an argument that is null is one that nobody states. */
  readonly keepsNull?: boolean;
  /** Whether its blocks have a label, which JSON writes as the name of an object around the body. */
  readonly isLabelled?: true;
}

/** A body with these nested blocks, in which every other name is an argument of any value. */
function bodyOf(
  blocks: Readonly<Record<string, LanguageSchema>> = {},
  syntax: LanguageSchema["syntax"] = {},
  order: BodyOrder = {},
): LanguageSchema {
  return { blockOf: (name) => lookUp(blocks, name), takesCollection: () => true, syntax, order, keepsNull: true };
}

export const PLAIN = bodyOf();

const DESCRIBED = {
  description: "literal",
  sensitive: "literal",
  ephemeral: "literal",
  deprecated: "literal",
} as const;

const LIFECYCLE = bodyOf(
  { precondition: PLAIN, postcondition: PLAIN },
  { ignore_changes: "address", replace_triggered_by: "address" },
);

const PROVISIONER: LanguageSchema = {
  ...bodyOf({ connection: PLAIN }, { when: "address", on_failure: "address" }),
  isLabelled: true,
};

/** The bodies that Terraform itself defines, by section. The order is that of HashiCorp's "Style Guide". */
export const SECTIONS = {
  variable: bodyOf(
    { validation: PLAIN },
    { ...DESCRIBED, type: "type", default: "literal", nullable: "literal" },
    { first: ["type", "description", "default", "sensitive", "ephemeral", "nullable", "deprecated"] },
  ),
  output: bodyOf(
    { precondition: PLAIN },
    { ...DESCRIBED, depends_on: "address" },
    { first: ["description", "value", "sensitive", "ephemeral", "deprecated"], trailing: ["depends_on"] },
  ),
  locals: PLAIN,
  module: bodyOf(
    {},
    { source: "literal", version: "literal", providers: "address", depends_on: "address" },
    { leading: ["for_each", "count", "source", "version", "providers"], trailing: ["depends_on"] },
  ),
  import: bodyOf(
    {},
    { to: "address", provider: "address" },
    { leading: ["for_each", "provider"], first: ["to", "id"] },
  ),
  moved: bodyOf({}, { from: "address", to: "address" }),
  removed: bodyOf({ lifecycle: PLAIN, connection: PLAIN, provisioner: PROVISIONER }, { from: "address" }),
  check: bodyOf({ assert: PLAIN }),
} as const;

/** The `terraform` block with the providers it requires. */
export function terraformSchema(providers: readonly string[]): LanguageSchema {
  const requirements = bodyOf({}, Object.fromEntries(providers.map((name) => [name, "requirement"])));
  return bodyOf(
    { required_providers: requirements, provider_meta: { ...PLAIN, isLabelled: true } },
    { required_version: "literal", experiments: "address" },
  );
}

const META_BLOCKS: Readonly<Record<string, LanguageSchema>> = {
  lifecycle: LIFECYCLE,
  connection: PLAIN,
  provisioner: PROVISIONER,
};

/** What people look for first in a body: what it is called and where it is. */
const NAMES: readonly string[] = ["name", "resource_group_name", "location"];

function namedFirst(schema: BodySchema | undefined): LanguageSchema | undefined {
  return schema && { ...schema, blockOf: (name) => namedFirst(schema.blockOf(name)), order: { first: NAMES } };
}

/** The schema of a resource or data source, with what every one of them may have. */
export function withMetaArguments(schema: BodySchema, kind: Kind): LanguageSchema {
  const blocks = kind === "resource" ? META_BLOCKS : { lifecycle: LIFECYCLE };
  return {
    blockOf: (name) => lookUp(blocks, name) ?? namedFirst(schema.blockOf(name)),
    takesCollection: (name) => ["for_each", "depends_on"].includes(name) || schema.takesCollection(name),
    isRequired: schema.isRequired,
    syntax: { depends_on: "address", provider: "address" },
    order: {
      leading: ["for_each", "count", "provider"],
      first: NAMES,
      trailing: ["connection", "provisioner", "lifecycle", "depends_on"],
    },
  };
}

/** The schema of a provider's configuration, with what every one of them may have. */
export function withAlias(schema: BodySchema): LanguageSchema {
  return { ...schema, syntax: { alias: "literal", version: "literal" }, order: { first: ["alias", "version"] } };
}
