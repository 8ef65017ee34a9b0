import { join } from "node:path";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  type IContainerRegistry,
  RegistryCache,
  type RegistryCacheProps,
} from "../../../src";
import { readFacts } from "../../../tools/facts";
import { knownRegistry, registryOf } from "../../support/builders";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors, variable } from "../../support/stack";
import { KEY_VAULT_ID, REGISTRY_ID } from "../../support/values";

type Options = Omit<RegistryCacheProps, "registry">;

const QUAY: Options = { upstream: "quay.io/library/*", repository: "quay-hub/*" };
const HUB: Options = { upstream: "docker.io/library/*", repository: "docker-hub/*" };
const CREDENTIALS = { keyVaultId: KEY_VAULT_ID, usernameSecretName: "hub-username", passwordSecretName: "hub-password" };
const VAULT = `https://${KEY_VAULT_ID.split("/")[8]}.vault.azure.net`;

const RULES = "azurerm_container_registry_cache_rule";
const SETS = "azurerm_container_registry_credential_set";
const ASSIGNMENTS = "azurerm_role_assignment";

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function cached(registry: IContainerRegistry, options: Options, id = "cached"): RegistryCache {
  return new RegistryCache(registry, id, { registry, ...options });
}

function resources(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource;
}

describe("a cache rule", () => {
  test("is created by the provider of the registry, whose subscription azurerm takes", () => {
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    cached(knownRegistry(stack, { provider }), { ...QUAY, credentials: CREDENTIALS });
    const { [RULES]: rules, [SETS]: sets, [ASSIGNMENTS]: assignments } = resources(stack);
    const blocks = [rules, sets, assignments].flatMap((one) => Object.values<JsonTree>(one));
    expect(blocks.map((block) => block.provider)).toEqual(Array(4).fill("azurerm.shared"));
  });

  test.each([
    ["quay-hub/*", "quay-hub/*"],
    ["quay-hub/*", "quay-hub/grafana/*"],
    ["quay-hub/grafana/*", "quay-hub/*"],
    ["*", "quay-hub/*"],
    ["nginx", "nginx"],
  ])("of %s excludes one of %s", (first, second) => {
    const registry = knownRegistry(emptyStack());
    const upstream = (repository: string) => (repository.endsWith("*") ? "quay.io/*" : "quay.io/library/nginx");
    cached(registry, { upstream: upstream(first), repository: first }, "first");
    expect(() => cached(registry, { upstream: upstream(second), repository: second }, "second")).toThrow(
      new Error(
        `[stack/acr/second] repository must not overlap with that of another cache rule ('${first}'), got '${second}'; choose another path ` +
          "in this registry; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#cache-rules",
      ),
    );
  });

  test.each([
    ["quay-hub/*", "quay-hub/nginx"],
    ["quay-hub/*", "quay-hub-team/*"],
  ])("of %s allows one of %s", (first, second) => {
    const registry = knownRegistry(emptyStack());
    cached(registry, { upstream: "quay.io/*", repository: first });
    const upstream = second.endsWith("*") ? "ghcr.io/*" : "quay.io/library/nginx";
    expect(() => cached(registry, { upstream, repository: second }, "second")).not.toThrow();
  });

  test("exists once in a registry that has two constructs", () => {
    cached(registryOf(stack), QUAY);
    cached(registryOf(stack, "again", "Contoso"), { ...QUAY, cacheRuleName: "Cached" });
    cached(registryOf(stack, "other", "fabrikam"), QUAY);
    expect(validationErrors(stack)).toEqual([
      expect.stringMatching(complaint("[stack/again/cached] cacheRuleName", "set another cacheRuleName")),
    ]);
  });
});

