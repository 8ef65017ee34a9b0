import { attributesRead, meaningOf } from "../../../src/terraform/meaning";

const json = {
  variable: { name: { default: "one" }, password: { sensitive: true, default: "canary" } },
  locals: { full: "${var.name}-${local.full}" },
  data: { group: { shared: { name: "${local.full}" } } },
  resource: { registry: { acr: { name: "contoso", sku: "Basic" } } },
};

const meaning = (value: unknown, variables = {}) => meaningOf(value, json, variables);

test("two texts differ where a variable, a local, a data source or a resource gives another value", () => {
  const value = { id: "${data.group.shared.id}" };
  expect(meaning(value)).toBe(meaning(value, { name: "one" }));
  expect(meaning(value)).not.toBe(meaning(value, { name: "two" }));
  expect(meaning("${registry.acr.name}")).toContain("contoso");
  expect(meaning("${registry.acr.name}")).not.toContain("Basic");
});

test("a secret is not part of it", () => {
  const value = "${var.password}";
  expect(meaning(value, { password: "other" })).toBe(meaning(value));
  expect(meaning(value)).not.toContain("canary");
});

test("the attributes that a text reads are those of that block alone", () => {
  const text = '${a.b.one} ${a.b[0].two[0].x} ${a.b["k"].three} ${data.a.b.four} ${a.bc.five} ${a.b.one}';
  expect(attributesRead(text, "a.b")).toEqual(["one", "two", "three"]);
});

test("the key of an instance is part of it", () => {
  const value = "${registry.acr[var.name].sku}";
  expect(meaning(value, { name: "one" })).not.toBe(meaning(value, { name: "two" }));
});
