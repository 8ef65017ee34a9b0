import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import {
  ContainerRegistry,
  ContainerRegistrySku,
  type IContainerRegistry,
  ImagePullSecret,
  RegistryToken,
  type RegistryTokenProps,
} from "../../../../src";
import { emptyApp, emptyStack, type Json, synthesize, warnings } from "../../../support/stack";
import { LOGIN_SERVER, REGISTRY_ID } from "../../../support/values";

const ATTRIBUTES = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };
const REPOSITORIES = ["team/app", "team/*"];

function knownRegistry(stack: TerraformStack): IContainerRegistry {
  return ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
}

function tokenIn(stack: TerraformStack, props: Partial<RegistryTokenProps> = {}): RegistryToken {
  const registry = props.registry ?? knownRegistry(stack);
  return new RegistryToken(stack, "puller", { repositories: REPOSITORIES, ...props, registry });
}

function resourcesOf(props: Partial<RegistryTokenProps> = {}): Json {
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
};

function tokenBlock(name: string) {
  const scope_map_id = "${azurerm_container_registry_scope_map.puller_ScopeMap.id}";
  return { ...IN_REGISTRY, name, scope_map_id, lifecycle: { create_before_destroy: true, ignore_changes: ["enabled"] } };
}

/** What a plan says when the time was changed and the generation was not. */
function sameExpiry(expiry: string | null) {
  const own = "self.password1[0].expiry";
  return {
    condition:
      expiry === null ? `\${try((length(${own}) < 1), true)}` : `\${try((abs(timecmp(${own}, "${expiry}")) < 1), false)}`,
    error_message:
      `[stack/puller] expiry must be the time that this generation was made with, which stays, got '${expiry ?? "none"}'; ` +
      "raise generation to set another time.",
  };
}

