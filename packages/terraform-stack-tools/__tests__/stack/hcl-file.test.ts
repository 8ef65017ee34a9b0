import { GrammarError, readHcl } from "../../src/stack/grammar";

test("blocks, labels and arguments make a file", () => {
  const text = `a = 1
# why
resource "x_y" "z" {
  for = "PT5M"
  b {
    c = { d = [1,
      2] }
  }
  e {}
  f { g = 1 }
  dynamic bare {
    content {}
  } // no more
  h = <<-EOT
    }
  EOT
}
`;
  expect(() => readHcl(text)).not.toThrow();
});

test.each(["", "\n\n", "# only\n", "a = 1", "a = 1\r\nb {\r\n}\r\n", "a {}", "a {\n\n}"])("%j is a file", (text) => {
  expect(() => readHcl(text)).not.toThrow();
});

test.each([
  ["a", 1, "'{' is missing at the end"],
  ["a = 1\nb =\nc = 2\n", 2, "a value is missing before a line break (character 10)"],
  ["a = 1 b = 2\n", 1, "a line break is missing before a name (character 7)"],
  ["\na {\n  b = 1\n", 4, "a bracket is not closed"],
  ["a {\n}\n}\n", 3, "'}' closes nothing"],
  ["a { b = 1\n}\n", 1, "'}' is missing before a line break (character 10)"],
  ["a { b {} }\n", 1, "'=' is missing before '{' (character 7)"],
  ["a\n{\n}\n", 1, "'{' is missing before a line break (character 2)"],
  ['a "${b}" {}\n', 1, "'{' is missing before a text (character 3)"],
  ['"a" = 1\n', 1, "the name of an argument or of a block is missing before a text (character 1)"],
  ["a = 1\na = 2\n", 2, "an argument is there twice"],
  ['a = 1\n\nb = "${c +}"\n', 3, "a value is missing at the end"],
  ['a = 1\nb = "\nc = 3\n', 2, "a quoted string spans two lines"],
  ["a = <<E\nx\nE", 3, "a heredoc has no end"],
  ["a = [\n1\n2]\n", 3, "',' or ']' is missing before a number (character 9)"],
  [`a = ${"[".repeat(100_000)}`, 1, "an expression is nested more than 200 levels deep"],
  ["a {\n".repeat(100_000), 201, "an expression is nested more than 200 levels deep"],
])("%j is no file of HCL", (text, line, why) => {
  expect(() => readHcl(text)).toThrow(new GrammarError(`line ${line}: ${why}`, undefined));
});
