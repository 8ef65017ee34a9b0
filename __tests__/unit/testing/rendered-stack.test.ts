import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Annotations, Aspects, TerraformOutput } from "cdktf";
import { rendered } from "../../../src/testing/rendered-stack";
import { emptyStack } from "../../support/stack";

test("a construct, its JSON and its file are the same", () => {
  const stack = emptyStack();
  new TerraformOutput(stack, "one", { value: 1 });
  const json = rendered(stack);
  expect(json.output.one.value).toBe(1);
  expect(rendered(json)).toBe(json);
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    const path = join(folder, "cdk.tf.json");
    writeFileSync(path, JSON.stringify(json));
    expect(rendered(path)).toEqual(JSON.parse(JSON.stringify(json)));
    writeFileSync(path, "[]");
    expect(() => rendered(path)).toThrow("must be the JSON of a stack");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("aspects are called once for each construct, parents first", () => {
  const stack = emptyStack();
  new TerraformOutput(stack, "one", { value: 1 });
  const visited: string[] = [];
  const aspect = { visit: ({ node }: { node: { path: string } }) => visited.push(node.path) };
  Aspects.of(stack).add(aspect as never);
  Aspects.of(stack.node.findChild("one")).add(aspect as never);
  rendered(stack);
  expect(visited[0]).toBe("stack");
  expect(visited.filter((path) => path === "stack/one")).toHaveLength(1);
});

test("fails with what validation and error annotations say", () => {
  const annotated = emptyStack();
  Annotations.of(annotated).addError("not like this");
  expect(() => rendered(annotated)).toThrow("[stack] not like this");
  const invalid = emptyStack();
  invalid.node.addValidation({ validate: () => ["not valid"] });
  expect(() => rendered(invalid)).toThrow("not valid");
});

test("fails for what is no stack", () => {
  expect(() => rendered(7 as never)).toThrow("must be a TerraformStack, its JSON or the path of that, got 7");
});

test("nothing is written", () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("cdktf"));
  rendered(emptyStack());
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("cdktf"))).toEqual(before);
});