function passwordBlock(generation: number, expiry: string | null = null, isInUse = true) {
  return {
    container_registry_token_id: `\${azurerm_container_registry_token.puller_Token-${generation}.id}`,
    password1: { expiry },
    lifecycle: {
      create_before_destroy: true,
      ignore_changes: ["password1[0].expiry"],
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
  ])("of generation %d lives beside the one before it, on one scope map", (generation, names, kept) => {
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

  test("keeps what the generation in use is made of, byte by byte, when the next one comes", () => {
    const [before, after] = [4, 5].map((generation) => resourcesOf({ generation }));
    for (const [type, part] of [
      ["azurerm_container_registry_token", "Token"],
      ["azurerm_container_registry_token_password", "Password"],
    ]) {
      const [own, next] = [before, after].map((resources) => resources[type][`puller_${part}-4`]);
      // Checked as long as it is in use: no argument, so no change.
      delete own.lifecycle.postcondition;
      expect(next).toEqual(own);
    }
  });

  test.each([
    [1, "puller"],
    [2, "puller-2"],
  ])("of generation %d tells the user name and password of that generation", (generation, name) => {
    const stack = emptyStack();
    const token = tokenIn(stack, { generation });
    new TerraformOutput(stack, "login", { value: [token.loginServer, token.username, token.password], sensitive: true });
    const json = synthesize(stack);
    expect(json.output.login.value).toEqual([
      LOGIN_SERVER,
      `\${azurerm_container_registry_token.puller_Token-${generation}.name}`,
      `\${azurerm_container_registry_token_password.puller_Password-${generation}.password1[0].value}`,
    ]);
    expect(json.resource.azurerm_container_registry_token[`puller_Token-${generation}`].name).toBe(name);
    expect(token.node.defaultChild?.node.id).toBe(`Token-${generation}`);
    expect(token.requires).toEqual([]);
    expect(token).not.toHaveProperty("writeOnlyRevision");
  });

  test("is called as it is told", () => {
    const { azurerm_container_registry_scope_map, azurerm_container_registry_token } = resourcesOf({
      tokenName: "Team-A",
      generation: 2,
    });
    expect(azurerm_container_registry_scope_map.puller_ScopeMap.name).toBe("Team-A");
    expect(Object.values<Json>(azurerm_container_registry_token).map(({ name }) => name)).toEqual(["Team-A", "Team-A-2"]);
  });

  test("ends when it is told, each generation alike", () => {
    const expiry = "2027-01-31T00:00:00Z";
    expect(resourcesOf({ expiry, generation: 2 }).azurerm_container_registry_token_password).toEqual({
      "puller_Password-1": passwordBlock(1, expiry, false),
      "puller_Password-2": passwordBlock(2, expiry),
    });
  });

  test("lets a variable decide when it ends", () => {
    const stack = emptyStack();
    tokenIn(stack, { expiry: new TerraformVariable(stack, "expiry", { type: "string" }).stringValue });
    const passwords = synthesize(stack).resource.azurerm_container_registry_token_password;
    expect(passwords["puller_Password-1"].password1).toEqual({ expiry: "${var.expiry}" });
    expect(passwords["puller_Password-1"].lifecycle.postcondition[0].condition).toBe(
      "${try((abs(timecmp(self.password1[0].expiry, var.expiry)) < 1), (var.expiry == null))}",
    );
  });

  test.each([
    [["*"], ["repositories/*/content/read", "repositories/*/metadata/read"]],
    [["app"], ["repositories/app/content/read", "repositories/app/metadata/read"]],
    [["team/sub/*"], ["repositories/team/sub/*/content/read", "repositories/team/sub/*/metadata/read"]],
  ])("reads %j and writes nothing", (repositories, actions) => {
    expect(resourcesOf({ repositories }).azurerm_container_registry_scope_map.puller_ScopeMap.actions).toEqual(actions);
  });

  test("is the credentials of a pull secret, without a grant to wait for and without a warning", () => {
    const stack = emptyStack();
    new ImagePullSecret(stack, "acr-pull", { credentials: [tokenIn(stack, { generation: 2 })], namespaces: ["apps"] });
    const name = "azurerm_container_registry_token.puller_Token-2.name";
    const word = "azurerm_container_registry_token_password.puller_Password-2.password1[0].value";
    expect(synthesize(stack).resource.kubernetes_secret_v1).toEqual({
      "acr-pull": {
        for_each: '${toset(["apps"])}',
        metadata: { name: "acr-pull", namespace: "${each.value}" },
        type: "kubernetes.io/dockerconfigjson",
        data: {
          ".dockerconfigjson":
            `\${jsonencode({"auths" = zipmap(["contoso.azurecr.io"], [{"username" = ${name}, "password" = ${word}, ` +
            `"auth" = base64encode(join(":", [${name}, ${word}]))}])})}`,
        },
      },
    });
    expect(warnings(stack)).toEqual([]);
  });
});

describe("the registry of a token", () => {
  const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
  const OWNED = { ...LOOKUP, location: "westeurope" };
  const attribute = (address: string) => ({
    container_registry_name: `\${${address}.name}`,
    resource_group_name: `\${${address}.resource_group_name}`,
  });

  test.each<[string, (stack: TerraformStack) => IContainerRegistry, Json]>([
    [
      "new",
      (stack) => new ContainerRegistry(stack, "acr", { ...OWNED, sku: ContainerRegistrySku.BASIC }),
      attribute("azurerm_container_registry.acr"),
    ],
    ["lookup", (stack) => ContainerRegistry.fromLookup(stack, "acr", LOOKUP), attribute("data.azurerm_container_registry.acr")],
    ["attributes", knownRegistry, IN_REGISTRY],
    [
      "attributes of a variable",
      (stack) => {
        const registryId = new TerraformVariable(stack, "registry_id", { type: "string" }).stringValue;
        return ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, registryId });
      },
      {
        container_registry_name: '${element(split("/", var.registry_id), 8)}',
        resource_group_name: '${element(split("/", var.registry_id), 4)}',
      },
    ],
  ])("names it by what that registry tells (%s)", (_door, registry, names) => {
    const stack = emptyStack();
    tokenIn(stack, { registry: registry(stack) });
    const { azurerm_container_registry_scope_map, azurerm_container_registry_token } = synthesize(stack).resource;
    const { lifecycle: _conditions, ...scopeMap } = azurerm_container_registry_scope_map.puller_ScopeMap;
    expect(scopeMap).toEqual({ ...SCOPE_MAP, ...names });
    expect(azurerm_container_registry_token["puller_Token-1"]).toEqual({ ...tokenBlock("puller"), ...names });
  });

  test("is asked in the plan for the id that a variable hides, of which names are taken", () => {
    const stack = emptyStack();
    const registryId = new TerraformVariable(stack, "registry_id", { type: "string" }).stringValue;
    const tokenName = new TerraformVariable(stack, "token_name", { type: "string" }).stringValue;
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, registryId });
    tokenIn(stack, { registry, tokenName });
    const { lifecycle } = synthesize(stack).resource.azurerm_container_registry_scope_map.puller_ScopeMap;
    expect(lifecycle.precondition.map((one: Json) => one.error_message)).toEqual([
      expect.stringContaining("[stack/puller] tokenName must be 5 to 49 letters"),
      expect.stringContaining("[stack/puller] registryId must be the resource id of a container registry"),
    ]);
  });

  test("gives its provider to all that is made", () => {
    const stack = emptyStack();
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    tokenIn(stack, { registry: ContainerRegistry.fromLookup(stack, "acr", { ...LOOKUP, provider }), generation: 2 });
    const made = Object.values<Json>(synthesize(stack).resource).flatMap((blocks) => Object.values<Json>(blocks));
    expect(made.map((block) => block.provider)).toEqual(Array(5).fill("azurerm.shared"));
  });

  test.each([
    [ContainerRegistrySku.BASIC, 100],
    [ContainerRegistrySku.STANDARD, 500],
  ])("fails for one token more than the %s tier has, those that live during a rotation included", (sku, most) => {
    const stack = emptyStack();
    const registry = new ContainerRegistry(stack, "acr", { ...OWNED, sku });
    // Four of a token that was rotated, one of a new one.
    for (let number = 0; number < most - 4; number++) {
      new RegistryToken(stack, `token-${number}`, { registry, repositories: ["*"] });
    }
    new RegistryToken(stack, "rotated", { registry, repositories: ["*"], generation: 2 });
    expect(() => tokenIn(stack, { registry })).toThrow(
      new Error(
        `[stack/puller] registry must have at most ${most} tokens in the ${sku} tier, those of a rotation included, ` +
          `got '${most + 1}'; choose a higher sku, or share tokens.`,
      ),
    );
  });

  test("has as many tokens as one likes in the Premium tier, and where its tier is unknown", () => {
    const stack = emptyStack();
    const premium = new ContainerRegistry(stack, "premium", { ...OWNED, sku: ContainerRegistrySku.PREMIUM });
    const unknown = ContainerRegistry.fromLookup(stack, "unknown", LOOKUP);
    for (const registry of [premium, unknown]) {
      for (let number = 0; number <= 500; number++) {
        new RegistryToken(stack, `${registry.node.id}-${number}`, { registry, repositories: ["*"] });
      }
    }
    expect(stack.node.children.filter((child) => child instanceof RegistryToken)).toHaveLength(1002);
  });

  test("counts its own tokens, and not those of another registry", () => {
    const stack = emptyStack();
    for (const id of ["one", "two"]) {
      const registry = new ContainerRegistry(stack, id, { ...OWNED, sku: ContainerRegistrySku.BASIC });
      for (let number = 0; number < 100; number++) {
        new RegistryToken(stack, `${id}-${number}`, { registry, repositories: ["*"] });
      }
    }
    expect(stack.node.children.filter((child) => child instanceof RegistryToken)).toHaveLength(200);
  });
});

