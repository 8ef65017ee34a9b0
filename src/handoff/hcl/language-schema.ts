import { type BodySchema, openSchema } from "../../catalogue/block-schema";
import { lookUp } from "../../terraform/json";

const CONDITION = openSchema();
const CONNECTION = openSchema();
const LITERAL = { description: "literal", sensitive: "literal", ephemeral: "literal", deprecated: "literal" } as const;

const LIFECYCLE = openSchema(
  { precondition: CONDITION, postcondition: CONDITION },
  { ignore_changes: "reference", replace_triggered_by: "reference" },
);

/** What Terraform itself knows in the sections of a module, by the section's name. */
export const SECTIONS: Readonly<Record<string, BodySchema>> = {
  variable: openSchema({ validation: CONDITION }, { ...LITERAL, type: "type", default: "literal", nullable: "literal" }),
  output: openSchema({ precondition: CONDITION }, { ...LITERAL, depends_on: "reference" }),
  locals: openSchema(),
  module: openSchema({}, { source: "literal", version: "literal", providers: "reference", depends_on: "reference" }),
  import: openSchema({}, { to: "reference", provider: "reference" }),
  moved: openSchema({}, { from: "reference", to: "reference" }),
  removed: openSchema({ lifecycle: openSchema() }, { from: "reference" }),
};

export const ASSERT = CONDITION;

/** The schema of a provider's type, with what every block of it may have besides. */
export function withMetaArguments(schema: BodySchema): BodySchema {
  return {
    blockOf: (name) => lookUp({ lifecycle: LIFECYCLE, connection: CONNECTION }, name) ?? schema.blockOf(name),
    takesCollection: (name) => ["for_each", "depends_on"].includes(name) || schema.takesCollection(name),
    ways: { depends_on: "reference", provider: "reference" },
  };
}

/** The schema of a provider's configuration. */
export function withAlias(schema: BodySchema): BodySchema {
  return { ...schema, ways: { alias: "literal", version: "literal" } };
}
