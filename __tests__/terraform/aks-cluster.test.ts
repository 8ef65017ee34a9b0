import { TerraformOutput, TerraformVariable } from "cdktf";
import { AksCluster, AksIdentityType, AksPrincipal, ContainerRegistry } from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

// The replayed Azure runs every cluster whose name begins with "legacy" on a service principal.
function existing(clusterName: string, principal?: AksPrincipal) {
  const stack = emptyStack();
  const cluster = AksCluster.fromLookup(stack, "aks", { clusterName, resourceGroupName: "rg", principal });
  const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
  registry.grantPull(cluster);
  return stack;
}

describe.each(binaries())("%s", (binary) => {
  test.each([
    ["prod", undefined],
    ["legacy", AksPrincipal.SERVICE_PRINCIPAL],
  ])("attaches a registry to the existing cluster '%s', and has nothing to change afterwards", (name, principal) => {
    inWorkspace(binary, (workspace) => {
      workspace.write(existing(name, principal)).apply();
      const assignments = Object.entries(workspace.state()).filter(([address]) => address.startsWith("azurerm_role_assignment"));
      expect(assignments).toEqual([
        [
          expect.stringContaining("aks_PullFrom-acr"),
          expect.objectContaining({
            role_definition_name: "AcrPull",
            scope: expect.stringMatching(/registries\/contoso$/),
            principal_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          }),
        ],
      ]);
      expect(workspace.plan()).toEqual({});
    });
  });

  test.each([
    [
      "legacy",
      undefined,
      "the code of the stack must set principal: AksPrincipal.SERVICE_PRINCIPAL in AksCluster.fromLookup; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#existing-cluster",
    ],
    [
      "prod",
      AksPrincipal.SERVICE_PRINCIPAL,
      "the code of the stack must leave principal out of AksCluster.fromLookup; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#existing-cluster",
    ],
  ])(
    "fails the plan of the existing cluster '%s' for the wrong principal, and names the prop to set",
    (name, principal, repair) => {
      inWorkspace(binary, (workspace) => {
        const output = workspace.write(existing(name, principal)).planError();
        expect(output).toContain(repair);
        expect(output).not.toContain("Invalid index");
      });
    },
  );

  test.each([AksIdentityType.USER_ASSIGNED, AksIdentityType.SYSTEM_ASSIGNED])(
    "makes a cluster with %s identities",
    (identityType) => {
      inWorkspace(binary, (workspace) => {
        const stack = emptyStack();
        const props = { clusterName: "prod", resourceGroupName: "rg", location: "westeurope", minCount: 1, maxCount: 3 };
        const cluster = new AksCluster(stack, "aks", { ...props, identityType });
        const registry = new ContainerRegistry(stack, "acr", {
          registryName: "contoso",
          resourceGroupName: "rg",
          location: "westeurope",
        });
        registry.grantPull(cluster);
        new TerraformOutput(stack, "kubelet", { value: cluster.kubeletObjectId });
        const made = [
          ...workspace
            .write(stack)
            .apply()
            .matchAll(/^(\S+): Creation complete/gm),
        ].map(([, address]) => address);
        const [grant, node] = ["PullFrom-acr", "kubernetes_cluster"].map((part) =>
          made.findIndex((address) => address.includes(part)),
        );
        expect(grant < node).toBe(identityType === AksIdentityType.USER_ASSIGNED);
        expect(workspace.plan()).toEqual({});
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
      expect(Object.values(workspace.plan())).toEqual(["create"]);
      const error = workspace.variables({ registry_id: REGISTRY_ID, object_id: OBJECT_ID, ...wrong }).planError();
      expect(error).toContain(sentence);
      // What was got, Terraform says itself.
      const [[name, value]] = Object.entries(wrong);
      expect(error).toContain(`var.${name} is "${value}"`);
    });
  });
});
