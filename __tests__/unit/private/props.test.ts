import { TerraformStack, TerraformVariable, Token } from "cdktf";
import { read as readAs, readProps } from "../../../src/private/props/reader";
import { edgeProvider, knownRegistry, pullSecret } from "../../support/builders";
import { emptyApp, emptyStack, SEE_RULES, variable } from "../../support/stack";

/** Reads what a caller without a type checker passes. */
function read(type: string, given: unknown, stack = emptyStack()): unknown {
  return readAs(stack, "property", given, type);
}

/** The same for one property of a struct, as it is read. */
function readProperty(struct: string, property: string, given: unknown, stack = emptyStack()): unknown {
  return new Map(Object.entries(readProps<object>(stack, { [property]: given }, struct))).get(property);
}

describe("what was given without its type", () => {
  test("is read as a token of the type", () => {
    const { value } = new TerraformVariable(emptyStack(), "any", { type: "any" });
    expect(Token.isUnresolved(read("string", value))).toBe(true);
    expect(read("string", value)).toEqual(expect.any(String));
    expect(read("number", value)).toEqual(expect.any(Number));
    expect(read("string[]", value)).toEqual([expect.any(String)]);
    expect(readProperty("ServiceAccountProps", "automountServiceAccountToken", value)).toBe(value);
  });

  test("keeps the live list of what credentials require", () => {
    const credentials = { loginServer: "contoso.azurecr.io", username: "a", password: "b", requires: [] };
    expect(read("IRegistryCredentials[]", [credentials])).toEqual([credentials]);
    expect(read("IRegistryCredentials", credentials)).toBe(credentials);
  });
});

describe("null", () => {
  test("is what is left out", () => {
    const given = { clusterName: "prod", nodeCount: null, network: null };
    const { clusterName, nodeCount, network } = readProps<Record<string, unknown>>(emptyStack(), given, "AksClusterProps");
    expect([clusterName, nodeCount, network]).toEqual(["prod", undefined, undefined]);
  });

  test("is an empty text or list where something is required, for the rule of the property to refuse", () => {
    expect(read("string", null)).toBe("");
    expect(read("string[]", undefined)).toEqual([]);
    expect(read("IRegistryGrant[]", null)).toEqual([]);
  });
});

describe("a refusal names what is expected and the type that was given, never the value", () => {
  test("a map for a text", () => {
    expect(() => read("string", { password: "hunter2" })).toThrow(
      new Error(
        `[stack] property must be a string, got 'an object'; write it in quotes, or pass Token.asString of a token${SEE_RULES}`,
      ),
    );
  });

  test.each<[string, string, unknown, string]>([
    ["a text for a boolean", "boolean", "false", "be true or false, since Terraform accepts no expression here, got 'a string'"],
    ["a text for a number", "number", "3", "be a number, got 'a string'; write it without quotes"],
    ["a text for a list", "string[]", "apps", "be a list of strings, got 'a string'; write it in brackets"],
    ["a construct for a list", "IImagePullSecret[]", emptyStack(), "be a list, got 'the construct stack'"],
    ["a number for an enumeration", "AksTier", 5, "be one of Free, Standard, Premium, got 'a number'"],
    ["a list for a map", "string{}", ["a"], "be a map of strings, got 'a list'"],
    ["a date for a map", "string{}", new Date(0), "be a map of strings, got 'an object'"],
    ["a name for a pull secret", "IImagePullSecret", "acr", "be a pull secret, got 'a string'"],
    ["a number for a text", "string", 1.3, "be a string, got 'a number'"],
    ["a function for a text", "string", () => "hunter2", "be a string, got 'a function'"],
    [
      "another text for an enumeration",
      "AksTier",
      "free",
      "be one of Free, Standard, Premium, got 'free'; use a value of the enum",
    ],
    ["nothing for a registry", "IContainerRegistry", undefined, "be a registry, got 'nothing'; pass a ContainerRegistry"],
  ])("%s", (_title, type, given, words) => {
    expect(() => read(type, given)).toThrow(`[stack] property must ${words}`);
  });

  test("a list for all properties", () => {
    expect(() => readProps(emptyStack(), [] as never, "AksClusterProps")).toThrow(
      /^\[stack\] props must be an object, got 'a list/,
    );
  });

  test("a number in a map or in a struct, by its path", () => {
    expect(() => read("string{}", { team: 5 })).toThrow("[stack] property.team must be a string, got 'a number'");
    const inner = { adminGroupObjectIds: [5] };
    expect(() => readProperty("AksClusterProps", "entra", inner)).toThrow(
      "[stack] entra.adminGroupObjectIds[0] must be a string",
    );
  });
});

