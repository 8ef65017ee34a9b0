import { bytesOf, listIn, numberIn, readMessage, schemaMessage, textIn } from "../../../src/providers/plugin/wire";

const EMPTY = { provider: { block: {} }, resources: {}, dataSources: {}, ephemeralResources: {}, functions: {} };
const within = (bytes: Buffer | undefined) => readMessage(bytes ?? Buffer.alloc(0));

/** The fields of an attribute and of a nested block of the only resource. Numbers: Terraform, tfplugin6.proto. */
const message = schemaMessage({
  ...EMPTY,
  resources: {
    a: {
      version: 3,
      block: {
        attributes: {
          secret: {
            type: ["list", "string"],
            required: true,
            optional: true,
            computed: true,
            sensitive: true,
            deprecated: true,
            write_only: true,
          },
          nested: { nested_type: { nesting_mode: "set", attributes: { size: { type: "number" } } }, optional: true },
        },
        block_types: { setting: { nesting_mode: "group", min_items: 1, max_items: 2, block: {} } },
      },
    },
  },
});
const entry = within(listIn(readMessage(message), 2)[0]);
const schema = within(bytesOf(entry, 2));
const block = within(bytesOf(schema, 2));
const [secret, nested] = listIn(block, 2).map(within);

test("a resource has its name, version and attributes with every flag", () => {
  expect([textIn(entry, 1), numberIn(schema, 1), textIn(secret, 1), textIn(secret, 2)]).toEqual([
    "a",
    3,
    "secret",
    '["list","string"]',
  ]);
  expect([4, 5, 6, 7, 8, 9, 11].map((field) => numberIn(secret, field))).toEqual([1, 1, 1, 1, 0, 1, 1]);
});

test("nested attributes and blocks have their nesting", () => {
  const object = within(bytesOf(nested, 10));
  expect([numberIn(object, 3), textIn(within(listIn(object, 1)[0]), 1), bytesOf(nested, 2)]).toEqual([3, "size", undefined]);
  const setting = within(listIn(block, 3)[0]);
  expect([textIn(setting, 1), numberIn(setting, 3), numberIn(setting, 4), numberIn(setting, 5)]).toEqual(["setting", 5, 1, 2]);
});

test("each kind of type has a field of its own, and so have functions", () => {
  const type = { block: { attributes: { x: { type: "string" } } } } as const;
  const functions = { f: { parameters: [{ name: "p", type: "string", is_nullable: true }], return_type: "number" } } as const;
  const fields = readMessage(schemaMessage({ ...EMPTY, dataSources: { d: type }, ephemeralResources: { e: type }, functions }));
  expect([3, 8, 7].map((field) => textIn(within(listIn(fields, field)[0]), 1))).toEqual(["d", "e", "f"]);
  const definition = within(bytesOf(within(listIn(fields, 7)[0]), 2));
  const parameter = within(listIn(definition, 1)[0]);
  expect([textIn(parameter, 1), textIn(parameter, 2), numberIn(parameter, 3)]).toEqual(["p", '"string"', 1]);
  expect(textIn(within(bytesOf(definition, 3)), 1)).toBe('"number"');
});
