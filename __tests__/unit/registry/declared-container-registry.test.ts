import { ContainerRegistry as Bare } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, type TerraformStack } from "cdktf";
import {
  AksCluster,
  ContainerRegistry,
  type ContainerRegistryResourceOptions,
  ContainerRegistrySku,
  ProviderGeneration,
  RegistryRoleAssignmentMode,
} from "../../../src";
import { complaint, emptyStack, synthesize, validationErrors, warnings } from "../../support/stack";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };

function bareRegistry(stack: TerraformStack, config: object = {}): Bare {
  return new Bare(stack, "acr", { ...PLACE, name: "contoso", sku: "Premium", ...config });
}

function bareCluster(stack: TerraformStack, config: object = {}): KubernetesCluster {
  return new KubernetesCluster(stack, "aks", {
    ...PLACE,
    name: "prod",
    dnsPrefix: "prod",
    defaultNodePool: { name: "pool", vmSize: "Standard_D2s_v5", nodeCount: 1 },
    identity: { type: "SystemAssigned" },
    ...config,
  });
}

test("a registry and a cluster of the stack are attached and left as they are", () => {
  const [plain, attached] = [emptyStack(), emptyStack()];
  bareRegistry(plain);
  bareCluster(plain);
  const registry = ContainerRegistry.fromResource(attached, "contoso", bareRegistry(attached));
  registry.grantPull(AksCluster.fromResource(attached, "prod", bareCluster(attached)));
  const { azurerm_role_assignment, ...others } = synthesize(attached).resource;
  expect(others).toEqual(synthesize(plain).resource);
  const roles = ["AcrPull", "Container Registry Repository Reader"];
  expect(Object.values(azurerm_role_assignment)).toEqual(
    roles.map((role_definition_name) =>
      expect.objectContaining({
        scope: "${azurerm_container_registry.acr.id}",
        principal_id: "${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}",
        role_definition_name,
      }),
    ),
  );
});

test("what the resource states is known: name, tier, provider, mode", () => {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  const bare = bareRegistry(stack, { provider });
  bare.addOverride("role_assignment_mode", "AbacRepositoryPermissions");
  expect(ContainerRegistry.fromResource(stack, "contoso", bare)).toMatchObject({
    sku: ContainerRegistrySku.PREMIUM,
    roleAssignmentMode: RegistryRoleAssignmentMode.ABAC,
    provider,
  });
});

test("the admin account is used where the resource enables it", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromResource(stack, "contoso", bareRegistry(stack, { adminEnabled: true }));
  const { username } = registry.adminCredentials();
  new TerraformOutput(stack, "username", { value: username });
  expect(synthesize(stack).output.username.value).toMatch(
    /^\$\{terraform_data\.contoso_AdminAccount\w*\.output\.is_enabled \? azurerm_container_registry\.acr\.admin_username : ""\}$/,
  );
  expect(warnings(stack)).toEqual([expect.stringContaining("the admin account is for development only")]);
});

describe("the mode of a declared registry", () => {
  const { RBAC, ABAC } = RegistryRoleAssignmentMode;
  const declared = (stated: unknown, options?: ContainerRegistryResourceOptions, ignoreChanges?: string[] | "all") => {
    const stack = emptyStack();
    const bare = bareRegistry(stack);
    bare.addOverride("role_assignment_mode", stated);
    bare.lifecycle = ignoreChanges && { ignoreChanges };
    const registry = ContainerRegistry.fromResource(stack, "contoso", bare, options);
    ProviderGeneration.useAzurerm5(stack);
    return { stack, registry };
  };

  test("is that of the resource, or unknown where it is left out or only the plan knows it", () => {
    const modes = [RBAC, ABAC, undefined, "${var.mode}"].map((stated) => declared(stated).registry.roleAssignmentMode);
    expect(modes).toEqual([RBAC, ABAC, undefined, undefined]);
  });

  test.each<[unknown, RegistryRoleAssignmentMode, string[] | "all" | undefined]>([
    [undefined, ABAC, undefined],
    [RBAC, ABAC, ["tags"]],
    [ABAC, RBAC, undefined],
  ])("of a resource with %p is not %s, since an apply takes it back", (stated, roleAssignmentMode, ignored) => {
    const { stack } = declared(stated, { roleAssignmentMode }, ignored);
    expect(validationErrors(stack)).toEqual([
      expect.stringMatching(
        complaint("[stack/contoso] roleAssignmentMode", `set roleAssignmentMode: "${roleAssignmentMode}" on the resource`),
      ),
    ]);
  });

  test.each<[unknown, RegistryRoleAssignmentMode, string[] | "all" | undefined]>([
    [undefined, RBAC, undefined],
    [ABAC, ABAC, undefined],
    ["${var.mode}", ABAC, undefined],
    [undefined, ABAC, ["role_assignment_mode"]],
    [RBAC, ABAC, "all"],
    [ABAC, RegistryRoleAssignmentMode.EITHER, undefined],
  ])("of a resource with %p may be %s, with ignored changes %j", (stated, roleAssignmentMode, ignored) => {
    expect(validationErrors(declared(stated, { roleAssignmentMode }, ignored).stack)).toEqual([]);
  });
});
