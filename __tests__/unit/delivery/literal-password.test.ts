import { Fn, Lazy, ref, TerraformLocal, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { LITERAL, pullSecret } from "../../support/builders";
import { emptyStack, synthesize, variable, warnings } from "../../support/stack";

const PASSWORD = "correct-horse";

type Written = (stack: TerraformStack) => string;

const withDefault = (stack: TerraformStack, value: string | undefined) =>
  new TerraformVariable(stack, "password", { type: "string", sensitive: true, default: value }).stringValue;

const IN_THE_JSON: Record<string, Written> = {
  "a string": () => PASSWORD,
  "Lazy of a string": () => Lazy.stringValue({ produce: () => PASSWORD }),
  "Fn.join of its parts": () => Fn.join("-", PASSWORD.split("-")),
  "a function of a function": () => Token.asString(Fn.sensitive(Fn.join("-", PASSWORD.split("-")))),
  "the default of a sensitive variable": (stack) => withDefault(stack, PASSWORD),
  "a default with a literal before it": (stack) => `correct-${withDefault(stack, "horse")}`,
  "a local": (stack) => new TerraformLocal(stack, "password", PASSWORD).asString,
  "a branch of a condition": (stack) =>
    Token.asString(Fn.conditional(variable(stack, "isTest"), PASSWORD, variable(stack, "password"))),
  "a fallback": (stack) => Fn.coalesce([variable(stack, "password"), PASSWORD]),
  "a fallback of a failure": (stack) => Token.asString(Fn.try([variable(stack, "password"), PASSWORD])),
  "one of a map": (stack) => Token.asString(Fn.lookup({ prod: PASSWORD, test: "" }, variable(stack, "stage"), "")),
  "a local of a local's part": (stack) => {
    const all = new TerraformLocal(stack, "all", { registry: PASSWORD });
    return new TerraformLocal(stack, "password", Fn.lookup(all.asAnyMap, "registry")).asString;
  },
};

function secretWith(written: Written): TerraformStack {
  const stack = emptyStack();
  pullSecret(stack, "acr-pull", { credentials: [{ ...LITERAL, password: written(stack) }] });
  return stack;
}

test.each(Object.entries(IN_THE_JSON))("a literal password warns: %s", (_case, written) => {
  const stack = secretWith(written);
  const json = JSON.stringify(synthesize(stack));
  expect(PASSWORD.split("-").filter((part) => !json.includes(part))).toEqual([]);
  expect(warnings(stack)).toEqual([
    expect.stringMatching(
      /the password for \S+ is a literal and ends up in clear text in the synthesized JSON; pass a sensitive/,
    ),
  ]);
});

test.each<[string, Written]>([
  ["a variable", (stack) => variable(stack, "password")],
  ["a variable with an empty default", (stack) => withDefault(stack, "")],
  ["a local of a variable", (stack) => new TerraformLocal(stack, "local", variable(stack, "password")).asString],
  ["a literal beside a variable", (stack) => Fn.join("-", ["correct", variable(stack, "password")])],
  ["an empty fallback", (stack) => Fn.coalesce([variable(stack, "password"), ""])],
  [
    "a part of a variable",
    (stack) =>
      Token.asString(
        Fn.lookup(new TerraformVariable(stack, "pw", { type: "map(string)", sensitive: true }).value, "registry", ""),
      ),
  ],
  ["a file", () => Fn.file("password.txt")],
  ["another provider's attribute", () => Token.asString(ref("random_password.it.result"))],
])("a password that is elsewhere does not warn: %s", (_case, written) => {
  expect(warnings(secretWith(written))).toEqual([]);
});

test.each<[string, (shown: string, stack: TerraformStack) => string]>([
  ["itself", (shown) => shown],
  ["beside a literal", (shown) => `correct-${shown}`],
  ["in a local", (shown, stack) => new TerraformLocal(stack, "local", shown).asString],
])("a variable that is not sensitive warns: %s", (_case, use) => {
  const stack = secretWith((own) => use(variable(own, "shown"), own));
  expect(warnings(stack)).toEqual([
    expect.stringContaining("comes from the variable 'shown', which Terraform may print; set `sensitive: true` on it"),
  ]);
  expect(warnings(secretWith((own) => Token.asString(Fn.sensitive(use(variable(own, "shown"), own)))))).toEqual([]);
});