test("holds 500 actions, and fails for one repository more", () => {
  const repositories = Array.from({ length: 250 }, (_, index) => `app${index}`);
  expect(resourcesOf({ repositories }).azurerm_container_registry_scope_map.puller_ScopeMap.actions).toHaveLength(500);
  expect(() => resourcesOf({ repositories: [...repositories, "one-more"] })).toThrow(
    new Error(
      "[stack/puller] repositories must be at most 250, since a scope map holds 500 actions, got '251'; name a common prefix such " +
        "as team/*, or make several tokens.",
    ),
  );
});

const NAME = "tokenName must be 5 to 49 letters, digits and '-', a letter first, got";
const NAME_REPAIR = "set tokenName; from the second generation on, '-' and the number are added to it.";
const LONG = "a".repeat(48);

test("takes a name that leaves room for the generation", () => {
  expect(() => resourcesOf({ tokenName: `${LONG}a` })).not.toThrow();
  expect(() => resourcesOf({ tokenName: LONG.slice(1), generation: 9 })).not.toThrow();
});

test.each<[Partial<RegistryTokenProps>, string]>([
  [{ tokenName: "pull" }, `${NAME} 'pull'; ${NAME_REPAIR}`],
  [{ tokenName: "" }, `${NAME} ''; ${NAME_REPAIR}`],
  [{ tokenName: "1puller" }, `${NAME} '1puller'; ${NAME_REPAIR}`],
  [{ tokenName: "team_app" }, `${NAME} 'team_app'; ${NAME_REPAIR}`],
  [{ tokenName: `${LONG}aa` }, `${NAME} '${LONG}aa'; ${NAME_REPAIR}`],
  [{ tokenName: "pul", generation: 2 }, `${NAME} 'pul'; ${NAME_REPAIR}`],
  [{ tokenName: LONG, generation: 2 }, `${NAME} '${LONG}-2'; ${NAME_REPAIR}`],
  [{ tokenName: LONG.slice(1), generation: 10 }, `${NAME} '${LONG.slice(1)}-10'; ${NAME_REPAIR}`],
  [{ repositories: [] }, "repositories must name at least one repository; give names such as team/app or team/*."],
  [{ repositories: ["app", "*", "app"] }, "repositories must name each repository once, got 'app'; remove the second one."],
  ...["team*", "*/app", "team/*/app", "Team/app", "team/app:1", `${LOGIN_SERVER}/`, "/team", "team/", "**", ""].map(
    (wrong): [Partial<RegistryTokenProps>, string] => [
      { repositories: ["team/app", wrong] },
      "repositories must be repositories (lower-case letters, digits, '.', '_', '-' and '/'), or all below one, as in team/*, or *, " +
        `got '${wrong}'; give names without the login server and without a tag; an asterisk stands only at the end, after a slash.`,
    ],
  ),
  ...[0, -1, 1.5, Number.NaN].map((generation): [Partial<RegistryTokenProps>, string] => [
    { generation },
    `generation must be a whole number known at synth, at least 1, got '${generation}'; begin with 1 and raise it to rotate.`,
  ]),
  ...["2027-01-31", "2027-01-31T00:00:00", "2027-01-31T00:00:00+01:00", "soon", ""].map(
    (expiry): [Partial<RegistryTokenProps>, string] => [
      { expiry },
      `expiry must be a time in UTC such as 2027-01-31T00:00:00Z, got '${expiry}'; write it with seconds and a Z at the end.`,
    ],
  ),
])("fails for %j", (wrong, message) => {
  expect(() => resourcesOf(wrong)).toThrow(new Error(`[stack/puller] ${message}`));
});

