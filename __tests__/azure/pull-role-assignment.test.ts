import { TerraformVariable } from "cdktf";
import { PullRoleAssignment } from "../../src";
import { emptyStack, synthesize } from "../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../support/values";

test("assigns AcrPull to the identity, on the registry and nothing above it", () => {
  const stack = emptyStack();
  new PullRoleAssignment(stack, "pull", { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID });
  expect(synthesize(stack).resource).toEqual({
    azurerm_role_assignment: {
      pull: {
        scope: REGISTRY_ID,
        role_definition_name: "AcrPull",
        principal_id: OBJECT_ID,
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    },
  });
});

test("can be waited for and told by its id", () => {
  const stack = emptyStack();
  const grant = new PullRoleAssignment(stack, "pull", { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID });
  const waiting = new PullRoleAssignment(stack, "later", { registryId: REGISTRY_ID, principalObjectId: grant.roleAssignmentId });
  expect(grant.node.defaultChild).toBeDefined();
  expect(synthesize(stack).resource.azurerm_role_assignment.later.principal_id).toBe("${azurerm_role_assignment.pull.id}");
  expect(waiting.fqn).not.toBe(grant.fqn);
});

test("checks at plan what variables hide, in the words of synth", () => {
  const stack = emptyStack();
  const registryId = new TerraformVariable(stack, "registry_id", { type: "string" }).stringValue;
  const principalObjectId = new TerraformVariable(stack, "object_id", { type: "string" }).stringValue;
  new PullRoleAssignment(stack, "pull", { registryId, principalObjectId });
  const { precondition } = synthesize(stack).resource.azurerm_role_assignment.pull.lifecycle;
  expect(precondition).toEqual([
    {
      condition: expect.stringMatching(/^\$\{can\(regex\("\^\/subscriptions.*", var\.registry_id\)\)\}$/),
      error_message: expect.stringContaining(
        "[stack/pull] registryId must be the resource id of a container registry, got '${var.registry_id}'",
      ),
    },
    {
      condition: expect.stringMatching(/^\$\{can\(regex\(".*", var\.object_id\)\)\}$/),
      error_message: expect.stringContaining(
        "[stack/pull] principalObjectId must be an object id (a GUID), got '${var.object_id}'",
      ),
    },
  ]);
});

test.each(["msi", "someone@contoso.com", `${REGISTRY_ID}`, OBJECT_ID.slice(1), ""])(
  "fails for the object id '%s'",
  (principalObjectId) => {
    expect(() => new PullRoleAssignment(emptyStack(), "pull", { registryId: REGISTRY_ID, principalObjectId })).toThrow(
      `[stack/pull] principalObjectId must be an object id (a GUID), got '${principalObjectId}'; give what \`az aks show`,
    );
  },
);

test.each(["contoso", "contoso.azurecr.io", REGISTRY_ID.replace(/\/providers.*/, ""), `${REGISTRY_ID}/scopeMaps/x`, ""])(
  "fails for the registry id '%s'",
  (registryId) => {
    expect(() => new PullRoleAssignment(emptyStack(), "pull", { registryId, principalObjectId: OBJECT_ID })).toThrow(
      `[stack/pull] registryId must be the resource id of a container registry, got '${registryId}'; give what \`az acr show --query id\` prints.`,
    );
  },
);
