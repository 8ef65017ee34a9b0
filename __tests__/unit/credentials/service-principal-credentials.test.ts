import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { RegistryRoleAssignmentMode, ServicePrincipalCredentials, type ServicePrincipalCredentialsProps } from "../../../src";
import { knownRegistry } from "../../support/builders";
import { complaint, emptyStack, listVariable, synthesize } from "../../support/stack";
import { CLIENT_ID, OBJECT_ID } from "../../support/values";

function pullerIn(stack: TerraformStack, props: Partial<ServicePrincipalCredentialsProps> = {}): ServicePrincipalCredentials {
  return new ServicePrincipalCredentials(stack, "puller", { ...props, registry: props.registry ?? knownRegistry(stack) });
}

function password(generation: number) {
  return {
    application_id: "${azuread_application.puller_Application.id}",
    display_name: `image pull, generation ${generation}`,
    lifecycle: { create_before_destroy: true, ignore_changes: ["display_name", "end_date"] },
  };
}

describe("what nobody states", () => {
  const stack = emptyStack();
  pullerIn(stack);
  const { azuread_application, azuread_service_principal, azuread_application_password } = synthesize(stack).resource;
  const [APPLICATION, PRINCIPAL, PASSWORD] = [
    azuread_application.puller_Application,
    azuread_service_principal.puller,
    azuread_application_password["puller_Password-1"],
  ].map(({ lifecycle }) => Object.values(lifecycle.ignore_changes).map(String));

  test("is left to Microsoft Entra ID", () => {
    expect(APPLICATION).toEqual(expect.arrayContaining(["required_resource_access", "notes", "web"]));
    expect(PRINCIPAL).toEqual(expect.arrayContaining(["account_enabled", "notes", "saml_single_sign_on"]));
    expect([...APPLICATION, ...PRINCIPAL].filter((name) => /^(client_id|display_name|sign_in_audience)$/.test(name))).toEqual([]);
  });

  // Terraform warns in every plan of a deprecated argument that is ignored, and this one is never read from Azure.
  test("is nothing else of a password, whose arguments never change by themselves", () => {
    expect(PASSWORD).toEqual(["display_name", "end_date"]);
  });
});

test.each([
  [1, [1]],
  [2, [1, 2]],
  [3, [2, 3]],
])("keeps the password of the generation before %d, and exposes the newer one", (generation, kept) => {
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

test("expires both passwords at the given time, which the current generation keeps", () => {
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
            error_message: expect.stringMatching(complaint("[stack/puller] expiry", "raise generation to set another")),
          },
        ],
      },
    },
  });
});

test.each([
  ["a list", () => [OBJECT_ID, CLIENT_ID], `["${OBJECT_ID}", "${CLIENT_ID}"]`],
  ["a variable", (stack: TerraformStack) => listVariable(stack, "owners"), "var.owners"],
])("has the owners of %s, and the identity that created it, whoever applies later", (_source, owners, expression) => {
  const stack = emptyStack();
  pullerIn(stack, { owners: owners(stack) });
  const { terraform_data, azuread_application, azuread_service_principal } = synthesize(stack).resource;
  expect(terraform_data).toEqual({
    puller_Creator: {
      input: { object_id: "${data.azuread_client_config.puller_Caller.object_id}" },
      lifecycle: { ignore_changes: ["input"] },
    },
  });
  const all = [`\${distinct(concat(${expression}, [terraform_data.puller_Creator.input.object_id]))}`];
  for (const block of [azuread_application.puller_Application, azuread_service_principal.puller]) {
    expect([block.owners].flat()).toEqual(all);
    expect(block.lifecycle.ignore_changes).not.toContain("owners");
  }
});

test("can be limited to repositories in ABAC mode, and not in RBAC mode", () => {
  const stack = emptyStack();
  const repositories = ["team/*"];
  const registry = knownRegistry(stack, { roleAssignmentMode: RegistryRoleAssignmentMode.ABAC });
  pullerIn(stack, { registry, repositories });
  expect(Object.values(synthesize(stack).resource.azurerm_role_assignment)).toEqual([
    expect.objectContaining({
      role_definition_name: "Container Registry Repository Reader",
      condition: expect.stringContaining("StringStartsWithIgnoreCase 'team/'"),
    }),
  ]);
  expect(() => pullerIn(emptyStack(), { repositories })).toThrow(
    complaint("[stack/puller/PullFrom-acr] repositories", "use a RegistryToken"),
  );
});

test("is created in the tenant of the given azuread provider", () => {
  const stack = emptyStack();
  const azureadProvider = new AzureadProvider(stack, "other", { alias: "other" });
  pullerIn(stack, { azureadProvider });
  const { resource, data } = synthesize(stack);
  const { azurerm_role_assignment, ...own } = resource;
  const providers = Object.values({ ...own, ...data }).flatMap((blocks) => Object.values(blocks).map(({ provider }) => provider));
  expect(providers).toEqual(Array(4).fill("azuread.other"));
  expect(azurerm_role_assignment["puller_PullFrom-acr"]).not.toHaveProperty("provider");
});