describe("a name", () => {
  const LOOKUP = "ContainerRegistryLookupOptions";
  test.each([
    ["registyName", "registryName", LOOKUP],
    ["resourcegroupName", "resourceGroupName", LOOKUP],
    ["anonymousPullsEnabled", "anonymousPullEnabled", "ContainerRegistryProps"],
  ])("that is misspelt, %s, is said with the one that is meant", (got, meant, struct) => {
    expect(() => readProps(emptyStack(), { [got]: "contoso" }, struct)).toThrow(
      new Error(`[stack] props must have names that ${struct} declares, got '${got}'; did you mean '${meant}'?${SEE_RULES}`),
    );
  });

  test("of something else is left alone, as TypeScript does, and so is one beside what is meant", () => {
    const given = { registryName: "contoso", registyName: "fabrikam", resourceGroupName: "rg", settings: 1 };
    expect(readProps(emptyStack(), given, LOOKUP)).toEqual(given);
  });

  test.each([
    ["ServiceAccountSubject[]", ["shop/app"], "property[0]", "namespaceName, serviceAccountName"],
    ["PullIdentityApplication", "stable", "property", "displayName, azureadProvider }"],
  ])("of each property that is required, or of all, is said of %s that is a text", (type, given, property, names) => {
    expect(() => read(type, given)).toThrow(`[stack] ${property} must be an object, got 'a string'; pass { ${names}`);
  });
});

describe("what decides which resources exist", () => {
  test("must be known at synth", () => {
    const stack = emptyStack();
    expect(() => read("PrincipalType", variable(stack, "type"), stack)).toThrow(
      new Error(
        "[stack] property must be one of ServicePrincipal, Group, User, and known at synth, since it decides what is created, " +
          "got 'a token'; use a value of the enum; " +
          "see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#known-at-synth",
      ),
    );
    const name = variable(stack, "name");
    const cache = { registry: knownRegistry(stack), upstream: name };
    expect(() => readProps<object>(stack, cache, "RegistryCacheProps")).toThrow("must be known at synth, got 'a token'");
    expect(() => read("boolean", Token.asAny(true), stack)).toThrow("since Terraform accepts no expression here");
  });

  test("may be unknown where it decides nothing", () => {
    const stack = emptyStack();
    const policy = variable(stack, "policy");
    expect(readProps<object>(stack, { plugin: "overlay", policy }, "AksNetworkOptions")).toEqual({ plugin: "overlay", policy });
  });
});

describe("a provider", () => {
  test("is one of its type in the same stack", () => {
    const stack = emptyStack();
    const edge = edgeProvider(stack);
    expect(readProperty("ServiceAccountProps", "provider", edge, stack)).toBe(edge);
  });

  // cdktf ignores the first and writes the last two: Terraform then uses another cluster.
  test.each<[string, (stack: TerraformStack) => unknown]>([
    ["a name", () => "kubernetes.edge"],
    ["a provider of another type", (stack) => stack.node.findChild("azurerm")],
    ["a provider of another stack", () => edgeProvider(new TerraformStack(emptyApp(), "other"))],
    ["another construct", (stack) => pullSecret(stack)],
  ])("is not %s", (_title, given) => {
    const stack = emptyStack();
    expect(() => readProperty("ServiceAccountProps", "provider", given(stack), stack)).toThrow(
      "[stack] provider must be the kubernetes provider, of the same stack, got '",
    );
  });
});
