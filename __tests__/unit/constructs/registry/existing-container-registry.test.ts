import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { ContainerRegistry, RegistryPermissionMode } from "../../../../src";
import { emptyStack, synthesize, warnings } from "../../../support/stack";
import { LOGIN_SERVER, REGISTRY_ID } from "../../../support/values";

const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
const ATTRIBUTES = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };
const permissionMode = RegistryPermissionMode.MIGRATING;

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
            "`az acr update --name <registry> --admin-enabled true`, or use ServicePrincipalCredentials.",
        },
      ],
    });
    expect(warnings(stack)).toHaveLength(1);
  });

  test("is read in its own subscription", () => {
    const stack = emptyStack();
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    const registry = ContainerRegistry.fromLookup(stack, "acr", { ...LOOKUP, provider, permissionMode });
    expect(registry.permissionMode).toBe(permissionMode);
    expect(registry.provider).toBe(provider);
    expect(synthesize(stack).data.azurerm_container_registry.acr.provider).toBe("azurerm.shared");
  });

  test("fails for an empty resource group", () => {
    expect(() => ContainerRegistry.fromLookup(emptyStack(), "acr", { ...LOOKUP, resourceGroupName: "" })).toThrow(
      new Error("[stack/acr] resourceGroupName must not be empty, got ''; give a value."),
    );
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
    expect(registry).toMatchObject({ ...ATTRIBUTES, permissionMode: "RBAC" });
    expect(synthesize(stack)).not.toHaveProperty("data");
  });

  test("takes its names from its resource id", () => {
    const registry = ContainerRegistry.fromRegistryAttributes(emptyStack(), "acr", ATTRIBUTES);
    expect(registry).toMatchObject({ registryName: "contoso", resourceGroupName: "rg-shared" });
  });

  test("lets Terraform take its names from an id that a variable hides", () => {
    const stack = emptyStack();
    const registryId = new TerraformVariable(stack, "registry_id", { type: "string" }).stringValue;
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, registryId });
    new TerraformOutput(stack, "names", { value: [registry.resourceGroupName, registry.registryName] });
    expect(synthesize(stack).output.names.value).toEqual([
      '${element(split("/", var.registry_id), 4)}',
      '${element(split("/", var.registry_id), 8)}',
    ]);
  });

  test("keeps the mode and the provider that it is given", () => {
    const stack = emptyStack();
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, provider, permissionMode });
    expect(registry.permissionMode).toBe(permissionMode);
    expect(registry.provider).toBe(provider);
  });

  test.each(["contoso", LOGIN_SERVER, `${REGISTRY_ID}/tokens/pull`])("fails for the registry id '%s'", (registryId) => {
    expect(() => ContainerRegistry.fromRegistryAttributes(emptyStack(), "acr", { ...ATTRIBUTES, registryId })).toThrow(
      `[stack/acr] registryId must be the resource id of a container registry, got '${registryId}'; ` +
        "give what `az acr show --query id --output tsv` prints.",
    );
  });

  test("fails for admin credentials, and names the way to them", () => {
    const registry = ContainerRegistry.fromRegistryAttributes(emptyStack(), "acr", ATTRIBUTES);
    expect(() => registry.adminCredentials()).toThrow(
      "[stack/acr] adminCredentials() must be called on a registry whose admin account is known; use ContainerRegistry.fromLookup " +
        "instead of fromRegistryAttributes, or ServicePrincipalCredentials.",
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
        "give what `az acr show --query loginServer --output tsv` prints.",
    );
  });
});
