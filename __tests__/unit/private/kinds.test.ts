import { TerraformStack, TerraformVariable, Token } from "cdktf";
import * as kinds from "../../../src/private/kinds";
import { edgeProvider, pullSecret } from "../../support/builders";
import { emptyApp, emptyStack, SEE_RULES, variable } from "../../support/stack";

/** Reads what a caller without a type checker passes. */
function read<T>(kind: kinds.Kind<T>, given: unknown, stack = emptyStack()): T {
  return kind(stack, "property", given as T);
}

interface Struct {
  readonly name: string;
  readonly count?: number;
  readonly inner?: { readonly names: string[] };
}

const SHAPE: kinds.Shape<Struct> = {
  name: kinds.text,
  count: kinds.optional(kinds.number),
  inner: kinds.optional(kinds.struct({ names: kinds.texts })),
};

describe("what was given without its type", () => {
  test("is read as a token of the type", () => {
    const { value } = new TerraformVariable(emptyStack(), "any", { type: "any" });
    expect(Token.isUnresolved(read(kinds.text, value))).toBe(true);
    expect(read(kinds.text, value)).toEqual(expect.any(String));
    expect(read(kinds.number, value)).toEqual(expect.any(Number));
    expect(read(kinds.texts, value)).toEqual([expect.any(String)]);
    expect(read(kinds.flag, value)).toBe(value);
  });

  test("keeps the live list of what credentials require", () => {
    const credentials = { loginServer: "contoso.azurecr.io", username: "a", password: "b", requires: [] };
    expect(read(kinds.listOf(kinds.credentials), [credentials])[0]).toBe(credentials);
  });
});

describe("null", () => {
  test("is what is left out", () => {
    expect(kinds.readProps(emptyStack(), { name: "a", count: null, inner: null } as never, SHAPE)).toEqual({
      name: "a",
      count: undefined,
      inner: undefined,
    });
  });

  test("is an empty text or list where something is required, for the rule of the property to refuse", () => {
    expect(read(kinds.text, null)).toBe("");
    expect(read(kinds.texts, undefined)).toEqual([]);
    expect(read(kinds.listOf(kinds.text), null)).toEqual([]);
  });
});

describe("a refusal names what is expected and the type that was given, never the value", () => {
  const TYPES: [string, unknown, string][] = [
    ["a number", 1.3, "a number"],
    ["a list", ["hunter2"], "a list"],
    ["a map", { password: "hunter2" }, "an object"],
    ["a function", () => "hunter2", "a function"],
    ["a construct", emptyStack(), "the construct stack"],
  ];

  test.each(TYPES)("%s for a text", (_title, given, got) => {
    expect(() => read(kinds.text, given)).toThrow(
      new Error(
        `[stack] property must be a string, got '${got}'; write it in quotes, or pass Token.asString of a token${SEE_RULES}`,
      ),
    );
  });

  test.each<[string, kinds.Kind<never>, unknown, string]>([
    ["a text for a boolean", kinds.flag as never, "false", "be true or false, got 'a string'; write it without quotes"],
    ["a text for a number", kinds.number as never, "3", "be a number, got 'a string'; write it without quotes"],
    ["a text for a list", kinds.texts as never, "apps", "be a list of strings, got 'a string'; write it in brackets"],
    ["a construct for a list", kinds.listOf(kinds.pullSecret) as never, emptyStack(), "be a list, got 'the construct stack'"],
    ["a number for an enumeration", kinds.oneOf({ RED: "red" }) as never, 5, "be one of red, got 'a number'"],
    ["a list for a map", kinds.textMap as never, ["a"], "be a map of strings, got 'a list'"],
    ["a date for a map", kinds.textMap as never, new Date(0), "be a map of strings, got 'an object'"],
    ["a name for a pull secret", kinds.pullSecret as never, "acr", "be a pull secret, got 'a string'"],
    ["nothing for a registry", kinds.registry as never, undefined, "be a registry, got 'nothing'; pass a ContainerRegistry"],
  ])("%s", (_title, kind, given, words) => {
    expect(() => read(kind, given)).toThrow(`[stack] property must ${words}`);
  });

  test("a number in a map or in a struct, by its path", () => {
    expect(() => read(kinds.textMap, { team: 5 })).toThrow("[stack] property.team must be a string, got 'a number'");
    const given: Struct = { name: "a", inner: { names: [5 as never] } };
    expect(() => kinds.readProps(emptyStack(), given, SHAPE)).toThrow("[stack] inner.names[0] must be a string");
  });

  test.each([undefined, null, "acr", 5, [], emptyStack()])("%p for all properties", (given) => {
    expect(() => kinds.readProps(emptyStack(), given as never, SHAPE)).toThrow(/^\[stack\] props must be an object, got '/);
  });
});

describe("what decides which resources exist", () => {
  const COLORS = { RED: "red", BLUE: "blue" };

  test("must be known at synth", () => {
    const stack = emptyStack();
    expect(() => read(kinds.oneOf(COLORS), variable(stack, "color"), stack)).toThrow(
      new Error(
        "[stack] property must be one of red, blue, and known at synth, since it decides what is created, got 'a token'; " +
          "use a value of the enumeration; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#known-at-synth",
      ),
    );
    expect(() => read(kinds.knownText, variable(stack, "name"), stack)).toThrow("must be known at synth, got 'a token'");
    expect(() => read(kinds.knownFlag, Token.asAny(true), stack)).toThrow("since Terraform accepts no expression here");
  });

  test("may be unknown where it decides nothing", () => {
    const stack = emptyStack();
    const color = variable(stack, "color");
    expect(read(kinds.oneOf(COLORS, { atPlan: "left to the provider" }), color, stack)).toBe(color);
  });

  test.each(["RED", "", "green"])("is not %j where an enumeration has other values", (value) => {
    expect(() => read(kinds.oneOf(COLORS), value)).toThrow(
      new Error(`[stack] property must be one of red, blue, got '${value}'; use a value of the enumeration${SEE_RULES}`),
    );
  });
});

describe("a provider", () => {
  test("is one of its type in the same stack", () => {
    const stack = emptyStack();
    const edge = edgeProvider(stack);
    expect(read(kinds.provider("kubernetes"), edge, stack)).toBe(edge);
  });

  // cdktf ignores the first and writes the last two: Terraform then uses another cluster.
  test.each<[string, (stack: TerraformStack) => unknown]>([
    ["a name", () => "kubernetes.edge"],
    ["a provider of another type", (stack) => stack.node.findChild("azurerm")],
    ["a provider of another stack", () => edgeProvider(new TerraformStack(emptyApp(), "other"))],
    ["another construct", (stack) => pullSecret(stack)],
  ])("is not %s", (_title, given) => {
    const stack = emptyStack();
    expect(() => read(kinds.provider("kubernetes"), given(stack), stack)).toThrow(
      "[stack] property must be the kubernetes provider, of the same stack, got '",
    );
  });
});
