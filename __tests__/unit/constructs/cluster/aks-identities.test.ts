import { TerraformVariable } from "cdktf";
import { identityPair } from "../../../../src/constructs/cluster/aks-identities";
import { emptyStack, synthesize } from "../../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID } from "../../../support/values";

const OPTIONS = { clusterName: "prod", resourceGroupName: "rg", location: "westeurope" };
const BROUGHT = { identityId: identityId("brought"), clientId: CLIENT_ID, principalId: OBJECT_ID };

test("gives the control plane the right to hand the kubelet identity to the nodes, and nothing above it", () => {
  const stack = emptyStack();
  const pair = identityPair(stack, { ...OPTIONS, tags: { team: "a" } });
  expect(pair.requires).toHaveLength(1);
  const { azurerm_role_assignment, azurerm_user_assigned_identity } = synthesize(stack).resource;
  expect(azurerm_role_assignment).toEqual({
    ManagedIdentityOperator: {
      scope: "${azurerm_user_assigned_identity.KubeletIdentity.id}",
      role_definition_name: "Managed Identity Operator",
      principal_id: "${azurerm_user_assigned_identity.ControlPlaneIdentity.principal_id}",
      principal_type: "ServicePrincipal",
      skip_service_principal_aad_check: true,
      lifecycle: { ignore_changes: ["skip_service_principal_aad_check"] },
    },
  });
  const identity = { resource_group_name: "rg", location: "westeurope", tags: { team: "a" } };
  expect(azurerm_user_assigned_identity).toEqual({
    ControlPlaneIdentity: { ...identity, name: "prod-control-plane" },
    KubeletIdentity: { ...identity, name: "prod-kubelet" },
  });
});

test("takes a whole pair as it is, with the assignment it has already", () => {
  const stack = emptyStack();
  const controlPlaneIdentity = { ...BROUGHT, identityId: identityId("control-plane") };
  const pair = identityPair(stack, { ...OPTIONS, controlPlaneIdentity, kubeletIdentity: BROUGHT });
  expect(pair).toEqual({ controlPlane: controlPlaneIdentity, kubelet: BROUGHT, preconditions: [] });
  expect(synthesize(stack)).not.toHaveProperty("resource");
});

test.each([
  [
    "identityId",
    "/subscriptions/x",
    "be the resource id of a user-assigned identity",
    "az identity show --query id --output tsv",
  ],
  ["clientId", "msi", "be a client id (a GUID)", "az identity show --query clientId --output tsv"],
  ["principalId", "prod-kubelet", "be a principal id (a GUID)", "az identity show --query principalId --output tsv"],
])("fails for a wrong %s of an identity that is brought", (property, value, must, command) => {
  const kubeletIdentity = { ...BROUGHT, [property]: value };
  expect(() => identityPair(emptyStack(), { ...OPTIONS, kubeletIdentity })).toThrow(
    `[stack] kubeletIdentity.${property} must ${must}, got '${value}'; give what \`${command}\` prints.`,
  );
});

test("asks in the plan for what variables hide, of the identities that are brought", () => {
  const stack = emptyStack();
  const principalId = new TerraformVariable(stack, "principal_id", { type: "string" }).stringValue;
  const { preconditions } = identityPair(stack, { ...OPTIONS, kubeletIdentity: { ...BROUGHT, principalId } });
  expect(preconditions).toEqual([
    {
      condition: expect.anything(),
      errorMessage: expect.stringMatching(/^\[stack\] kubeletIdentity\.principalId must be a principal id \(a GUID\); /),
    },
  ]);
});
