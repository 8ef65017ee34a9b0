import { TerraformVariable } from "cdktf";
import { AksCluster, ContainerRegistry } from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

const EXISTING = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee`;

// The replayed Azure runs every cluster whose name begins with "legacy" on a service principal.
function existing(clusterName: string, servicePrincipal?: boolean) {
  const stack = emptyStack();
  const cluster = AksCluster.fromLookup(stack, "aks", { clusterName, resourceGroupName: "rg", servicePrincipal });
  const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
  registry.grantPull(cluster);
  return stack;
}

describe.each(binaries())("%s", (binary) => {
  test.each([
    [
      "legacy",
      undefined,
      "the code of the stack must set servicePrincipal: true in AksCluster.fromLookup; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#existing-cluster",
    ],
    [
      "prod",
      true,
      "the code of the stack must leave servicePrincipal out of AksCluster.fromLookup; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#existing-cluster",
    ],
  ])(
    "fails the plan of the existing cluster '%s' for the wrong kind of identity, and names the prop to set",
    (name, servicePrincipal, repair) => {
      inWorkspace(binary, (workspace) => {
        const output = workspace.write(existing(name, servicePrincipal)).planError();
        expect(output).toContain(repair);
        expect(output).not.toContain("Invalid index");
      });
    },
  );

  test.each([
    [{ object_id: "msi" }, "must be an object id (a GUID); use what `az aks show"],
    [{ object_id: REGISTRY_ID }, "must be an object id (a GUID); use"],
    [
      { registry_id: REGISTRY_ID.replace(/\/providers.*/, "") },
      "registryId must be the resource id of a container registry; use",
    ],
  ])("fails the plan for wrong ids in variables, in the words of synth: %j", (wrong, sentence) => {
    inWorkspace(binary, (workspace) => {
      const stack = emptyStack();
      const text = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
      const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
        registryId: text("registry_id"),
        loginServer: LOGIN_SERVER,
      });
      registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: text("object_id") }));
      workspace.write(stack).variables({ registry_id: REGISTRY_ID, object_id: OBJECT_ID });
      expect(Object.values(workspace.plan())).toEqual(["create", "create"]);
      const error = workspace.variables({ registry_id: REGISTRY_ID, object_id: OBJECT_ID, ...wrong }).planError();
      expect(error).toContain(sentence);
      // What was got, Terraform says itself.
      const [[name, value]] = Object.entries(wrong);
      expect(error).toContain(`var.${name} is "${value}"`);
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
});
