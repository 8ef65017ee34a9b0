import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { TerraformOutput, type TerraformStack } from "cdktf";
import {
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  RegistryCacheIdentity,
  type RegistryCacheIdentityProps,
  RegistryPermissionMode,
} from "../../../src";
import { knownRegistry } from "../../support/builders";
import { HAS_AZURERM_5 } from "../../support/pins";
import { complaint, emptyStack, type JsonTree, synthesize, variable } from "../../support/stack";
import { KEY_VAULT_ID, REGISTRY_ID } from "../../support/values";

const CREDENTIALS = { keyVaultId: KEY_VAULT_ID, usernameSecretName: "username", passwordSecretName: "password" };
const HUB_ID = REGISTRY_ID.replace(/[^/]+$/, "contosohub");
const HUB = "contosohub.azurecr.io";
const PLACE = { resourceGroupName: "rg-shared", location: "westeurope" };

function hubIn(stack: TerraformStack, permissionMode = RegistryPermissionMode.ABAC, loginServer = HUB) {
  return ContainerRegistry.fromRegistryAttributes(stack, "hub", { registryId: HUB_ID, loginServer, permissionMode });
}

function identityIn(stack: TerraformStack, options: Partial<RegistryCacheIdentityProps> = {}) {
  const { upstreamRegistry = hubIn(stack) } = options;
  return new RegistryCacheIdentity(stack, "cache-of-hub", { upstreamRegistry, ...PLACE, ...options });
}

const NEEDED = ["docker.io", "dhi.io", "europe-docker.pkg.dev", "registry.redhat.io"];
const REFUSED = ["mcr.microsoft.com", "public.ecr.aws", "registry.access.redhat.com"];
const POSSIBLE = ["ghcr.io", "quay.io", "registry.k8s.io", "gcr.io", "eu.gcr.io", "nvcr.io"];
const OTHERS = [HUB, "contosohub-a1b2c3d4.azurecr.io", "contosohub.azurecr.us", "contosohub.azurecr.cn"];

describe("the login at the upstream registry", () => {
  const cache = (host: string, login: object = {}) =>
    knownRegistry(emptyStack()).cache({ upstream: `${host}/team/*`, repository: "team/*", ...login });

  test.each(NEEDED)("is needed at %s", (host) => {
    expect(() => cache(host)).toThrow(
      new Error(
        `[stack/acr] credentials must be set for ${host}, which Azure caches with a login only; store user name and ` +
          "access token in a key vault, and pass credentials; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#cache-rules",
      ),
    );
    expect(() => cache(host, { credentials: CREDENTIALS })).not.toThrow();
  });

  test.each(OTHERS)("is needed at another registry of Azure, %s: an identity or a token of that registry", (host) => {
    expect(() => cache(host)).toThrow(complaint("[stack/acr] identity", "pass a RegistryCacheIdentity, or"));
    expect(() => cache(host, { credentials: CREDENTIALS })).not.toThrow();
  });

  test.each(REFUSED)("is refused at %s", (host) => {
    expect(() => cache(host)).not.toThrow();
    expect(() => cache(host, { credentials: CREDENTIALS })).toThrow(complaint("[stack/acr] credentials", "remove credentials"));
  });

  test.each(POSSIBLE)("is possible at %s", (host) => {
    expect(() => cache(host)).not.toThrow();
    expect(() => cache(host, { credentials: CREDENTIALS })).not.toThrow();
  });

  test("of a registry that Azure does not list is left to Azure, with a warning", () => {
    const { node } = knownRegistry(emptyStack());
    const registry = knownRegistry(emptyStack());
    expect(node.metadata).toEqual([]);
    registry.cache({ upstream: "registry.corp.example/team/*", repository: "team/*" });
    expect(registry.node.metadata).toMatchObject([
      { data: expect.stringContaining("'registry.corp.example' is not in the list of registries that Azure can cache") },
    ]);
  });

  test.each([...NEEDED, ...REFUSED, ...POSSIBLE])("by an identity is refused at %s", (host) => {
    const stack = emptyStack();
    const registry = knownRegistry(stack);
    const rule = { upstream: `${host}/team/*`, repository: "team/*", identity: identityIn(stack) };
    expect(() => registry.cache(rule)).toThrow(complaint("[stack/acr] identity", "pass credentials"));
  });
});

