import { aliasesOf, providerNameOf, providersOf, rangeOf } from "../../../src/terraform/provider";
import { blocks } from "../../support/hand-off";

test.each([
  ["4.55.0", ">= 4.55.0, < 5.0.0"],
  ["= 2.38", ">= 2.38.0, < 3.0.0"],
  ["0.13.1", ">= 0.13.1, < 1.0.0"],
  ["~> 5.2", "~> 5.2"],
  [">= 1.0, < 2.0", ">= 1.0, < 2.0"],
  ["1.0.0-beta1", "1.0.0-beta1"],
  ["", ""],
])("a version %s becomes the range %s", (version, range) => {
  expect(rangeOf(version)).toBe(range);
});

test("sources are written whole, and other members of a requirement stay", () => {
  const stack = {
    terraform: {
      required_providers: {
        b: { source: "b", version: "1.2.3" },
        a: "~> 2.0",
        c: { source: "x.io/y/c", configuration_aliases: ["c.d"] },
      },
    },
  };
  expect(providersOf(stack)).toEqual([
    { name: "a", source: "hashicorp/a", pinned: "~> 2.0", range: "~> 2.0", others: {} },
    { name: "b", source: "hashicorp/b", pinned: "1.2.3", range: ">= 1.2.3, < 2.0.0", others: {} },
    { name: "c", source: "x.io/y/c", pinned: "", range: "", others: { configuration_aliases: ["c.d"] } },
  ]);
});

test("a provider has a configuration for each alias, or the one that is implied", () => {
  expect(aliasesOf({ provider: { a: [{}, { alias: "x" }] } }, "a")).toEqual([undefined, "x"]);
  expect(aliasesOf({}, "a")).toEqual([undefined]);
});

test("a block names its provider, or its type does", () => {
  const [bare, named] = blocks({ resource: { azurerm_x: { a: {}, b: { provider: "other.alias" } } } });
  expect([providerNameOf(bare), providerNameOf(named)]).toEqual(["azurerm", "other"]);
});