describe("a credential set", () => {
  test("reads two secrets and nothing else, before the rule exists", () => {
    cached(knownRegistry(stack), { ...HUB, credentials: CREDENTIALS });
    const { [RULES]: rules, [SETS]: sets, [ASSIGNMENTS]: assignments } = resources(stack);
    expect(sets).toEqual({
      "acr_CredentialSet-docker-io": {
        name: "docker-io",
        container_registry_id: REGISTRY_ID,
        login_server: "docker.io",
        authentication_credentials: {
          username_secret_id: `${VAULT}/secrets/hub-username`,
          password_secret_id: `${VAULT}/secrets/hub-password`,
        },
        identity: { type: "SystemAssigned" },
      },
    });
    const allowed = (secret: string) => ({
      scope: `${KEY_VAULT_ID}/secrets/${secret}`,
      role_definition_name: "Key Vault Secrets User",
      principal_id: `\${${SETS}.acr_CredentialSet-docker-io.identity[0].principal_id}`,
      principal_type: "ServicePrincipal",
      skip_service_principal_aad_check: true,
      lifecycle: { ignore_changes: ["description", "skip_service_principal_aad_check"] },
    });
    expect(assignments).toEqual({
      "acr_CredentialSet-docker-io_ReadUsername": allowed("hub-username"),
      "acr_CredentialSet-docker-io_ReadPassword": allowed("hub-password"),
    });
    expect(rules).toEqual({
      acr_cached: {
        name: "cached",
        container_registry_id: REGISTRY_ID,
        source_repo: "docker.io/library/*",
        target_repo: "docker-hub/*",
        credential_set_id: `\${${SETS}.acr_CredentialSet-docker-io.id}`,
        depends_on: [
          `${ASSIGNMENTS}.acr_CredentialSet-docker-io_ReadUsername`,
          `${ASSIGNMENTS}.acr_CredentialSet-docker-io_ReadPassword`,
        ],
      },
    });
  });

  test("is shared by rules with the same credentials", () => {
    const registry = knownRegistry(stack);
    cached(registry, { ...HUB, credentials: CREDENTIALS });
    cached(registry, { upstream: "docker.io/grafana/*", repository: "grafana/*", credentials: { ...CREDENTIALS } }, "second");
    const { [RULES]: rules, [SETS]: sets } = resources(stack);
    expect(Object.keys(sets)).toEqual(["acr_CredentialSet-docker-io"]);
    expect(Object.values<JsonTree>(rules).map(({ credential_set_id }) => credential_set_id)).toEqual(
      Array(2).fill(`\${${SETS}.acr_CredentialSet-docker-io.id}`),
    );
  });

  test.each([
    ["other secrets", "docker.io/grafana/*", { ...CREDENTIALS, passwordSecretName: "other" }],
    ["another registry", "quay.io/grafana/*", { ...CREDENTIALS, credentialSetName: "docker-io" }],
  ])("for %s needs another name", (_, upstream, credentials) => {
    const registry = knownRegistry(emptyStack());
    cached(registry, { ...HUB, credentials: CREDENTIALS });
    expect(() => cached(registry, { upstream, repository: "grafana/*", credentials }, "second")).toThrow(
      complaint("[stack/acr/second] credentials.credentialSetName", "set another credentialSetName"),
    );
  });

  test("takes a key vault of another cloud or subscription", () => {
    const provider = new AzurermProvider(stack, "vaults", { alias: "vaults", features: [{}] });
    const credentials = { ...CREDENTIALS, keyVaultUri: "https://contoso.vault.azure.cn/", provider };
    cached(knownRegistry(stack), { ...HUB, credentials });
    const { [SETS]: sets, [ASSIGNMENTS]: assignments } = resources(stack);
    expect(Object.values<JsonTree>(sets)).toMatchObject([
      { authentication_credentials: { username_secret_id: "https://contoso.vault.azure.cn/secrets/hub-username" } },
    ]);
    expect(Object.values<JsonTree>(sets)[0]).not.toHaveProperty("provider");
    expect(Object.values<JsonTree>(assignments).map((one) => one.provider)).toEqual(["azurerm.vaults", "azurerm.vaults"]);
  });

  test("takes a key vault that is unknown until plan, and checks its id then", () => {
    const [keyVaultId, usernameSecretName] = ["vault_id", "username"].map((name) => variable(stack, name));
    cached(knownRegistry(stack), { ...HUB, credentials: { ...CREDENTIALS, keyVaultId, usernameSecretName } });
    const [set] = Object.values<JsonTree>(resources(stack)[SETS]);
    expect(set.authentication_credentials).toEqual({
      username_secret_id: 'https://${element(split("/", var.vault_id), 8)}.vault.azure.net/secrets/${var.username}',
      password_secret_id: 'https://${element(split("/", var.vault_id), 8)}.vault.azure.net/secrets/hub-password',
    });
    expect(set.lifecycle.precondition).toEqual([
      {
        condition: expect.stringContaining("var.vault_id"),
        error_message: expect.stringMatching(
          complaint("[stack/acr/CredentialSet-docker-io] keyVaultId", "use what `az keyvault"),
        ),
      },
    ]);
  });
});

