import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { TerraformOutput, type TerraformStack } from "cdktf";
import {
  ContainerRegistry,
  ImagePullSecret,
  RegistryPermissionMode,
  ServicePrincipalCredentials,
  type ServicePrincipalCredentialsProps,
} from "../../../../src";
import { emptyStack, type Json, synthesize } from "../../../support/stack";
import { CLIENT_ID, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const ATTRIBUTES = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };

function pullerIn(stack: TerraformStack, props: Partial<ServicePrincipalCredentialsProps> = {}): ServicePrincipalCredentials {
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
  return new ServicePrincipalCredentials(stack, "puller", { registry, ...props });
}

function password(generation: number) {
  return {
    application_id: "${azuread_application.puller_Application.id}",
    display_name: `image pull, generation ${generation}`,
    lifecycle: { create_before_destroy: true, ignore_changes: ["end_date"] },
  };
}

test("makes an application that may pull from the registry and nothing else", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry, displayName: "contoso-pull" });
  expect(puller.loginServer).toBe(LOGIN_SERVER);
  expect(synthesize(stack).resource).toEqual({
    azuread_application: { puller_Application: { display_name: "contoso-pull", sign_in_audience: "AzureADMyOrg" } },
    azuread_service_principal: { puller: { client_id: "${azuread_application.puller_Application.client_id}" } },
    azuread_application_password: {
      "puller_Password-1": password(1),
    },
    azurerm_role_assignment: {
      "puller_PullFrom-acr": {
        scope: REGISTRY_ID,
        role_definition_name: "AcrPull",
        principal_id: "${azuread_service_principal.puller.object_id}",
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
        lifecycle: { ignore_changes: ["skip_service_principal_aad_check"] },
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

test.each([
  [1, [1]],
  [2, [1, 2]],
  [3, [2, 3]],
])("keeps the password of the generation before %d beside it, and hands out the newer one", (generation, kept) => {
  const stack = emptyStack();
  const { username, password: word } = pullerIn(stack, { generation });
  new TerraformOutput(stack, "login", { value: [username, word], sensitive: true });
  const json = synthesize(stack);
  expect(json.resource.azuread_application_password).toEqual(
    Object.fromEntries(kept.map((number) => [`puller_Password-${number}`, password(number)])),
  );
  expect(json.output.login.value).toEqual([
    "${azuread_service_principal.puller.client_id}",
    `\${azuread_application_password.puller_Password-${generation}.value}`,
  ]);
});

test("rotates without a change of the application, its principal and its grant", () => {
  const [first, second] = [1, 2].map((generation) => {
    const stack = emptyStack();
    pullerIn(stack, { generation });
    return synthesize(stack).resource;
  });
  const passwords = { ...second.azuread_application_password };
  delete passwords["puller_Password-2"];
  expect({ ...second, azuread_application_password: passwords }).toEqual(first);
});

test("ends both passwords at the time that is given", () => {
  const stack = emptyStack();
  pullerIn(stack, { generation: 2, expiry: "2027-01-31T00:00:00Z" });
  expect(synthesize(stack).resource.azuread_application_password).toEqual({
    "puller_Password-1": { ...password(1), end_date: "2027-01-31T00:00:00Z" },
    "puller_Password-2": {
      ...password(2),
      end_date: "2027-01-31T00:00:00Z",
      lifecycle: {
        ...password(2).lifecycle,
        postcondition: [
          {
            condition: '${try((abs(timecmp(self.end_date, "2027-01-31T00:00:00Z")) < 1), false)}',
            error_message:
              "[stack/puller] expiry must be the time that this generation was made with, which stays, got " +
              "'2027-01-31T00:00:00Z'; raise generation to set another time.",
          },
        ],
      },
    },
  });
});

test("is owned by those who may change it later", () => {
  const stack = emptyStack();
  pullerIn(stack, { owners: [OBJECT_ID, CLIENT_ID] });
  const { azuread_application, azuread_service_principal } = synthesize(stack).resource;
  expect(azuread_application.puller_Application.owners).toEqual([OBJECT_ID, CLIENT_ID]);
  expect(azuread_service_principal.puller.owners).toEqual([OBJECT_ID, CLIENT_ID]);
});

test("pulls from a registry in ABAC mode by the role that is honoured there", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    ...ATTRIBUTES,
    permissionMode: RegistryPermissionMode.ABAC,
  });
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
  new ImagePullSecret(stack, "acr-pull", { credentials: [puller], namespaces: ["apps"] });
  const { azurerm_role_assignment, kubernetes_secret_v1 } = synthesize(stack).resource;
  const id = "puller_PullFrom-acr_RepositoryReader";
  expect(Object.keys(azurerm_role_assignment)).toEqual([id]);
  expect(azurerm_role_assignment[id].role_definition_name).toBe("Container Registry Repository Reader");
  expect(kubernetes_secret_v1["acr-pull"].depends_on).toEqual([`azurerm_role_assignment.${id}`]);
});

test.each<[Partial<ServicePrincipalCredentialsProps>, string]>([
  [{ displayName: "" }, "displayName must not be empty, got ''; give a value."],
  [
    { owners: [OBJECT_ID, "someone@contoso.com"] },
    "owners must be an object id (a GUID), got 'someone@contoso.com'; give what `az aks show --query " +
      "identityProfile.kubeletidentity.objectId --output tsv` prints for a cluster, or `az ad sp show --query id --output tsv` for a service principal; never a " +
      "name, a resource id or 'msi'.",
  ],
  [{ expiry: "2027-01-31" }, "expiry must be a time in UTC such as 2027-01-31T00:00:00Z, got '2027-01-31'; write it with"],
  [
    { expiry: "" },
    "expiry must be a time in UTC such as 2027-01-31T00:00:00Z, got ''; write it with seconds and a Z at the end.",
  ],
  [
    { generation: 0 },
    "generation must be a whole number known at synth, at least 1, got '0'; begin with 1 and raise it to rotate.",
  ],
])("fails for %j", (wrong, message) => {
  expect(() => pullerIn(emptyStack(), wrong)).toThrow(`[stack/puller] ${message}`);
});

test("may be limited to repositories of a registry in ABAC mode, and not of one in RBAC mode", () => {
  const stack = emptyStack();
  const attributes = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };
  const abac = ContainerRegistry.fromRegistryAttributes(stack, "abac", {
    ...attributes,
    permissionMode: RegistryPermissionMode.ABAC,
  });
  new ServicePrincipalCredentials(stack, "puller", { registry: abac, repositories: ["team/*"] });
  const [assignment] = Object.values<Json>(synthesize(stack).resource.azurerm_role_assignment);
  expect(assignment.role_definition_name).toBe("Container Registry Repository Reader");
  expect(assignment.condition).toContain("StringStartsWithIgnoreCase 'team/'");
  const rbac = ContainerRegistry.fromRegistryAttributes(stack, "rbac", attributes);
  expect(() => new ServicePrincipalCredentials(stack, "other", { registry: rbac, repositories: ["team/*"] })).toThrow(
    "repositories must be left out for a registry in RBAC mode",
  );
});

test("is made in the tenant of the azuread provider that is named", () => {
  const stack = emptyStack();
  const azureadProvider = new AzureadProvider(stack, "other", { alias: "other" });
  pullerIn(stack, { azureadProvider });
  const { azurerm_role_assignment, ...own } = synthesize(stack).resource;
  const providers = Object.values<Json>(own).flatMap((blocks) => Object.values<Json>(blocks).map(({ provider }) => provider));
  expect(providers).toEqual(Array(3).fill("azuread.other"));
  expect(azurerm_role_assignment["puller_PullFrom-acr"]).not.toHaveProperty("provider");
});
