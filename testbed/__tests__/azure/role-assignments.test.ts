import { PROD } from "../../azure/known";
import { canPull } from "../../azure/registry/pulls";
import { Imitation } from "../support/imitation";

const SCOPE =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";
const NAME = "00000000-0000-0000-0000-000000000999";
const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
const READER_OF_REPOSITORIES = "b93aa761-3e63-49ed-ac28-beffa264f7ac";

const grant = (principalId: string, guid = ACR_PULL, more: { [name: string]: string } = {}) => ({
  properties: { principalId, roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`, ...more },
});

const at = (name = NAME, scope = SCOPE) => `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;

test("a condition limits it to repositories", () => {
  const imitation = new Imitation();
  const condition = "(@Request[…/repositories:name] StringStartsWithIgnoreCase 'team/')";
  const scope = SCOPE.replace("contosoregistry", "abacregistry");
  const body = grant(PROD.kubelet.objectId, READER_OF_REPOSITORIES, { condition, conditionVersion: "2.0" });
  expect(imitation.send("PUT", at(NAME, scope), body).status).toBe(201);
  const { store } = imitation.azure;
  expect(canPull(store, PROD.kubelet.objectId, "abacregistry", "Team/app")).toMatchObject({ allowed: true });
  expect(canPull(store, PROD.kubelet.objectId, "abacregistry", "other/app")).toMatchObject({ allowed: false });
});

test.each([
  ["a principal that is not there", at(), grant("40000000-0000-0000-0000-000000000001"), 400, "PrincipalNotFound"],
  ["another type", at(), grant(PROD.kubelet.objectId, ACR_PULL, { principalType: "User" }), 400, "UnmatchedPrincipalType"],
  ["a scope that is not there", at(NAME, `${SCOPE}2`), grant(PROD.kubelet.objectId), 404, "ResourceNotFound"],
  ["a role that is not there", at(), grant(PROD.kubelet.objectId, NAME), 400, "RoleDefinitionDoesNotExist"],
  ["a name that is no GUID", at("name"), grant(PROD.kubelet.objectId), 400, "InvalidRoleAssignmentId"],
  [
    "a condition of no version",
    at(),
    grant(PROD.kubelet.objectId, ACR_PULL, { condition: "(true)" }),
    400,
    "InvalidConditionVersion",
  ],
])("%s is refused", (_, path, body, status, code) => {
  expect(new Imitation().send("PUT", path, body)).toMatchObject({ status, body: { code } });
});

test("a new principal is not found at first, unless its type is stated", () => {
  const imitation = new Imitation();
  const { principalId } = imitation.properties("GET", imitation.identity("new"));
  expect(imitation.send("PUT", at(), grant(String(principalId)))).toMatchObject({ body: { code: "PrincipalNotFound" } });
  const stated = grant(String(principalId), ACR_PULL, { principalType: "ServicePrincipal" });
  expect(imitation.send("PUT", at(), stated).status).toBe(201);
});

test("the same assignment under another name is refused", () => {
  const imitation = new Imitation();
  imitation.send("PUT", at(), grant(PROD.kubelet.objectId));
  expect(imitation.send("PUT", at(NAME.replace("999", "998")), grant(PROD.kubelet.objectId))).toMatchObject({
    status: 409,
    body: { code: "RoleAssignmentExists" },
  });
});
