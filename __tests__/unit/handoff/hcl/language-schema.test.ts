import { openSchema } from "../../../../src/catalogue/block-schema";
import { SECTIONS, withAlias, withMetaArguments } from "../../../../src/handoff/hcl/language-schema";

test("of Terraform's own sections, these hold blocks", () => {
  expect(SECTIONS.variable.blockOf("validation")).toBeDefined();
  expect(SECTIONS.output.blockOf("precondition")).toBeDefined();
  expect(SECTIONS.removed.blockOf("lifecycle")).toBeDefined();
  expect(SECTIONS.variable.blockOf("type")).toBeUndefined();
  expect(SECTIONS.locals.blockOf("lifecycle")).toBeUndefined();
});

test("every block of a type may have a lifecycle, whose addresses are no texts", () => {
  const schema = withMetaArguments(openSchema({ metadata: openSchema() }));
  expect(schema.blockOf("metadata")).toBeDefined();
  expect(schema.blockOf("lifecycle")?.blockOf("precondition")).toBeDefined();
  expect(schema.blockOf("lifecycle")?.ways).toEqual({ ignore_changes: "reference", replace_triggered_by: "reference" });
  expect(schema.ways).toEqual({ depends_on: "reference", provider: "reference" });
});

test("an argument that a type lacks takes no collection, but for those of every block", () => {
  const closed = { blockOf: () => undefined, takesCollection: (name: string) => name === "tags", ways: {} };
  expect(["tags", "for_each", "depends_on", "name"].filter(withMetaArguments(closed).takesCollection)).toEqual([
    "tags",
    "for_each",
    "depends_on",
  ]);
});

test("an alias is a name, not a template", () => {
  expect(withAlias(openSchema()).ways).toEqual({ alias: "literal", version: "literal" });
});
