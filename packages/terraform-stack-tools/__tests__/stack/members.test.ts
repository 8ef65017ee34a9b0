import { type Json, lookUp } from "../../src/stack/json";
import { objectWith } from "../../src/stack/remembered";

function object(members: Readonly<Record<string, Json>>, names = Object.keys(members)) {
  const made: string[] = [];
  const lazy = objectWith({
    names: () => names,
    member: (name) => {
      made.push(name);
      return lookUp(members, name);
    },
  });
  return { lazy, made };
}

test("a member is made when it is asked for, and once", () => {
  const { lazy, made } = object({ name: "team", tags: { team: "a" }, none: null });
  expect([lazy.name, lazy.name, lazy.none, lazy.missing, lazy.missing]).toEqual(["team", "team", null, undefined, undefined]);
  expect(made).toEqual(["name", "none", "missing"]);
});

test("to whoever reads it as a whole, it is like any other object", () => {
  const members = { name: "team", 10: "ten", 9: "nine", none: null };
  const { lazy } = object(members, ["none", "10", "gone", "name", "9"]);
  expect(Object.entries(lazy)).toEqual([
    ["9", "nine"],
    ["10", "ten"],
    ["none", null],
    ["name", "team"],
  ]);
  expect(JSON.stringify({ ...lazy })).toBe('{"9":"nine","10":"ten","none":null,"name":"team"}');
  expect(["name" in lazy, "gone" in lazy]).toEqual([true, false]);
});

test("it inherits nothing, so that a name of the input is only what the input has", () => {
  const { lazy } = object({ name: "team" });
  expect(["constructor" in lazy, lazy.constructor, lazy.toString, lookUp(lazy, "__proto__")]).toEqual([
    false,
    undefined,
    undefined,
    undefined,
  ]);
});
