import type { JsonObject } from "../../src/stack/json";
import { writtenKeys } from "../../src/stack/references";
import { readStack } from "../../src/stack/stack";

function keysIn(body: JsonObject, others: JsonObject = {}) {
  const stack = readStack({ resource: { azurerm_subnet: { all: body } }, ...others });
  return writtenKeys(stack.blocks[0], stack);
}

describe("the keys of a block's instances", () => {
  test.each([
    ["in the block itself", '${toset(["shop", "web"])}', {}],
    ["in a local value", "${local.names}", { locals: { names: '${toset(["shop", "web"])}' } }],
    ["in the default of a variable", "${var.names}", { variable: { names: { default: { shop: 1, web: 2 } } } }],
    [
      "in the default of a variable that a local value names",
      "${local.names}",
      { locals: { names: "${var.names}" }, variable: { names: { default: { shop: 1, web: 2 } } } },
    ],
  ])("are known where they are written %s", (_place, for_each, others) => {
    expect(keysIn({ for_each }, others)).toEqual(["shop", "web"]);
  });

  test.each(['${toset(["shop", upper("web")])}', '${toset([1, "web"])}', "${toset(var.names)}"])(
    "are not known of %s, which only Terraform evaluates",
    (for_each) => {
      expect(keysIn({ for_each })).toEqual([]);
    },
  );
});
