import { TerraformOutput, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { AksCluster, ContainerRegistry, ContainerRegistrySku, ServicePrincipalCredentials } from "../../src";
import { emptyApp, emptyStack, synthesize, warnings } from "../support/stack";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

const PROPS = { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" };
const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
const ATTRIBUTES = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };

const PULL_BY_KNOWN_CLUSTER = {
  principal_id: OBJECT_ID,
  principal_type: "ServicePrincipal",
  role_definition_name: "AcrPull",
  skip_service_principal_aad_check: true,
};

function knownCluster(scope: Construct, id = "aks") {
  return AksCluster.fromClusterAttributes(scope, id, { kubeletObjectId: OBJECT_ID });
}

describe("a new registry", () => {
  test("has no admin account and lets nobody pull without a login", () => {
    const stack = emptyStack();
    new ContainerRegistry(stack, "acr", PROPS);
    expect(synthesize(stack).resource).toEqual({
      azurerm_container_registry: {
        acr: {
          name: "contoso",
          resource_group_name: "rg",
          location: "westeurope",
          sku: "Standard",
          admin_enabled: false,
          anonymous_pull_enabled: false,
        },
      },
    });
    expect(warnings(stack)).toEqual([]);
  });

  test("takes a tier, tags and an admin account that was asked for, with a warning", () => {
    const stack = emptyStack();
    new ContainerRegistry(stack, "acr", { ...PROPS, sku: ContainerRegistrySku.PREMIUM, tags: { team: "a" }, adminEnabled: true });
    expect(synthesize(stack).resource.azurerm_container_registry.acr).toMatchObject({
      sku: "Premium",
      admin_enabled: true,
      tags: { team: "a" },
    });
    expect(warnings(stack)).toEqual([expect.stringContaining("[stack/acr] the admin account is for development only")]);
  });

  test("turns the admin account on once its credentials are asked for, and warns once", () => {
    const stack = emptyStack();
    const registry = new ContainerRegistry(stack, "acr", PROPS);
    expect(registry.adminCredentials()).toBe(registry.adminCredentials());
    expect(synthesize(stack).resource.azurerm_container_registry.acr.admin_enabled).toBe(true);
    expect(warnings(stack)).toHaveLength(1);
  });

  test("fails for admin credentials where the admin account was turned off", () => {
    const registry = new ContainerRegistry(emptyStack(), "acr", { ...PROPS, adminEnabled: false });
    expect(() => registry.adminCredentials()).toThrow(
      "[stack/acr] adminEnabled must not be false where adminCredentials() is called, got 'false'; leave it out, or use ServicePrincipalCredentials.",
    );
  });

  test.each(["acr1", "contoso.azurecr.io", "my-acr", "a".repeat(51), ""])("fails for the name '%s'", (registryName) => {
    expect(() => new ContainerRegistry(emptyStack(), "acr", { ...PROPS, registryName })).toThrow(
      `[stack/acr] registryName must be 5 to 50 letters and digits, got '${registryName}'; give the registry's name as`,
    );
  });

  test.each(["resourceGroupName", "location"])("fails for an empty %s", (property) => {
    expect(() => new ContainerRegistry(emptyStack(), "acr", { ...PROPS, [property]: "" })).toThrow(
      `[stack/acr] ${property} must not be empty, got ''; give a value.`,
    );
  });

  test("takes its name from a variable", () => {
    const stack = emptyStack();
    const registryName = new TerraformVariable(stack, "registry_name", { type: "string" }).stringValue;
    new ContainerRegistry(stack, "acr", { ...PROPS, registryName });
    expect(synthesize(stack).resource.azurerm_container_registry.acr.name).toBe("${var.registry_name}");
  });
});

describe("a registry that is looked up", () => {
  test("is one data source", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", LOOKUP);
    const json = synthesize(stack);
    expect(json.data).toEqual({ azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg-shared" } } });
    expect(json.resource).toBeUndefined();
    expect(registry.node.path).toBe("stack/acr");
  });

  test("gives admin credentials as sensitive values, with a plan that fails where the account is disabled", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", LOOKUP);
    const { loginServer, username, password, requires } = registry.adminCredentials();
    new TerraformOutput(stack, "shown", { value: [loginServer, username, password], sensitive: true });
    const json = synthesize(stack);
    expect(json.output.shown.value).toEqual([
      "${data.azurerm_container_registry.acr.login_server}",
      "${data.azurerm_container_registry.acr.admin_username}",
      "${sensitive(data.azurerm_container_registry.acr.admin_password)}",
    ]);
    expect(requires).toEqual([]);
    expect(json.data.azurerm_container_registry.acr.lifecycle).toEqual({
      postcondition: [
        {
          condition: "${self.admin_enabled}",
          error_message:
            "[stack/acr] adminCredentials() must be called on a registry whose admin account is enabled; run " +
            "`az acr update --admin-enabled true`, or use ServicePrincipalCredentials.",
        },
      ],
    });
    expect(warnings(stack)).toHaveLength(1);
  });

  test("fails for a login server given as the name", () => {
    expect(() => ContainerRegistry.fromLookup(emptyStack(), "acr", { ...LOOKUP, registryName: LOGIN_SERVER })).toThrow(
      "[stack/acr] registryName must be 5 to 50 letters and digits, got 'contoso.azurecr.io'",
    );
  });
});

describe("a registry of known attributes", () => {
  test("reads nothing", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
    expect(registry).toMatchObject(ATTRIBUTES);
    expect(synthesize(stack)).not.toHaveProperty("data");
  });

  test("fails for admin credentials, and names the way to them", () => {
    const registry = ContainerRegistry.fromRegistryAttributes(emptyStack(), "acr", ATTRIBUTES);
    expect(() => registry.adminCredentials()).toThrow(
      "[stack/acr] adminCredentials() must be called on a registry whose admin account is known; use ContainerRegistry.fromLookup",
    );
  });

  test.each([
    "https://contoso.azurecr.io",
    "contoso.azurecr.io/team",
    "contoso.azurecr.io:443",
    "Contoso.azurecr.io",
    "contoso",
    "",
  ])("fails for the login server '%s'", (loginServer) => {
    expect(() => ContainerRegistry.fromRegistryAttributes(emptyStack(), "acr", { ...ATTRIBUTES, loginServer })).toThrow(
      `[stack/acr] loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, path or port, got '${loginServer}'; ` +
        "give what `az acr show --query loginServer` prints.",
    );
  });
});

