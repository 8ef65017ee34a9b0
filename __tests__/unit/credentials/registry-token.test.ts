import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  ContainerRegistry,
  ContainerRegistrySku,
  type IContainerRegistry,
  RegistryToken,
  type RegistryTokenProps,
} from "../../../src";
import { knownRegistry, registryOf } from "../../support/builders";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors, variable } from "../../support/stack";

const REPOSITORIES = ["team/app", "team/*"];

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function tokenIn(stack: TerraformStack, props: Partial<RegistryTokenProps> = {}): RegistryToken {
  const registry = props.registry ?? knownRegistry(stack);
  return new RegistryToken(stack, "puller", { repositories: REPOSITORIES, ...props, registry });
}

function resourcesOf(props: Partial<RegistryTokenProps> = {}): JsonTree {
  const stack = emptyStack();
  tokenIn(stack, props);
  return synthesize(stack).resource;
}

const IN_REGISTRY = { container_registry_name: "contoso", resource_group_name: "rg-shared" };
const SCOPE_MAP = {
  ...IN_REGISTRY,
  name: "puller",
  actions: [
    "repositories/team/app/content/read",
    "repositories/team/app/metadata/read",
    "repositories/team/*/content/read",
    "repositories/team/*/metadata/read",
  ],
  lifecycle: { ignore_changes: ["description"] },
};

function tokenBlock(name: string) {
  const scope_map_id = "${azurerm_container_registry_scope_map.puller_ScopeMap.id}";
  return { ...IN_REGISTRY, name, scope_map_id, lifecycle: { create_before_destroy: true, ignore_changes: ["enabled"] } };
}

/** Fails a plan that changes the time without raising the generation. */
function sameExpiry(expiry: string | null) {
  const own = "self.password1[0].expiry";
  return {
    condition:
      expiry === null ? `\${try((length(${own}) < 1), true)}` : `\${try((abs(timecmp(${own}, "${expiry}")) < 1), false)}`,
    error_message:
      `[stack/puller] expiry must be the time that this generation was created with, which cannot change, got '${expiry ?? "none"}'; ` +
      "raise generation to set another time; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#expiry",
  };
}

function passwordBlock(generation: number, expiry: string | null = null, isInUse = true) {
  return {
    container_registry_token_id: `\${azurerm_container_registry_token.puller_Token-${generation}.id}`,
    password1: { expiry },
    lifecycle: {
      create_before_destroy: true,
      ignore_changes: ["password1[0].expiry", "password2"],
      ...(isInUse ? { postcondition: [sameExpiry(expiry)] } : {}),
    },
  };
}

describe("a token", () => {
  test("may pull from its repositories and do nothing else", () => {
    expect(resourcesOf()).toEqual({
      azurerm_container_registry_scope_map: { puller_ScopeMap: SCOPE_MAP },
      azurerm_container_registry_token: { "puller_Token-1": tokenBlock("puller") },
      azurerm_container_registry_token_password: { "puller_Password-1": passwordBlock(1) },
    });
  });

  test.each([
    [2, ["puller", "puller-2"], [1, 2]],
    [3, ["puller-2", "puller-3"], [2, 3]],
    [10, ["puller-9", "puller-10"], [9, 10]],
  ])("of generation %d exists beside the previous one, with the same scope map", (generation, names, kept) => {
    expect(resourcesOf({ generation })).toEqual({
      azurerm_container_registry_scope_map: { puller_ScopeMap: SCOPE_MAP },
      azurerm_container_registry_token: Object.fromEntries(
        kept.map((number, index) => [`puller_Token-${number}`, tokenBlock(names[index])]),
      ),
      azurerm_container_registry_token_password: Object.fromEntries(
        kept.map((number) => [`puller_Password-${number}`, passwordBlock(number, null, number === generation)]),
      ),
    });
  });

  test("expires at the given time, in both generations", () => {
    const expiry = "2027-01-31T00:00:00Z";
    expect(resourcesOf({ expiry, generation: 2 }).azurerm_container_registry_token_password).toEqual({
      "puller_Password-1": passwordBlock(1, expiry, false),
      "puller_Password-2": passwordBlock(2, expiry),
    });
  });

  test("takes its expiry from a variable, which may be null", () => {
    tokenIn(stack, { expiry: variable(stack, "expiry") });
    const passwords = synthesize(stack).resource.azurerm_container_registry_token_password;
    expect(passwords["puller_Password-1"].password1).toEqual({ expiry: "${var.expiry}" });
    expect(passwords["puller_Password-1"].lifecycle.postcondition).toEqual([
      {
        condition: "${try((abs(timecmp(self.password1[0].expiry, var.expiry)) < 1), (var.expiry == null))}",
        error_message: expect.stringMatching(complaint("[stack/puller] expiry", "raise generation")),
      },
    ]);
  });
});

