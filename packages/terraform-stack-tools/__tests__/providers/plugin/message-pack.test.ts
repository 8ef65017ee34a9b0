import { decode, encode, UNKNOWN_VALUE, Unknown, type Value } from "../../../src/providers/plugin/wire";

const list = (length: number): Value[] => Array.from({ length }, (_, index) => index);

test.each<[string, Value]>([
  ["null, true and false", [null, true, false]],
  ["whole numbers", [0, 127, 128, 255, 65_536, 2 ** 40, -1, -32, -33, -40_000, -(2 ** 40), 2n ** 63n, -(2n ** 62n)]],
  ["other numbers", [0.5, -1.25e300]],
  ["texts of every length", ["", "ä", "x".repeat(31), "x".repeat(32), "x".repeat(256), "x".repeat(70_000)]],
  ["lists of every length", [[], list(15), list(16), list(70_000)]],
  ["objects", { "": {}, a: { b: [] }, ...Object.fromEntries(list(20).map((index) => [`k${index}`, index])) }],
  ["bytes", [new TextEncoder().encode('"string"'), "x"]],
])("%s are the same after a round trip", (_name, value) => {
  expect(decode(encode(value))).toEqual(value);
});

test("what is unknown stays as the provider wrote it, with what it says about the value", () => {
  const refined = Buffer.from([0xc7, 3, 12, 0x81, 1, 0xc2]);
  expect(decode(refined)).toEqual(new Unknown(12, Buffer.from([0x81, 1, 0xc2])));
  expect(encode(decode(refined))).toEqual(refined);
  expect(encode([UNKNOWN_VALUE])).toEqual(Buffer.from([0x91, 0xd4, 0, 0]));
});

// From the MessagePack specification.
test.each<[number[], Value]>([
  [[0x05], 5],
  [[0xff], -1],
  [[0xd0, 0x80], -128],
  [[0xd1, 0xff, 0x00], -256],
  [[0xcd, 0x01, 0x00], 256],
  [[0xca, 0x3f, 0x80, 0x00, 0x00], 1],
  [[0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
  [[0xa1, 0x61], "a"],
  [[0xd9, 0x01, 0x61], "a"],
  [[0x82, 0xa1, 0x61, 0x01, 0xa1, 0x62, 0x91, 0xc0], { a: 1, b: [null] }],
])("the bytes %j are read as the specification says", (bytes, value) => {
  expect(decode(Buffer.from(bytes))).toEqual(value);
});

test.each<[string, number[]]>([
  ["nothing", []],
  ["half a text", [0xa5, 0x61]],
  ["a list that is longer than the message", [0xdd, 0xff, 0xff, 0xff, 0xff]],
  ["an unused mark", [0xc1]],
  ["two values", [0x01, 0x02]],
])("%s is an error", (_name, bytes) => {
  expect(() => decode(Buffer.from(bytes))).toThrow();
});
