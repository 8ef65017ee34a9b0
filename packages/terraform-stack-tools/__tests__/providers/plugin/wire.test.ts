import {
  bytesOf,
  decode,
  encode,
  listIn,
  numberIn,
  readMessage,
  schemaMessage,
  textIn,
  UNKNOWN_VALUE,
  Unknown,
  writeMessage,
} from "../../../src/providers/plugin/wire";

test("a message is read as it was written, and defaults are left out", () => {
  const message = writeMessage([1, "text"], [2, 300], [3, true], [4, Buffer.from([0xff])], [5, undefined], [6, false], [7, 0]);
  const fields = readMessage(message);
  expect(fields.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect([textIn(fields, 1), numberIn(fields, 2), numberIn(fields, 3), bytesOf(fields, 4)]).toEqual([
    "text",
    300,
    1,
    Buffer.from([0xff]),
  ]);
  expect([textIn(fields, 9), numberIn(fields, 9), bytesOf(fields, 9)]).toEqual(["", 0, undefined]);
});

// From Protocol Buffers, "Encoding".
test("numbers and texts have the bytes of the documentation", () => {
  expect(writeMessage([1, 150])).toEqual(Buffer.from("089601", "hex"));
  expect(writeMessage([2, "testing"])).toEqual(Buffer.from("120774657374696e67", "hex"));
  expect(numberIn(readMessage(Buffer.from("08feffffffffffffffff01", "hex")), 1)).toBe(-2);
});

test("the last field of a number counts, and all of a list", () => {
  const fields = readMessage(writeMessage([1, "a"], [1, "b"]));
  expect(textIn(fields, 1)).toBe("b");
  expect(listIn(fields, 1).map(String)).toEqual(["a", "b"]);
});

test.each([
  ["ends in a number", "0896"],
  ["ends in a text", "120774"],
  ["has a field of another kind", "0d00000000"],
  ["has a number without an end", "08ffffffffffffffffffffff01"],
])("what %s is no message", (_name, hex) => {
  expect(() => readMessage(Buffer.from(hex, "hex"))).toThrow();
});

test("numbers that JavaScript cannot hold, bytes and what is unknown are the same after a round trip", () => {
  const value = [2n ** 63n, -(2n ** 62n), 0.5, new TextEncoder().encode('"string"'), { a: { b: [null] } }];
  expect(decode(encode(value))).toEqual(value);
  const refined = Buffer.from([0xc7, 3, 12, 0x81, 1, 0xc2]);
  expect(decode(refined)).toEqual(new Unknown(12, Buffer.from([0x81, 1, 0xc2])));
  expect(encode(decode(refined))).toEqual(refined);
  expect(encode([UNKNOWN_VALUE])).toEqual(Buffer.from([0x91, 0xd4, 0, 0]));
});

test.each([[[]], [[0xa5, 0x61]], [[0x01, 0x02]]])("the bytes %j are no value", (bytes) => {
  expect(() => decode(Buffer.from(bytes))).toThrow();
});

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
