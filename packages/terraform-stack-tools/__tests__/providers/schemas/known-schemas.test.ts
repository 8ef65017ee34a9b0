import { join } from "node:path";
import { SHIPPED_SCHEMAS } from "../../../src/knowledge/catalogue/schemas";
import type { BlockSchema } from "../../../src/providers/initialized-folder";
import { ANY_ARGUMENTS, blockBody, isGap, KnownSchemas, StackSchemas } from "../../../src/providers/schemas/known-schemas";
import { knownSchemas } from "../../../src/providers/schemas/sources";
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
    const schemas = given.map((file) => join(folder, file));
    const known = knownSchemas(folder, SHIPPED_SCHEMAS, { schemas, init: false, onProgress: () => {} });
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

describe("bindings that leave something out, as those of AWS do of the statements of WAFv2,", () => {
  const WAF: RequiredProvider = { name: "aws", source: "hashicorp/aws", version: "5.84.0", others: {} };
  const bindings = declarations("aws_wafv2_web_acl", "hashicorp/aws/5.84.0", { rule: "block", tags: "left out" }).replace(
    /Nested \{\n\}/,
    `Nested {
    /**
    * statement block
    *
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/hashicorp/aws/5.84.0/docs/resources/x#statement X#statement}
    */
    readonly statement?: any;
}`,
  );
  const files = { "node_modules/@cdktf/provider-aws/lib/wafv2-web-acl/index.d.ts": bindings };
  const problems = (body: JsonObject, others: JsonObject = {}, schemas: readonly string[] = []) =>
    inFolder((folder) => {
      writeFiles(folder, { ...files, ...others });
      const paths = schemas.map((file) => join(folder, file));
      const known = knownSchemas(folder, SHIPPED_SCHEMAS, { schemas: paths, init: false, onProgress: () => {} });
      const stack = new StackSchemas([WAF], known);
      const found = stack.find("aws_wafv2_web_acl", "aws", "aws_wafv2_web_acl.acl", body);
      return [found !== undefined, ...stack.problems.map((line) => line.split(folder).join("."))];
    });
  const says = (place: string) => [
    false,
    `  'aws_wafv2_web_acl.acl': no schema of 'aws_wafv2_web_acl' is known (the bindings in './node_modules/@cdktf/provider-aws/lib', made from hashicorp/aws 5.84.0, leave out what is in '${place}')`,
    expect.stringMatching(/^Only a schema tells blocks from arguments\. Add --init, .*add --schemas schemas\.json\.$/),
  ];

  test("do not suffice where the stack uses it, also in dynamic blocks", () => {
    const statement = { managed_rule_group_statement: { name: "n", vendor_name: "AWS" } };
    expect(problems({ name: "a", rule: [{ statement }] })).toEqual(says("rule.statement"));
    expect(problems({ dynamic: { rule: { for_each: [1], content: { statement: [statement] } } } })).toEqual(
      says("rule.statement"),
    );
    expect(problems({ tags: {} })).toEqual(says("tags"));
  });

  test("suffice where it does not, or where another source has all of it", () => {
    expect(problems({ name: "a", rule: [{ priority: 1 }], tags: "${var.tags}" })).toEqual([true]);
    const address = "registry.terraform.io/hashicorp/aws";
    expect(problems({ tags: {} }, { "a.json": printed(MAP, address, "aws_wafv2_web_acl") }, ["a.json"])).toEqual([true]);
    const partial = { find: () => ({ body: ANY_ARGUMENTS, origin: "bindings", isPartial: true }) };
    const whole = { find: () => ({ body: ANY_ARGUMENTS, origin: "the provider" }) };
    expect(new KnownSchemas([partial, whole, partial]).find("a", WAF)).toMatchObject({ origin: "the provider" });
    expect(new KnownSchemas([partial, { find: () => ({ gap: "nothing" }) }]).find("a", WAF)).toMatchObject({
      origin: "bindings",
    });
  });
});

test.each<[what: string, files: JsonObject, given: string, problem: RegExp]>([
  ["no JSON", { "a.json": "{" }, "a.json", /has no provider_schemas.*give what `terraform providers schema -json` prints/],
  ["something else", { "a.json": "[]" }, "a.json", /has no provider_schemas/],
  ["nothing, since it is missing,", {}, "a.json", /does not exist; check the path/],
  ["files, since it is a folder,", { "a/b.json": {} }, "a", /is not a file/],
])("a file with %s is refused", (_what, files, given, problem) => {
  expect(() => asked(files, [given])).toThrow(problem);
});

test("a block that is none is no schema", () => {
  expect(asked({ "a.json": printed({ block_types: { tags: null } }) }, ["a.json"])).toBe(false);
});

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
