import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { TerraformIterator, TerraformOutput } from "cdktf";
import {
  AksCluster,
  ContainerRegistry,
  EntraPrincipal,
  type IContainerRegistry,
  PrincipalType,
  PullIdentity,
  PullRoleAssignment,
  RegistryRoleAssignmentMode,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../src";
import { ALICE, LEGACY, PLATFORM_TEAM, PROD } from "../testbed/azure/known";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const { RBAC, ABAC, EITHER } = RegistryRoleAssignmentMode;
const REGISTRIES =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries";
const PLACE = { resourceGroupName: "rg-shared", location: "westeurope" };
const GROUP = { resourceGroupName: "rg-shared" };

const PIPELINE = "20000000-0000-0000-0000-000000000002";

type Mode = RegistryRoleAssignmentMode | undefined;

describeReal.each(GENERATIONS)("the mode of a registry with $generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;

  beforeEach(async () => {
    azure = await startAzure();
  });

  const switchTo = (registry: string, roleAssignmentMode: RegistryRoleAssignmentMode) =>
    request(azure, "PATCH", `${REGISTRIES}/${registry}`, { properties: { roleAssignmentMode } });

  /** Who has a role on which registry, by the state. */
  function grantsIn(workspace: RealWorkspace): readonly (readonly [principalId: string, registry: string])[] {
    const assignments = Object.values(workspace.state()).filter(({ role_definition_name: role }) =>
      /^Acr|Repository/.test(String(role)),
    );
    const pairs = assignments.map(({ principal_id, scope }) => `${principal_id} ${String(scope).split("/").pop()}`);
    return [...new Set(pairs)].map((pair) => pair.split(" ") as [string, string]);
  }

  async function withoutPull(grants: readonly (readonly [string, string])[], repository = "team/app"): Promise<unknown[]> {
    const asked = await Promise.all(
      grants.map(async ([principalId, registry]) => {
        const query = `can-pull?principalId=${principalId}&registry=${registry}&repository=${repository}`;
        const { allowed } = await azure.helper(query);
        return { principalId, registry, allowed };
      }),
    );
    return asked.filter(({ allowed }) => allowed !== true);
  }

  test("need not be known: who is granted a pull, in whatever way, pulls in either mode and after each switch", async () => {
    const stack = azureStack();
    new AzureadProvider(stack, "azuread");
    const declared = new BareRegistry(stack, "declared", { name: "declaredregistry", sku: "Standard", ...PLACE });
    if (isAzurerm5) {
      declared.lifecycle = { ignoreChanges: ["role_assignment_mode"] };
    }
    const registries: Record<string, IContainerRegistry> = {
      contosoregistry: ContainerRegistry.fromLookup(stack, "looked-up", { registryName: "contosoregistry", ...GROUP }),
      abacregistry: ContainerRegistry.fromLookup(stack, "abac", { registryName: "abacregistry", ...GROUP }),
      fabrikamregistry: ContainerRegistry.fromRegistryAttributes(stack, "known", {
        registryId: `${REGISTRIES}/fabrikamregistry`,
        loginServer: "fabrikamregistry.azurecr.io",
      }),
      createdregistry: new ContainerRegistry(stack, "created", { registryName: "createdregistry", ...PLACE }),
      declaredregistry: ContainerRegistry.fromResource(stack, "attached", declared),
    };
    const cluster = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
    const alice = new EntraPrincipal(stack, "alice", { principalId: ALICE, principalType: PrincipalType.USER });
    const subjects = [{ namespaceName: "shop", serviceAccountName: "app" }];
    const identity = new PullIdentity(stack, "shop", { ...PLACE, issuerUrl: "https://oidc.contoso.com/shop", subjects });
    for (const [name, registry] of Object.entries(registries)) {
      registry.grantPull(cluster);
      registry.grantPullPush(alice);
      registry.grantPull(identity);
      new ServicePrincipalCredentials(stack, `puller-${name}`, { registry, displayName: `puller-${name}` });
    }
    new PullRoleAssignment(stack, "pull", { registryId: `${REGISTRIES}/contosoregistry`, principalId: LEGACY.objectId });
    const many = TerraformIterator.fromMap({ fabrikam: { object_id: LEGACY.objectId }, team: { object_id: PROD.controlPlane } });
    new PullRoleAssignment(stack, "many", {
      forEach: many,
      registryId: `${REGISTRIES}/fabrikamregistry`,
      principalId: many.getString("object_id"),
    });
    const team = new EntraPrincipal(stack, "team", { principalId: PLATFORM_TEAM, principalType: PrincipalType.GROUP });
    registries.createdregistry.grantPull(team);
    registries.createdregistry.grantPullPush(new EntraPrincipal(stack, "pipeline", { principalId: PIPELINE }));
    use(stack);

    const workspace = new RealWorkspace(azure).write(stack);
    await workspace.applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    const grants = grantsIn(workspace);
    expect(grants).toHaveLength(25);
    expect(await withoutPull(grants)).toEqual([]);
    for (const mode of [ABAC, RBAC] as const) {
      await Promise.all(Object.keys(registries).map((registry) => switchTo(registry, mode)));
      expect([mode, await withoutPull(grants)]).toEqual([mode, []]);
      expect([mode, await workspace.changesMeanwhile()]).toEqual([mode, []]);
    }
  });

  /** Three clusters, a service principal and a token pull from a registry whose mode is changed there and back. */
  async function walk(registryName: string, repositories: string[]): Promise<void> {
    const workspace = new RealWorkspace(azure);
    const at = (roleAssignmentMode: Mode, limit?: string[]) => {
      const stack = azureStack();
      new AzureadProvider(stack, "azuread");
      const registry = new ContainerRegistry(stack, "acr", { registryName, ...PLACE, roleAssignmentMode });
      registry.grantPull(AksCluster.fromLookup(stack, "prod", { clusterName: "prod", resourceGroupName: "rg-prod" }), {
        repositories: limit,
      });
      for (const [id, kubeletObjectId] of Object.entries({ legacy: LEGACY.objectId, edge: PROD.controlPlane })) {
        registry.grantPull(AksCluster.fromClusterAttributes(stack, id, { kubeletObjectId }), { repositories: limit });
      }
      new ServicePrincipalCredentials(stack, "puller", { registry, displayName: `walk-${registryName}`, repositories: limit });
      const token = new RegistryToken(stack, "edge-pull", { registry, repositories: ["team/app"] });
      new TerraformOutput(stack, "login", { value: `${token.username} ${token.password}`, sensitive: true });
      use(stack);
      return workspace.write(stack);
    };
    const expectAllPull = async (step: string) => {
      const grants = grantsIn(workspace);
      const [username, password] = workspace.succeed("output", "-raw", "login").split(" ");
      const login = { server: `${registryName}.azurecr.io`, username, password, repository: "team/app" };
      const { pull } = Object(await azure.helper("docker-login", login));
      expect([step, grants.length, await withoutPull(grants), pull]).toEqual([step, 4, [], true]);
    };
    /** @returns what the plan does to role assignments, once each, and everything else by its address */
    const deploy = async (mode: Mode, limit?: string[]) => {
      const step = `${registryName} ${mode} ${limit}`;
      const changes = await at(mode, limit).changesMeanwhile();
      const actions = changes.map(({ address, action }) => {
        const isGrant = /^azurerm_role_assignment[.]\w+_PullFrom-acr_/.test(address);
        const role = address.includes("_RepositoryReader_") ? "Repository Reader" : "AcrPull";
        return `${action} ${isGrant ? role : address}`;
      });
      await workspace.applyMeanwhile();
      await expectAllPull(step);
      expect([step, await workspace.changesMeanwhile()]).toEqual([step, []]);
      return actions.sort();
    };
    const ofAll = (action: string) => [1, 2, 3, 4].map(() => action);
    const change = async (mode: RegistryRoleAssignmentMode) => {
      await switchTo(registryName, mode);
      await expectAllPull(`${registryName} switched to ${mode}`);
      expect(await workspace.changesMeanwhile()).toEqual([]);
    };
    try {
      // As stacks were before there were two roles.
      await deploy(RBAC);
      expect(await deploy(undefined)).toEqual(ofAll("create Repository Reader"));
      const limited = isAzurerm5 ? "update Repository Reader" : "delete+create Repository Reader";
      expect(await deploy(EITHER, repositories)).toEqual(ofAll(limited));
      await change(ABAC);
      expect(await deploy(ABAC, repositories)).toEqual(ofAll("delete AcrPull"));
      const others = await withoutPull(grantsIn(workspace), "other/app");
      expect(others).toHaveLength(4);
      expect(await deploy(EITHER, repositories)).toEqual(ofAll("create AcrPull"));
      await change(RBAC);
      expect(await deploy(RBAC)).toEqual(ofAll("delete Repository Reader"));
    } finally {
      workspace.remove();
    }
  }

  test("is changed there and back in steps of which none takes a pull from anybody", async () => {
    await walk("walkedregistry", ["team/*"]);
  });

  (isAzurerm5 ? test : test.skip)(
    "is refused at plan where the registry of the stack has another one than the stated",
    async () => {
      const workspace = new RealWorkspace(azure);
      const at = (roleAssignmentMode: Mode) => {
        const stack = azureStack();
        const registry = new ContainerRegistry(stack, "acr", { registryName: "ownregistry", ...PLACE, roleAssignmentMode });
        registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: PROD.kubelet.objectId }));
        use(stack);
        return workspace.write(stack);
      };
      const refusal = async (mode: Mode) => {
        const { code, output } = await at(mode).runMeanwhile("plan", "-input=false", "-no-color");
        expect([mode, code]).toEqual([mode, 1]);
        return output.replace(/[│╷╵\s]+/g, " ");
      };
      await at(undefined).applyMeanwhile();
      expect(await refusal(ABAC)).toContain(
        "roleAssignmentMode must be RBAC, EITHER or left out while the registry is in RBAC mode",
      );
      await switchTo("ownregistry", ABAC);
      expect(await at(undefined).changesMeanwhile()).toEqual([]);
      expect(await refusal(RBAC)).toContain(
        "roleAssignmentMode must be ABAC, EITHER or left out while the registry is in ABAC mode",
      );
      await at(ABAC).applyMeanwhile();
      expect(await withoutPull([[PROD.kubelet.objectId, "ownregistry"]])).toEqual([]);
      workspace.remove();
    },
  );
});
