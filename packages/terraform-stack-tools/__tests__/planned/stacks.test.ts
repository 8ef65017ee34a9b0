import { likelyRenames } from "../../src/planned/stacks";
import type { JsonObject } from "../../src/stack/json";
import { blocks } from "../support/hand-off";

/** Instances of role assignments with what is written, of which a plan tells what has no reference. */
function instances(all: Readonly<Record<string, JsonObject>>) {
  return Object.entries(all).map(([address, body]) => {
    const [, type, name] = /^(\w+)\.(\w+)/.exec(address) ?? [];
    const [block] = blocks({ resource: { [type]: { [name]: body } } });
    const known = Object.entries(body).filter(([, value]) => !JSON.stringify(value).includes("${"));
    return { address, block, values: Object.fromEntries(known) };
  });
}

const renames = (deleted: Readonly<Record<string, JsonObject>>, created: Readonly<Record<string, JsonObject>>) =>
  Object.fromEntries(likelyRenames(instances(deleted), instances(created)));

test("what has the same arguments under another address looks renamed", () => {
  expect(renames({ "x.a": { name: "n" } }, { "x.b": { name: "n" }, "x.c": { name: "o" } })).toEqual({ "x.b": "x.a" });
});

test.each<[string, JsonObject, JsonObject, string]>([
  ["another argument", { name: "n" }, { name: "o" }, "x.b"],
  ["another type", { name: "n" }, { name: "n" }, "y.b"],
  ["another key", { name: "n" }, { name: "n" }, 'x.b["k"]'],
  ["another reference", { id: "${data.a.one.id}" }, { id: "${data.a.two.id}" }, "x.b"],
  ["no argument", {}, {}, "x.b"],
])("%s is no rename", (_what, old, fresh, address) => {
  expect(renames({ "x.a": old }, { [address]: fresh })).toEqual({});
});

test("what two could be is told of neither", () => {
  expect(renames({ "x.a": { name: "n" } }, { "x.b": { name: "n" }, "x.c": { name: "n" } })).toEqual({});
  expect(renames({ "x.a": { name: "n" }, "x.b": { name: "n" } }, { "x.c": { name: "n" } })).toEqual({});
});

test("what refers to something renamed is renamed as well", () => {
  const [old, fresh] = [{ id: "${x.a.id}" }, { id: "${x.b.id}" }];
  expect(renames({ "x.a": { name: "n" }, "y.a": old }, { "x.b": { name: "n" }, "y.b": fresh })).toEqual({
    "x.b": "x.a",
    "y.b": "y.a",
  });
});