const LOGIN = { keyVaultId: KEY_VAULT_ID, usernameSecretName: "username", passwordSecretName: "password" };
const PLACE = { resourceGroupName: "rg-shared", location: "westeurope" };

/** By what they demand of an upstream registry: with a login, without one, or both. */
const HOSTS: readonly (readonly [host: string, isLoginTaken: boolean, repair: string])[] = [
  ...["docker.io", "dhi.io", "europe-docker.pkg.dev", "registry.redhat.io"].map((host) => {
    return [host, true, "store user name and access token in a key vault, and pass credentials"] as const;
  }),
  ...["contosohub.azurecr.io", "contosohub-a1b2c3d4.azurecr.io", "contosohub.azurecr.us", "contosohub.azurecr.cn"].map((host) => {
    return [host, true, "store name and password of a token"] as const;
  }),
  ...["mcr.microsoft.com", "public.ecr.aws", "registry.access.redhat.com"].map((host) => {
    return [host, false, "remove credentials"] as const;
  }),
  ...["ghcr.io", "quay.io", "registry.k8s.io", "gcr.io", "eu.gcr.io", "nvcr.io"].map((host) => [host, true, ""] as const),
];

describe("the login at the upstream registry", () => {
  test.each(HOSTS)("%s: a login is taken: %s, and the wrong way is told what to do: %s", (host, isLoginTaken, repair) => {
    const cache = (login: object) => () =>
      cached(knownRegistry(emptyStack()), { upstream: `${host}/team/*`, repository: "team/*", ...login });
    const [right, other] = isLoginTaken ? [cache({ credentials: LOGIN }), cache({})] : [cache({}), cache({ credentials: LOGIN })];
    expect(right).not.toThrow();
    if (repair === "") {
      expect(other).not.toThrow();
    } else {
      expect(other).toThrow(complaint("[stack/acr/cached] credentials", repair));
    }
  });

  test("of a registry that Azure does not list is left to Azure, with a warning that has the day of the list", () => {
    const date = readFacts(join(__dirname, "../../../docs/facts")).find(({ id }) => id === "cache-upstreams")?.date;
    const { node } = cached(knownRegistry(emptyStack()), { upstream: "registry.corp.example/team/*", repository: "team/*" });
    expect(cached(knownRegistry(emptyStack()), QUAY).node.metadata).toEqual([]);
    expect(node.metadata).toMatchObject([
      {
        data: expect.stringContaining(
          `'registry.corp.example' is not in the list of registries that Azure can cache, as of ${date},`,
        ),
      },
    ]);
  });
});

describe("the network of a registry with a cache", () => {
  const created = (props: Partial<ContainerRegistryProps>) =>
    new ContainerRegistry(emptyStack(), "acr", {
      registryName: "contoso",
      ...PLACE,
      sku: ContainerRegistrySku.PREMIUM,
      ...props,
    });
  const rule = { upstream: "mcr.microsoft.com/dotnet/*", repository: "dotnet/*" };

  test.each<[string, Partial<ContainerRegistryProps>]>([
    ["closed", { publicNetworkAccessEnabled: false, trustedServicesAllowed: false }],
    ["open to some addresses", { allowedIpRanges: ["203.0.113.0/24"], trustedServicesAllowed: false }],
  ])("lets trusted services in where it is %s", (_, props) => {
    expect(() => cached(created(props), rule)).toThrow(
      complaint("[stack/acr] trustedServicesAllowed", "leave it out, or set trustedServicesAllowed: true"),
    );
  });

  test.each<[string, Partial<ContainerRegistryProps>]>([
    ["closed but for trusted services", { publicNetworkAccessEnabled: false, trustedServicesAllowed: true }],
    ["closed, and trusted services are left to Azure", { publicNetworkAccessEnabled: false }],
    ["open to all", { trustedServicesAllowed: false }],
    ["open again", { allowedIpRanges: ["0.0.0.0/0"], trustedServicesAllowed: false }],
  ])("may be %s", (_, props) => {
    expect(() => cached(created(props), rule)).not.toThrow();
  });
});
