import { guardedFile } from "../../../src/plan/prepare/files";

const guarded = (file: string, text: string) => guardedFile(file, "the stack", Buffer.from(text)).toString();
const CHECK = 'startswith(format("%s/", abspath(pathexpand(';

test.each([
  ["HCL", "main.tf", 'locals {\n  a = file("a.txt")\n}\n'],
  ["JSON", "main.tf.json", '{"locals":{"a":"${file(\\"a.txt\\")}"}}'],
  ["JSON whose letters are escaped", "main.tf.json", '{"locals":{"a":"${\\u0066ile(\\"a.txt\\")}"}}'],
])("a path that a function reads is checked in %s", (_language, file, text) => {
  expect(JSON.stringify(guarded(file, text)).replace(/\\+/g, "")).toContain(CHECK);
});

test("a file that reads no other one stays as it is", () => {
  const text = 'locals {\n  a = "file(b)"\n  file = upper("a")\n}\n';
  expect(guarded("main.tf", text)).toBe(text);
});

test("a pattern of fileset may not leave the folder, nor may its path", () => {
  const text = guarded("main.tf", 'locals {\n  a = fileset("assets", "../*")\n}\n');
  expect(text).toContain(CHECK);
  expect(text).toMatch(/\[ ?"\.\.\/\*"\] : !strcontains\(\w+, "\.\."\) \?/);
});

test("templatefile renders no configuration, in whose comments an expression may stand", () => {
  expect(guarded("main.tf", 'locals {\n  a = templatefile("a.tf", {})\n}\n')).toContain("[.](tf|tofu)([.]json)?$");
});

test("fails for a text that is rendered, which may read any file", () => {
  const text = "locals {\n  a = templatestring(var.a, {})\n}\n";
  expect(() => guarded("main.tf", text)).toThrow("'main.tf' of the stack calls templatestring");
});

test("fails for what cannot be understood", () => {
  expect(() => guarded("main.tf", "locals {\n  a = file(\n}\n")).toThrow("so that it may read any file");
});
