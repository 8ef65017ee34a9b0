import { bytesOf, listIn, numberIn, readMessage, textIn, writeFields, writeMessage } from "../../../src/providers/plugin/wire";

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
  expect(writeFields(fields)).toEqual(message);
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
