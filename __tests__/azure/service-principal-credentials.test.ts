import { ContainerRegistry, ServicePrincipalCredentials } from "../../src";
import { emptyStack, synthesize } from "../support/stack";
import { LOGIN_SERVER, REGISTRY_ID } from "../support/values";

const ATTRIBUTES = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };

test("makes an application that may pull from the registry and nothing else", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry, displayName: "contoso-pull" });
  expect(puller.loginServer).toBe(LOGIN_SERVER);
  expect(synthesize(stack).resource).toEqual({
    azuread_application: { puller_Application: { display_name: "contoso-pull", sign_in_audience: "AzureADMyOrg" } },
    azuread_service_principal: { puller: { client_id: "${azuread_application.puller_Application.client_id}" } },
    azuread_application_password: {
      "puller_Password-1": {
        application_id: "${azuread_application.puller_Application.id}",
        display_name: "image pull",
        lifecycle: { create_before_destroy: true },
      },
    },
    azurerm_role_assignment: {
      "puller_PullFrom-acr": {
        scope: REGISTRY_ID,
        role_definition_name: "AcrPull",
        principal_id: "${azuread_service_principal.puller.object_id}",
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    },
  });
});

test("is called as its construct where no display name is given", () => {
  const stack = emptyStack();
  new ServicePrincipalCredentials(stack, "puller", {
    registry: ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES),
  });
  expect(synthesize(stack).resource.azuread_application.puller_Application.display_name).toBe("puller");
});

test("requires each of its grants, those of further registries too", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
  const second = ContainerRegistry.fromLookup(stack, "second", { registryName: "fabrikam", resourceGroupName: "rg" }).grantPull(
    puller,
  );
  expect(puller.requires).toEqual([registry.grantPull(puller), second]);
});

test("fails for an empty display name", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
  expect(() => new ServicePrincipalCredentials(stack, "puller", { registry, displayName: "" })).toThrow(
    "[stack/puller] displayName must not be empty, got ''; give a value.",
  );
});
