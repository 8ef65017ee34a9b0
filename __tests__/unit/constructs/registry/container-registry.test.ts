import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformVariable } from "cdktf";
import { ContainerRegistry, ContainerRegistrySku, RegistryPermissionMode } from "../../../../src";
import { emptyStack, synthesize, warnings } from "../../../support/stack";

const PROPS = { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" };

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
        public_network_access_enabled: true,
        zone_redundancy_enabled: false,
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

test("closes the public network and spreads over zones in the Premium tier", () => {
  const stack = emptyStack();
  new ContainerRegistry(stack, "acr", {
    ...PROPS,
    sku: ContainerRegistrySku.PREMIUM,
    publicNetworkAccessEnabled: false,
    zoneRedundancyEnabled: true,
  });
  expect(synthesize(stack).resource.azurerm_container_registry.acr).toMatchObject({
    public_network_access_enabled: false,
    zone_redundancy_enabled: true,
  });
});

test("takes what every tier has, said in words", () => {
  const stack = emptyStack();
  new ContainerRegistry(stack, "acr", {
    ...PROPS,
    sku: ContainerRegistrySku.BASIC,
    publicNetworkAccessEnabled: true,
    zoneRedundancyEnabled: false,
  });
  expect(synthesize(stack).resource.azurerm_container_registry.acr).toMatchObject({
    sku: "Basic",
    public_network_access_enabled: true,
    zone_redundancy_enabled: false,
  });
});

test.each(
  [ContainerRegistrySku.BASIC, ContainerRegistrySku.STANDARD, undefined].flatMap((sku) => [
    { sku, publicNetworkAccessEnabled: false },
    { sku, zoneRedundancyEnabled: true },
  ]),
)("fails below the Premium tier for %j", (wrong) => {
  const [property, value] = Object.entries(wrong)[1];
  expect(() => new ContainerRegistry(emptyStack(), "acr", { ...PROPS, ...wrong })).toThrow(
    new Error(
      `[stack/acr] ${property} must be left out below the Premium tier, which alone has private endpoints and zones to choose, ` +
        `got '${value}'; set sku: ContainerRegistrySku.PREMIUM.`,
    ),
  );
});

test("tells what others build on: its tier, its mode, its provider", () => {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  const registry = new ContainerRegistry(stack, "acr", { ...PROPS, provider, permissionMode: RegistryPermissionMode.ABAC });
  expect(registry).toMatchObject({ sku: "Standard", permissionMode: "ABAC" });
  expect(registry.provider).toBe(provider);
  expect(new ContainerRegistry(stack, "other", PROPS).permissionMode).toBe("RBAC");
  const { other, acr } = synthesize(stack).resource.azurerm_container_registry;
  expect(acr).toEqual({ ...other, provider: "azurerm.shared" });
});
