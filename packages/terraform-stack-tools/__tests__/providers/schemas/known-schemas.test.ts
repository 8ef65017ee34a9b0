import { join } from "node:path";
import { SHIPPED_SCHEMAS } from "../../../src/knowledge/catalogue/schemas";
import type { BlockSchema } from "../../../src/providers/initialized-folder";
import { blockBody, isGap, KnownSchemas } from "../../../src/providers/schemas/known-schemas";
import { schemaSources } from "../../../src/providers/schemas/sources";
import type { JsonObject } from "../../../src/stack/json";
import type { RequiredProvider } from "../../../src/stack/stack";
import { declarations } from "../../support/bindings";
import { inFolder, writeFiles } from "../../support/hand-off";

const AZURERM: RequiredProvider = { name: "azurerm", source: "hashicorp/azurerm", version: "4.55.0", others: {} };

const NAMED: JsonObject = { attributes: { name: { type: "string", required: true } } };
const BLOCK: JsonObject = { block_types: { tags: { nesting_mode: "list", min_items: 1, block: NAMED } } };
const MAP: JsonObject = { attributes: { tags: { type: ["map", "string"], optional: true } } };

function printed(
  block: JsonObject,
  address = "registry.terraform.io/hashicorp/azurerm",
  type = "azurerm_resource_group",
): JsonObject {
  return { format_version: "1.0", provider_schemas: { [address]: { resource_schemas: { [type]: { version: 0, block } } } } };
}

/** What the sources of a folder with these files say about a type: whether it has a block, or why nobody knows. */
function asked(files: JsonObject, given: readonly string[], type = "azurerm_resource_group", provider = AZURERM) {
  return inFolder((folder) => {
    writeFiles(folder, files);
    const known = new KnownSchemas([
      ...schemaSources(
        folder,
        given.map((file) => join(folder, file)),
      ),
      SHIPPED_SCHEMAS,
    ]);
    const answer = known.find(type, provider);
    return isGap(answer) ? answer.gap.split(folder).join(".") : answer.body.blockOf("tags") !== undefined;
  });
}

const GENERATED = {
  "node_modules/@cdktf/provider-azurerm/lib/resource-group/index.d.ts": declarations(
    "azurerm_resource_group",
    "hashicorp/azurerm/4.1.0",
    {
      tags: "block",
    },
  ),
};

describe("the schema of a type", () => {
  test("is that of the first file that has it", () => {
    const files = {
      "a.json": printed(MAP, "registry.opentofu.org/hashicorp/azurerm", "azurerm_other"),
      "b.json": printed(BLOCK),
      "c.json": printed(MAP),
    };
    expect(asked(files, ["a.json", "b.json"])).toBe(true);
    expect(asked(files, ["a.json", "c.json", "b.json"])).toBe(false);
  });

  test("is that of a file before that of the bindings, and of these before that of the package", () => {
    expect(asked({ ...GENERATED, "a.json": printed(MAP) }, ["a.json"])).toBe(false);
    expect(asked(GENERATED, [])).toBe(true);
    expect(asked({}, [])).toBe(false);
  });

  test("has no bindings of another major version or of another provider", () => {
    expect(asked(GENERATED, [], undefined, { ...AZURERM, version: "~> 5.0" })).toBe(false);
    const someone = { ...AZURERM, source: "someone/azurerm" };
    expect(asked(GENERATED, [], undefined, someone)).toBe(
      "the bindings in './node_modules/@cdktf/provider-azurerm/lib', made from hashicorp/azurerm 4.1.0, are not for 'someone/azurerm 4.55.0'",
    );
  });

  test("is missing with what each source lacks", () => {
    expect(asked({ "a.json": printed(MAP) }, ["a.json"], "azurerm_nothing")).toBe(
      "the file './a.json' has no such type; azurerm 4.55.0 and 5.2.0 have no such type",
    );
    const other = { ...AZURERM, name: "aws", source: "hashicorp/aws" };
    expect(asked({}, [], "aws_instance", other)).toBe("");
  });
});

test.each([
  ["no JSON", "{", "has no provider_schemas"],
  ["something else", "[]", "has no provider_schemas"],
])("a file with %s is refused", (_case, text, problem) => {
  expect(() => asked({ "a.json": text }, ["a.json"])).toThrow(problem);
  expect(() => asked({ "a.json": text }, ["a.json"])).toThrow("give what `terraform providers schema -json` prints");
});

test("a file that is missing, or a folder, is refused", () => {
  expect(() => asked({}, ["a.json"])).toThrow("does not exist; check the path");
  expect(() => asked({ "a/b.json": {} }, ["a"])).toThrow("is not a file");
});

test.each<JsonObject>([{ attributes: 1 }, { block_types: [] }, { block_types: { tags: null } }])(
  "a block that is none is no schema: %j",
  (block) => {
    expect(asked({ "a.json": printed(block) }, ["a.json"])).toBe(false);
  },
);

const INNER: BlockSchema = { attributes: { size: { type: "number", required: true } } };
const BODY = blockBody({
  attributes: {
    name: { type: "string", required: true },
    tags: { type: ["map", "string"], optional: true },
    found: { type: ["list", "string"], computed: true },
    nested: { nested_type: { nesting_mode: "single", attributes: {} }, optional: true },
    any: { type: "dynamic", optional: true },
  },
  block_types: {
    one: { nesting_mode: "list", min_items: 1, block: INNER },
    labelled: { nesting_mode: "map", block: INNER },
  },
});

test("a nested block has a body, but for one with a label", () => {
  expect(BODY.blockOf("one")?.isRequired?.("size")).toBe(true);
  expect([BODY.blockOf("labelled"), BODY.blockOf("name"), BODY.blockOf("toString")]).toEqual([undefined, undefined, undefined]);
});

test("an argument takes a collection if its type is none of the primitives, and a stack can set it", () => {
  const names = ["name", "tags", "found", "nested", "any", "one", "missing"];
  expect(names.filter((name) => BODY.takesCollection(name))).toEqual(["tags", "nested", "any"]);
});

test("required is what must be set, or must be there at least once", () => {
  expect(["name", "tags", "one", "labelled"].filter((name) => BODY.isRequired?.(name))).toEqual(["name", "one"]);
});
