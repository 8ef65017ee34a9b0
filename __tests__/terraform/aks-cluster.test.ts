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

const [binary] = binaries();
const HELP = "; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#existing-cluster";

test("the plan of an existing cluster fails for the wrong kind of identity, and names the prop to set", () => {
  inWorkspace(binary, (workspace) => {
    const legacy = workspace.write(existing("legacy")).planError();
    expect(legacy).toContain(`the code of the stack must set servicePrincipal: true in AksCluster.fromLookup${HELP}`);
    const prod = workspace.write(existing("prod", true)).planError();
    expect(prod).toContain(`the code of the stack must leave servicePrincipal out of AksCluster.fromLookup${HELP}`);
    expect(legacy + prod).not.toContain("Invalid index");
  });
});

test("the plan fails for wrong ids in variables, in the words of synth", () => {
  inWorkspace(binary, (workspace) => {
    const stack = emptyStack();
    const text = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
    const attributes = { registryId: text("registry_id"), loginServer: LOGIN_SERVER };
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", attributes);
    registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: text("object_id") }));
    const right = { registry_id: REGISTRY_ID, object_id: OBJECT_ID };
    expect(Object.values(workspace.write(stack).variables(right).plan())).toEqual(["create", "create"]);
    for (const [name, value, sentence] of [
      ["object_id", "msi", "must be an object id (a GUID); use what `az aks show"],
      ["object_id", REGISTRY_ID, "must be an object id (a GUID); use"],
      [
        "registry_id",
        REGISTRY_ID.replace(/\/providers.*/, ""),
        "registryId must be the resource id of a container registry; use",
      ],
    ]) {
      const error = workspace.variables({ ...right, [name]: value }).planError();
      expect(error).toContain(sentence);
      // What was got, Terraform says itself.
      expect(error).toContain(`var.${name} is "${value}"`);
    }
  });
});

test("the plan fails for the assignment of another registry, whose import would destroy it", () => {
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