test("fails for an id that is no name of a token, where no name is given", () => {
  const stack = emptyStack();
  expect(() => new RegistryToken(stack, "pull", { registry: knownRegistry(stack), repositories: ["*"] })).toThrow(
    new Error(`[stack/pull] ${NAME} 'pull'; ${NAME_REPAIR}`),
  );
});

test("fails for a generation that only the plan knows", () => {
  const stack = emptyStack();
  const generation = new TerraformVariable(stack, "generation", { type: "number" }).numberValue;
  expect(() => tokenIn(stack, { generation })).toThrow(
    "[stack/puller] generation must be a whole number known at synth, at least 1, got ",
  );
});

describe("a second token of one name", () => {
  const add = (stack: TerraformStack, id: string, props: Pick<RegistryTokenProps, "registry" | "tokenName" | "generation">) =>
    new RegistryToken(stack, id, { repositories: ["*"], ...props });

  test.each<[string, Partial<RegistryTokenProps>, Partial<RegistryTokenProps>, string]>([
    ["itself", { tokenName: "team-a" }, { tokenName: "team-a" }, "team-a"],
    ["a generation of the other", { tokenName: "team-a", generation: 3 }, { tokenName: "team-a-3" }, "team-a-3"],
    ["the generation before", { tokenName: "team-a", generation: 3 }, { tokenName: "team-a-2" }, "team-a-2"],
    ["the scope map of the other", { tokenName: "team-a", generation: 3 }, { tokenName: "team-a", generation: 9 }, "team-a"],
  ])("fails the validation of the stack: %s", (_case, first, second, got) => {
    const stack = emptyStack();
    const registry = knownRegistry(stack);
    add(stack, "one", { registry, ...first });
    add(stack, "other", { registry, ...second });
    expect(() => synthesize(stack)).toThrow(
      "[stack/other] tokenName must differ from every other token's and its generations' in the registry, and 'stack/one' has it " +
        `already, got '${got}'; set another tokenName.`,
    );
  });

  test("is seen through two constructs of one registry, in any case of its letters", () => {
    const stack = emptyStack();
    for (const [id, tokenName] of Object.entries({ shop: "puller", mail: "Puller" })) {
      const registry = ContainerRegistry.fromLookup(stack, `acr-${id}`, { registryName: "contoso", resourceGroupName: "rg" });
      add(stack, id, { registry, tokenName });
    }
    expect(() => synthesize(stack)).toThrow("[stack/mail] tokenName must differ from every other token's");
  });

  test("may be one of another registry", () => {
    const stack = emptyStack();
    for (const name of ["contosoeu", "contosous"]) {
      const registry = ContainerRegistry.fromLookup(stack, name, { registryName: name, resourceGroupName: "rg" });
      add(stack, `token-${name}`, { registry, tokenName: "puller" });
    }
    expect(Object.keys(synthesize(stack).resource.azurerm_container_registry_token)).toHaveLength(2);
  });
});

test("warns where its registry lies in another stack", () => {
  const app = emptyApp();
  const registry = new ContainerRegistry(emptyStack(app, "shared"), "acr", {
    registryName: "contoso",
    resourceGroupName: "rg",
    location: "westeurope",
  });
  new RegistryToken(emptyStack(app, "prod"), "puller", { registry, repositories: ["*"] });
  expect(warnings(app)).toEqual([expect.stringContaining("[prod/puller] pulls from the registry 'shared/acr' of another stack")]);
});
