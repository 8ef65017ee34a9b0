import type { TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, type IContainerRegistry, RegistryRoleAssignmentMode } from "../../src";
import { PROD } from "../testbed/azure/known";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const { RBAC, ABAC, REMOVING, EITHER } = RegistryRoleAssignmentMode;
const REGISTRIES =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries";
const PLACE = { resourceGroupName: "rg-shared" };
const IN_ABAC_MODE = "roleAssignmentMode must be ABAC while the registry is in ABAC mode";
const IN_RBAC_MODE = "roleAssignmentMode must be MIGRATING while the registry is in RBAC mode";
const NOT_REMOVED = "deploy REMOVING once if the registry is in ABAC mode";

type Mode = RegistryRoleAssignmentMode | undefined;
type Make = (stack: TerraformStack, roleAssignmentMode: Mode, team?: string) => IContainerRegistry;

const lookedUp =
  (registryName: string, readPermissionMode?: boolean): Make =>
  (stack, roleAssignmentMode) =>
    ContainerRegistry.fromLookup(stack, "acr", { registryName, ...PLACE, roleAssignmentMode, readPermissionMode });

describeReal.each(GENERATIONS)("the mode of a registry with $generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;

  beforeAll(async () => {
    azure = await startAzure();
  });

  const mayPull = async (registry: string) => {
    const { allowed } = await azure.helper(`can-pull?principalId=${PROD.kubelet.objectId}&registry=${registry}&repository=app`);
    return allowed;
  };

  const switchTo = (registry: string, roleAssignmentMode: string) =>
    request(azure, "PATCH", `${REGISTRIES}/${registry}`, { properties: { roleAssignmentMode } });

  /** A workspace whose stack has one grant on the registry. */
  function grantOn(registry: string, make: Make) {
    const workspace = new RealWorkspace(azure);
    const at = (mode: Mode, team?: string) => {
      const stack = azureStack();
      make(stack, mode, team).grantPull(
        AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }),
      );
      use(stack);
      return workspace.write(stack);
    };
    return {
      workspace,
      at,
      deploy: async (mode: Mode) => {
        await at(mode).applyMeanwhile();
        expect([mode, await mayPull(registry)]).toEqual([mode, true]);
        expect(await workspace.changesMeanwhile()).toEqual([]);
      },
      refuse: async (mode: Mode, reason: string, team?: string) => {
        const before = await mayPull(registry);
        // What is refused by the plan itself has changed nothing.
        const { code, output } = await at(mode, team).runMeanwhile("plan", "-input=false", "-no-color");
        expect([mode, code, output.replace(/[│╷╵\s]+/g, " ")]).toEqual([mode, 1, expect.stringContaining(reason)]);
        expect([mode, await mayPull(registry)]).toEqual([mode, before]);
      },
    };
  }

  test("that is looked up and read fails the plan of a grant which it would not honor, and no role in use is removed", async () => {
    const inAbacMode = async () => {
      const { deploy, refuse } = grantOn("abacregistry", lookedUp("abacregistry", true));
      await refuse(undefined, IN_ABAC_MODE);
      await deploy(ABAC);
      await refuse(undefined, IN_ABAC_MODE);
      await refuse(RBAC, IN_ABAC_MODE);
      await deploy(EITHER);
      await refuse(ABAC, NOT_REMOVED);
      await deploy(REMOVING);
      await deploy(ABAC);
    };
    const inRbacMode = async () => {
      const { deploy, refuse } = grantOn("contosoregistry", lookedUp("contosoregistry", true));
      await refuse(ABAC, IN_RBAC_MODE);
      await deploy(undefined);
      await refuse(ABAC, IN_RBAC_MODE);
    };
    await Promise.all([inAbacMode(), inRbacMode()]);
  }, 600_000);

  test("that is not read, and granted both roles, is pulled from through switches that others make", async () => {
    const registry = "fabrikamregistry";
    const { deploy, workspace } = grantOn(registry, lookedUp(registry));
    await deploy(EITHER);
    for (const mode of ["AbacRepositoryPermissions", "LegacyRegistryPermissions"]) {
      await switchTo(registry, mode);
      expect([mode, await mayPull(registry)]).toEqual([mode, true]);
      expect(await workspace.changesMeanwhile()).toEqual([]);
    }
  }, 600_000);

  test("that is created is known at plan, whatever changes with it, and others may switch it", async () => {
    const registryName = "ownregistry";
    const { deploy, refuse, at } = grantOn(registryName, (stack, roleAssignmentMode, team = "platform") => {
      // With azurerm 5, the resource has it.
      const readPermissionMode = isAzurerm5 ? undefined : true;
      const props = { registryName, ...PLACE, location: "westeurope", roleAssignmentMode, readPermissionMode, tags: { team } };
      return new ContainerRegistry(stack, "acr", props);
    });
    // The first command brings the providers. This stage has azapi in both generations.
    await at(REMOVING).succeedMeanwhile("providers");
    await deploy(undefined);
    expect(at(undefined).succeed("state", "list").includes("azapi")).toBe(!isAzurerm5);
    await switchTo(registryName, "AbacRepositoryPermissions");
    await refuse(undefined, IN_ABAC_MODE);
    await refuse(RBAC, IN_ABAC_MODE);
    await refuse(ABAC, NOT_REMOVED);
    await at(REMOVING).applyMeanwhile();
    await deploy(ABAC);
    await refuse(undefined, IN_ABAC_MODE, "another");
    await refuse(RBAC, IN_ABAC_MODE, "another");
    expect((await request(azure, "GET", `${REGISTRIES}/${registryName}`)).properties).toMatchObject({
      roleAssignmentMode: "AbacRepositoryPermissions",
    });
  }, 600_000);
});
