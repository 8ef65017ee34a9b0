import { join, type Token } from "../../../src/terraform/expression-token";

/** Tokens that are written with a space between all of them. */
function tokens(text: string): Token[] {
  return text.split(" ").map((word): Token => {
    const kind = /^[a-z]/.test(word) ? "name" : /^\d/.test(word) ? "number" : word.startsWith('"') ? "text" : "symbol";
    return { kind, text: word };
  });
}

test.each([
  ["a == b && ! c", "a == b && !c"],
  ["a ? - 1 : b - 1", "a ? -1 : b - 1"],
  ["- a - - b", "-a - -b"],
  ["f ( a , b ... )", "f(a, b...)"],
  ["provider :: x :: f ( )", "provider::x::f()"],
  ['a . b [ 0 ] [ "c" ] . d', 'a.b[0]["c"].d'],
  ["a [ * ] . id", "a[*].id"],
  ["[ for k , v in m : v if k ]", "[for k, v in m : v if k]"],
  ["[ for v in [ 1 , 2 ] : v ]", "[for v in [1, 2] : v]"],
  ["{ for k , v in m : k => v ... }", "{ for k, v in m : k => v... }"],
  ["{ a = { } , b = [ ] }", "{ a = {}, b = [] }"],
  ["( a + 1 ) * 2", "(a + 1) * 2"],
])("spaces stand where terraform fmt puts them: %s", (given, expected) => {
  expect(join(tokens(given))).toBe(expected);
});

test("a sign at the beginning belongs to what follows, except in a template, where terraform fmt sets it apart", () => {
  const negative = tokens("- 1");
  expect(join(negative)).toBe("-1");
  expect(join(negative, { kind: "symbol", text: "${" })).toBe("- 1");
});