describe("grantPull", () => {
  test.each([
    ["new", (scope: Construct) => new ContainerRegistry(scope, "acr", PROPS), "${azurerm_container_registry.acr.id}"],
    [
      "lookup",
      (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr", LOOKUP),
      "${data.azurerm_container_registry.acr.id}",
    ],
    ["attributes", (scope: Construct) => ContainerRegistry.fromRegistryAttributes(scope, "acr", ATTRIBUTES), REGISTRY_ID],
  ])("assigns AcrPull on the registry to the cluster's kubelet identity (%s)", (_door, registry, scope) => {
    const stack = emptyStack();
    registry(stack).grantPull(knownCluster(stack));
    expect(synthesize(stack).resource.azurerm_role_assignment).toEqual({
      "aks_PullFrom-acr": { scope, ...PULL_BY_KNOWN_CLUSTER },
    });
  });

  test("returns the first grant when asked again", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", LOOKUP);
    const cluster = knownCluster(stack);
    expect(registry.grantPull(cluster)).toBe(registry.grantPull(cluster));
    expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).toHaveLength(1);
  });

  test("keeps registries of one id in different scopes apart", () => {
    const stack = emptyStack();
    const cluster = knownCluster(stack);
    for (const region of ["eu", "us"]) {
      const scope = new Construct(stack, region);
      const registryName = `contoso${region}`;
      ContainerRegistry.fromLookup(scope, "acr", { ...LOOKUP, registryName }).grantPull(cluster);
    }
    expect(cluster.node.children.map(({ node }) => node.id)).toEqual(["PullFrom-eu--acr", "PullFrom-us--acr"]);
    expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).toHaveLength(2);
  });

  test("changes no other byte when an unrelated construct comes", () => {
    const build = (unrelated: boolean) => {
      const stack = emptyStack();
      if (unrelated) {
        new ContainerRegistry(stack, "other", { ...PROPS, registryName: "unrelated" });
      }
      ContainerRegistry.fromLookup(stack, "acr", LOOKUP).grantPull(knownCluster(stack));
      return synthesize(stack);
    };
    const { azurerm_container_registry, ...others } = build(true).resource;
    expect(Object.keys(azurerm_container_registry)).toEqual(["other"]);
    expect({ ...build(true), resource: others }).toEqual(build(false));
  });

  test.each([
    ["two look-ups", (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr2", LOOKUP)],
    ["a look-up and attributes", (scope: Construct) => ContainerRegistry.fromRegistryAttributes(scope, "acr2", ATTRIBUTES)],
    [
      "spellings of one name",
      (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr2", { ...LOOKUP, registryName: "CONTOSO" }),
    ],
  ])("fails the validation for one registry under two constructs (%s)", (_case, second) => {
    const stack = emptyStack();
    const cluster = knownCluster(stack);
    ContainerRegistry.fromLookup(stack, "acr", LOOKUP).grantPull(cluster);
    second(stack).grantPull(cluster);
    expect(() => synthesize(stack)).toThrow(
      "[stack/aks/PullFrom-acr2] grantPull must be asked for once per registry and identity, since Azure answers a second " +
        "assignment with 409 RoleAssignmentExists; use what made 'stack/aks/PullFrom-acr'",
    );
  });

  test("fails the validation for one identity under two constructs", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", LOOKUP);
    registry.grantPull(knownCluster(stack, "blue"));
    registry.grantPull(knownCluster(stack, "green"));
    expect(() => synthesize(stack)).toThrow("use what made 'stack/blue/PullFrom-acr'");
  });

  test("warns where registry and grantee lie in different stacks", () => {
    const app = emptyApp();
    const registry = new ContainerRegistry(emptyStack(app, "shared"), "acr", PROPS);
    const cluster = knownCluster(emptyStack(app, "prod"));
    registry.grantPull(cluster);
    expect(warnings(app)).toEqual([
      "[prod/aks] pulls from the registry 'shared/acr' of another stack, whose values cdktf copies through remote state; use " +
        "ContainerRegistry.fromLookup or fromRegistryAttributes in the stack of the grantee.",
    ]);
  });

  test("fails where the grantee holds the grant of another stack's registry with the same path", () => {
    const app = emptyApp();
    const cluster = knownCluster(emptyStack(app, "prod"));
    for (const id of ["one", "two"]) {
      const registry = new ContainerRegistry(emptyStack(app, id), "acr", { ...PROPS, registryName: `contoso${id}` });
      if (id === "one") {
        registry.grantPull(cluster);
      } else {
        expect(() => registry.grantPull(cluster)).toThrow(
          "[two/acr] id must differ from the id of every other registry that 'prod/aks' pulls from, got 'acr'; give one of the",
        );
      }
    }
  });

  test("serves a service principal as it serves a cluster", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
    const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
    expect(puller.requires).toEqual([registry.grantPull(puller)]);
  });
});
