import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { plan } from "../../packages/terraform-stack-tools/src/plan";
import { AksCluster, ContainerRegistry, type IContainerRegistry, RegistryPermissionMode } from "../../src";
import { ALICE, PROD } from "../../testbed/azure/known/identities";
import { offline } from "./support/offline";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const { RBAC, MIGRATING, SWITCHING, REMOVING, ABAC } = RegistryPermissionMode;
const REGISTRIES =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries";
const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const ACR_PUSH = "8311e382-0749-4cb8-b61a-304f252e45ec";
const WRITER = "2a1e307c-b015-4ebd-883e-5b7698a07328";

type Make = (stack: TerraformStack, permissionMode: RegistryPermissionMode) => IContainerRegistry;

const KINDS: Readonly<Record<string, Make>> = {
  contosoregistry: (stack, permissionMode) =>
    ContainerRegistry.fromLookup(stack, "acr", {
      registryName: "contosoregistry",
      resourceGroupName: "rg-shared",
      permissionMode,
    }),
  createdregistry: (stack, permissionMode) =>
    new ContainerRegistry(stack, "acr", {
      registryName: "createdregistry",
      resourceGroupName: "rg-shared",
      location: "westeurope",
      permissionMode,
    }),
};

const IN_RBAC_MODE = "permissionMode must be MIGRATING or SWITCHING while the registry is in RBAC mode";
const NOT_REMOVED = "permissionMode must be REMOVING before it is ABAC";

describeReal.each(GENERATIONS)("the switch to ABAC mode with $generation", ({ use }) => {
  let azure: FakeAzure;

  beforeAll(async () => {
    azure = await startAzure();
  });

  afterAll(async () => {
    await azure?.stop();
  });

  function stackAt(make: Make, mode: RegistryPermissionMode): TerraformStack {
    const stack = azureStack();
    make(stack, mode).grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }));
    use(stack);
    return stack;
  }

  /** @param name of a registry, which is in RBAC mode at the beginning and without roles at the end */
  async function throughAllStages(name: string, make: Make): Promise<void> {
    const workspace = new RealWorkspace(azure);
    const id = `${REGISTRIES}/${name}`;
    const at = async (mode: RegistryPermissionMode) => {
      workspace.write(stackAt(make, mode));
      // The provider azapi comes and goes with the stages.
      await workspace.succeedMeanwhile("init", "-input=false");
      return workspace;
    };
    const planned = async (mode: RegistryPermissionMode, code: number) => {
      const run = await (await at(mode)).runMeanwhile("plan", "-input=false", "-no-color");
      const output = run.output.replace(/[│╷╵\s]+/g, " ");
      expect([mode, run.code, output]).toEqual([mode, code, expect.any(String)]);
      return output;
    };
    const refusal = (mode: RegistryPermissionMode) => planned(mode, 1);
    const deploy = async (mode: RegistryPermissionMode) => {
      await (await at(mode)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
    };
    const modeOf = async () => Object((await request(azure, "GET", id)).properties).roleAssignmentMode;
    const mayPull = () => azure.helper(`can-pull?principalId=${PROD.kubelet.objectId}&registry=${name}&repository=team/app`);
    const assign = (role: string) =>
      request(azure, "PUT", `${id}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`, {
        properties: { principalId: ALICE, principalType: "User", roleDefinitionId: `${ROLES}/${role}` },
      });
    try {
      await deploy(RBAC);
      await assign(ACR_PUSH);
      expect(await refusal(SWITCHING)).toContain(`AcrPull of ${PROD.kubelet.objectId}, AcrPush of ${ALICE}`);
      expect(await refusal(REMOVING)).toContain(IN_RBAC_MODE);
      expect(await refusal(ABAC)).toContain(NOT_REMOVED);

      const warning = await planned(MIGRATING, 0);
      expect(warning).toContain(`AcrPush of ${ALICE}`);
      expect(warning).not.toContain(`AcrPull of ${PROD.kubelet.objectId}`);
      await deploy(MIGRATING);
      expect(await refusal(SWITCHING)).toContain(`: AcrPush of ${ALICE}.`);
      expect(await refusal(REMOVING)).toContain(IN_RBAC_MODE);
      expect(await refusal(ABAC)).toContain(NOT_REMOVED);
      await assign(WRITER);

      expect(await modeOf()).toBe("LegacyRegistryPermissions");
      await deploy(SWITCHING);
      expect(await modeOf()).toBe("AbacRepositoryPermissions");
      expect(await mayPull()).toMatchObject({ allowed: true });
      expect(await refusal(ABAC)).toContain(NOT_REMOVED);

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
  });

  test("each stage can be planned without a cloud", () => {
    const cache = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-switch-"));
    const workspace = new RealWorkspace(azure);
    const make = KINDS.contosoregistry;
    const changes = (from: RegistryPermissionMode, to: RegistryPermissionMode) => {
      const { resources } = plan(stackAt(make, to), { existing: stackAt(make, from), binary: "terraform" });
      const changed = Object.entries(resources).filter(([, { action }]) => action !== "no-op" && action !== "read");
      return Object.fromEntries(changed.map(([address, { action }]) => [address.replace(/_[0-9A-F]{8}$/, ""), action]));
    };
    try {
      const all = offline(workspace, cache, () => [
        changes(RBAC, MIGRATING),
        changes(MIGRATING, SWITCHING),
        changes(SWITCHING, REMOVING),
        changes(REMOVING, ABAC),
      ]);
      expect(all).toEqual([
        { "azurerm_role_assignment.aks_PullFrom-acr_RepositoryReader": "create" },
        { "azapi_update_resource.acr_PermissionMode": "create" },
        { "azapi_update_resource.acr_PermissionMode": "delete", "azurerm_role_assignment.aks_PullFrom-acr": "delete" },
        {},
      ]);
    } finally {
      workspace.remove();
      rmSync(cache, { recursive: true, force: true });
    }
  });
});