describe("the registry of a token", () => {
  const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
  const OWNED = { ...LOOKUP, location: "westeurope" };

  test("is checked at plan if a variable hides its id, as is the token's name", () => {
    const registry = knownRegistry(stack, { registryId: variable(stack, "registry_id") });
    tokenIn(stack, { registry, tokenName: variable(stack, "token_name") });
    const { lifecycle } = synthesize(stack).resource.azurerm_container_registry_scope_map.puller_ScopeMap;
    expect(lifecycle.precondition).toEqual([
      {
        condition: expect.stringContaining("var.token_name"),
        error_message: expect.stringMatching(complaint("[stack/puller] tokenName", "set tokenName")),
      },
      {
        condition: expect.stringContaining("var.registry_id"),
        error_message: expect.stringMatching(complaint("[stack/puller] registryId", "use what `az acr show")),
      },
    ]);
  });

  test("passes its provider to everything that is created", () => {
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    tokenIn(stack, { registry: ContainerRegistry.fromLookup(stack, "acr", { ...LOOKUP, provider }), generation: 2 });
    const created = Object.values(synthesize(stack).resource).flatMap((blocks) => Object.values(blocks));
    expect(created.map((block) => block.provider)).toEqual(Array(5).fill("azurerm.shared"));
  });

  /** Uses up tokens of a registry, four by each construct as during a rotation. */
  function useTokens(registry: IContainerRegistry, count: number): void {
    const stack = registry.node.scope as TerraformStack;
    for (let number = 0; number < count / 4; number++) {
      new RegistryToken(stack, `${registry.node.id}-${number}`, { registry, repositories: ["*"], generation: 2 });
    }
  }

  test.each([
    [ContainerRegistrySku.BASIC, 100],
    [ContainerRegistrySku.STANDARD, 500],
  ])("limits its tokens to those of the %s tier, counting those that exist during a rotation", (sku, most) => {
    const registry = new ContainerRegistry(stack, "acr", { ...OWNED, sku });
    useTokens(registry, most);
    expect(() => tokenIn(stack, { registry })).toThrow(
      new Error(
        `[stack/puller] registry must have at most ${most} tokens in the ${sku} tier, counting those that exist during a rotation, ` +
          `got '${most + 1}'; choose a higher sku, or share tokens; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#token-limits`,
      ),
    );
  });

  test("counts the tokens of one registry through all its constructs", () => {
    useTokens(registryOf(stack, "lookup", "CONTOSO"), 48);
    useTokens(new ContainerRegistry(stack, "acr", { ...OWNED, sku: ContainerRegistrySku.BASIC }), 48);
    useTokens(knownRegistry(stack, {}, "known"), 4);
    expect(() => tokenIn(stack, { registry: registryOf(stack, "again") })).toThrow(complaint("[stack/puller] registry"));
  });
});

test("a scope map holds 500 actions, so a token has at most 250 repositories", () => {
  const repositories = Array.from({ length: 250 }, (_, index) => `app${index}`);
  expect(resourcesOf({ repositories }).azurerm_container_registry_scope_map.puller_ScopeMap.actions).toHaveLength(500);
  expect(() => resourcesOf({ repositories: [...repositories, "one-more"] })).toThrow(
    complaint("[stack/puller] repositories", "use a common prefix such as team/*, or create several tokens"),
  );
});

test("a leap day is a day that exists", () => {
  expect(() => resourcesOf({ expiry: "2028-02-29T23:59:59Z" })).not.toThrow();
});

describe("a second token with the same name", () => {
  const add = (stack: TerraformStack, id: string, props: Pick<RegistryTokenProps, "registry" | "tokenName" | "generation">) =>
    new RegistryToken(stack, id, { repositories: ["*"], ...props });

  test.each<[string, Partial<RegistryTokenProps>, Partial<RegistryTokenProps>, string]>([
    ["the same name", { tokenName: "team-a" }, { tokenName: "team-a" }, "team-a"],
    ["a generation of the other", { tokenName: "team-a", generation: 3 }, { tokenName: "team-a-3" }, "team-a-3"],
    ["the generation before", { tokenName: "team-a", generation: 3 }, { tokenName: "team-a-2" }, "team-a-2"],
    ["the scope map of the other", { tokenName: "team-a", generation: 3 }, { tokenName: "team-a", generation: 9 }, "team-a"],
  ])("fails the validation of the stack: %s", (_case, first, second, got) => {
    const registry = knownRegistry(stack);
    add(stack, "one", { registry, ...first });
    add(stack, "other", { registry, ...second });
    expect(() => synthesize(stack)).toThrow(
      "[stack/other] tokenName must differ from those of the registry's other tokens and their generations, but 'stack/one' uses " +
        `it already, got '${got}'; set another tokenName; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#token-names`,
    );
  });

  test("is detected through two constructs of one registry, in any case", () => {
    for (const [id, tokenName] of Object.entries({ shop: "puller", mail: "Puller" })) {
      add(stack, id, { registry: registryOf(stack, `acr-${id}`), tokenName });
    }
    expect(validationErrors(stack)).toEqual([expect.stringContaining("[stack/mail] tokenName")]);
  });
});
