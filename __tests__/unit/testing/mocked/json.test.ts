import { blockOf, blocksOf, mapped, withoutKeys, withoutMetadata } from "../../../../src/testing/mocked/json";

test("metadata goes at every depth, keys are sorted, values stay", () => {
  const json = { b: [{ "//": {}, z: null, a: "//" }], "//": { metadata: { version: "1" } }, a: { "//": "comment", x: false } };
  expect(JSON.stringify(withoutMetadata(json))).toBe('{"a":{"x":false},"b":[{"a":"//","z":null}]}');
});

test("a function sees leaves first, each with the key it stands under", () => {
  const seen: string[] = [];
  mapped({ a: [1], b: { c: 2 } }, (value, key) => {
    seen.push(`${key}=${JSON.stringify(value)}`);
    return value;
  });
  expect(seen).toEqual(["a=1", "a=[1]", "c=2", 'b={"c":2}', '={"a":[1],"b":{"c":2}}']);
});

test("a block is read bare, in a list of one, and where it is missing", () => {
  expect([blockOf({ a: 1 }), blockOf([{ a: 1 }]), blockOf(undefined)]).toEqual([{ a: 1 }, { a: 1 }, {}]);
  expect(blocksOf({ resource: { x: { a: [{ n: 1 }] }, y: [{ b: { n: 2 } }] } }, "resource")).toEqual([
    ["x", "a", { n: 1 }],
    ["y", "b", { n: 2 }],
  ]);
});

test("keys of instances go, also those that look like addresses", () => {
  expect(withoutKeys('module.m[0].a.b["x.y[0]\\"]"]')).toBe("module.m.a.b");
});
