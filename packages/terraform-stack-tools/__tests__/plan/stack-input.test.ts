import { join } from "node:path";
import { stackFrom } from "../../src/plan/plan";
import { inFolder, writeFiles } from "../support/hand-off";

test("a stack may be empty", () => {
  expect(stackFrom({}).blocks).toEqual([]);
});

test.each([
  ["[]", "is not a stack: it must be an object"],
  ["{", "is not JSON"],
  ['{ "resource": 1 }', "is not a stack: resource must be an object"],
])("fails where a file has no stack: %s", (text, reason) => {
  inFolder((folder) => {
    const path = join(writeFiles(folder, { "cdk.tf.json": text }), "cdk.tf.json");
    expect(() => stackFrom(path)).toThrow(`${path} ${reason}`);
  });
});

test("fails where there is no such file, and for any other value", () => {
  expect(() => stackFrom("missing.json")).toThrow("missing.json cannot be read; give the JSON of a stack, such as cdktf.out/");
  expect(() => stackFrom(JSON.parse("7"))).toThrow("must be a TerraformStack, its JSON or the path of that, got 7");
  expect(() => stackFrom({ resource: 1 })).toThrow("the given JSON is not a stack: resource must be an object");
});
