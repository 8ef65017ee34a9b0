import type { TerraformStack } from "cdktf";
import data from "../../docs/facts/data/registry-roles.json";

import { AksCluster, ContainerRegistry, type IContainerRegistry, RegistryRoleAssignmentMode } from "../../src";
import { ALICE, PROD } from "../testbed/azure/known";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const { RBAC, MIGRATING, SWITCHING, REMOVING, ABAC } = RegistryRoleAssignmentMode;
const REGISTRIES =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries";
const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const ACR_PUSH = data.roles.AcrPush.id;
const ACR_PULL = data.roles.AcrPull.id;
const CONTRIBUTOR = data.roles.Contributor.id;
const MONITORING_READER = data.roles["Monitoring Reader"].id;
const WRITER = data.roles["Container Registry Repository Writer"].id;
const CUSTOM = "40000000-0000-0000-0000-000000000004";

type Make = (stack: TerraformStack, roleAssignmentMode: RegistryRoleAssignmentMode) => IContainerRegistry;

const KINDS: Readonly<Record<string, Make>> = {
  contosoregistry: (stack, roleAssignmentMode) =>
    ContainerRegistry.fromLookup(stack, "acr", {
      registryName: "contosoregistry",
      resourceGroupName: "rg-shared",
      roleAssignmentMode,
    }),
  createdregistry: (stack, roleAssignmentMode) =>
    new ContainerRegistry(stack, "acr", {
      registryName: "createdregistry",
      resourceGroupName: "rg-shared",
      location: "westeurope",
      roleAssignmentMode,
    }),
};

const IN_RBAC_MODE = "roleAssignmentMode must be MIGRATING or SWITCHING while the registry is in RBAC mode";
const NOT_REMOVED = "roleAssignmentMode must be REMOVING before it is ABAC";

describeReal.each(GENERATIONS)("the switch to ABAC mode with $generation", ({ use }) => {
  let azure: FakeAzure;

  beforeAll(async () => {
    azure = await startAzure();
    await request(azure, "PUT", `${ROLES}/${CUSTOM}?api-version=2022-04-01`, {
      properties: { roleName: "puller", permissions: [{ actions: ["Microsoft.ContainerRegistry/registries/pull/read"] }] },
    });
  });

  function stackAt(make: Make, mode: RegistryRoleAssignmentMode): TerraformStack {
    const stack = azureStack();
    make(stack, mode).grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }));
    use(stack);
    return stack;
  }

  /** @param name of a registry, which is in RBAC mode at the beginning and without roles at the end */
  async function throughAllStages(name: string, make: Make): Promise<void> {
    const workspace = new RealWorkspace(azure);
    const id = `${REGISTRIES}/${name}`;
    const at = (mode: RegistryRoleAssignmentMode) => workspace.write(stackAt(make, mode));
    const planned = async (mode: RegistryRoleAssignmentMode, code: number) => {
      const run = await at(mode).runMeanwhile("plan", "-input=false", "-no-color");
      const output = run.output.replace(/[│╷╵\s]+/g, " ");
      expect([mode, run.code, output]).toEqual([mode, code, expect.any(String)]);
      return output;
    };
    const refusal = (mode: RegistryRoleAssignmentMode) => planned(mode, 1);
    const deploy = async (mode: RegistryRoleAssignmentMode) => {
      await at(mode).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
    };
    const modeOf = async () => Object((await request(azure, "GET", id)).properties).roleAssignmentMode;
    const mayPull = () => azure.helper(`can-pull?principalId=${PROD.kubelet.objectId}&registry=${name}&repository=team/app`);
    const assign = async (role: string, principalId = ALICE, scope = id) => {
      const assignment = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
      await request(azure, "PUT", assignment, {
        properties: { principalId, principalType: "User", roleDefinitionId: `${ROLES}/${role}` },
      });
      return () => request(azure, "DELETE", assignment);
    };
    try {
      const bob = crypto.randomUUID();
      // The first command brings the providers. This stage has all of them, since azapi comes and goes.
      await at(SWITCHING).succeedMeanwhile("providers");
      await deploy(RBAC);
      await assign(ACR_PUSH);
      const resourceGroup = id.replace(/\/providers\/.*/, "");
      const above = [await assign(CONTRIBUTOR, bob, resourceGroup), await assign(MONITORING_READER, bob, resourceGroup)];
      const custom = await assign(CUSTOM, bob);
      expect(await refusal(SWITCHING)).toContain(`AcrPull of ${PROD.kubelet.objectId}, AcrPush of ${ALICE}`);
      expect(await refusal(REMOVING)).toContain(IN_RBAC_MODE);
      expect(await refusal(ABAC)).toContain(NOT_REMOVED);

      const warning = await planned(MIGRATING, 0);
      expect(warning).toContain(`AcrPush of ${ALICE}`);
      expect(warning).not.toContain(`AcrPull of ${PROD.kubelet.objectId}`);
      // Above the registry, and at it.
      expect(warning).toContain(`Contributor of ${bob}`);
      expect(warning).toContain(`Monitoring Reader of ${bob}`);
      expect(warning).toContain(`role ${CUSTOM} of ${bob}`);
      await deploy(MIGRATING);
      expect(await refusal(SWITCHING)).toContain(`: AcrPush of ${ALICE}; see `);
      expect(await refusal(REMOVING)).toContain(IN_RBAC_MODE);
      expect(await refusal(ABAC)).toContain(NOT_REMOVED);
      await assign(WRITER);
      // Who may manage the registry is warned of, and refuses nothing.
      const managed = await planned(SWITCHING, 0);
      expect(managed).toContain(`Contributor of ${bob}`);
      expect(managed).not.toContain(ALICE);
      for (const remove of above) {
        await remove();
      }
      await custom();
      expect(await planned(SWITCHING, 0)).not.toContain(bob);

      expect(await modeOf()).toBe("LegacyRegistryPermissions");
      await deploy(SWITCHING);
      expect(await modeOf()).toBe("AbacRepositoryPermissions");
      expect(await mayPull()).toMatchObject({ allowed: true });
      expect(await refusal(ABAC)).toContain(NOT_REMOVED);

      // Somebody in another stack, or by hand, who has a role without effect alone.
      const late = await assign(ACR_PULL, bob);
      const left = await refusal(REMOVING);
      expect(left).toContain("roleAssignmentMode must be SWITCHING until no identity is left with roles that have no effect");
      expect(left).toContain(`: AcrPull of ${bob}; see `);
      await late();
      await deploy(REMOVING);
      await deploy(ABAC);
      expect(await modeOf()).toBe("AbacRepositoryPermissions");
      expect(await mayPull()).toMatchObject({ allowed: true, role: "Container Registry Repository Reader" });
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
      expect(await mayPull()).toMatchObject({ allowed: false });
    } finally {
      workspace.remove();
    }
  }

  test("goes from stage to stage, none of which can be left out, on a registry that is looked up and on one that is created", async () => {
    await Promise.all(Object.entries(KINDS).map(([name, make]) => throughAllStages(name, make)));
  }, 1_200_000);
});
