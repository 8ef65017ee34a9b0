import type { PlanJson } from "../../packages/terraform-stack-tools/__tests__/support/plan-json";
import { AksCluster, ContainerRegistry, RegistryPermissionMode } from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

const EXISTING = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee`;

function stackOf(
  permissionMode: RegistryPermissionMode,
  options: { repositories?: string[]; existingRoleAssignmentId?: string } = {},
) {
  const stack = emptyStack();
  const attributes = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER, permissionMode };
  const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID });
  ContainerRegistry.fromRegistryAttributes(stack, "acr", attributes).grantPull(cluster, options);
  return stack;
}

const { RBAC, MIGRATING, ABAC } = RegistryPermissionMode;

describe.each(binaries())("%s", (binary) => {
  test("a migration assigns the new role first, removes the old one last, and replaces none", () => {
    inWorkspace(binary, (workspace) => {
      workspace.write(stackOf(RBAC)).apply();
      workspace.write(stackOf(MIGRATING));
      expect(Object.entries(workspace.plan())).toEqual([[expect.stringContaining("RepositoryReader"), "create"]]);
      workspace.apply();
      workspace.write(stackOf(ABAC));
      expect(Object.entries(workspace.plan())).toEqual([[expect.not.stringContaining("RepositoryReader"), "delete"]]);
      workspace.apply();
      expect(workspace.plan()).toEqual({});
      expect(Object.values(workspace.state())).toEqual([
        expect.objectContaining({ role_definition_name: "Container Registry Repository Reader", scope: REGISTRY_ID }),
      ]);
    });
  });

  test("limits a grant to repositories by a condition that Azure keeps, whatever their order", () => {
    inWorkspace(binary, (workspace) => {
      workspace.write(stackOf(ABAC, { repositories: ["team/app", "team/*"] })).apply();
      expect(Object.values(workspace.state())).toEqual([
        expect.objectContaining({
          condition_version: "2.0",
          condition: expect.stringMatching(/StringStartsWithIgnoreCase 'team\/' OR .*StringEqualsIgnoreCase 'team\/app'\)\)$/),
        }),
      ]);
      expect(workspace.plan()).toEqual({});
      expect(workspace.write(stackOf(ABAC, { repositories: ["team/*", "team/app"] })).plan()).toEqual({});
    });
  });

  test("fails in the plan for the assignment of another registry, whose import would destroy it", () => {
    inWorkspace(binary, (workspace) => {
      const stack = emptyStack();
      const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "fabrikam", resourceGroupName: "rg-shared" });
      const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID });
      registry.grantPull(cluster, { existingRoleAssignmentId: EXISTING });
      expect(workspace.write(stack).planError()).toContain(
        "existingRoleAssignmentId must be an assignment on the registry itself, or the import would replace it",
      );
    });
  });

  test("an assignment that already exists is imported, and no second one is created", () => {
    inWorkspace(binary, (workspace) => {
      workspace.write(stackOf(RBAC, { existingRoleAssignmentId: EXISTING })).succeed("plan", "-out=plan");
      const { resource_changes = [] }: PlanJson = JSON.parse(workspace.succeed("show", "-json", "plan"));
      expect(resource_changes).toHaveLength(1);
      const [{ address, change }] = resource_changes;
      expect(address).toContain("aks_PullFrom-acr");
      expect(change).toMatchObject({ importing: { id: EXISTING } });
    });
  });
});