describe("an identity for caches", () => {
  test("may pull the repositories of the other registry, and the rule waits for that", () => {
    const stack = emptyStack();
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    const identity = identityIn(stack, { repositories: ["team/*"], tags: { team: "platform" }, provider });
    const upstream = `${HUB}/team/*`;
    const cache = knownRegistry(stack).cache({ upstream, repository: "hub/*", cacheRuleName: "team-", identity });
    new TerraformOutput(stack, "shown", { value: cache.cacheRuleId });
    new UserAssignedIdentity(stack, "after", {
      name: "after",
      resourceGroupName: "rg",
      location: "westeurope",
      dependsOn: [cache],
    });
    const { resource, terraform, output } = synthesize(stack);
    const { after, ...identities } = resource.azurerm_user_assigned_identity;
    expect(identities).toEqual({
      "cache-of-hub": {
        name: "cache-of-hub",
        resource_group_name: "rg-shared",
        location: "westeurope",
        tags: { team: "platform" },
        provider: "azurerm.shared",
        lifecycle: { ignore_changes: HAS_AZURERM_5 ? ["isolation_scope"] : [] },
      },
    });
    const [[assignment, { condition, ...grant }]] = Object.entries<JsonTree>(resource.azurerm_role_assignment);
    expect(condition).toContain("StringStartsWithIgnoreCase 'team/'");
    expect(grant).toMatchObject({
      scope: HUB_ID,
      role_definition_name: "Container Registry Repository Reader",
      principal_id: "${azurerm_user_assigned_identity.cache-of-hub.principal_id}",
    });
    const [[name, rule]] = Object.entries<JsonTree>(resource.azapi_resource);
    expect(rule).toEqual({
      type: "Microsoft.ContainerRegistry/registries/cacheRules@2026-01-01-preview",
      name: "team-",
      parent_id: REGISTRY_ID,
      identity: [{ type: "UserAssigned", identity_ids: ["${azurerm_user_assigned_identity.cache-of-hub.id}"] }],
      body: { properties: { sourceRepository: upstream, targetRepository: "hub/*" } },
      replace_triggers_refs: ["properties.sourceRepository", "properties.targetRepository"],
      ignore_casing: true,
      depends_on: [`azurerm_role_assignment.${assignment}`],
    });
    expect(resource).not.toHaveProperty("azurerm_container_registry_cache_rule");
    expect(output.shown).toEqual({ value: `\${azapi_resource.${name}.id}` });
    expect(after.depends_on).toEqual([`azapi_resource.${name}`]);
    expect(terraform.required_providers).toHaveProperty("azapi");
  });

  test("serves several rules and registries, with one role assignment", () => {
    const stack = emptyStack();
    const identity = identityIn(stack);
    const other = ContainerRegistry.fromRegistryAttributes(stack, "other", {
      registryId: REGISTRY_ID.replace(/[^/]+$/, "other"),
      loginServer: "other.azurecr.io",
    });
    for (const registry of [knownRegistry(stack), other]) {
      registry.cache({ upstream: `${HUB}/team/*`, repository: "team/*", identity });
      registry.cache({ upstream: `${HUB}/base/node`, repository: "base/node", identity });
    }
    const { resource } = synthesize(stack);
    expect(Object.keys(resource.azapi_resource)).toHaveLength(4);
    const [grant, ...further] = Object.values<JsonTree>(resource.azurerm_role_assignment);
    expect(grant).not.toHaveProperty("condition");
    expect(further).toEqual([]);
  });

  test("of a registry that is looked up is compared with the upstream at plan", () => {
    const stack = emptyStack();
    const hub = ContainerRegistry.fromLookup(stack, "acr", {
      registryName: "contoso",
      resourceGroupName: "rg",
      permissionMode: RegistryPermissionMode.ABAC,
    });
    const identity = identityIn(stack, { upstreamRegistry: hub });
    ContainerRegistry.fromRegistryAttributes(stack, "other", { registryId: HUB_ID, loginServer: HUB }).cache({
      upstream: "contoso.azurecr.io/team/*",
      repository: "team/*",
      identity,
    });
    const [rule] = Object.values<JsonTree>(synthesize(stack).resource.azapi_resource);
    expect(rule.lifecycle.precondition).toEqual([
      {
        condition: expect.stringContaining('data.azurerm_container_registry.acr.login_server == "contoso.azurecr.io"'),
        error_message: expect.stringMatching(complaint("upstream", "write what `az acr show --query loginServer")),
      },
    ]);
  });

  test.each<[string, Partial<RegistryCacheIdentityProps>, string, string]>([
    ["a name", { identityName: "a" }, "identityName", "set identityName"],
    ["a resource group", { resourceGroupName: "" }, "resourceGroupName", "set a value"],
    ["a location", { location: "" }, "location", "set a value"],
    ["a repository", { repositories: ["Team"] }, "repositories", "leave out the login server"],
    ["a list of repositories", { repositories: [] }, "repositories", "use names such as team/app"],
  ])("with %s that Azure refuses fails", (_, options, property, repair) => {
    expect(() => identityIn(emptyStack(), options)).toThrow(complaint(property, repair));
  });

  test.each([RegistryPermissionMode.RBAC, RegistryPermissionMode.MIGRATING, RegistryPermissionMode.SWITCHING])(
    "of a registry in %s mode fails",
    (mode) => {
      const stack = emptyStack();
      expect(() => identityIn(stack, { upstreamRegistry: hubIn(stack, mode) })).toThrow(
        complaint("[stack/cache-of-hub] upstreamRegistry", "switch its mode"),
      );
    },
  );

  test.each<[string, (stack: TerraformStack) => object, string, string]>([
    ["beside credentials", () => ({ credentials: CREDENTIALS }), "identity", "set one of the two"],
    ["for another registry", () => ({ upstream: "fabrikam.azurecr.io/team/*" }), "upstream", "write what `az acr show"],
    ["for other repositories", () => ({ upstream: `${HUB}/secret/*` }), "upstream", "add 'secret/*' to repositories"],
    ["for more repositories", () => ({ upstream: `${HUB}/*` }), "upstream", "add '*' to repositories"],
    ["that is its id", (stack) => ({ identity: variable(stack, "identity") }), "identity", "pass a RegistryCacheIdentity"],
  ])("%s is refused by a cache", (_, options, property, repair) => {
    const stack = emptyStack();
    const rule = { upstream: `${HUB}/team/*`, repository: "team/*", identity: identityIn(stack, { repositories: ["team/*"] }) };
    const registry = knownRegistry(stack);
    expect(() => registry.cache({ ...rule, ...options(stack) })).toThrow(complaint(property, repair));
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
    expect(() => created(props).cache(rule)).toThrow(
      complaint("[stack/acr] trustedServicesAllowed", "leave it out, or set trustedServicesAllowed: true"),
    );
  });

  test.each<[string, Partial<ContainerRegistryProps>]>([
    ["closed but for trusted services", { publicNetworkAccessEnabled: false, trustedServicesAllowed: true }],
    ["closed, and trusted services are left to Azure", { publicNetworkAccessEnabled: false }],
    ["open to all", { trustedServicesAllowed: false }],
    ["open again", { allowedIpRanges: ["0.0.0.0/0"], trustedServicesAllowed: false }],
  ])("may be %s", (_, props) => {
    expect(() => created(props).cache(rule)).not.toThrow();
  });
});
