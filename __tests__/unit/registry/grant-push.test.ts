import {
  EntraPrincipal,
  type EntraPrincipalProps,
  PrincipalType,
  PullRoleAssignment,
  RegistryRoleAssignmentMode,
} from "../../../src";
import { knownCluster, knownRegistry } from "../../support/builders";
import { emptyStack, type JsonTree, synthesize, validationErrors, variable, warnings } from "../../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../../support/values";

const { RBAC, ABAC, EITHER } = RegistryRoleAssignmentMode;

function pushedIn(roleAssignmentMode?: RegistryRoleAssignmentMode, repositories?: string[]): JsonTree {
  const stack = emptyStack();
  const pipeline = new EntraPrincipal(stack, "pipeline", { principalId: OBJECT_ID });
  knownRegistry(stack, { roleAssignmentMode }).grantPullPush(pipeline, { repositories });
  return synthesize(stack).resource.azurerm_role_assignment;
}

const PUSHES = { "pipeline_PushTo-acr": "AcrPush" };
const WRITES = { "pipeline_PushTo-acr_RepositoryWriter": "Container Registry Repository Writer" };

test.each([
  [RBAC, PUSHES],
  [ABAC, WRITES],
  [EITHER, { ...PUSHES, ...WRITES }],
  [undefined, { ...PUSHES, ...WRITES }],
])("a pipeline pushes by the roles that the registry may honor (%s), and by no wider one", (mode, roles) => {
  const assignments = Object.entries(pushedIn(mode));
  expect(Object.fromEntries(assignments.map(([id, { role_definition_name: role }]) => [id, role]))).toEqual(roles);
  for (const [, assignment] of assignments) {
    expect(assignment).toMatchObject({ scope: REGISTRY_ID, principal_id: OBJECT_ID, principal_type: "ServicePrincipal" });
  }
});

test("a push that is limited to repositories names all actions of its role", () => {
  const { condition, condition_version } = Object.values(pushedIn(ABAC, ["team/*", "app"]))[0];
  const actions = ["content/read", "content/write", "metadata/read", "metadata/write"].map(
    (action) => `!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/${action}'})`,
  );
  const name = "@Request[Microsoft.ContainerRegistry/registries/repositories:name]";
  expect(condition).toBe(
    `((${actions.join(" AND ")}) OR (${name} StringEqualsIgnoreCase 'app' OR ${name} StringStartsWithIgnoreCase 'team/'))`,
  );
  expect(condition_version).toBe("2.0");
  expect(() => pushedIn(RBAC, ["app"])).toThrow("since AcrPush covers the whole registry");
});

test("one identity may pull and push, each once", () => {
  const stack = emptyStack();
  const registry = knownRegistry(stack);
  const pipeline = new EntraPrincipal(stack, "pipeline", { principalId: OBJECT_ID });
  expect(registry.grantPullPush(pipeline)).toBe(registry.grantPullPush(pipeline));
  registry.grantPull(pipeline);
  expect(validationErrors(stack)).toEqual([]);
  expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).toEqual([
    "pipeline_PullFrom-acr",
    "pipeline_PullFrom-acr_RepositoryReader",
    "pipeline_PushTo-acr",
    "pipeline_PushTo-acr_RepositoryWriter",
  ]);
  const again = new EntraPrincipal(stack, "again", { principalId: OBJECT_ID.toUpperCase() });
  registry.grantPullPush(again);
  expect(validationErrors(stack)).toEqual([
    expect.stringContaining("grantPullPush must be called once per registry and identity"),
  ]);
});

describe("a principal that is named", () => {
  const grantsOf = (props: EntraPrincipalProps): JsonTree => {
    const stack = emptyStack();
    knownRegistry(stack).grantPull(new EntraPrincipal(stack, "who", props));
    const json = synthesize(stack);
    expect(Object.keys(json.resource)).toEqual(["azurerm_role_assignment"]);
    expect(json.data).toBeUndefined();
    expect(warnings(stack)).toEqual([]);
    return json.resource.azurerm_role_assignment["who_PullFrom-acr"];
  };

  test.each([PrincipalType.GROUP, PrincipalType.USER])("is granted as what it is: %s", (principalType) => {
    const grant = grantsOf({ principalId: OBJECT_ID, principalType });
    expect(grant).toMatchObject({ principal_id: OBJECT_ID, principal_type: principalType, role_definition_name: "AcrPull" });
    // azurerm makes a service principal of what it does not look up.
    expect(grant).not.toHaveProperty("skip_service_principal_aad_check");
  });

  test("is checked at synth, or in the plan", () => {
    const stack = emptyStack();
    expect(() => new EntraPrincipal(stack, "name", { principalId: "developers" })).toThrow("[stack/name] principalId must be");
    const type: object = { principalId: OBJECT_ID, principalType: "Everybody" };
    expect(() => new EntraPrincipal(stack, "type", type as EntraPrincipalProps)).toThrow("principalType must be one of");
    const later = new EntraPrincipal(stack, "later", { principalId: variable(stack, "group") });
    knownRegistry(stack).grantPull(later);
    expect(synthesize(stack).resource.azurerm_role_assignment["later_PullFrom-acr"].lifecycle.precondition).toHaveLength(1);
  });
});

test("an assignment on its own takes a type, too, and clusters stay service principals", () => {
  const stack = emptyStack();
  const props = { registryId: REGISTRY_ID, principalId: OBJECT_ID.replace(/.$/, "9"), principalType: PrincipalType.GROUP };
  new PullRoleAssignment(stack, "group", props);
  knownRegistry(stack).grantPull(knownCluster(stack));
  const { group, ...others } = synthesize(stack).resource.azurerm_role_assignment;
  expect(group.principal_type).toBe("Group");
  expect(others["aks_PullFrom-acr"].principal_type).toBe("ServicePrincipal");
});
