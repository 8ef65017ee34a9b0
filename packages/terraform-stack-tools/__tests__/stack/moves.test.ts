import { withEarlierKeys } from "../../src/plan/prepare/made-up-values";
import { Moves, Origins, parseAddress, printAddress } from "../../src/stack/address";

import { readStack } from "../../src/stack/stack";

const origins = new Origins(
  readStack({
    moved: [
      { from: "registry.a", to: "registry.b" },
      { from: "registry.b", to: "registry.c" },
      { from: "subnet.x", to: "subnet.y" },
      { from: "subnet.y", to: "subnet.x" },
    ],
  }).moves,
);

test.each([
  ["a chain of moves", "registry.c", "registry.a"],
  ["an instance", 'registry.c["eu.west"]', 'registry.a["eu.west"]'],
  ["one that did not move", "registry.d", undefined],
  ["a type", "registry", undefined],
])("answers for %s count by the earlier address too", (_what, key, earlier) => {
  const answers = { sku: "Basic" };
  expect(withEarlierKeys({ [key]: answers }, origins)).toEqual({
    [key]: answers,
    ...(earlier === undefined ? {} : { [earlier]: answers }),
  });
});

test("the present address of what has moved is the last one of a chain", () => {
  expect(origins.moved).toEqual({ "registry.a": "registry.c" });
});

test("a circle of moves ends", () => {
  expect(origins.of("subnet.x")).toMatch(/^subnet\./);
});

test.each([
  ['a.b["y"]', 'a.c["y"]'],
  ['a.b["x"]', "a.d[0]"],
  ['module.old["eu"].a.b["x"]', 'module.new["eu"].a.b["x"]'],
  ["a.other", "a.other"],
])("what moves keeps its key unless the move names another one: %s", (from, to) => {
  const { moves } = readStack({
    moved: [
      { from: "a.b", to: "a.c" },
      { from: 'a.c["x"]', to: "a.d[0]" },
      { from: "module.old", to: "module.new" },
    ],
  });
  const address = parseAddress(from);
  expect(address && printAddress(new Moves(moves).from(address))).toBe(to);
});
