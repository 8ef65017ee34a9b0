import { dynamicContent, type Json } from "../../src/stack/json";
import { mapBlocks, readStack, withSections } from "../../src/stack/stack";

test("comments of cdktf are left out, and their construct paths are kept", () => {
  const comment = (path: string) => ({ metadata: { path, uniqueId: "x" } });
  const stack = readStack({
    "//": { metadata: { stackName: "grant", version: "0.21.0" } },
    resource: { a: { b: { "//": comment("grant/b"), name: "n" } } },
    data: { c: { d: { "//": comment("grant/d") } } },
    output: { e: { "//": comment("grant/e"), value: 1 } },
    terraform: { "//": {}, required_version: ">= 1.7" },
  });
  expect(stack.sections).toEqual({
    resource: { a: { b: { name: "n" } } },
    data: { c: { d: {} } },
    output: { e: { value: 1 } },
    terraform: { required_version: ">= 1.7" },
  });
  expect(Object.fromEntries(stack.constructPaths)).toEqual({ "a.b": "grant/b", "data.c.d": "grant/d", "output.e": "grant/e" });
  expect(stack.name).toBe("grant");
});

test("a label that is called // is a value, not a comment", () => {
  const sections = {
    resource: { a: { b: { metadata: { labels: { "//": "x" } } } } },
    locals: { l: { "//": 1 } },
    import: [{ for_each: { "//": "/x" }, to: "a.b[each.key]", id: "${each.value}" }],
  };
  expect(readStack(sections).sections).toEqual(sections);
});

test("reading changes nothing in the JSON", () => {
  const json = { resource: { b: { x: { "//": {}, z: 1, a: [{ c: 1, b: 2 }] } }, a: {} } };
  const before = JSON.stringify(json);
  readStack(json);
  expect(JSON.stringify(json)).toBe(before);
});

test("import and moved blocks are read with their addresses", () => {
  const { imports, moves } = readStack({
    import: [
      { to: "${a.b}", id: "/x" },
      { to: "not an address", id: "/y" },
    ],
    moved: { from: "a.b", to: 'a.c["k"]' },
  });
  expect(imports).toEqual([{ to: { modules: [], kind: "resource", type: "a", name: "b" }, id: "/x" }]);
  expect(moves).toMatchObject([{ from: { name: "b" }, to: { name: "c", key: "k" } }]);
});

test("with other sections, or other bodies for its resources, a stack is another one", () => {
  const stack = readStack({
    "//": { metadata: { stackName: "s" } },
    resource: { a: { b: { n: 1 }, c: {} } },
    data: { a: { b: { n: 2 } } },
  });
  const mapped = mapBlocks(stack, ({ name, body }) => ({ ...body, name }));
  expect(mapped.sections).toEqual({
    resource: { a: { b: { n: 1, name: "b" }, c: { name: "c" } } },
    data: { a: { b: { n: 2, name: "b" } } },
  });
  expect(mapped.blocks.map(({ body }) => body)).toEqual([{ n: 1, name: "b" }, { name: "c" }, { n: 2, name: "b" }]);
  expect(withSections(stack, {})).toMatchObject({ name: "s", blocks: [], sections: {} });
  expect(stack.blocks).toHaveLength(3);
  expect(mapBlocks(readStack({ data: {} }), () => ({})).sections).toEqual({ data: {} });
});

test.each<[string, Json, string]>([
  ["a resource without a body", { resource: { a: { b: "x" } } }, "resource.'a'.'b' must be an object"],
  ["a variable that is a text", { variable: { a: "x" } }, "variable.'a' must be an object"],
  ["a provider that is a number", { provider: { a: [1] } }, "provider.'a' must be an object"],
  ["requirements in a text", { terraform: { required_providers: "x" } }, "terraform.required_providers must be an object"],
])("fails for %s and names the place", (_case, json, message) => {
  expect(() => readStack(json)).toThrow(message);
});

describe("providers", () => {
  test("that are required are read from every block of a list, with complete sources", () => {
    const { requiredProviders } = readStack({
      terraform: {
        required_providers: [
          { b: { source: "b", version: " 1.2.3 " }, a: "~> 2.0" },
          { c: { source: "x.io/y/c", configuration_aliases: ["c.d"] } },
        ],
      },
    });
    expect(requiredProviders).toEqual([
      { name: "a", source: "hashicorp/a", version: "~> 2.0", others: {} },
      { name: "b", source: "hashicorp/b", version: "1.2.3", others: {} },
      { name: "c", source: "x.io/y/c", version: "", others: { configuration_aliases: ["c.d"] } },
    ]);
  });

  test.each([
    [{}, { name: "kubernetes" }],
    [{ provider: "kubernetes" }, { name: "kubernetes" }],
    [{ provider: "kubernetes.edge" }, { name: "kubernetes", alias: "edge" }],
    [{ provider: "${kubernetes.edge}" }, { name: "kubernetes", alias: "edge" }],
    [{ provider: 'kubernetes.by_site["edge.1"]' }, { name: "kubernetes", alias: "by_site" }],
  ])("of a block are named by it or by its type: %j", (body, provider) => {
    const [block] = readStack({ resource: { kubernetes_secret: { a: body } } }).blocks;
    expect(block.provider).toEqual(provider);
  });
});

describe("variables and outputs", () => {
  test("are secret if they are ephemeral", () => {
    const { variables, outputs } = readStack({
      variable: { a: { ephemeral: true } },
      output: { a: { value: "x", ephemeral: true, description: "A" }, b: { value: 1 } },
    });
    expect(variables).toMatchObject([{ isSecret: true, isEphemeral: true }]);
    expect(outputs).toEqual([
      { name: "a", description: "A", isSecret: true, value: "x" },
      { name: "b", description: "", isSecret: false, value: 1 },
    ]);
  });
});

test("the content of a dynamic block is found, whether dynamic blocks are in a list or by themselves", () => {
  const content = { a: 1 };
  expect(dynamicContent({ dynamic: { port: { for_each: [], content } } }, "port")).toEqual(content);
  expect(dynamicContent({ dynamic: [{ other: {} }, { port: [{ content: [content] }] }] }, "port")).toEqual(content);
  expect(dynamicContent({ dynamic: { other: { content } } }, "port")).toBeUndefined();
});
