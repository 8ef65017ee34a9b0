import type { TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, type IContainerRegistry, RegistryPermissionMode } from "../../src";
import { ALICE, PROD } from "../../testbed/azure/known/identities";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const { RBAC, MIGRATING, SWITCHING, REMOVING, ABAC } = RegistryPermissionMode;
const REGISTRIES =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries";
const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const ACR_PUSH = "8311e382-0749-4cb8-b61a-304f252e45ec";
const WRITER = "2a1e307c-b015-4ebd-883e-5b7698a07328";

type Make = (stack: TerraformStack, permissionMode: RegistryPermissionMode) => IContainerRegistry;

const KINDS: readonly [kind: string, registryName: string, make: Make][] = [
  [
    "looked up",
    "contosoregistry",
    (stack, permissionMode) =>
      ContainerRegistry.fromLookup(stack, "acr", {
        registryName: "contosoregistry",
        resourceGroupName: "rg-shared",
        permissionMode,
      }),
  ],
  [
    "created",
    "createdregistry",
    (stack, permissionMode) =>
      new ContainerRegistry(stack, "acr", {
        registryName: "createdregistry",
        resourceGroupName: "rg-shared",
        location: "westeurope",
        permissionMode,
      }),
  ],
];

describeReal.each(GENERATIONS)("the switch to ABAC mode with $generation", ({ use }) => {
  let azure: FakeAzure;

  beforeAll(async () => {
    azure = await startAzure();
  });

  afterAll(async () => {
    await azure?.stop();
  });

  test.each(KINDS)("goes from stage to stage, none of which can be left out, on a registry that is %s", async (_, name, make) => {
    const workspace = new RealWorkspace(azure);
    const id = `${REGISTRIES}/${name}`;
    const at = (mode: RegistryPermissionMode) => {
      const stack = azureStack();
      make(stack, mode).grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }));
      use(stack);
      workspace.write(stack);
      // The provider azapi comes and goes with the stages.
      workspace.succeed("init", "-input=false");
      return workspace;
    };
    const refusal = (mode: RegistryPermissionMode) => at(mode).planError();
    const deploy = (mode: RegistryPermissionMode) => {
      at(mode).apply();
      expect(workspace.changes()).toEqual([]);
    };
    const modeOf = async () => Object((await request(azure, "GET", id)).properties).roleAssignmentMode;
    const mayPull = () => azure.helper(`can-pull?principalId=${PROD.kubelet.objectId}&registry=${name}&repository=team/app`);
    const assign = (role: string) =>
      request(azure, "PUT", `${id}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`, {
        properties: { principalId: ALICE, principalType: "User", roleDefinitionId: `${ROLES}/${role}` },
      });
    try {
      deploy(RBAC);
      await assign(ACR_PUSH);
      expect(refusal(SWITCHING)).toContain(`AcrPull of ${PROD.kubelet.objectId}, AcrPush of ${ALICE}`);
      expect(refusal(REMOVING)).toContain("permissionMode must be MIGRATING or SWITCHING while the registry is in RBAC mode");
      expect(refusal(ABAC)).toContain("permissionMode must be REMOVING before it is ABAC");

      const warning = at(MIGRATING)
        .succeed("plan", "-input=false", "-no-color")
        .replace(/[│╷╵\s]+/g, " ");
      expect(warning).toContain(`AcrPush of ${ALICE}`);
      expect(warning).not.toContain(`AcrPull of ${PROD.kubelet.objectId}`);
      deploy(MIGRATING);
      expect(refusal(SWITCHING)).toContain(`: AcrPush of ${ALICE}.`);
      expect(refusal(REMOVING)).toContain("while the registry is in RBAC mode");
      expect(refusal(ABAC)).toContain("permissionMode must be REMOVING before it is ABAC");
      await assign(WRITER);

      expect(await modeOf()).toBe("LegacyRegistryPermissions");
      deploy(SWITCHING);
      expect(await modeOf()).toBe("AbacRepositoryPermissions");
      expect(await mayPull()).toMatchObject({ allowed: true });
      expect(refusal(ABAC)).toContain("permissionMode must be REMOVING before it is ABAC");

      deploy(REMOVING);
      deploy(ABAC);
      expect(await modeOf()).toBe("AbacRepositoryPermissions");
      expect(await mayPull()).toMatchObject({ allowed: true, role: "Container Registry Repository Reader" });
      workspace.succeed("destroy", "-auto-approve", "-input=false");
    } finally {
      workspace.remove();
    }
  });
});
