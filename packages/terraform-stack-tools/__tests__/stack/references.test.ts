import { addressIn, blockOfInstance, parseAddress, printAddress } from "../../src/stack/address";
import type { Json, JsonObject } from "../../src/stack/json";
import { wholeReference } from "../../src/stack/reference";
import { attributesRead, blocksReferredTo, expandedText, remoteOutputs } from "../../src/stack/references";
import { readStack } from "../../src/stack/stack";

describe("an address", () => {
  test.each([
    "a.b",
    'a.b["c.d[0]"]',
    "a.b[0]",
    "data.a.b",
    "ephemeral.a.b",
    "module.m",
    'module.m["x"].module.n[0].a.b["k"]',
    "module.m.data.a.b",
    'a.b["$${c} %%{d \\" \\\\ \\t \\u0007"]',
  ])("is read and printed as it was: %s", (text) => {
    const address = parseAddress(text);
    expect(address && printAddress(address)).toBe(text);
  });

  test("may be wrapped in a template, and its key may be an expression, which is left out", () => {
    expect(parseAddress("${a.b}")).toEqual({ modules: [], kind: "resource", type: "a", name: "b" });
    expect(parseAddress("a.b[each.key]")).toEqual(parseAddress("a.b"));
    expect(["a", "var.x", "a.b.c", "1 + 2", ""].flatMap((text) => parseAddress(text) ?? [])).toEqual([]);
  });

  test("of an instance tells the one of its block", () => {
    expect(blockOfInstance('module.m[0].a.b["x.y[0]\\"]"]')).toBe("module.m[0].a.b");
  });

  test("begins a reference, whose path follows", () => {
    const reference = wholeReference('data.a.b["k"].c[0]');
    expect(reference && addressIn(reference)).toEqual({
      address: { modules: [], kind: "data", type: "a", name: "b", key: "k" },
      path: [
        { kind: "attribute", name: "c" },
        { kind: "key", key: 0 },
      ],
    });
  });
});

const stack = readStack({
  variable: { name: { default: "one" }, password: { sensitive: true, default: "canary" } },
  locals: { full: "${var.name}-${local.full}" },
  data: { group: { shared: { name: "${local.full}" } } },
  resource: { registry: { acr: { name: "contoso", sku: "Basic" } }, a_x: { one: {}, "two-2": {} } },
  ephemeral: { e_x: { one: {} } },
});

test.each<[Json, string[]]>([
  ["${a_x.one.id}", ["a_x.one"]],
  ["a_x.two-2[each.key]", ["a_x.two-2"]],
  ["${data.group.shared.id}", ["data.group.shared"]],
  ['${join("", [a_x.one[0].id, ephemeral.e_x.one.value])}', ["a_x.one", "ephemeral.e_x.one"]],
  ["a sentence that names a_x.one", []],
  ["${module.a_x.one}", []],
  ["${a_x.ones.id}", []],
])("%j refers to %j", (value, expected) => {
  expect(blocksReferredTo({ argument: [value] }, stack.blocks).map(({ address }) => address)).toEqual(expected);
});

test("the attributes that a value reads are listed by block", () => {
  const text = '${a.b.one} ${a.b[0].two[0].x} ${a.b["k"].three} ${data.a.b.four} ${a.bc.five} ${a.b.one} ${a.b[*].six}';
  expect([...(attributesRead(text).get("a.b") ?? [])]).toEqual(["one", "two", "three", "six"]);
  expect([...(attributesRead([text]).get("data.a.b") ?? [])]).toEqual(["four"]);
});

test("a block in a module is read by the address that plans print", () => {
  const text = '${module.m["x"].module.n.data.a.b[0].one} ${module.m["x"].out}';
  const read = attributesRead(text);
  expect([...(read.get('module.m["x"].module.n.data.a.b') ?? [])]).toEqual(["one"]);
  expect([...(read.get("module.m") ?? [])]).toEqual(["module", "out"]);
});

test("outputs that are read of other stacks are listed by data source", () => {
  const read = (name: string) => `\${data.terraform_remote_state.net.outputs${name}}`;
  const outputs = remoteOutputs(
    readStack({
      data: { terraform_remote_state: { net: { backend: "local" } } },
      output: { a: { value: [read(".one"), read('["two"]'), read(".one.id"), read("")] }, b: { value: "${data.x.net.y}" } },
    }),
  );
  expect([...outputs]).toEqual([["data.terraform_remote_state.net", ["one", "two"]]]);
});

describe("the text of a value and of everything it refers to", () => {
  const text = (value: Json, variables: JsonObject = {}) => expandedText(value, stack, variables);

  test("differs where a variable, a local value, a data source or a resource has another value", () => {
    const value = { id: "${data.group.shared.id}" };
    expect(text(value)).toBe(text(value, { name: "one" }));
    expect(text(value)).not.toBe(text(value, { name: "two" }));
    expect(text("${registry.acr.name}")).toContain("contoso");
    expect(text("${registry.acr.name}")).not.toContain("Basic");
  });

  test("contains no secret", () => {
    expect(text("${var.password}", { password: "other" })).toBe(text("${var.password}"));
    expect(text("${var.password}")).not.toContain("canary");
  });
});
