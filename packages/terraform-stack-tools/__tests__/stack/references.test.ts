import { withEarlierKeys } from "../../src/plan/prepare/made-up-values";
import { blockOfInstance, Moves, Origins, parseAddress, printAddress } from "../../src/stack/address";
import type { Json, JsonObject } from "../../src/stack/json";
import {
  attributesRead,
  blocksReadBy,
  blocksReferredTo,
  expandedText,
  remoteOutputs,
  withLocals,
  writtenKeys,
} from "../../src/stack/references";
import { readStack } from "../../src/stack/stack";

describe("an address", () => {
  test.each(['a.b["c.d[0]"]', "ephemeral.a.b", 'module.m["x"].module.n[0].a.b["k"]', 'a.b["$${c} %%{d \\" \\\\ \\t \\u0007"]'])(
    "is read and printed as it was: %s",
    (text) => {
      const address = parseAddress(text);
      expect(address && printAddress(address)).toBe(text);
    },
  );

  test("may be wrapped in a template, and its key may be an expression, which is left out", () => {
    expect(parseAddress("${a.b}")).toEqual({ modules: [], kind: "resource", type: "a", name: "b" });
    expect(parseAddress("a.b[each.key]")).toEqual(parseAddress("a.b"));
    expect(["a", "var.x", "a.b.c", "1 + 2", ""].flatMap((text) => parseAddress(text) ?? [])).toEqual([]);
  });

  test("of an instance tells the one of its block", () => {
    expect(blockOfInstance('module.m[0].a.b["x.y[0]\\"]"]')).toBe("module.m[0].a.b");
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
  ['${join("", [a_x.one[0].id, ephemeral.e_x.one.value])}', ["a_x.one", "ephemeral.e_x.one"]],
])("%j refers to %j", (value, expected) => {
  expect(blocksReferredTo({ argument: [value] }, stack.blocks).map(({ address }) => address)).toEqual(expected);
});

test("the attributes that a value reads are listed by block, those of modules by the address that plans print", () => {
  const text = '${a.b.one} ${a.b[0].two[0].x} ${a.b["k"].three} ${data.a.b.four} ${a.bc.five} ${a.b.one} ${a.b[*].six}';
  const read = attributesRead([text, '${module.m["x"].module.n.data.a.b[0].one} ${module.m["x"].out}']);
  expect([...read].map(([address, names]) => [address, ...names])).toEqual(
    expect.arrayContaining([
      ["a.b", "one", "two", "three", "six"],
      ["data.a.b", "four"],
      ['module.m["x"].module.n.data.a.b', "one"],
      ["module.m", "module", "out"],
    ]),
  );
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

test("a value reads the blocks that it names by itself or by locals, not those behind them, and locals in a circle end", () => {
  const reading = readStack({
    locals: { id: "${aws_subnet.a.id}", alias: "${local.id}", circle: "${local.back}", back: "${local.circle}" },
    resource: { aws_subnet: { a: { vpc_id: "${aws_vpc.main.id}" }, b: {} }, aws_vpc: { main: {} } },
  });
  const read = (value: string) => blocksReadBy(value, reading).map(({ address }) => address);
  expect([read("${local.alias}"), read("${aws_subnet.b.id}")]).toEqual([["aws_subnet.a"], ["aws_subnet.b"]]);
  expect(withLocals("${local.circle}", reading)).toEqual(["${local.circle}", "${local.circle}", "${local.back}"]);
});

const NAMES = { variable: { names: { default: { shop: 1, web: 2 } } } };

test.each<[for_each: string, others: JsonObject, keys: string[]]>([
  ['${toset(["shop", "web"])}', {}, ["shop", "web"]],
  ["${local.names}", { locals: { names: '${toset(["shop", "web"])}' } }, ["shop", "web"]],
  ["${var.names}", NAMES, ["shop", "web"]],
  ["${local.names}", { locals: { names: "${var.names}" }, ...NAMES }, ["shop", "web"]],
  ['${toset(["shop", upper("web")])}', {}, []],
  ['${toset([1, "web"])}', {}, []],
  ["${toset(var.names)}", {}, []],
])("the keys of instances by %s with %j are %j: those that are written", (for_each, others, keys) => {
  const written = readStack({ resource: { azurerm_subnet: { all: { for_each } } }, ...others });
  expect(writtenKeys(written.blocks[0], written)).toEqual(keys);
});

describe("moves", () => {
  const moved = [
    { from: "registry.a", to: "registry.b" },
    { from: "registry.b", to: "registry.c" },
    { from: "subnet.x", to: "subnet.y" },
    { from: "subnet.y", to: "subnet.x" },
    { from: 'registry.c["x"]', to: "registry.d[0]" },
    { from: "module.old", to: "module.new" },
  ];
  const { moves } = readStack({ moved });
  const origins = new Origins(readStack({ moved: moved.slice(0, 4) }).moves);

  test.each([
    ['registry.c["eu.west"]', 'registry.a["eu.west"]'],
    ["registry.c", "registry.a"],
    ["registry.d", undefined],
    ["registry", undefined],
  ])("let an answer for %s count by its earlier address, too: %s", (key, earlier) => {
    const answers = { sku: "Basic" };
    const both = { [key]: answers, ...(earlier === undefined ? {} : { [earlier]: answers }) };
    expect(withEarlierKeys({ [key]: answers }, origins)).toEqual(both);
  });

  test("end where they are in a circle, and where a chain of them does", () => {
    expect(origins.moved).toEqual({ "registry.a": "registry.c" });
    expect(origins.of("subnet.x")).toMatch(/^subnet\./);
  });

  test.each([
    ['registry.b["y"]', 'registry.c["y"]'],
    ['registry.b["x"]', "registry.d[0]"],
    ['module.old["eu"].a.b["x"]', 'module.new["eu"].a.b["x"]'],
    ["a.other", "a.other"],
  ])("keep the key unless one names another: %s", (from, to) => {
    const address = parseAddress(from);
    expect(address && printAddress(new Moves(moves).from(address))).toBe(to);
  });
});
